"""One event of the journal. Its private part is shown for ten seconds, for a reason that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clerk.desk.audit import WORDS, Row
from clerk.desk.views import Operator
from clerk.domain.china_time import in_china
from screens.command_sets.audit import AUDIT_EVENT
from screens.command_sets.everywhere import ALWAYS
from screens.language import N_
from screens.lines import BLANK, Ink, Line, fit, wrap
from screens.sheets.question import QuestionSheet
from screens.sheets.reveal import SECONDS
from screens.widgets.reading import ReadingPage

REASONS = (
    N_("yearly inspection"),
    N_("a complaint"),
    N_("a suspicion"),
    N_("a court or an authority asks"),
)
_LABEL = 20
"""Cells of the labels."""


class EventPage(ReadingPage):
    """What the event says, field by field."""

    TITLE = N_("Event")
    ABOUT = N_("What was written, when, by whom. Ctrl+R shows the private part for 10 seconds.")
    COMMANDS_HERE = (*AUDIT_EVENT, *ALWAYS)
    takes_scans = False

    def __init__(self, operator: Operator, row: Row) -> None:
        super().__init__()
        self._operator = operator
        self._shown = row

    def reading(self, width: int) -> tuple[Line, ...]:
        """Head, facts, and the private part while it is shown."""
        row, say = self._shown, self.speech.say
        lines: list[Line] = [
            BLANK,
            ((self.speech.words(WORDS[row.kind]), Ink.STRONG), (f"  {row.seq}", Ink.QUIET)),
            BLANK,
            *_field(say(N_("when")), f"{in_china(row.at):%Y-%m-%d %H:%M:%S}", width),
            *_field(say(N_("who")), row.actor, width),
            *_field(say(N_("console")), row.terminal, width),
            *_field(say(N_("case")), row.receipt_no or "—", width),
            BLANK,
        ]
        lines += _fields(row.facts, width)
        if row.private is not None:
            lines += [BLANK, ((say(N_("private")), Ink.NEEDS),), *_fields(row.private, width)]
        return tuple(lines)

    def why_not_reveal(self) -> str | None:
        """Nothing: whether there is a private part is itself shown only with a reason."""
        return None

    async def reveal(self) -> None:
        """Ask why; only then open it."""
        say = self.speech.say

        async def answered(index: int) -> None:
            seq = self._shown.seq
            self._show(self.counter.desk.auditing.open_event(self._operator, seq, say(REASONS[index])))
            if self._shown.private is None:
                self.tell(say(N_("This event has no private part.")))
            else:
                self.set_timer(SECONDS, self._close)

        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Why show it in full?")),
                tuple(say(reason) for reason in REASONS),
                answered,
                about=say(N_("Shown for 10 seconds. Who saw it, when and why is kept in the journal.")),
            )
        )

    def _close(self) -> None:
        row = self._shown
        self._show(Row(row.seq, row.at, row.kind, row.actor, row.terminal, row.receipt_no, row.facts, None))

    def _show(self, row: Row) -> None:
        self._shown = row
        if self.is_ready:
            self.text.repaint()


def _fields(facts: Mapping[str, Any], width: int) -> list[Line]:
    return [line for name in sorted(facts) for line in _field(name, str(facts[name]), width)]


def _field(name: str, value: str, width: int) -> list[Line]:
    parts = wrap(value, max(width - _LABEL - 2, 10)) or ("—",)
    return [
        ((fit(name if number == 0 else "", _LABEL), Ink.QUIET), (part, Ink.TEXT))
        for number, part in enumerate(parts)
    ]
