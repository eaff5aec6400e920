"""Counting a day: from one snapshot of the store, and what the regions said before."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.day_end import differences
from clerk.desk.day_end.views import Answers
from clerk.domain.day import (
    ClosedDay,
    DayCount,
    Difference,
    OpenCount,
    PaperCount,
    ReceiptCount,
    RegionCount,
    Supplement,
    carried_on,
)
from clerk.domain.deliveries import DeliveryState
from clerk.domain.regions import RegionId
from clerk.store import day_counts, days
from clerk.store.day_counts import CountedCase, Number, OpenDelivery
from clerk.store.store import Unit


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: the day's own numbers and cases, the supplement's, and what was carried over."""

    before: ClosedDay | None
    numbers: tuple[Number, ...]
    late: tuple[Number, ...]
    """Numbers of the day closed last, given out after its closing."""
    cases: tuple[CountedCase, ...]
    carried: tuple[CountedCase, ...]
    """Cases of differences carried over, that are not counted again."""
    known: frozenset[str]
    """Of all these receipt numbers, those that were given out."""

    @property
    def all_cases(self) -> tuple[CountedCase, ...]:
        """Counted now, or carried over."""
        return (*self.cases, *self.carried)

    @property
    def to_ask(self) -> tuple[tuple[RegionId, str], ...]:
        """Region and receipt number of every case that its region acknowledged."""
        return tuple((case.home, case.receipt_no) for case in self.all_cases if acknowledged(case))


def acknowledged(case: CountedCase) -> bool:
    """Whether its region said that it has the case."""
    return case.handed_in is DeliveryState.ACKNOWLEDGED


def read_scope(unit: Unit, site: str, day: date) -> Scope:
    """What belongs to the day."""
    before = days.closed_before(unit, site, day)
    numbers = day_counts.numbers_of_day(unit, site, day)
    late = () if before is None else day_counts.numbers_of_day(
        unit, site, before.count.day, before.count.last_sequence
    )  # fmt: skip
    own = {number.receipt_no for number in (*numbers, *late)}
    own |= set(day_counts.receipts_received(unit, site, day))
    older = {receipt for d in _carried(before) for receipt in d.receipts} - own
    found = day_counts.cases_of(unit, own | older)
    return Scope(
        before,
        numbers,
        late,
        tuple(case for case in found if case.receipt_no in own),
        tuple(case for case in found if case.receipt_no in older),
        day_counts.known_numbers(unit, own | older),
    )


def count_day(unit: Unit, counter: Counter, day: date, said: Answers) -> DayCount:
    """The day as it stands in this snapshot, with what the regions said and people answered."""
    site = counter.site.code
    scope = read_scope(unit, site, day)
    deliveries = day_counts.open_deliveries(unit, site)
    sign_offs = day_counts.open_sign_offs(unit, site)
    questions = day_counts.open_questions(unit, site)
    visits = day_counts.open_visits(unit, site)
    found = (
        *differences.of_numbers(scope.numbers, site, day, 0),
        *(() if scope.before is None else differences.of_numbers(
            scope.late, site, scope.before.count.day, scope.before.count.last_sequence
        )),
        *differences.of_receipts(_receipts(scope), scope.all_cases, scope.known, _carried(scope.before)),
        *differences.of_cases(scope.all_cases),
        *differences.of_papers(scope.all_cases),
        *differences.of_regions([c for c in scope.all_cases if acknowledged(c)], said),
        *differences.of_deliveries(deliveries),
        *differences.of_open(sign_offs, questions, visits),
    )  # fmt: skip
    return DayCount(
        site=site,
        day=day,
        last_sequence=scope.numbers[-1].sequence if scope.numbers else 0,
        supplement=_supplement(scope),
        regions=tuple(_region(region, scope.cases, said) for region in counter.region_book),
        receipts=ReceiptCount(
            len(scope.numbers) + len(scope.late),
            len(scope.cases),
            sum(case.journalled for case in scope.cases),
        ),
        papers=_papers(scope.cases),
        open=_open(deliveries, len(sign_offs), len(questions), sum(count for _, count in visits)),
        differences=_answered(unit, site, day, _since(found, scope.before)),
    )


def _receipts(scope: Scope) -> frozenset[str]:
    return frozenset(number.receipt_no for number in (*scope.numbers, *scope.late))


def _carried(before: ClosedDay | None) -> tuple[Difference, ...]:
    return () if before is None else before.count.carried


def _since(found: Iterable[Difference], before: ClosedDay | None) -> tuple[Difference, ...]:
    # One thing may come up twice, once of the day and once as carried over.
    once = {difference.key: difference for difference in found}
    return carried_on(once.values(), _carried(before), before.count.day if before else date.max)


def _answered(unit: Unit, site: str, day: date, found: Iterable[Difference]) -> tuple[Difference, ...]:
    said = days.answers(unit, site, day)
    return tuple(replace(difference, answer=said.get(difference.key)) for difference in found)


def _supplement(scope: Scope) -> Supplement | None:
    return Supplement(scope.before.count.day, len(scope.late)) if scope.before and scope.late else None


def _region(region: RegionId, cases: Iterable[CountedCase], said: Answers) -> RegionCount:
    own = [case for case in cases if case.home == region]
    copies = [said[c.receipt_no].copies if c.receipt_no in said else None for c in own if acknowledged(c)]
    return RegionCount(
        region=region,
        received=len(own),
        acknowledged=len(copies),
        by_other_means=sum(case.handed_in is DeliveryState.TAKEN_OVER for case in own),
        there=copies.count(1),
        doubled=sum(number is not None and number > 1 for number in copies),
        missing=copies.count(0),
        not_asked=copies.count(None),
    )


def _papers(cases: Iterable[CountedCase]) -> tuple[PaperCount, ...]:
    printed: Tally[str] = Tally()
    journal: Tally[str] = Tally()
    for paper, known in _each_paper(cases):
        printed[paper] += 1
        journal[paper] += known
    return tuple(PaperCount(paper, printed[paper], journal[paper]) for paper in sorted(printed))


def _each_paper(cases: Iterable[CountedCase]) -> Iterator[tuple[str, bool]]:
    for case in cases:
        for name, job in _by_name(case.printed):
            yield name.partition("-")[0], job in case.jobs


def _by_name(printed: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return sorted(printed.items())


def _open(deliveries: Iterable[OpenDelivery], sign_offs: int, questions: int, visits: int) -> OpenCount:
    states = Tally(delivery.state for delivery in deliveries)
    exceptions, unknown = states[DeliveryState.EXCEPTION], states[DeliveryState.UNKNOWN]
    return OpenCount(states.total() - exceptions - unknown, unknown, exceptions, sign_offs, questions, visits)
