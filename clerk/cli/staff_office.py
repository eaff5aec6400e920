"""What the commands for staff have in common: the office, and secrets that a terminal shows once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from clerk.cli.desk import open_store
from clerk.cli.options import Options, either
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.desk.staffing.office import Office


def once_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--once``."""
    words = "Make the password up: shown once on the terminal, changed at the first sign-in."
    return click.option("--once", is_flag=True, help=words)(command)


@contextmanager
def open_office(options: Options, *, create: bool = False) -> Iterator[tuple[Office, str]]:
    """The office, and the site of the profile.

    Raises:
        Refused: ``S-…``, ``G-…``.
    """
    from clerk import assembly
    from clerk.desk.staffing.office import Office

    place = options.place()
    book = assembly.read_book(place)
    with open_store(place, create=create) as store:
        sites = {site.code: site for site in book.data.sites}
        yield Office(store, place.clock, sites, book.regions), place.profile.site


def refuse_no_terminal() -> None:
    """Refuse to show a secret where it would be kept: in a file, a pipe, a log.

    Raises:
        Refused: ``U-31``.
    """
    if not sys.stdout.isatty():
        raise Refused("U-31")


def show_once(passwords: Mapping[str, str]) -> None:
    """Show passwords that are not shown again."""
    for number, password in passwords.items():
        click.echo(f"{number}  {password}")
    click.echo(
        either(
            "一次性密码只显示这一次，首次登录须更换。",
            "One-time passwords are shown only this once, and changed at the first sign-in.",
        )
    )
