"""A window as the console builds it, over shipped data, a real store and the tray.

Only its regions are in memory, its press is a plain one, and its clock is set by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from clerk.assembly import Book, build_counter, make_place
from clerk.card_readers import ReaderSet
from clerk.delivery.news import apply_news
from clerk.desk.counter import Counter
from clerk.desk.facade import Desk
from clerk.desk.sign_offs.views import Verdict
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, Event
from clerk.domain.china_time import CHINA
from clerk.domain.deliveries import Delivery, DeliveryState
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind
from clerk.domain.materials import Way
from clerk.domain.parties import IdentityEvidence, Person, Strength
from clerk.domain.regions import RegionId
from clerk.domain.staff import Role, StaffMember
from clerk.ports import CardRead, CorrectionPoint, News, Paper
from clerk.settings import load_profile, profile_path
from clerk.store import Store, cases, deliveries, journal
from clerk.store.journal import JournalEvent
from integrations.readers.simulated import SimulatedCard, SimulatedReader
from integrations.simulator.library import library_of
from integrations.simulator.people import SampleCompany, SamplePerson, load_companies, load_people
from tests.delivery.desk import HandClock
from tests.desk.region import MemoryRegion
from tests.desk.sample_files import pdf

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=CHINA)
FILING = "YB-0021"
"""跨省异地就医备案: her ID card and social card by e-licence, the form by commitment."""
COMPANY = "SC-0001"
"""内资有限公司设立登记."""
PEOPLE: Mapping[str, SamplePerson] = {p.key: p for p in load_people()}
COMPANIES: Mapping[str, SampleCompany] = {c.key: c for c in load_companies(tuple(PEOPLE.values()))}


class TableQueue:
    """Keeps what is left with the engine in a table of the store: it comes and goes with the commit."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        with store.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE left_with_engine (id TEXT, generation INTEGER)")

    def enqueue(self, connection: object, delivery_id: str, _region: RegionId, generation: int) -> None:
        """Write it on the caller's connection."""
        assert isinstance(connection, sa.Connection)
        connection.execute(
            sa.text("INSERT INTO left_with_engine VALUES (:id, :generation)"),
            {"id": delivery_id, "generation": generation},
        )

    def enqueue_letter(self, connection: object, message_id: str, region: RegionId, generation: int) -> None:
        """As a delivery."""
        self.enqueue(connection, message_id, region, generation)

    @property
    def left(self) -> list[tuple[str, int]]:
        """Delivery ids and generations, committed ones only."""
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT id, generation FROM left_with_engine ORDER BY id")
            return [(row[0], row[1]) for row in rows]


class PlainPress:
    """Draws a paper as its own description; takes everything with an end for a PDF."""

    def __init__(self) -> None:
        self.papers: list[Paper] = []

    def render(self, paper: Paper) -> bytes:
        """Another paper, other bytes."""
        self.papers.append(paper)
        return pdf(repr(paper))

    def pages(self, data: bytes) -> int:
        """One page, where there is an end."""
        if b"%%EOF" not in data:
            raise Refused("P-21")
        return 1

    def close(self) -> None:
        """Nothing to end."""


def load_window(book: Book, folder: Path) -> Counter:
    """What is the same for every test: a counter over shipped data, without store and devices of its own."""
    profile = load_profile(profile_path(None, training=True))
    place = make_place(profile, folder)
    return build_counter(place, book, None, None, {}, PlainPress(), ReaderSet(()))  # type: ignore[arg-type]


@dataclass
class Window:
    """The window at work."""

    counter: Counter
    clock: HandClock
    regions: dict[RegionId, MemoryRegion]
    queue: TableQueue
    press: PlainPress
    clerk: Operator = field(init=False)
    colleague: Operator = field(init=False)
    supervisor: Operator = field(init=False)

    def __post_init__(self) -> None:
        self.clerk = self.operator("A0231", Role.CLERK)
        self.colleague = self.operator("A0232", Role.CLERK)
        self.supervisor = self.operator("S0101", Role.SUPERVISOR)

    @classmethod
    def open(cls, shipped: Counter, store: Store, folder: Path) -> Window:
        """A window over ``store``, its tray and scans in ``folder``."""
        clock = HandClock(NOW)
        variants = [v for item in shipped.items.items.values() for v in item.variants]
        regions = {
            r: MemoryRegion(r, library_of(r, PEOPLE.values(), COMPANIES.values(), variants), clock)
            for r in shipped.region_book
        }
        cards = tuple(SimulatedCard(p.key, p.person, p.remark_zh, p.remark_en) for p in PEOPLE.values())
        from clerk.data_folder import DataFolder
        from printing.tray import TrayPrinter

        queue, press = TableQueue(store), PlainPress()
        place = DataFolder(folder)
        place.scans.mkdir()
        counter = replace(
            shipped,
            store=store,
            queue=queue,
            regions=regions,
            readers=(SimulatedReader("模拟读卡器", cards, clock),),
            printer=TrayPrinter(place.tray),
            press=press,
            clock=clock,
            folder=place,
        )
        return cls(counter, clock, regions, queue, press)

    @property
    def desk(self) -> Desk:
        """The desk as screens hold it."""
        return Desk(self.counter)

    @property
    def store(self) -> Store:
        """The store."""
        return self.counter.store

    def operator(self, number: str, role: Role) -> Operator:
        """Somebody signed in."""
        return Operator(StaffMember(number, f"示例{number}", role, self.counter.site.code), self.clock.now())

    # a visit

    def card(self, key: str, visit: Visit | None = None) -> Visit:
        """A visit in which the card of a made-up person was read."""
        visit = visit or self.desk.open_visit(self.clerk)
        return self.desk.read_card(self.clerk, visit, self.counter.readers[0], key)

    def looked_up(self, visit: Visit) -> Visit:
        """The visit after every region answered."""
        for region in self.counter.regions:
            visit = self.desk.add_look_up(self.clerk, visit, self.desk.look_up(self.clerk, visit, region))
        return visit

    def chosen(self, key: str, item: str = FILING, home: RegionId = "wujiang") -> Visit:
        """A visit with card, answers and matter."""
        return self.desk.choose_item(self.clerk, self.looked_up(self.card(key)), item, home)

    def derived(self, visit: Visit) -> Visit:
        """The visit after a copy was made of every licence that serves."""
        for material in self.desk.to_derive(visit):
            _, copy, data = self.desk.derive(self.clerk, visit, material)
            visit = self.desk.add_copy(self.clerk, visit, material, copy, data)
        return visit

    def filled(self, visit: Visit) -> Visit:
        """The visit with every required field typed, and her phone."""
        for spec in self.desk.form_fields(visit):
            if spec.required or spec.name == "phone":
                value = {"phone": "13800000001", "money": "100"}.get(spec.kind.value, "示例内容")
                visit = self.desk.set_field(self.clerk, visit, spec.name, value)
        return visit

    def ready(self, key: str = "zhang", item: str = FILING, home: RegionId = "wujiang") -> Visit:
        """A visit in which nothing stops the receipt; what no licence meets is handed in on paper."""
        visit = self.derived(self.filled(self.chosen(key, item, home)))
        for row in self.desk.material_rows(visit):
            if row.met is None and row.best in {Way.SCAN, Way.PAPER}:
                visit = self.desk.meet(self.clerk, visit, row.material.code, Way.PAPER)
        return visit

    def signed_off(self, visit: Visit) -> Visit:
        """The visit after the supervisor approved whatever its receipt waits for."""
        room = self.desk.sign_offs
        for need in room.needed(visit):
            if need.holds:
                asked = room.ask(self.clerk, need.kind, need.subject, "示例原因", visit)
                room.decide(self.supervisor, asked.id, Verdict.APPROVE, "同意（示例）", asked.digest)
        return visit

    def received(self, key: str = "zhang", item: str = FILING, home: RegionId = "wujiang") -> CaseFile:
        """A case that was taken in; its visit has ended."""
        visit, case = self.desk.receive(self.clerk, self.ready(key, item, home))
        self.desk.end_visit(self.clerk, visit)
        return case

    def scan(self, name: str, data: bytes = pdf("scan")) -> Path:
        """A file in the folder that the clerk picks from."""
        path = self.counter.folder.scans / name
        path.write_bytes(data)
        return path

    def typed(self, key: str, reason: str = "证件芯片损坏") -> CardRead:
        """Somebody whose identity was keyed by hand."""
        person = PEOPLE[key].person
        bare = Person(person.name, person.document, person.number)
        return CardRead(bare, IdentityEvidence(Strength.TYPED, self.clock.now(), "typed", reason))

    # the home region

    def acknowledged(self, case: CaseFile) -> CaseFile:
        """The home region has it, as the delivery writes it."""
        with self.store.writing() as unit:
            for delivery in deliveries.deliveries_of_case(unit, case.id):
                if not delivery.state.settled:
                    settled = replace(delivery, state=DeliveryState.ACKNOWLEDGED, settled_at=self.clock.now())
                    deliveries.save_delivery(unit, settled)
            now = cases.load_case(unit, case.id)
            moved = happen(now, Event.TRANSFER, Actor.SYSTEM, self.clock.now())
            saved = cases.save_case(unit, replace(moved, home_case_no="示例-属地-0001"))
            self._append(unit, EventKind.DELIVERY_ACKNOWLEDGED, case, {"home_case_no": saved.home_case_no})
        return saved

    def news(self, case: CaseFile, event: Event, **said: object) -> CaseFile:
        """The home region says something, and the follower writes it down."""
        news = News(
            id=f"n-{self.clock.now():%H%M%S}-{event.value}",
            receipt_no=case.receipt_no,
            home_case_no="示例-属地-0001",
            event=event,
            at=self.clock.now(),
            **said,  # type: ignore[arg-type]
        )
        with self.store.writing() as unit:
            applied = apply_news(cases.load_case(unit, case.id), news, self.clock.now())
            assert applied is not None, f"{event} does not fit"
            saved = cases.save_case(unit, applied.case)
            words = {"words": news.words} if news.words else None
            self._append(unit, EventKind.NEWS_APPLIED, case, {"event": event.value}, words)
        return saved

    def asked_to_correct(self, case: CaseFile, *materials: str) -> CaseFile:
        """The home region wants these materials put right."""
        points = tuple(CorrectionPoint(m, f"{m} 不符合要求（示例）") for m in materials)
        return self.news(case, Event.ASK_CORRECTION, corrections=points, words="请补正（示例）")

    def granted(self, case: CaseFile, licence: str = "") -> CaseFile:
        """Accepted, reviewed and granted."""
        self.news(case, Event.ACCEPT, document_no="示例受理-1")
        return self.news(case, Event.GRANT, document_no="示例决定-1", licence_name=licence)

    def failed(self, case: CaseFile, words: str = "参保状态不符（示例）") -> Delivery:
        """The delivery that was on its way stands on the exception list."""
        with self.store.writing() as unit:
            delivery = next(d for d in deliveries.deliveries_of_case(unit, case.id) if not d.state.settled)
            failed = replace(
                delivery,
                state=DeliveryState.EXCEPTION,
                fault=Fault("D-08", {"what": "示例"}),
                words=words,
                next_actor=case.department,
                attempts=1,
                settled_at=self.clock.now(),
            )
            deliveries.save_delivery(unit, failed)
            self._append(unit, EventKind.DELIVERY_FAILED, case, {"fault": "D-08"})
        return failed

    def _append(
        self,
        unit: object,
        kind: EventKind,
        case: CaseFile,
        payload: dict[str, str],
        private: dict[str, str] | None = None,
    ) -> None:
        journal.append(
            unit,  # type: ignore[arg-type]
            kind,
            actor=f"home:{case.home}",
            terminal="worker",
            at=self.clock.now(),
            case_id=case.id,
            payload=payload,
            private=private,
        )

    # what was written

    def events(self, *kinds: EventKind, case: CaseFile | None = None) -> list[JournalEvent]:
        """Journal events, of these kinds where any are given."""
        with self.store.reading() as unit:
            found = journal.events(unit, case.id if case else None, limit=10_000)
        return [e for e in found if not kinds or e.kind in kinds]

    def case(self, case: CaseFile) -> CaseFile:
        """The case as it stands."""
        with self.store.reading() as unit:
            return cases.load_case(unit, case.id)

    def deliveries(self, case: CaseFile) -> tuple[Delivery, ...]:
        """Its deliveries."""
        with self.store.reading() as unit:
            return deliveries.deliveries_of_case(unit, case.id)

    def count(self, table: str) -> int:
        """Rows of a table."""
        with self.store.engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608

    @property
    def tray(self) -> list[str]:
        """Names of the papers in the tray."""
        folder = self.counter.folder.tray
        return sorted(path.name for path in folder.glob("*.pdf")) if folder.exists() else []
