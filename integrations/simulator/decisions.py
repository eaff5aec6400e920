"""The home department's desk: it lays out what will happen to a case and does each step when it is due."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from clerk.domain.cases import Actor, Event, after
from clerk.domain.catalogue import Variant
from clerk.domain.china_time import CHINA, day_of
from clerk.domain.faults import Refused
from clerk.domain.regions import Region
from integrations.simulator.clock import SimulatorClock
from integrations.simulator.records import HomeNews, Reason, Refusal, SimCase
from integrations.simulator.rules import Point, Rules, Step
from integrations.simulator.state import RegionState

_LOG = logging.getLogger(__name__)
_EXTENSION_DAYS = 10
"""Working days of an extension (domain facts §1.2 no. T10, 待核实)."""
_PAUSE_AFTER_TROUBLE = timedelta(seconds=1)

_DOCUMENTS = {
    Event.ASK_CORRECTION: "补",
    Event.ACCEPT: "受",
    Event.REFUSE_ACCEPTANCE: "不受",
    Event.FIND_NOT_APPLICABLE: "告",
    Event.GRANT: "准",
    Event.REFUSE: "不许",
    Event.SUSPEND: "特",
    Event.EXTEND: "延",
}
"""Which steps give a document, and the character in its number."""


class Decider:
    """Does the steps of all cases of a region, on one thread that sleeps until the next is due."""

    def __init__(
        self,
        region: Region,
        state: RegionState,
        variants: Mapping[str, Variant],
        *,
        clock: SimulatorClock,
        rules: Rules,
        region_now: Callable[[], datetime],
        promise: Callable[[date, int], date] | None,
    ) -> None:
        self.rules = rules
        self._region = region
        self._state = state
        self._variants = variants
        self._clock = clock
        self._region_now = region_now
        self._promise = promise
        self._condition = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"decides-{region.id}", daemon=True)

    def start(self) -> None:
        """Begin. Steps that fell due while nothing ran are done at once."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step in hand."""
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Look again: a case arrived."""
        with self._condition:
            self._condition.notify_all()

    def lay_out(self, case: SimCase) -> None:
        """Plan what happens to ``case`` after a hand-in. To be called inside a transaction."""
        steps = self.rules.course(self._variant(case), case.round)
        self._plan(case.home_no, case.round * 100, self._clock.now().timestamp(), steps)

    def apply(self, case: SimCase, step: Step) -> HomeNews:
        """Do one step now. To be called inside a transaction.

        Raises:
            Refusal: the case is in a state in which this cannot happen, or its item is no longer published.
        """
        try:
            state = after(case.state, step.event, Actor.HOME)
        except Refused:
            raise Refusal(Reason.WRONG_STATE, "该办件当前环节不能进行此操作") from None
        self._state.put_case(replace(case, state=state))
        return self._state.add_news(self._news(case, step))

    def _variant(self, case: SimCase) -> Variant:
        """The item of a case; a state on disk may be older than the catalogue."""
        variant = self._variants.get(case.variant_code)
        if variant is None:
            raise Refusal(Reason.UNKNOWN_ITEM, "事项已停用")
        return variant

    def _plan(self, home_no: str, number: int, since: float, steps: tuple[Step, ...]) -> None:
        due = since + steps[0].after / self.rules.pace if steps else 0.0
        self._state.put_plan(home_no, number, due, steps)

    def _news(self, case: SimCase, step: Step) -> HomeNews:
        variant = self._variant(case)
        at = self._region_now()
        number = self._state.next_number("document")
        kind = _DOCUMENTS.get(step.event)
        licence = step.event is Event.MAKE_LICENCE
        return HomeNews(
            seq=0,
            id="",
            home_no=case.home_no,
            receipt_no=case.receipt_no,
            event=step.event,
            at=at,
            words=step.words,
            official=self.rules.official(number),
            document_no="" if kind is None else f"模拟〔{at.year}〕{kind}字第{number:05d}号",
            points=tuple((_material_code(variant, p), p.words) for p in step.points),
            promised_until=self._promised(variant, at, step.event),
            licence_name=(variant.gives_licence or "证照（示例）") if licence else "",
            licence_no=f"示例{self._region.division[:6]}{at:%Y%m%d}{number:05d}" if licence else "",
        )

    def _promised(self, variant: Variant, at: datetime, event: Event) -> datetime | None:
        days = {Event.ACCEPT: variant.limit.promised, Event.EXTEND: _EXTENSION_DAYS}.get(event)
        if days is None or self._promise is None:
            return None
        try:
            return datetime.combine(self._promise(day_of(at), days), time(17, 0), CHINA)
        except Refused:  # past the last year whose holidays are known: no date is better than a wrong one
            return None

    def _run(self) -> None:
        while True:
            with self._condition:
                if self._stopping:
                    return
                due = self._next()
                if due is None or due > self._clock.now():
                    self._clock.wait(self._condition, due)
                    continue
            self._do_due()

    def _next(self) -> datetime | None:
        due = self._state.next_due()
        return None if due is None else datetime.fromtimestamp(due, CHINA)

    def _do_due(self) -> None:
        """Do one due step. A full disk or a locked file is told in the log and tried again after a pause."""
        try:
            with self._state.writing():
                plan = self._state.due_plan(self._clock.now().timestamp())
                if plan is not None:
                    self._do(*plan)
        except sqlite3.Error as error:
            _LOG.error("region %s cannot write its state: %s", self._region.id, type(error).__name__)
            with self._condition:
                if not self._stopping:
                    self._clock.wait(self._condition, self._clock.now() + _PAUSE_AFTER_TROUBLE)

    def _do(self, home_no: str, number: int, due: float, steps: tuple[Step, ...]) -> None:
        case = self._state.case(home_no)
        if case is None:
            self._state.put_plan(home_no, 0, 0.0, ())
            return
        try:
            self.apply(case, steps[0])
        except Refusal:
            _LOG.warning(
                "region %s: %s does not fit %s; plan dropped", self._region.id, steps[0].event, case.state
            )
            self._state.put_plan(home_no, 0, 0.0, ())
            return
        self._plan(home_no, number + 1, due, steps[1:])


def _material_code(variant: Variant, point: Point) -> str:
    """A rule may name a material by a part of its name; the region tells its code."""
    for material in variant.materials:
        if point.material == material.code or point.material in material.name:
            return material.code
    return point.material
