"""Signing in on the command line: what only a role may do is asked of a person, not of who owns the files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from clerk.cli.desk import open_desk
from clerk.cli.options import Options, ask_pin, ask_secret, either
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.desk.facade import Desk
    from clerk.desk.views import Operator

_PIN_WANTED = "S-51"
_CODE_WANTED = "U-17"
_T = TypeVar("_T")


def staff_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--staff``, the number of who signs in."""
    return click.option("--staff", metavar="NUMBER", help="Your staff number; asked for when it is missing.")(
        command
    )


@contextmanager
def signed_in(options: Options, number: str | None) -> Iterator[tuple[Desk, Operator]]:
    """The desk, and who signed in: number, password, and the second factor where one is enrolled.

    They are signed out when the block is left.

    Raises:
        Refused: as :func:`clerk.desk.sign_in.sign_in`; ``S-…``, ``G-…``.
    """
    with open_desk(options, with_readers=True) as desk:
        operator = _sign_in(desk, number or _ask_number())
        try:
            yield desk, operator
        finally:
            desk.sign_out(operator)


def asked_factors(proved: Callable[[str | None, str | None], _T]) -> _T:
    """What ``proved`` gives, once PIN or one-time password are asked for where they are wanted.

    Raises:
        Refused: what ``proved`` says then.
    """
    try:
        return proved(None, None)
    except Refused as refused:
        wanted = refused.fault
    if wanted.code == _PIN_WANTED:
        return proved(ask_pin(wanted.details.get("left", "")), None)
    if wanted.code == _CODE_WANTED:
        return proved(None, ask_secret(either("动态口令", "One-time password"), twice=False))
    raise Refused(wanted.code, **wanted.details)


def _sign_in(desk: Desk, number: str) -> Operator:
    password = ask_secret(either("密码", "Password"), twice=False)
    return asked_factors(lambda pin, code: desk.sign_in(number, password, pin, code))


def _ask_number() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(click.prompt(either("工号", "Staff number"), err=True))
