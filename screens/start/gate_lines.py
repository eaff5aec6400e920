"""The start gate as lines: each check with its state, what was found, and its cure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from clerk.desk.gate import Check, CheckName, CheckState
from screens.language import N_, Speech
from screens.lines import Ink, Line, fit, wrap

NAMES: Mapping[CheckName, str] = MappingProxyType(
    {
        CheckName.STORE: N_("Store"),
        CheckName.KEYS: N_("Keys of the store"),
        CheckName.STAFF: N_("Staff"),
        CheckName.WORKER: N_("Delivery worker"),
        CheckName.REGION: N_("Region"),
        CheckName.READER: N_("Card reader"),
        CheckName.PRINTER: N_("Printer"),
        CheckName.DISK: N_("Disk"),
        CheckName.CLOCK: N_("Clock"),
    }
)
_ORDER = list(CheckName)
_MARKS = {
    CheckState.PENDING: ("·", Ink.QUIET),
    CheckState.OK: ("✓", Ink.NOW),
    CheckState.WARN: ("!", Ink.NEEDS),
    CheckState.FAILED: ("✗", Ink.NEEDS),
}
_STATES: Mapping[CheckState, str] = MappingProxyType(
    {
        CheckState.PENDING: N_("being checked"),
        CheckState.OK: N_("in order"),
        CheckState.WARN: N_("look here"),
        CheckState.FAILED: N_("does not work"),
    }
)


def in_order(checks: Iterable[Check]) -> list[Check]:
    """Checks in the order of the gate."""
    return sorted(checks, key=lambda c: (_ORDER.index(c.name), c.subject))


def gate_lines(
    checks: Iterable[Check], speech: Speech, width: int, named: Callable[[str], str] = str
) -> tuple[Line, ...]:
    """The whole gate. ``named`` says what a check is about in the language of ``speech``."""
    lines: list[Line] = []
    for check in in_order(checks):
        mark, ink = _MARKS[check.state]
        name = speech.say(NAMES[check.name])
        who = f"{name} · {named(check.subject)}" if check.subject else name
        what = check.detail or speech.say(_STATES[check.state])
        if check.fault is not None:
            what = f"{check.fault.code}  {speech.fault(check.fault)}"
        room = width - 36
        texts = wrap(what, room)
        text_ink = Ink.TEXT if check.fault else Ink.QUIET
        lines.append(
            (("   ", Ink.TEXT), (mark, ink), ("  ", Ink.TEXT), (fit(who, 28), Ink.TEXT), (texts[0], text_ink))
        )
        lines += [((" " * 34, Ink.TEXT), (more, text_ink)) for more in texts[1:]]
        if check.fault is not None:
            lines += [
                ((" " * 34, Ink.TEXT), (part, Ink.QUIET)) for part in wrap(speech.cure(check.fault), room)
            ]
    return tuple(lines)
