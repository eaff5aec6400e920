"""The visit in hand: what is going on with it beside the keys, and in which order answers change it.

The desk's functions give back a new visit made from the one they were given. So while one of them waits for a
device or a region, answers that come meanwhile are held and applied to what it gives back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from clerk.desk.views import LookUp, MaterialRow, Operator
from clerk.desk.visit import Visit
from clerk.domain.catalogue import Item
from clerk.domain.faults import Fault
from clerk.domain.licences import DerivedCopy, Licence
from clerk.domain.regions import RegionId
from clerk.ports import CardReader, WaitingApplication
from screens import background
from screens.messages import JobDone, JobRefused

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from clerk.desk.facade import Desk

CARD, AGENT, ONLINE, LOOK_UP, COPY = "card", "agent", "online", "look_up", "copy"
Derived = tuple[Visit, str, Licence, DerivedCopy, bytes]
"""The visit as it was when the copy was asked for, the material, and what the region gave."""
_LIES_THERE_READ = "I-52"
"""The only refusal of a read after which the card lies there as one that was read."""


class VisitFlow:
    """Holds the visit. Its jobs run in daemon threads and answer to ``receiver`` by messages."""

    def __init__(self, desk: Desk, operator: Operator, receiver: MessagePump) -> None:
        self._desk = desk
        self._operator = operator
        self._receiver = receiver
        self._in_hand: Visit | None = None
        self._photo_stays = True
        self._again: Callable[[str], None] | None = None
        self._reading_at = ""
        self.used: dict[str, str] = {}
        """Reader → the visit into which the card on it was read, or is being read, until it is lifted."""
        self.busy = ""
        """The job that will give the visit back changed, or ""."""
        self.asking: set[RegionId] = set()
        self.deriving: set[str] = set()
        self.trouble: dict[str, Fault] = {}
        """Material → why its copy could not be made."""
        self.region_trouble: dict[RegionId, Fault] = {}
        self.chosen_early: Item | None = None
        """Chosen while the card was still being read."""
        self._held: list[Callable[[], None]] = []

    # ----------------------------------------------------------------------------------------- the visit

    @property
    def visit(self) -> Visit | None:
        """The visit in hand."""
        return self._in_hand

    @visit.setter
    def visit(self, visit: Visit | None) -> None:
        # Answers are made from the visit as it was when asked: they would bring a photo back.
        self._in_hand = visit if self._photo_stays or visit is None else _without_photo(visit)

    def hand_over(self, operator: Operator, visit: Visit | None) -> None:
        """What is done from now on is done by ``operator``. A visit that ended meanwhile is let go."""
        self._operator = operator
        self.visit = visit

    @property
    def photo(self) -> bytes:
        """Picture of the visitor out of her card's chip, b"" where there is none."""
        return self.visit.subject.photo if self.visit is not None and self.visit.subject else b""

    def let_photo_go(self) -> None:
        """Forget the photo, also of a read that is under way; only another read brings one back."""
        self._photo_stays = False
        self.visit = self.visit

    def take(self, visit: Visit | None) -> None:
        """Go on with another visit, or with none. Nothing of the one before is left."""
        self.visit = visit
        self._again = None
        self.busy = ""
        self.asking, self.deriving = set(), set()
        self.trouble, self.region_trouble = {}, {}
        self.chosen_early = None
        self._held = []

    def replace(self, visit: Visit) -> None:
        """The same visit, changed by the desk."""
        self.visit = visit

    def rows(self) -> tuple[MaterialRow, ...]:
        """Materials of the visit."""
        return self._desk.material_rows(self.visit) if self.visit and self.visit.item else ()

    def waiting(self) -> tuple[WaitingApplication, ...]:
        """Applications filed online that the visitor may take up."""
        if self.visit is None or self.visit.receipt_no or self.visit.taken_over:
            return ()
        return self.visit.waiting

    def waiting_item(self, waiting: WaitingApplication) -> Item | None:
        """The item that an application is about."""
        return self._desk.waiting_item(self.visit, waiting.reference) if self.visit else None

    def suggested_home(self, item: Item) -> RegionId | None:
        """Her own region if this counter may receive the item for it, else the first one; None for none."""
        choices = self._desk.home_choices(item.code)
        if not choices:
            return None
        own = self._desk.suggested_home(self.visit) if self.visit else self._desk.site.region
        return own if own in choices else choices[0]

    # ---------------------------------------------------------------------------------------------- jobs

    def read_card(self, reader: CardReader, sample: str | None) -> None:
        """Read the visitor's card."""
        visit = self._visit()
        self.busy = CARD
        self._photo_stays = True
        self._reads_at(reader, visit, lambda zone: self.read_card(reader, zone))
        self._start(CARD, visit.id, lambda: self._desk.read_card(self._operator, visit, reader, sample))

    def read_agent(self, reader: CardReader, sample: str | None, relation: str, mandate: str) -> None:
        """Read the card of who acts for the applicant."""
        visit = self._visit()
        self.busy = AGENT
        self._reads_at(reader, visit, lambda zone: self.read_agent(reader, zone, relation, mandate))
        self._start(
            AGENT,
            visit.id,
            lambda: self._desk.read_agent(self._operator, visit, reader, sample, relation, mandate),
        )

    def read_again(self, zone: str) -> None:
        """The read that was refused last, now with a passport's machine-readable ``zone``."""
        if self._again is not None:
            self._again(zone)

    def _reads_at(self, reader: CardReader, visit: Visit, again: Callable[[str], None]) -> None:
        self._reading_at = reader.name
        self.used[reader.name] = visit.id
        self._again = again

    def card_lifted(self, reader: str) -> None:
        """The card on ``reader`` is gone: the next one there is another."""
        self.used.pop(reader, None)

    def take_over(self, waiting: WaitingApplication) -> None:
        """Fetch form and files of an application filed online."""
        visit = self._visit()
        self.busy = ONLINE
        self._start(ONLINE, visit.id, lambda: self._desk.take_over(self._operator, visit, waiting.reference))

    def ask_regions(self) -> None:
        """Ask every region for licences and waiting applications, each in its own thread."""
        visit = self._visit()
        for region in self._desk.linked_regions:
            if region not in self.asking:
                self.asking.add(region)
                self.region_trouble.pop(region, None)
                self._ask(visit, region)

    def _ask(self, visit: Visit, region: RegionId) -> None:
        self._start(
            LOOK_UP, f"{visit.id}:{region}", lambda: self._desk.look_up(self._operator, visit, region)
        )

    def derive_all(self) -> None:
        """Have a copy made of every licence that replaces paper, once for each."""
        if self.visit is None or self.visit.receipt_no or self.busy:
            return
        for material in self._desk.to_derive(self.visit):
            if material not in self.deriving and material not in self.trouble:
                self.derive(material)

    def derive(self, material: str) -> None:
        """Have one copy made."""
        visit = self._visit()
        self.trouble.pop(material, None)
        self.deriving.add(material)

        def work() -> Derived:
            return (visit, material, *self._desk.derive(self._operator, visit, material))

        self._start(COPY, f"{visit.case_id}:{material}", work)

    def _start(self, job: str, subject: str, work: Callable[[], object]) -> None:
        name = f"{job}:{subject}"
        background.start(
            self._receiver,
            work,
            lambda result: JobDone(name, result),
            lambda fault: JobRefused(name, fault),
            name=job,
        )

    # ------------------------------------------------------------------------------------------- answers

    def concerns(self, job: str) -> bool:
        """Whether an answer belongs to the visit in hand: an answer for the visitor before is dropped."""
        if self.visit is None:
            return False
        kind, _, subject = job.partition(":")
        return subject.split(":")[0] == (self.visit.case_id if kind == COPY else self.visit.id)

    def card_read(self, visit: Visit) -> None:
        """The card was read, or the agent's, or the online application was taken over."""
        self.busy = ""
        self.visit = visit
        self._again = None
        held, self._held = self._held, []
        for apply in held:
            apply()

    def rejoined(self, visit: Visit) -> None:
        """The card was read as the next visitor's, and is still that of the visitor before: hers goes on."""
        here = self._visit().id
        early = None if visit.item else self.chosen_early
        self.take(visit)
        self.chosen_early = early
        self.used = {reader: visit.id if used == here else used for reader, used in self.used.items()}

    def refused(self, job: str, fault: Fault) -> bool:
        """A job was refused. True when it concerns a single material or region, which shows it by itself."""
        kind, _, subject = job.partition(":")
        if kind == COPY:
            material = subject.partition(":")[2]
            self.deriving.discard(material)
            self.trouble[material] = fault
            return True
        if kind == LOOK_UP:
            region = subject.partition(":")[2]
            self.asking.discard(region)
            self.region_trouble[region] = fault
            return True
        self.busy = ""
        if kind in {CARD, AGENT} and fault.code != _LIES_THERE_READ:
            self.card_lifted(self._reading_at)
        held, self._held = self._held, []
        for apply in held:
            apply()
        return False

    def looked_up(self, found: LookUp) -> None:
        """A region answered."""
        self._now_or_after(lambda: self._add_look_up(found))

    def _add_look_up(self, found: LookUp) -> None:
        self.asking.discard(found.region)
        if found.fault is not None:
            self.region_trouble[found.region] = found.fault
        self.visit = self._desk.add_look_up(self._operator, self._visit(), found)

    def derived(self, derived: Derived) -> None:
        """A copy was made."""
        self._now_or_after(lambda: self._add_copy(derived))

    def _add_copy(self, derived: Derived) -> None:
        asked, material, _licence, copy, data = derived
        self.deriving.discard(material)
        # With the visit of then the desk knows an answer that comes too late, and drops it.
        self.visit = self._desk.add_copy(self._operator, asked, material, copy, data)

    def _now_or_after(self, apply: Callable[[], None]) -> None:
        if self.busy:
            self._held.append(apply)
        else:
            apply()

    def _visit(self) -> Visit:
        if self.visit is None:
            raise LookupError("no visit is open")
        return self.visit


def _without_photo(visit: Visit) -> Visit:
    if visit.subject is None or not visit.subject.photo:
        return visit
    return replace(visit, subject=replace(visit.subject, photo=b""))
