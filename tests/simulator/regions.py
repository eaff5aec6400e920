"""One simulated region without a wire, on a clock that the test moves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from clerk.domain.cases import Event
from clerk.domain.catalogue import CaseType, Limit, Variant
from clerk.domain.china_time import CHINA
from clerk.domain.licences import Licence
from clerk.domain.materials import Material, Met, Necessity, Way
from clerk.domain.parties import DocumentKind, IdentityEvidence, Person, Strength, Validity
from clerk.domain.regions import Dialect, Region
from clerk.ports import WaitingApplication
from integrations.simulator.clock import ManualClock
from integrations.simulator.engine import RegionEngine
from integrations.simulator.faults import Faults
from integrations.simulator.numbering import numbering_of
from integrations.simulator.records import Intake, Library, SimFile
from integrations.simulator.rules import ItemRule, Point, Rules, Step
from integrations.simulator.sample_papers import SamplePapers
from integrations.simulator.state import RegionState

REGION = Region("jiashan", "嘉善", "Jiashan", "330421000000", Dialect.ZHEJIANG)
START = datetime(2026, 11, 24, 9, 0, tzinfo=CHINA)
HOLDER = Person(
    "陆示例",
    DocumentKind.RESIDENT_ID,
    "330421200002290037",
    validity=Validity(date(2020, 1, 1), date(2040, 1, 1)),
)
LICENCE = Licence(
    "SL-1",
    "resident_id",
    "居民身份证",
    HOLDER.number,
    (HOLDER.name,),
    "嘉善县公安局（示例）",
    "jiashan",
    Validity(date(2020, 1, 1), date(2040, 1, 1)),
)
OLD_LICENCE = Licence(
    "SL-2",
    "driving_licence",
    "机动车驾驶证",
    "X",
    (HOLDER.name,),
    "嘉善县公安局（示例）",
    "jiashan",
    Validity(date(2010, 1, 1), date(2020, 1, 1)),
)
WAITING = WaitingApplication(
    "示例-JS-1", "jiashan", "C-PLAIN", START, {"reason": "示例"}, (("id_card", "身份证.pdf"),), ("photo",)
)
LIBRARY = Library(
    {HOLDER.number: HOLDER}, {HOLDER.number: (LICENCE, OLD_LICENCE)}, {HOLDER.number: (WAITING,)}
)
RULES = Rules(
    steps=(
        Step(Event.ACCEPT, 4.0),
        Step(Event.BEGIN_REVIEW, 3.0),
        Step(Event.GRANT, 5.0, "准予办理"),
    ),
    items=(
        ItemRule(
            "设立登记",
            (
                (Step(Event.ASK_CORRECTION, 2.0, "请补正", (Point("章程", "缺认缴期限"),)),),
                (Step(Event.ACCEPT, 1.0), Step(Event.BEGIN_REVIEW, 1.0), Step(Event.GRANT, 1.0)),
            ),
        ),
    ),
    licence_after=6.0,
)


def variant(code: str, name: str, *, licence: str = "", is_open: bool = True) -> Variant:
    """An item with an ID card, articles and a photo."""
    materials = tuple(
        Material(material, title, Necessity.ESSENTIAL, frozenset({Way.SCAN, Way.PAPER}))
        for material, title in (("id_card", "身份证"), ("articles", "公司章程"), ("photo", "照片"))
    )
    return Variant(
        f"ITEM-{code}",
        "jiashan",
        code,
        name,
        "示例局",
        "1" * 18,
        Limit(20, 5),
        CaseType.PROMISED,
        materials,
        open=is_open,
        opened_note="" if is_open else "2027 年起开通",
        gives_licence=licence,
    )


VARIANTS = (
    variant("C-PLAIN", "异地就医备案"),
    variant("C-FORM", "内资公司设立登记", licence="营业执照"),
    variant("C-SHUT", "暂未开通事项", is_open=False),
)


@dataclass
class Department:
    """A region with its clock."""

    engine: RegionEngine
    clock: ManualClock

    def pass_time(self, seconds: float) -> None:
        """Move the clock, and wait until everything that is due by then was done."""
        self.clock.advance(seconds)
        settled(lambda: (self.engine.state.next_due() or float("inf")) > self.clock.now().timestamp())

    def events(self) -> list[Event]:
        """What was told so far."""
        return [n.event for n in self.engine.changes("").news]


def department(
    path: Path | None = None,
    rules: Rules = RULES,
    clock: ManualClock | None = None,
    variants: tuple[Variant, ...] = VARIANTS,
) -> Department:
    """A region that runs."""
    clock = clock or ManualClock(START)
    engine = RegionEngine(
        REGION,
        variants,
        LIBRARY,
        clock=clock,
        rules=rules,
        numbering=numbering_of(REGION),
        state=RegionState(REGION.id, path),
        papers=SamplePapers(),
        faults=Faults(),
        promise=lambda day, count: day + timedelta(days=count),
    )
    engine.start()
    return Department(engine, clock)


def intake(receipt_no: str = "QP02-1", code: str = "C-PLAIN", **changes: object) -> Intake:
    """A case as a near counter hands it in."""
    values: dict[str, object] = {
        "receipt_no": receipt_no,
        "variant_code": code,
        "applicant": HOLDER,
        "evidence": IdentityEvidence(Strength.CHIP, START, "SAM-1"),
        "agent": None,
        "form": {"remark": "示例"},
        "met": (Met("id_card", Way.SCAN, "a1"),),
        "received_at": START,
        "consent_at": START,
        "near_region": "qingpu",
        "site_code": "QP02",
        "site_name": "金泽镇",
        "window": "专窗 1",
        "clerk_no": "A0231",
    }
    return Intake(**{**values, **changes})  # type: ignore[arg-type]


def scan(content: bytes = b"%PDF-1.4\n%%EOF\n") -> SimFile:
    """A scanned ID card."""
    return SimFile("id_card", "扫描件.pdf", "application/pdf", content)


def settled(condition: Callable[[], bool], patience: float = 10.0) -> None:
    """Wait until something is so; fail when it never is."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come about in time")
        time.sleep(0.002)
