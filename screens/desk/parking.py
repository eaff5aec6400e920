"""Putting a visit aside, taking one up, ending it."""

from __future__ import annotations

from clerk.desk.visit import Visit
from clerk.domain.faults import Refused
from screens.desk.part import DeskPart
from screens.language import N_


class Parking(DeskPart):
    """Part of the desk's page. ``parked`` are the other open visits of this window."""

    parked: tuple[Visit, ...] = ()
    _put_aside: Visit | None = None
    """The visit that the next visitor's card put aside: it goes on when that card turns out to be hers."""

    def why_not_park(self) -> str | None:
        """Nothing to park and nothing parked."""
        if self.flow.busy:
            return self.why_not_card()
        if self.flow.visit is None and not self.parked:
            return self.speech.say(N_("No visit is open, and none is parked."))
        return None

    async def park(self) -> None:
        """Put this visit aside, or take one up."""
        if self.flow.visit is not None and not self.flow.visit.receipt_no:
            self.revealed = False
            self._put_aside = None
            self.flow.take(None)
            self.parked = self.other_visits()
            self.show()
            self.tell(self.speech.say(N_("Parked. F8 takes it up again.")))
            return
        self.parked = self.other_visits()
        if not self.parked:
            self.tell(self.speech.say(N_("No visit is parked.")))
            return
        from screens.desk.parked_sheet import ParkedSheet

        await self.counter.push_screen(ParkedSheet(self.parked, self.take_up))

    def take_up(self, visit: Visit) -> None:
        """Go on with a visit where it was left."""
        self.revealed = False
        self._put_aside = None
        if self.flow.visit is not None and self.flow.visit.receipt_no:
            self.counter.desk.end_visit(self.operator, self.flow.visit)
        visit = self.counter.desk.take_up(self.operator, visit)
        self.flow.take(visit)
        self.parked = self.other_visits()
        self._to_field_of(visit)
        if visit.subject is not None and not visit.receipt_no:
            answered = {region for region, answer in visit.looked_up.items() if answer == "ok"}
            missing = set(self.counter.desk.linked_regions) - answered
            if missing:
                self.flow.ask_regions()
            self.flow.derive_all()
        self.show()

    def why_not_end(self) -> str | None:
        """No visit is open."""
        if self.flow.busy:
            return self.why_not_card()
        return None if self.flow.visit else self.speech.say(N_("No visit is open."))

    async def end_visit(self) -> None:
        """End it: at once with a receipt, after a yes without."""
        visit = self.flow.visit
        if visit is None:
            return
        if visit.receipt_no or visit.subject is None:
            await self._ended(0)
            return
        from screens.sheets.question import QuestionSheet

        say = self.speech.say
        await self.counter.push_screen(
            QuestionSheet(
                say(N_("End this visit without a receipt?")),
                (say(N_("End it: it was advice")), say(N_("Go on with it"))),
                self._ended,
            )
        )

    async def _ended(self, answer: int) -> None:
        if answer == 0 and self.flow.visit is not None:
            self.counter.desk.end_visit(self.operator, self.flow.visit)
            self.revealed = False
            self.flow.take(None)
            self.parked = self.other_visits()
            self.show()

    def begin_visit(self) -> None:
        """A visit to read a card into: the open one while nobody is in it, else a new one."""
        visit = self.flow.visit
        if visit is not None and visit.receipt_no:
            self.counter.desk.end_visit(self.operator, visit)
            self._put_aside = visit = None
        if visit is not None and visit.subject is not None:
            self._put_aside, visit = visit, None  # somebody else: the visit before is parked, not lost
        self.revealed = False
        self.flow.take(visit or self.counter.desk.open_visit(self.operator))
        self.parked = self.other_visits()
        self.panel.cursor = 0

    def card_read(self, read: Visit) -> None:
        """The visitor's card was read. When it is the same person's as before, her visit goes on."""
        from screens.desk.search_sheet import SearchSheet

        before, self._put_aside = self._put_aside, None
        number = read.subject.person.number if read.subject else ""
        if before is None or before.subject is None or before.subject.person.number != number:
            self.flow.card_read(read)
            return
        try:
            visit = self.counter.desk.rejoin(self.operator, before, read)
        except Refused as refused:
            self.flow.card_read(read)
            self.counter.top.refuse(refused.fault)
            return
        self.flow.rejoined(visit)
        self.parked = self.other_visits()
        self._to_field_of(visit)
        if visit.item and isinstance(self.counter.top, SearchSheet):
            self.counter.top.close()  # it opened for somebody else, who has no matter yet

    def _to_field_of(self, visit: Visit) -> None:
        codes = [row.material.code for row in self.flow.rows()]
        self.panel.cursor = codes.index(visit.field_now) if visit.field_now in codes else 0

    def other_visits(self) -> tuple[Visit, ...]:
        """Open visits of this window but the one in hand."""
        here = self.flow.visit.id if self.flow.visit else ""
        return tuple(v for v in self.counter.desk.resume_visits(self.operator) if v.id != here)
