"""What is done with a case at the counter: answering a correction, handing over, closing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from clerk.desk.views import CaseView, PaperKind
from clerk.desk.wording import PAPER_WORDS
from clerk.domain.cases import Actor as CaseActor
from clerk.domain.cases import Event, State, possible
from clerk.domain.deliveries import DeliveryState
from clerk.domain.escalations import EscalationKind, Subject, SubjectKind
from clerk.domain.faults import Fault, Refused
from clerk.domain.identity import MANDATED
from clerk.domain.parties import Person
from clerk.ports import CardRead, CardReader
from screens import background
from screens.background import result_of
from screens.desk.proof_sheet import ask_proof
from screens.desk.typed_person import ask_person
from screens.language import N_
from screens.messages import JobDone, JobRefused
from screens.vocabulary import RELATIONS, SIGN_OFF_KINDS

if TYPE_CHECKING:
    from screens.app import CounterApp
    from screens.language import Speech

SELF = N_("the applicant in person")
ASKED_OF_CASES = (
    EscalationKind.VOID,
    EscalationKind.WITHDRAWAL_AFTER_DECISION,
    EscalationKind.EXTENSION,
    EscalationKind.REGION_DISPUTE,
)
"""What a clerk asks for from the page of a case; and to print again what was printed."""
MODES = ("窗口领取", "邮寄送达")
MODE_WORDS = (N_("collected at the counter"), N_("sent by courier"))


class CaseActs:
    """Part of the case's page."""

    view: CaseView
    _collects: tuple[str, str] = ("", "")
    """Relation and mandate of who collects the result now."""
    _collector_at: CardReader | None = None
    """Where the collector's card was read last."""
    _collector_busy = False
    if TYPE_CHECKING:

        @property
        def counter(self) -> CounterApp: ...
        @property
        def speech(self) -> Speech: ...
        @property
        def has_keys(self) -> bool: ...
        def show(self, view: CaseView) -> None: ...
        def store_moved(self) -> None: ...
        def tell(self, words: str) -> None: ...
        async def print_paper(self) -> None: ...
        def post_message(self, message: Any) -> bool: ...

    # ------------------------------------------------------------------------------------ the next thing

    def why_not_next(self) -> str | None:
        """Nothing is to be done here."""
        return None if self.view.next_key else self.speech.words(self.view.next_step)

    async def next_step(self) -> None:
        """Do what the last line says."""
        match self.view.next_key:
            case "f4":
                await self.materials()
            case "f5":
                await self.confirm()
            case "f7":
                await self.print_paper()

    async def preview(self) -> None:
        """The receipt."""
        from screens.desk.preview_page import PreviewPage

        if self.counter.operator is not None:
            await self.counter.push_screen(
                PreviewPage(self.counter.operator, self.view.case.id, print_now=False)
            )

    def why_not_exception(self) -> str | None:
        """It has none."""
        if any(d.state is DeliveryState.EXCEPTION for d in self.view.deliveries):
            return None
        return self.speech.say(N_("This case does not stand on the exception list."))

    async def to_exception(self) -> None:
        """The exception list at this case."""
        for delivery in self.view.deliveries:
            if delivery.state is DeliveryState.EXCEPTION:
                await self.counter.open_exceptions(delivery.id)
                return

    # ------------------------------------------------------------------------------------------- sign-off

    def why_not_ask_supervisor(self) -> str | None:
        """Nobody is signed in."""
        return None if self.counter.operator else self.speech.say(N_("Sign in first."))

    async def ask_supervisor(self) -> None:
        """Ask which of what a clerk may not do alone, then why."""
        from screens.sheets.question import QuestionSheet

        again = tuple((EscalationKind.REPRINT, paper.value) for paper in self.view.printed)
        choices = (*((kind, "") for kind in ASKED_OF_CASES), *again)

        async def answered(index: int) -> None:
            await self._ask_why(*choices[index])

        say = self.speech.say
        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Ask a supervisor for what?")),
                tuple(self._asked_in_words(kind, part) for kind, part in choices),
                answered,
                about=say(N_("The case stays as it is until it is decided.")),
            )
        )

    def _asked_in_words(self, kind: EscalationKind, part: str) -> str:
        paper = f"   {self.speech.words(PAPER_WORDS[PaperKind(part)])}" if part else ""
        return f"{self.speech.say(SIGN_OFF_KINDS[kind])}{paper}"

    async def _ask_why(self, kind: EscalationKind, part: str) -> None:
        from screens.sign_offs.reason_sheet import ReasonSheet

        operator, say = self.counter.operator, self.speech.say
        if operator is None:
            return

        async def act(typed: str) -> None:
            subject = Subject(SubjectKind.CASE, self.view.case.id, part)
            self.counter.desk.sign_offs.ask(operator, kind, subject, typed)

        async def then() -> None:
            self.store_moved()
            self.tell(say(N_("Asked: {what}. F9 shows where it stands."), what=say(SIGN_OFF_KINDS[kind])))

        await self.counter.push_screen(ReasonSheet(SIGN_OFF_KINDS[kind], act, then))

    # ---------------------------------------------------------------------------------------- correction

    def why_not_materials(self) -> str | None:
        """Nothing is to be corrected."""
        if self.view.case.state is not State.CORRECTION:
            return self.speech.say(N_("The home region asks for no correction."))
        if not self.view.case.open_corrections:
            return self.speech.say(N_("Every point has its file: send it with F5."))
        return None

    async def materials(self) -> None:
        """A file for the next open point; with several points, which one."""
        open_ = self.view.case.open_corrections
        if len(open_) == 1:
            await self._file_for(open_[0].material)
            return
        from screens.sheets.question import QuestionSheet

        async def answered(index: int) -> None:
            await self._file_for(open_[index].material)

        names = tuple(f"{self._material_name(c.material)}   {c.words}" for c in open_)
        await self.counter.push_screen(
            QuestionSheet(self.speech.say(N_("Correct which point?")), names, answered)
        )

    def _material_name(self, material: str) -> str:
        return self.view.material_names.get(material, material)

    async def _file_for(self, material: str) -> None:
        from screens.desk.file_sheet import FileSheet

        async def chosen(path: Path) -> None:
            await self._answer(material, path)

        await self.counter.push_screen(
            FileSheet(self.counter.desk.folder.scans, self._material_name(material), chosen)
        )

    async def _answer(self, material: str, path: Path) -> None:
        operator = self.counter.operator
        if operator is not None:
            self.show(
                await result_of(
                    lambda: self.counter.desk.answer_correction(operator, self.view.case.id, material, path),
                    name="correction",
                )
            )

    # ----------------------------------------------------------------------------- sending, handing over

    def why_not_confirm(self) -> str | None:
        """What F5 would do here is not possible now."""
        case = self.view.case
        if case.state is State.CORRECTION:
            if case.open_corrections:
                return self.speech.say(N_("A point has no file yet: F4."))
            return None
        events = possible(case.state, CaseActor.CLERK)
        if Event.DELIVER in events or Event.CLOSE in events:
            return None
        return self.speech.words(self.view.next_step)

    async def confirm(self) -> None:
        """Send the correction, hand the result over, or close the case: whichever is next."""
        operator = self.counter.operator
        case = self.view.case
        if operator is None:
            return
        if case.state is State.CORRECTION:
            self.show(self.counter.desk.send_correction(operator, case.id))
            return
        if Event.DELIVER in possible(case.state, CaseActor.CLERK):
            await self._who_collects()
            return
        self.show(self.counter.desk.close_case(operator, case.id))

    async def _who_collects(self) -> None:
        from screens.sheets.question import QuestionSheet

        say = self.speech.say

        async def answered(index: int) -> None:
            relation = "" if index == 0 else RELATIONS[index - 1]
            if relation == MANDATED:
                await ask_proof(self.counter, relation, lambda proof: self._collector_card(relation, proof))
            else:
                await self._collector_card(relation, "")

        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Who collects the result?")),
                (say(SELF), *(say(r) for r in RELATIONS)),
                answered,
                about=say(N_("The collector's card is read: nothing is handed over to somebody unknown.")),
            )
        )

    async def _collector_card(self, relation: str, mandate: str) -> None:
        from screens.desk.card_sheet import CardSheet

        async def chosen(reader: CardReader, sample: str | None) -> None:
            self._collects = (relation, mandate)
            self._read_collector(reader, sample)
            self.tell(self.speech.say(N_("The card is being read…")))

        async def take(person: Person, reason: str) -> None:
            self._collects = (relation, mandate)
            self._hand_over(self.counter.desk.check_typed(person, reason))

        async def by_hand() -> None:
            await ask_person(self.counter, self.speech, N_("Who collects, typed by hand"), take)

        await self.counter.push_screen(
            CardSheet(
                self.counter.desk.readers, chosen, N_("The card of who collects the result"), by_hand=by_hand
            )
        )

    def _read_collector(self, reader: CardReader, sample: str | None) -> None:
        self._collector_at, self._collector_busy = reader, True
        background.start(
            self,  # type: ignore[arg-type]
            lambda: self.counter.desk.read_collector(reader, sample),
            lambda read: JobDone("collector", read),
            lambda fault: JobRefused("collector", fault),
            name="collector",
        )

    def collector_refused(self, fault: Fault) -> bool:
        """The collector's card was refused. True when the lines of a passport are what can cure it."""
        from screens.desk.zone_sheet import ZONE_FAULTS, ZoneSheet

        self._collector_busy = False
        top = self.counter.top
        if isinstance(top, ZoneSheet):
            if fault.code in ZONE_FAULTS:
                top.put_right(fault)
                return True
            top.close()
        elif fault.code == "I-89" and self.has_keys:
            # On the console's own turn: keys that come meanwhile wait for the sheet.
            self.counter.call_later(self._ask_collector_s_lines)
            return True
        return False

    async def _ask_collector_s_lines(self) -> None:
        from screens.desk.zone_sheet import ZoneSheet

        def read(zone: str) -> str | None:
            if self._collector_busy or self._collector_at is None:
                return self.speech.say(N_("The card is being read…"))
            self._read_collector(self._collector_at, zone)
            return None

        if self.has_keys:
            await self.counter.push_screen(ZoneSheet(read, lambda _lines: None))

    def collector_read(self, message: JobDone) -> None:
        """The collector is known: hand over."""
        from screens.desk.zone_sheet import ZoneSheet

        if message.job == "collector" and isinstance(message.result, CardRead):
            self._collector_busy = False
            if isinstance(self.counter.top, ZoneSheet):
                self.counter.top.close()
            try:
                self._hand_over(message.result)
            except Refused as refused:
                self.post_message(JobRefused("collector", refused.fault))

    def _hand_over(self, collector: CardRead) -> None:
        operator = self.counter.operator
        if operator is None:
            return
        relation, mandate = self._collects
        self.show(
            self.counter.desk.hand_over(
                operator, self.view.case.id, collector, relation, MODES[0], mandate=mandate
            )
        )
        self.tell(self.speech.say(N_("Handed over. F7 prints the proof of service.")))
