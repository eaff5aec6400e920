"""Options that every command takes, and how commands speak."""

from __future__ import annotations

import json
import locale
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from clerk.domain.faults import Fault, Language

if TYPE_CHECKING:
    from clerk.assembly import Place


@dataclass(frozen=True, slots=True)
class Options:
    """Where the counter is."""

    profile: str | None
    data: str | None

    def place(self, *, training: bool | None = None) -> Place:
        """The place meant. None = whatever kind the profile is; without a profile, live.

        Raises:
            Refused: the profile or the folder cannot be used.
        """
        from clerk.assembly import find_place, make_place
        from clerk.settings import data_path, load_profile, profile_path

        if training is not None:
            return find_place(self.profile, self.data, training=training)
        profile = load_profile(profile_path(self.profile, training=False))
        return make_place(profile, data_path(self.data, training=profile.training))


def place_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--profile`` and ``--data``; the command gets them as ``options``."""

    @click.option("--profile", metavar="FILE", help="Profile of the counter (also CLERK_PROFILE).")
    @click.option("--data", metavar="DIR", help="Data folder of the counter (also CLERK_DATA).")
    @wraps(command)
    def with_options(*args: Any, profile: str | None, data: str | None, **kwargs: Any) -> None:
        command(*args, options=_merged(profile, data), **kwargs)

    return with_options


def _merged(profile: str | None, data: str | None) -> Options:
    """Options given before the sub-command count for it too."""
    outer = click.get_current_context().parent
    given = outer.params if outer is not None else {}
    return Options(profile or given.get("profile"), data or given.get("data"))


def training_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--training``: the command looks at the training counter."""
    return click.option("--training", is_flag=True, help="The training counter instead of the live one.")(
        command
    )


def json_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--json``: one JSON document on stdout and nothing else."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def language() -> Language:
    """Language of messages on the command line, from the locale."""
    named = locale.getlocale()[0] or ""
    return Language.ZH if named.lower().startswith("zh") else Language.EN


def speak(fault: Fault) -> None:
    """Tell a fault on stderr: code, sentence, cure."""
    spoken = language()
    click.echo(f"{fault.code}  {fault.sentence(spoken)}", err=True)
    click.echo(f"      {fault.cure(spoken)}", err=True)


def print_json(document: object) -> None:
    """One JSON document on stdout."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")
