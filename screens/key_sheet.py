"""``docs/keys.md``: every key of every place in both languages, and how many keys each journey takes.

python -m screens.key_sheet            write it
python -m screens.key_sheet --check    exit 1 when it is stale
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from clerk.domain.faults import Language
from screens.commands import AnyCommand, all_commands
from screens.keys import key_word
from screens.language import N_, Speech

SHEET = Path(__file__).parent.parent / "docs" / "keys.md"

JOURNEYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("From the card to the printed receipt, nothing on paper"),
        ("f2", "enter", N_("letters"), "enter", "enter", "enter"),
    ),
    (N_("Take over what was filed online, complete"), ("f2", "enter", "enter", "enter", "enter")),
    (N_("Open the case of a receipt in the hand"), (N_("scan"),)),
    (N_("Answer a correction with one file and send it"), (N_("scan"), "enter", "enter", "f5")),
    (N_("Hand a result over to the applicant"), (N_("scan"), "enter", "enter", "enter")),
    (N_("See three regions side by side and take another one"), ("d", "right", "enter")),
    (N_("Park a visit and take it up again"), ("f8", "f8", "enter")),
    (N_("Ask a supervisor, and serve the next visitor"), ("f5", N_("reason"), "enter", "f8")),
    (N_("Decide the most urgent sign-off"), ("f9", "enter", "a", N_("reason"), "enter")),
    (N_("Lock, and go on"), ("ctrl+l", N_("password"), "enter")),
)
"""Proved by a test that presses exactly these."""


def count_of(keys: tuple[str, ...]) -> int:
    """Keys pressed, without letters that name something and without scans."""
    return sum(not _named(key) for key in keys)


def _named(key: str) -> bool:
    return key in {"letters", "scan", "password", "reason"}


def sheet() -> str:
    """The whole page."""
    return "\n".join((*_page(Speech(Language.EN)), "", "---", "", *_page(Speech(Language.ZH)), ""))


def _page(speech: Speech) -> Iterator[str]:
    say = speech.say
    yield f"# {say(N_('Keys'))}"
    yield ""
    yield say(
        N_(
            "Written from the commands themselves; do not edit. The first key is the default; "
            "a profile can give any command another key by its name."
        )
    )
    yield ""
    yield f"## {say(N_('Journeys'))}"
    yield ""
    yield f"| {say(N_('Journey'))} | {say(N_('Keys'))} | {say(N_('Count'))} |"
    yield "|---|---|---|"
    for name, keys in JOURNEYS:
        words = " · ".join(f"*{say(k)}*" if _named(k) else f"`{key_word(k)}`" for k in keys)
        yield f"| {say(name)} | {words} | {count_of(keys)} |"
    shared = {command.id for command in _everywhere()}
    for place, commands in all_commands().items():
        own = [c for c in commands if place == "Everywhere" or c.id not in shared]
        if own:
            yield from _table(speech, place, own)


def _everywhere() -> tuple[AnyCommand, ...]:
    return all_commands()["Everywhere"]


def _table(speech: Speech, place: str, commands: list[AnyCommand]) -> Iterator[str]:
    say = speech.say
    yield ""
    yield f"## {say(place)}"
    yield ""
    yield f"| {say(N_('Key'))} | {say(N_('What it does'))} | {say(N_('Name in the profile'))} |"
    yield "|---|---|---|"
    for command in commands:
        keys = " ".join(f"`{key_word(k.strip())}`" for k in command.key.split(","))
        stop = "。" if speech.chinese else "."
        more = f"{'' if speech.chinese else ' '}{say(command.help)}" if command.help else ""
        yield f"| {keys} | {say(command.sentence)}{stop}{more} | `{command.id}` |"


def main() -> int:
    """Write or check."""
    text = sheet()
    if "--check" in sys.argv:
        fresh = SHEET.exists() and SHEET.read_text(encoding="utf-8") == text
        print("docs/keys.md is fresh" if fresh else "docs/keys.md is stale: python -m screens.key_sheet")
        return 0 if fresh else 1
    SHEET.parent.mkdir(exist_ok=True)
    SHEET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
