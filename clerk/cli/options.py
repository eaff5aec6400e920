"""Options that every command takes, and how commands speak."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from clerk.domain.faults import Fault, Language
from clerk.settings import locale_language

if TYPE_CHECKING:
    from clerk.assembly import Place

_JSON = "clerk.json"
"""Key in the context's shared facts: the command was asked for JSON."""


@dataclass(frozen=True, slots=True)
class Options:
    """Where the counter is."""

    profile: str | None
    data: str | None
    training: bool = False
    """The training counter was asked for by name."""
    keys_file: str | None = None
    """Sealed file with the keys of this session, where there is no keyring."""

    def place(self) -> Place:
        """The place meant: the training counter when asked for, else whatever kind the profile is.

        Raises:
            Refused: the profile or the folder cannot be used.
        """
        from clerk.assembly import find_place, make_place
        from clerk.settings import data_path, load_profile, profile_path

        if self.training:
            return self._with_keys(find_place(self.profile, self.data, training=True))
        profile = load_profile(profile_path(self.profile, training=False))
        return self._with_keys(make_place(profile, data_path(self.data, training=profile.training)))

    def console_place(self, *, training: bool) -> Place:
        """The place of a console, which is of the kind that was asked for or refused.

        Raises:
            Refused: ``G-18``/``G-19`` the profile is of the other kind, and as :meth:`place`.
        """
        from clerk.assembly import find_place

        return self._with_keys(find_place(self.profile, self.data, training=training))

    def _with_keys(self, place: Place) -> Place:
        if self.keys_file is None:
            return place
        if place.profile.training:
            raise click.UsageError("--keys is for a live counter: a training counter has its keys in a file")
        from clerk.assembly import KEYS_ENTRY
        from clerk.key_file import read_carried
        from integrations.session_vault import SessionVault

        words = either("密钥文件的口令", "Passphrase of the key file")
        carried = read_carried(Path(self.keys_file), ask_secret(words, twice=False))
        return replace(place, session=SessionVault({**carried.credentials, KEYS_ENTRY: carried.keys}))


def place_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--profile`` and ``--data``; the command gets them as ``options``."""

    @click.option("--profile", metavar="FILE", help="Profile of the counter (also CLERK_PROFILE).")
    @click.option("--data", metavar="DIR", help="Data folder of the counter (also CLERK_DATA).")
    @wraps(command)
    def with_options(
        *args: Any, profile: str | None, data: str | None, training: bool = False, **kwargs: Any
    ) -> None:
        options = Options(profile or _given_before("profile"), data or _given_before("data"), training)
        options = replace(options, keys_file=_given_before("keys_file"))
        command(*args, options=options, **kwargs)

    return with_options


def counter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--profile``, ``--data`` and ``--training``, which looks at the training counter."""
    training = click.option("--training", is_flag=True, help="The training counter instead of the live one.")
    return training(place_options(command))


def json_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--json``: one JSON document on stdout and nothing else, also when the command is refused."""

    def note(ctx: click.Context, _param: click.Parameter, value: bool) -> bool:
        ctx.meta[_JSON] = value
        return value

    return click.option(
        "--json", "as_json", is_flag=True, callback=note, is_eager=True, help="Print one JSON document."
    )(command)


class Told(click.ClickException):
    """A fault that ends a command: told in words on stderr, or as the one JSON document on stdout."""

    exit_code = 1

    def __init__(self, fault: Fault, *, as_json: bool) -> None:
        super().__init__(fault.code)
        self._fault = fault
        self._as_json = as_json

    def show(self, file: IO[Any] | None = None) -> None:
        """Tell it."""
        if self._as_json:
            print_json({"fault": fault_document(self._fault)})
        else:
            speak(self._fault)


def asked_for_json() -> bool:
    """Whether the running command was asked for JSON."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_JSON))


def language() -> Language:
    """Language of messages on the command line, from the locale."""
    return locale_language() or Language.EN


def either(zh: str, en: str) -> str:
    """The words in the language of the command line."""
    return zh if language() is Language.ZH else en


def speak(fault: Fault) -> None:
    """Tell a fault on stderr: code, sentence, cure."""
    spoken = language()
    click.echo(f"{fault.code}  {fault.sentence(spoken)}", err=True)
    click.echo(f"      {fault.cure(spoken)}", err=True)


def fault_document(fault: Fault) -> dict[str, object]:
    """A fault as data, with its words in both languages."""
    zh, en = Language.ZH, Language.EN
    return {
        **fault.as_dict(),
        "zh": fault.sentence(zh),
        "en": fault.sentence(en),
        "cure_zh": fault.cure(zh),
        "cure_en": fault.cure(en),
    }


def print_json(document: object) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def ask_secret(words: str, *, twice: bool = True) -> str:
    """A secret typed (a new one twice) at a terminal, else the next line of standard input.

    Never an option: whoever uses the machine can see those of others' commands.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt(words, hide_input=True, confirmation_prompt=twice, err=True))


def credentials_of(lines: Iterable[str]) -> bytes:
    """Credentials of a region from lines ``NAME=VALUE``, as a vault keeps them.

    Raises:
        click.UsageError: a line is something else, or there is none.
    """
    values: dict[str, str] = {}
    for line in filter(str.strip, lines):
        name, mark, value = line.partition("=")
        if not mark or not name.strip():
            raise click.UsageError("each line is NAME=VALUE")
        values[name.strip()] = value.strip()
    if not values:
        raise click.UsageError("no credentials were given")
    return json.dumps(values).encode()


def credentials_typed(entry: str) -> bytes:
    """Credentials of a region typed line by line, unseen, up to an empty line.

    Raises:
        click.UsageError: as :func:`credentials_of`.
    """
    lines: list[str] = []
    while True:
        words = either(
            f"{entry}：名称=值（已有 {len(lines)} 项，空行结束）",
            f"{entry}: NAME=VALUE ({len(lines)} so far, an empty line ends)",
        )
        line = click.prompt(words, default="", show_default=False, hide_input=True, err=True)
        if not line:
            return credentials_of(lines)
        lines.append(line)


def ask_pin(left: str) -> str:
    """The PIN of a staff card, typed by its holder. Asked once: an answer may cost one of ``left`` tries."""
    words = either(f"卡的 PIN（还可试 {left} 次）", f"PIN of the card ({left} tries left)")
    return ask_secret(words, twice=False)


@contextmanager
def progress(words: str) -> Iterator[Callable[[str, int], None]]:
    """Show on stderr, where it is a terminal, what is being counted and how far it is."""
    if not sys.stderr.isatty():
        yield lambda _what, _count: None
        return
    from rich.console import Console

    with Console(stderr=True).status(words) as status:
        yield lambda what, count: status.update(f"{words} {what} {count:,}")


def _given_before(name: str) -> str | None:
    """The option as given before the sub-command, at any level above."""
    context = click.get_current_context().parent
    while context is not None:
        if context.params.get(name):
            return str(context.params[name])
        context = context.parent
    return None
