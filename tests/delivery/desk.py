"""A counter reduced to what a delivery needs:

a clock, a catalogue of one item, and cases as the desk writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from clerk.domain.case_file import CaseFile, happen
from clerk.domain.cases import Actor, Event, State
from clerk.domain.catalogue import CaseType, Limit, Variant
from clerk.domain.china_time import CHINA
from clerk.domain.clocks import Limits
from clerk.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from clerk.domain.ids import uuid7
from clerk.domain.journal import EventKind
from clerk.domain.materials import Material, Met, Necessity, Way
from clerk.domain.parties import DocumentKind, IdentityEvidence, Person, Strength
from clerk.domain.regions import RegionId
from clerk.domain.working_days import HolidayYear, WorkingCalendar
from clerk.ports import DeliveryQueue
from clerk.store import cases, deliveries, journal, numbers
from clerk.store.store import Store

START = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
DEPARTMENT = "吴江区医疗保障局"
CALENDAR = WorkingCalendar.of(
    HolidayYear(year, frozenset(), frozenset(), verified=False) for year in (2025, 2026, 2027)
)


class WallClock:
    """Real time."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(CHINA)


class HandClock:
    """Time that passes only when a test lets it."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        """Where the hands stand."""
        return self._now

    def pass_time(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        self._now += timedelta(seconds=seconds)


class OneItem:
    """A catalogue of one item in every region."""

    def __init__(self, variants: Mapping[str, Variant] | None = None) -> None:
        self._variants = variants

    def variant(self, region: RegionId, code: str) -> Variant | None:
        """The variant of that code."""
        if self._variants is not None:
            return self._variants.get(code)
        return variant_of(region, code)

    def site_name(self, code: str) -> str:
        """Always the same site."""
        return "青浦区金泽镇窗口" if code == "QP02" else ""


def variant_of(region: RegionId, code: str = "1120") -> Variant:
    """The item's variant in ``region``."""
    material = Material("m1", "异地就医备案表", Necessity.ESSENTIAL, frozenset({Way.COMMITMENT, Way.SCAN}))
    return Variant(
        item="YB-0021",
        region=region,
        code=code,
        name="异地就医备案",
        department=DEPARTMENT,
        department_code="D1",
        limit=Limit(20, 5),
        case_type=CaseType.PROMISED,
        materials=(material,),
    )


def draft_case(now: datetime, home: RegionId = "wujiang", receipt_no: str = "") -> CaseFile:
    """A synthetic case before its receipt."""
    person = Person("示例·王小明", DocumentKind.RESIDENT_ID, "320509198506150029", phone="13800000000")
    return CaseFile(
        id=uuid7(now),
        receipt_no=receipt_no,
        query_code="123456",
        site="QP02",
        window="QP02-1",
        near="qingpu",
        home=home,
        item="YB-0021",
        item_name="异地就医备案",
        variant_code="1120",
        department=DEPARTMENT,
        applicant=person,
        evidence=IdentityEvidence(Strength.CHIP, now, "SAM-1"),
        agent=None,
        form={"phone": "13800000000"},
        met=(Met("m1", Way.COMMITMENT, "promise-1"),),
        state=State.DRAFT,
        clocks=(),
        limits=Limits(promised=5, statutory=20),
        clerk="1001",
        opened_at=now,
        received_at=now,
        consent_at=now,
        changed_at=now,
    )


def receive_case(
    store: Store, queue: DeliveryQueue | None, now: datetime, home: RegionId = "wujiang", site: str = "QP02"
) -> CaseFile:
    """Take a case in as the desk does: number, case, delivery, workflow and event are one commit."""
    with store.writing() as unit:
        number = numbers.next_receipt_no(unit, site, now.date())
        received = happen(draft_case(now, home, number), Event.RECEIVE, Actor.CLERK, now)
        case = cases.insert_case(unit, received)
        delivery = Delivery(case.id, DeliveryKind.SUBMIT, 0, home, DeliveryState.QUEUED, now)
        deliveries.insert_delivery(unit, delivery)
        if queue is not None:
            queue.enqueue(unit.connection, delivery.id, home, 0)
        journal.append(
            unit, EventKind.CASE_RECEIVED, actor="1001", terminal="QP02-1", at=now, case_id=case.id
        )
    return case


def change_case(
    store: Store, case: CaseFile, *steps: tuple[Event, Actor], now: datetime, **fields: object
) -> CaseFile:
    """Let things happen to a case, as the desk would write them."""
    with store.writing() as unit:
        changed = cases.load_case(unit, case.id)
        for event, actor in steps:
            changed = happen(changed, event, actor, now)
        saved = cases.save_case(unit, replace(changed, **fields))  # type: ignore[arg-type]
        journal.append(
            unit, EventKind.CASE_CORRECTED, actor="1001", terminal="QP02-1", at=now, case_id=case.id
        )
    return saved


def queue_delivery(store: Store, case: CaseFile, kind: DeliveryKind, round_: int, now: datetime) -> Delivery:
    """Write a further delivery of a case."""
    delivery = Delivery(case.id, kind, round_, case.home, DeliveryState.QUEUED, now)
    with store.writing() as unit:
        deliveries.insert_delivery(unit, delivery)
    return delivery


def day(text: str) -> date:
    """A date written in ISO form."""
    return date.fromisoformat(text)
