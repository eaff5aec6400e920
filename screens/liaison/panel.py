"""The desk's liaison panel: who answers for the visit's matter now, and what of ours is open."""

from __future__ import annotations

from clerk.desk.liaison.views import DutyRow, LiaisonCounts
from clerk.domain.duty import duty_until
from clerk.domain.liaison import Contact
from screens.language import N_
from screens.liaison.lines import age, clock_time, confirmed_piece, nobody_line, sample_mark
from screens.liaison.matter import NOTHING, Matter
from screens.lines import BLANK, Ink, Line, Piece, ends, fit, wrap
from screens.widgets.painted import Block

_WIDTH = 28
"""Cells of the column before it is laid out."""
_LOOK_EVERY = 30.0
"""Seconds after which the ages and the end of a duty are looked at again."""


class LiaisonPanel(Block):
    """One widget, as high as its lines."""

    DEFAULT_CSS = "LiaisonPanel { width: 100%; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(id="liaison")
        self._matter = NOTHING
        self._rows: tuple[DutyRow, ...] = ()
        self._counts = LiaisonCounts(0, None, 0)

    def on_mount(self) -> None:
        """Follow the clock."""
        self.set_interval(_LOOK_EVERY, self.look)

    def follow(self, matter: Matter) -> None:
        """Show the contacts of another matter; the same one costs nothing."""
        if matter != self._matter:
            self._matter = matter
            self.look()

    def look(self) -> None:
        """Look at roster and counts again."""
        liaison, matter = self.counter.desk.liaison, self._matter
        self._counts = liaison.counts()
        known = bool(matter.region) and matter.region != self.counter.desk.site.region
        self._rows = liaison.on_duty(matter.region, matter.department, matter.item) if known else ()
        self._lay()

    def on_resize(self) -> None:
        """Cut anew."""
        self._lay()

    def repaint(self) -> None:
        """In the language of now."""
        self._lay()

    def _lay(self) -> None:
        width = self.size.width or _WIDTH
        lines = (*self._contact(width), *self._open(width), BLANK)
        if lines != self._given:
            self.show(*lines)

    def _contact(self, width: int) -> tuple[Line, ...]:
        say, matter = self.speech.say, self._matter
        head = f" {say(N_('Liaison'))}"
        if not matter.region or matter.region == self.counter.desk.site.region:
            return (((head, Ink.QUIET),),)
        region = self.counter.region_name(matter.region)
        title: Line = ((head, Ink.QUIET), (f" · {region} · {matter.owner or matter.department}", Ink.QUIET))
        return (ends(title, (), width), *self._who(width))

    def _who(self, width: int) -> tuple[Line, ...]:
        now = self.counter.now()
        on_duty = next((row for row in self._rows if row.on_duty_now), None)
        if on_duty is None:
            backup = next(
                (r.backup for r in self._rows if r.backup and duty_until(r.backup.hours, now)), None
            )
            if backup is not None:
                return self._backup(backup, width)
            words = nobody_line(self._rows, now, self.speech)
            return tuple(((f" {part}", Ink.NEEDS),) for part in wrap(words, width - 2))
        contact = on_duty.contact
        until = clock_time(on_duty.until, now) if on_duty.until else ""
        right: Line = ((self.speech.say(N_("until {time}"), time=until), Ink.NOW),)
        lines = [ends(((f" {contact.name}{sample_mark(contact, self.speech)}", Ink.STRONG),), right, width)]
        lines.append(((f" {fit(contact.phone or '—', width - 2)}", Ink.TEXT),))
        if on_duty.stale:
            words, ink = confirmed_piece(contact, self.speech, stale=True)
            lines += [((f" {part}", ink),) for part in wrap(words, width - 2)]
        return tuple(lines)

    def _backup(self, backup: Contact, width: int) -> tuple[Line, ...]:
        name = f"{backup.name}{sample_mark(backup, self.speech)}"
        stands_in = self.speech.say(N_("stands in"))
        return (
            ends(((f" {name}", Ink.STRONG),), ((stands_in, Ink.NOW),), width),
            ((f" {fit(backup.phone or '—', width - 2)}", Ink.TEXT),),
        )

    def _open(self, width: int) -> tuple[Line, ...]:
        counts, speech = self._counts, self.speech
        lines: list[Line] = []
        if counts.ours_open:
            words = speech.count("{number} question open", "{number} questions open", counts.ours_open)
            pieces: list[Piece] = [(f" {words}", Ink.TEXT)]
            if counts.oldest is not None:
                pieces.append((f" · {age(counts.oldest, self.counter.now(), speech)}", Ink.TEXT))
            lines.append(tuple(pieces))
        if counts.ended:
            words = speech.count("{number} with a result", "{number} with a result", counts.ended)
            lines.append(((f" {words}", Ink.NEEDS), ("  F6 T", Ink.KEY)))
        if counts.theirs_open:
            words = speech.count("{number} to answer", "{number} to answer", counts.theirs_open)
            lines.append(((f" {words}", Ink.NEEDS),))
        if counts.failed:
            words = speech.count("{number} not taken", "{number} not taken", counts.failed)
            lines.append(((f" {words}", Ink.NEEDS),))
        if not lines:
            lines.append(((f" {speech.say(N_('no question open'))}", Ink.QUIET),))
        return tuple(lines)
