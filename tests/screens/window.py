"""A whole window in a folder: real store, catalogue, agreements and sample people; regions in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from clerk.calendar_files import load_calendar
from clerk.catalogue_files import data_folder, load_counter_data
from clerk.desk.counter import Counter
from clerk.desk.facade import Desk
from clerk.desk.gate import Check, CheckName, CheckState
from clerk.desk.items import ItemBook
from clerk.desk.sign_in import hash_password
from clerk.desk.views import FormField, Operator
from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, Event
from clerk.domain.catalogue import Variant
from clerk.domain.china_time import CHINA
from clerk.domain.deliveries import DeliveryState
from clerk.domain.digests import sm3
from clerk.domain.faults import Fault, Language
from clerk.domain.forms import FieldKind
from clerk.domain.journal import EventKind
from clerk.domain.licences import DerivedCopy, Licence, Purpose
from clerk.domain.materials import Way
from clerk.domain.parties import Applicant
from clerk.domain.regions import Action, RegionId
from clerk.domain.search import ItemIndex, search_texts
from clerk.domain.staff import Role, StaffMember
from clerk.form_files import load_forms
from clerk.ports import Capability, DataFolder, Paper, Printed, Unreachable, WaitingApplication
from clerk.romanise import romaniser
from clerk.sign_off_files import load_sign_off_rules
from clerk.store import cases, deliveries, journal, staff
from clerk.store.columns import ColumnKeys
from clerk.store.store import Store, StoreKind
from clerk.store.unit import Unit
from clerk.warning_files import load_warning_rules
from integrations.readers.simulated import SimulatedCard, SimulatedReader
from integrations.simulator.library import library_of
from integrations.simulator.people import load_companies, load_people
from integrations.simulator.records import Library

NOW = datetime(2026, 11, 24, 9, 42, tzinfo=CHINA)
PASSWORD = "lianxi"
PDF = b"%PDF-1.7\n%example\n"


SAMPLES: dict[FieldKind, Callable[[FormField], str]] = {
    FieldKind.TEXT: lambda _: "示例",
    FieldKind.PHONE: lambda _: "13800000000",
    FieldKind.DATE: lambda _: "2026-11-24",
    FieldKind.MONEY: lambda _: "1200.5",
    FieldKind.CHOICE: lambda field: field.choices[0],
}
"""Something valid for each kind of field."""


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        """Where the hands stand."""
        return self.moment

    def pass_time(self, **parts: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**parts)


@dataclass
class MemoryRegion:
    """A region's library in memory. ``down`` refuses, ``gate`` holds every answer back until it is set."""

    region: RegionId
    library: Library
    down: bool = False
    gate: threading.Event = field(default_factory=threading.Event)
    derived: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def _answer(self) -> None:
        assert self.gate.wait(20), "a test forgot to open the gate"
        if self.down:
            raise Unreachable(Fault("R-01", {"region": "嘉善", "region_en": "Jiashan"}))

    def capability(self) -> Capability:
        self._answer()
        return Capability(self.region, True, NOW, dict.fromkeys(Action, True))

    def find_licences(self, holder: Applicant, _purpose: Purpose) -> tuple[Licence, ...]:
        self._answer()
        return self.library.licences.get(holder.number, ())

    def derive(self, licence: Licence, purpose: Purpose) -> tuple[DerivedCopy, bytes]:
        self._answer()
        self.derived.append(licence.kind)
        return DerivedCopy(f"copy-{licence.id}", licence.id, licence.kind, purpose, sm3(PDF)), PDF

    def waiting_applications(self, holder: Applicant) -> tuple[WaitingApplication, ...]:
        self._answer()
        return self.library.waiting.get(holder.number, ())

    def waiting_file(self, _reference: str, _material: str) -> bytes:
        self._answer()
        return PDF

    def close(self) -> None: ...


class MemoryQueue:
    """Takes deliveries and never delivers them; a test answers for the region."""

    def __init__(self) -> None:
        self.left: list[str] = []

    def enqueue(self, _connection: object, delivery_id: str, _region: RegionId, _generation: int) -> None:
        self.left.append(delivery_id)

    def enqueue_letter(self, connection: object, message_id: str, region: RegionId, generation: int) -> None:
        self.enqueue(connection, message_id, region, generation)

    def close(self) -> None: ...


class MemoryPrinter:
    """Keeps what was printed."""

    name = "tray"

    def __init__(self) -> None:
        self.jobs: dict[str, bytes] = {}
        self.fault: Fault | None = None

    def check(self) -> Fault | None:
        return self.fault

    def print(self, job: str, pdf: bytes) -> Printed:
        self.jobs[job] = pdf
        return Printed(job, f"tray/{job}.pdf", sm3(pdf))


class PlainPress:
    """Draws nothing: the papers have tests of their own."""

    def render(self, paper: Paper) -> bytes:
        return PDF + repr(type(paper)).encode()

    def pages(self, data: bytes) -> int:
        from clerk.domain.faults import Refused

        if b"broken" in data:
            raise Refused("F-03", name="")
        return 1


@dataclass
class Window:
    """A window and everything a test may turn."""

    desk: Desk
    clock: HandClock
    regions: dict[RegionId, MemoryRegion]
    queue: MemoryQueue
    printer: MemoryPrinter

    @property
    def store(self) -> Store:
        return self.desk.counter.store

    def received_case(self, card: str, item: str, home: RegionId, **form: str) -> CaseFile:
        """A case that the clerk takes in, without any screen."""
        desk = self.desk
        clerk = Operator(StaffMember("A0231", "示例窗口甲", Role.CLERK, desk.site.code), self.clock.now())
        visit = desk.read_card(clerk, desk.open_visit(clerk), desk.readers[0], card)
        for region in desk.linked_regions:
            visit = desk.add_look_up(clerk, visit, desk.look_up(clerk, visit, region))
        visit = desk.choose_item(clerk, visit, item, home)
        for spec in desk.form_fields(visit):
            if spec.required or spec.name in form:
                visit = desk.set_field(
                    clerk, visit, spec.name, form.get(spec.name) or SAMPLES[spec.kind](spec)
                )
        for material in desk.to_derive(visit):
            _, copy, data = desk.derive(clerk, visit, material)
            visit = desk.add_copy(clerk, visit, material, copy, data)
        for row in desk.material_rows(visit):
            if row.met is None and row.best not in {Way.COMMITMENT, Way.DATA_CHECK}:
                visit = desk.meet(clerk, visit, row.material.code, Way.PAPER)
        visit, case = desk.receive(clerk, visit)
        desk.end_visit(clerk, visit)
        return case

    def home_says(self, case_id: str, *events: Event, **fields: object) -> None:
        """News from the home region arrive in the store, as the delivery writes them."""
        for event in events:
            with self.store.writing() as unit:
                case = cases.load_case(unit, case_id)
                actor = Actor.SYSTEM if event is Event.TRANSFER else Actor.HOME
                case = cases.save_case(unit, replace(happen(case, event, actor, self.clock.now()), **fields))  # type: ignore[arg-type]
                if event is Event.TRANSFER:
                    self._settle_delivery(unit, case_id)
                kind = EventKind.DELIVERY_ACKNOWLEDGED if event is Event.TRANSFER else EventKind.NEWS_APPLIED
                payload = {"event": event.value, "home_case_no": case.home_case_no}
                self._note(unit, kind, case_id, f"home:{case.home}", payload)

    def _settle_delivery(self, unit: Unit, case_id: str) -> None:
        for delivery in deliveries.deliveries_of_case(unit, case_id):
            if delivery.state is DeliveryState.QUEUED:
                deliveries.save_delivery(
                    unit, replace(delivery, state=DeliveryState.ACKNOWLEDGED, settled_at=self.clock.now())
                )

    def _note(self, unit: Unit, kind: EventKind, case_id: str, actor: str, payload: dict[str, str]) -> None:
        journal.append(
            unit, kind, actor=actor, terminal="QP01-1", at=self.clock.now(), case_id=case_id, payload=payload
        )

    def delivery_fails(self, case_id: str, code: str = "R-10") -> None:
        """The delivery of a case moves to the exception list."""
        with self.store.writing() as unit:
            (delivery,) = deliveries.deliveries_of_case(unit, case_id)
            failed = replace(
                delivery,
                state=DeliveryState.EXCEPTION,
                fault=Fault(code, {"region": "吴江", "region_en": "Wujiang"}),
                words="参保状态不符（示例）",
                next_actor="主管",
                attempts=1,
                settled_at=self.clock.now(),
            )
            deliveries.save_delivery(unit, failed)
            self._note(unit, EventKind.DELIVERY_FAILED, case_id, "worker", {"fault": code})


@contextmanager
def open_window(folder: Path) -> Iterator[Window]:
    """A window in ``folder``."""
    data = load_counter_data()
    people = load_people()
    companies = load_companies(people)
    clock = HandClock()
    variants: list[Variant] = [v for item in data.items for v in item.variants]
    regions = {r.id: MemoryRegion(r.id, library_of(r.id, people, companies, variants)) for r in data.regions}
    cards = tuple(SimulatedCard(p.key, p.person, p.remark_zh, p.remark_en) for p in people)
    site = next(s for s in data.sites if s.code == "QP01")
    (folder / "scans").mkdir(parents=True, exist_ok=True)
    store = Store.open(
        f"sqlite:///{folder / 'counter.sqlite3'}", ColumnKeys.generate(), StoreKind.TRAINING, create=True
    )
    queue, printer = MemoryQueue(), MemoryPrinter()
    counter = Counter(
        store=store,
        queue=queue,
        regions=regions,  # type: ignore[arg-type]
        readers=(SimulatedReader("模拟读卡器", cards, clock),),
        printer=printer,
        press=PlainPress(),  # type: ignore[arg-type]
        items=ItemBook(
            {i.code: i for i in data.items},
            ItemIndex(search_texts(data.items), romaniser()),
            tuple(r.id for r in data.regions),
        ),
        forms=load_forms(data_folder() / "forms.toml"),
        agreements=data.agreements,
        region_book={r.id: r for r in data.regions},
        sites={s.code: s for s in data.sites},
        licence_kinds={k.code: k for k in data.licence_kinds},
        site=site,
        clock=clock,
        calendar=load_calendar(),
        warning_rules=load_warning_rules(),
        folder=DataFolder(folder),
        terminal=site.window_id,
        training=True,
        sign_off_rules=load_sign_off_rules(),
    )
    hashed = hash_password(PASSWORD)
    with store.writing() as unit:
        staff.add_staff(unit, StaffMember("A0231", "示例窗口甲", Role.CLERK, site.code), hashed)
        staff.add_staff(unit, StaffMember("A0232", "示例窗口乙", Role.CLERK, site.code), hashed)
        staff.add_staff(unit, StaffMember("S0101", "示例主管", Role.SUPERVISOR, site.code), hashed)
    try:
        yield Window(Desk(counter), clock, regions, queue, printer)
    finally:
        store.close()


class ReadyBoot:
    """A boot whose desk is there already. ``hold`` keeps it unready until a test calls :meth:`go`."""

    training = True
    session_keys = False
    title = "QP01"
    language_pinned = False
    sign_in_note = (f"练习：密码 {PASSWORD}", f"Practice: password {PASSWORD}")

    def __init__(
        self,
        window: Window,
        *,
        language: Language = Language.ZH,
        keymap: dict[str, str] | None = None,
        hold: bool = False,
    ) -> None:
        self.window = window
        self.language = language
        self.keymap = keymap or {}
        self._hold = hold
        self._ready: Callable[[Desk], None] | None = None
        self.report: Callable[[Check], None] = lambda _check: None
        self.rechecked = 0

    def start(self, report: Callable[[Check], None], ready: Callable[[Desk], None]) -> None:
        self.report, self._ready = report, ready
        if not self._hold:
            self.go()

    def go(self) -> None:
        """The store is open, and most things work."""
        for name in (CheckName.STORE, CheckName.WORKER, CheckName.PRINTER, CheckName.DISK):
            self.report(Check(name, "", CheckState.OK))
        for region in self.window.desk.region_book.values():
            self.report(Check(CheckName.REGION, region.name, CheckState.OK, detail="6 ms"))
        self.report(Check(CheckName.READER, "模拟读卡器", CheckState.OK))
        assert self._ready is not None
        self._ready(self.window.desk)

    def recheck(self) -> None:
        self.rechecked += 1

    def stop(self) -> None: ...
