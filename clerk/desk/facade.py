"""The desk as screens and commands hold it: every use case with the counter already bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from clerk.desk import (
    agents,
    audit,
    case_view,
    change_operator,
    checking,
    choosing,
    closing,
    correction,
    evidence,
    exceptions,
    holding,
    intake,
    items,
    materials,
    online,
    organisations,
    paper_content,
    papers,
    parties,
    readiness,
    recall,
    receive,
    reveal,
    rights,
    sign_in,
    weather,
    worklists,
)
from clerk.desk.auditing.facade import Auditing
from clerk.desk.counter import Counter
from clerk.desk.day_end.facade import DayEnd
from clerk.desk.liaison.facade import LiaisonDesk
from clerk.desk.sign_offs.facade import SignOffs
from clerk.desk.views import (
    CaseRow,
    CaseView,
    Credentials,
    ExceptionRow,
    FormField,
    LookUp,
    MaterialRow,
    Operator,
    PaperKind,
    RegionWeather,
    Worklist,
    Worklists,
)
from clerk.desk.visit import Visit
from clerk.desk.watch import StoreWatch
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId
from clerk.domain.catalogue import Differences, Item
from clerk.domain.deliveries import Decision, Delivery
from clerk.domain.faults import Fault
from clerk.domain.licences import DerivedCopy, Licence
from clerk.domain.materials import PaperReason, Way
from clerk.domain.papers import ReceiptPaper
from clerk.domain.parties import Person
from clerk.domain.regions import Action, Region, RegionId, Site
from clerk.domain.search import Hit
from clerk.domain.staff import LockCause, Right
from clerk.ports import CardEvent, CardRead, CardReader, Clock, DataFolder, Printed, StaffCards


class Desk:
    """One window's desk. Holds no state of its own: everything is in the store or in what it hands out."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    # what the window is ------------------------------------------------------------------------------------

    @property
    def training(self) -> bool:
        """Whether everything here is practice."""
        return self.counter.training

    @property
    def site(self) -> Site:
        """Site and window."""
        return self.counter.site

    @property
    def readers(self) -> tuple[CardReader, ...]:
        """Card readers, the first is the usual one."""
        return self.counter.readers

    @property
    def staff_cards(self) -> StaffCards | None:
        """The reader for staff cards, None where the window has none."""
        return self.counter.staff_cards

    @property
    def all_readers(self) -> tuple[CardReader | StaffCards, ...]:
        """Every reader of the window, the staff's last."""
        return self.readers if self.staff_cards is None else (*self.readers, self.staff_cards)

    def watch_cards(self, report: Callable[[CardEvent], None]) -> None:
        """Report what happens at the readers until the counter closes, on their threads. Call it once."""
        if self.counter.card_events is not None:
            self.counter.card_events.watch(report)

    @property
    def clock(self) -> Clock:
        """The one clock."""
        return self.counter.clock

    @property
    def folder(self) -> DataFolder:
        """The data folder."""
        return self.counter.folder

    @property
    def region_book(self) -> Mapping[RegionId, Region]:
        """Regions of the profile."""
        return self.counter.region_book

    @property
    def linked_regions(self) -> tuple[RegionId, ...]:
        """Regions that can be asked live."""
        return tuple(self.counter.regions)

    @property
    def day_end(self) -> DayEnd:
        """The end of the day."""
        return DayEnd(self.counter)

    @property
    def auditing(self) -> Auditing:
        """The auditor's room."""
        return Auditing(self.counter)

    @property
    def sign_offs(self) -> SignOffs:
        """Escalations: asking, deciding, lists."""
        return SignOffs(self.counter)

    @property
    def liaison(self) -> LiaisonDesk:
        """The liaison room."""
        return LiaisonDesk(self.counter)

    # signing in --------------------------------------------------------------------------------------------

    def sign_in(
        self,
        number: str,
        password: str,
        pin: str | None = None,
        code: str | None = None,
        new_password: str | None = None,
    ) -> Operator:
        """See :func:`clerk.desk.sign_in.sign_in`."""
        return sign_in.sign_in(self.counter, number, password, pin, code, new_password)

    def change_operator(
        self, operator: Operator, credentials: Credentials, visit: Visit | None = None
    ) -> tuple[Operator, Visit | None]:
        """See :func:`clerk.desk.change_operator.change_operator`."""
        return change_operator.change_operator(self.counter, operator, credentials, visit)

    def sign_out(self, operator: Operator) -> None:
        """See :func:`clerk.desk.sign_in.sign_out`."""
        sign_in.sign_out(self.counter, operator)

    def lock(self, operator: Operator, cause: LockCause = LockCause.KEY) -> None:
        """See :func:`clerk.desk.sign_in.lock`."""
        sign_in.lock(self.counter, operator, cause)

    def unlock(
        self, operator: Operator, password: str, pin: str | None = None, code: str | None = None
    ) -> Operator:
        """See :func:`clerk.desk.sign_in.unlock`."""
        return sign_in.unlock(self.counter, operator, password, pin, code)

    # a visit -----------------------------------------------------------------------------------------------

    def open_visit(self, operator: Operator) -> Visit:
        """See :func:`clerk.desk.intake.open_visit`."""
        return intake.open_visit(self.counter, operator)

    def resume_visits(self, operator: Operator) -> tuple[Visit, ...]:
        """See :func:`clerk.desk.intake.resume_visits`."""
        return intake.resume_visits(self.counter, operator)

    def take_up(self, operator: Operator, visit: Visit) -> Visit:
        """See :func:`clerk.desk.intake.take_up`."""
        return intake.take_up(self.counter, operator, visit)

    def current_visit(self, visit: Visit) -> Visit | None:
        """See :func:`clerk.desk.intake.current_visit`."""
        return intake.current_visit(self.counter, visit)

    def end_visit(self, operator: Operator, visit: Visit, advice: str = "") -> None:
        """See :func:`clerk.desk.intake.end_visit`."""
        intake.end_visit(self.counter, operator, visit, advice)

    def read_card(
        self, operator: Operator, visit: Visit, reader: CardReader, sample: str | None = None
    ) -> Visit:
        """See :func:`clerk.desk.parties.read_card`."""
        return parties.read_card(self.counter, operator, visit, reader, sample)

    def rejoin(self, operator: Operator, visit: Visit, again: Visit) -> Visit:
        """See :func:`clerk.desk.parties.rejoin`."""
        return parties.rejoin(self.counter, operator, visit, again)

    def read_agent(
        self,
        operator: Operator,
        visit: Visit,
        reader: CardReader,
        sample: str | None,
        relation: str,
        mandate: str,
    ) -> Visit:
        """See :func:`clerk.desk.agents.read_agent`."""
        return agents.read_agent(self.counter, operator, visit, reader, sample, relation, mandate)

    def type_agent(
        self,
        operator: Operator,
        visit: Visit,
        person: Person,
        reason: str,
        relation: str,
        mandate: str = "",
    ) -> Visit:
        """See :func:`clerk.desk.agents.type_agent`."""
        return agents.type_agent(self.counter, operator, visit, person, reason, relation, mandate)

    def remove_agent(self, operator: Operator, visit: Visit) -> Visit:
        """See :func:`clerk.desk.agents.remove_agent`."""
        return agents.remove_agent(self.counter, operator, visit)

    def check_typed(self, person: Person, reason: str) -> CardRead:
        """See :func:`clerk.desk.checking.typed`. Changes nothing."""
        return checking.typed(self.counter, person, reason)

    def type_identity(self, operator: Operator, visit: Visit, person: Person, reason: str) -> Visit:
        """See :func:`clerk.desk.parties.type_identity`."""
        return parties.type_identity(self.counter, operator, visit, person, reason)

    def set_organisation(
        self,
        operator: Operator,
        visit: Visit,
        name: str,
        credit_code: str,
        legal_representative: str = "",
        phone: str = "",
    ) -> Visit:
        """See :func:`clerk.desk.organisations.set_organisation`."""
        return organisations.set_organisation(
            self.counter, operator, visit, name, credit_code, legal_representative, phone
        )

    def remove_organisation(self, operator: Operator, visit: Visit) -> Visit:
        """See :func:`clerk.desk.organisations.remove_organisation`."""
        return organisations.remove_organisation(self.counter, operator, visit)

    def set_field(self, operator: Operator, visit: Visit, name: str, value: str) -> Visit:
        """See :func:`clerk.desk.intake.set_field`."""
        return intake.set_field(self.counter, operator, visit, name, value)

    def choose_item(self, operator: Operator, visit: Visit, item: str, home: RegionId) -> Visit:
        """See :func:`clerk.desk.choosing.choose_item`."""
        return choosing.choose_item(self.counter, operator, visit, item, home)

    def suggested_home(self, visit: Visit) -> RegionId:
        """See :func:`clerk.desk.choosing.suggested_home`."""
        return choosing.suggested_home(self.counter, visit)

    def home_choices(self, item: str) -> tuple[RegionId, ...]:
        """Regions this counter may receive the item for today."""
        return choosing.home_choices(self.counter, item, self._today())

    def look_up(self, operator: Operator, visit: Visit, region: RegionId) -> LookUp:
        """See :func:`clerk.desk.recall.look_up`. Live."""
        return recall.look_up(self.counter, operator, visit, region)

    def add_look_up(self, operator: Operator, visit: Visit, found: LookUp) -> Visit:
        """See :func:`clerk.desk.recall.add_look_up`."""
        return recall.add_look_up(self.counter, operator, visit, found)

    def to_derive(self, visit: Visit) -> tuple[str, ...]:
        """See :func:`clerk.desk.materials.to_derive`."""
        return materials.to_derive(self.counter, visit)

    def derive(self, operator: Operator, visit: Visit, material: str) -> tuple[Licence, DerivedCopy, bytes]:
        """See :func:`clerk.desk.recall.derive`. Live."""
        return recall.derive(self.counter, operator, visit, material)

    def add_copy(
        self, operator: Operator, visit: Visit, material: str, copy: DerivedCopy, data: bytes
    ) -> Visit:
        """See :func:`clerk.desk.recall.add_copy`."""
        return recall.add_copy(self.counter, operator, visit, material, copy, data)

    def take_over(self, operator: Operator, visit: Visit, reference: str) -> Visit:
        """See :func:`clerk.desk.online.take_over`. Live."""
        return online.take_over(self.counter, operator, visit, reference)

    def waiting_item(self, visit: Visit, reference: str) -> Item | None:
        """The item a waiting application is about."""
        for waiting in visit.waiting:
            if waiting.reference == reference:
                return online.item_of(self.counter, waiting)
        return None

    def form_fields(self, visit: Visit) -> tuple[FormField, ...]:
        """See :func:`clerk.desk.materials.form_fields`."""
        return materials.form_fields(self.counter, visit) if visit.item else ()

    def material_rows(self, visit: Visit) -> tuple[MaterialRow, ...]:
        """See :func:`clerk.desk.materials.material_rows`."""
        return materials.material_rows(self.counter, visit)

    def attach_file(
        self,
        operator: Operator,
        visit: Visit,
        material: str,
        path: Path,
        paper_reason: PaperReason | None = None,
    ) -> Visit:
        """See :func:`clerk.desk.materials.attach_file`."""
        return materials.attach_file(self.counter, operator, visit, material, path, paper_reason)

    def meet(
        self,
        operator: Operator,
        visit: Visit,
        material: str,
        way: Way,
        *,
        due: date | None = None,
        paper_reason: PaperReason | None = None,
    ) -> Visit:
        """See :func:`clerk.desk.materials.meet`."""
        return materials.meet(
            self.counter, operator, visit, material, way, due=due, paper_reason=paper_reason
        )

    def not_ready(self, visit: Visit) -> tuple[Fault, ...]:
        """See :func:`clerk.desk.readiness.not_ready`."""
        return readiness.not_ready(self.counter, visit)

    def receive(self, operator: Operator, visit: Visit) -> tuple[Visit, CaseFile]:
        """See :func:`clerk.desk.receive.receive`."""
        return receive.receive(self.counter, operator, visit)

    # cases -------------------------------------------------------------------------------------------------

    def worklists(self) -> Worklists:
        """See :func:`clerk.desk.worklists.worklists`."""
        return worklists.worklists(self.counter)

    def list_cases(self, worklist: Worklist | None, offset: int = 0, limit: int = 100) -> tuple[CaseRow, ...]:
        """See :func:`clerk.desk.worklists.list_cases`."""
        return worklists.list_cases(self.counter, worklist, offset, limit)

    def holding_by_region(
        self, first: date | None = None, last: date | None = None
    ) -> tuple[holding.RegionHolding, ...]:
        """See :func:`clerk.desk.holding.holding_by_region`."""
        return holding.holding_by_region(self.counter, first, last)

    def find_by_scan(self, text: str) -> CaseId | None:
        """See :func:`clerk.desk.worklists.find_by_scan`."""
        return worklists.find_by_scan(self.counter, text)

    def view_case(self, case_id: CaseId) -> CaseView:
        """See :func:`clerk.desk.case_view.view_case`."""
        return case_view.view_case(self.counter, case_id)

    def open_case(self, operator: Operator, case_id: CaseId) -> CaseView:
        """The case for an operator: needs the right to print or hand over at this counter."""
        rights.require(operator, Right.PRINT_PAPERS)
        return case_view.view_case(self.counter, case_id)

    def answer_correction(self, operator: Operator, case_id: CaseId, material: str, path: Path) -> CaseView:
        """See :func:`clerk.desk.correction.answer_correction`."""
        return correction.answer_correction(self.counter, operator, case_id, material, path)

    def send_correction(self, operator: Operator, case_id: CaseId) -> CaseView:
        """See :func:`clerk.desk.correction.send_correction`."""
        return correction.send_correction(self.counter, operator, case_id)

    def read_collector(self, reader: CardReader, sample: str | None = None) -> CardRead:
        """See :func:`clerk.desk.parties.read_collector`."""
        return parties.read_collector(self.counter, reader, sample)

    def hand_over(
        self,
        operator: Operator,
        case_id: CaseId,
        collector: CardRead,
        relation: str = "",
        mode: str = "窗口领取",
        mandate: str = "",
    ) -> CaseView:
        """See :func:`clerk.desk.closing.hand_over`."""
        return closing.hand_over(self.counter, operator, case_id, collector, relation, mode, mandate)

    def close_case(self, operator: Operator, case_id: CaseId) -> CaseView:
        """See :func:`clerk.desk.closing.close_case`."""
        return closing.close_case(self.counter, operator, case_id)

    def receipt_paper(self, case_id: CaseId) -> ReceiptPaper:
        """What stands on the receipt, for the preview."""
        return paper_content.receipt_paper(self.counter, worklists.require_case(self.counter, case_id))

    def print_paper(self, operator: Operator, case_id: CaseId, kind: PaperKind) -> Printed:
        """See :func:`clerk.desk.papers.print_paper`."""
        return papers.print_paper(self.counter, operator, case_id, kind)

    def reveal(self, operator: Operator, subject: str, reason: str) -> None:
        """See :func:`clerk.desk.reveal.reveal`."""
        reveal.reveal(self.counter, operator, subject, reason)

    # the auditor -------------------------------------------------------------------------------------------

    def audit(self, operator: Operator, query: audit.Query) -> audit.Found:
        """See :func:`clerk.desk.audit.look`."""
        return audit.look(self.counter, operator, query)

    def export_evidence(
        self, operator: Operator, receipt_no: str, target: Path, reason: str | None = None
    ) -> evidence.Exported:
        """See :func:`clerk.desk.evidence.export_evidence`."""
        return evidence.export_evidence(self.counter, operator, receipt_no, target, reason)

    # exceptions, items, weather ----------------------------------------------------------------------------

    def list_exceptions(self) -> tuple[ExceptionRow, ...]:
        """See :func:`clerk.desk.exceptions.list_exceptions`."""
        return exceptions.list_exceptions(self.counter)

    def decide(self, operator: Operator, delivery_id: str, decision: Decision, reason: str) -> Delivery:
        """See :func:`clerk.desk.exceptions.decide`."""
        return exceptions.decide(self.counter, operator, delivery_id, decision, reason)

    def search(self, text: str, limit: int = 50) -> tuple[Hit, ...]:
        """Items that ``text`` finds, best first."""
        return self.counter.items.search(text, limit)

    def item(self, code: str) -> Item:
        """The item with our code."""
        return self.counter.items.get(code)

    def differences(self, code: str) -> Differences:
        """The regions side by side."""
        return self.counter.items.differences(code)

    def can_do(self, code: str) -> Mapping[RegionId, Mapping[Action, bool]]:
        """The can-do matrix of one item at this counter today."""
        return items.can_do(
            self.counter.agreements,
            code,
            self.counter.site.region,
            self.counter.items.regions,
            self._today(),
        )

    def weather(self) -> tuple[RegionWeather, ...]:
        """See :func:`clerk.desk.weather.weather`."""
        return weather.weather(self.counter)

    def watch(self, on_change: Callable[[int], None], interval: float = 0.5) -> StoreWatch:
        """A watch over the store; start and stop it with the screen that wants it."""
        return StoreWatch(self.counter.store, on_change, interval)

    def _today(self) -> date:
        return self.counter.clock.now().date()
