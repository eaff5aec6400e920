"""Finding what does not fit, each thing by its name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from clerk.desk.day_end.views import Answers
from clerk.domain.codes.receipt_number import ReceiptNumber
from clerk.domain.day import Difference, DifferenceKind
from clerk.domain.deliveries import DeliveryState
from clerk.domain.regions import RegionId
from clerk.store.day_counts import CountedCase, Number, OpenDelivery, OpenMatter

_DELIVERIES = {
    DeliveryState.UNKNOWN: DifferenceKind.DELIVERY_UNKNOWN,
    DeliveryState.EXCEPTION: DifferenceKind.EXCEPTION_OPEN,
}
_RECEIPT = "receipt"


def of_numbers(numbers: Iterable[Number], site: str, day: date, after: int) -> Iterator[Difference]:
    """Numbers that were left out between ``after`` and the last one."""
    expected = after + 1
    for number in numbers:
        for skipped in range(expected, number.sequence):
            receipt_no = str(ReceiptNumber(site, day, skipped))
            yield Difference(DifferenceKind.NUMBER_SKIPPED, (receipt_no,))
        expected = number.sequence + 1


def of_receipts(
    numbers: Collection[str],
    cases: Collection[CountedCase],
    known: Collection[str],
    carried: Iterable[Difference],
) -> Iterator[Difference]:
    """Receipt numbers against cases against the journal; what was carried over is looked at again."""
    borne = {case.receipt_no for case in cases}
    again = {
        receipt
        for difference in carried
        if difference.kind is DifferenceKind.NUMBER_WITHOUT_CASE
        for receipt in difference.receipts
    }
    for receipt_no in sorted((set(numbers) | again) & set(known) - borne):
        yield Difference(DifferenceKind.NUMBER_WITHOUT_CASE, (receipt_no,))
    for difference in carried:
        if difference.kind is DifferenceKind.NUMBER_SKIPPED and difference.receipts[0] not in known:
            yield Difference(difference.kind, difference.receipts)
    for case in cases:
        if case.receipt_no not in known:
            yield Difference(DifferenceKind.CASE_WITHOUT_NUMBER, (case.receipt_no,), case.home)
        if not case.journalled:
            yield Difference(DifferenceKind.NOT_JOURNALLED, (case.receipt_no,), case.home)


def of_cases(cases: Iterable[CountedCase]) -> Iterator[Difference]:
    """Cases that stand although nothing of them is on its way."""
    for case in cases:
        if not case.given_up and case.handed_in in {None, DeliveryState.VOIDED}:
            yield Difference(DifferenceKind.NOT_SENT, (case.receipt_no,), case.home)


def of_papers(cases: Iterable[CountedCase]) -> Iterator[Difference]:
    """Receipts that were never printed, and papers that the journal knows nothing of."""
    for case in cases:
        if _RECEIPT not in case.printed:
            yield Difference(DifferenceKind.NOT_PRINTED, (case.receipt_no,), case.home)
        for paper, job in sorted(case.printed.items()):
            if job not in case.jobs:
                yield Difference(DifferenceKind.PAPER_NOT_JOURNALLED, (case.receipt_no,), case.home, paper)


def of_regions(cases: Iterable[CountedCase], said: Answers) -> Iterator[Difference]:
    """Cases that the region acknowledged against what it says it has. Not asked is never equal."""
    not_asked: dict[RegionId, list[str]] = {}
    why: dict[RegionId, str] = {}
    for case in cases:
        answer = said.get(case.receipt_no)
        if answer is None or answer.copies is None:
            not_asked.setdefault(case.home, []).append(case.receipt_no)
            why.setdefault(case.home, "" if answer is None else answer.why)
        elif answer.copies == 0:
            yield Difference(DifferenceKind.NOT_AT_REGION, (case.receipt_no,), case.home)
        elif answer.copies > 1:
            copies = str(answer.copies)
            yield Difference(DifferenceKind.DOUBLED, (case.receipt_no,), case.home, detail=copies)
    for region, receipts in not_asked.items():
        # One line for a region that is down, however many cases it has; all of them are asked for again.
        yield Difference(DifferenceKind.NOT_ASKED, tuple(sorted(receipts)), region, detail=why[region])


def of_deliveries(deliveries: Iterable[OpenDelivery]) -> Iterator[Difference]:
    """Deliveries that wait, whose outcome is unknown, or that stand on the exception list."""
    for delivery in deliveries:
        yield Difference(
            _DELIVERIES.get(delivery.state, DifferenceKind.DELIVERY_WAITS),
            (delivery.receipt_no,),
            delivery.region,
            f"{delivery.kind.value}:{delivery.round}",
            delivery.fault,
        )


def of_open(
    sign_offs: Iterable[OpenMatter], questions: Iterable[OpenMatter], visits: Iterable[tuple[str, int]]
) -> Iterator[Difference]:
    """Sign-offs, questions and visits that are not finished."""
    for matter in sign_offs:
        yield Difference(DifferenceKind.SIGN_OFF_OPEN, _about(matter), part=matter.id, detail=matter.what)
    for matter in questions:
        yield Difference(DifferenceKind.QUESTION_OPEN, _about(matter), matter.what, matter.id)
    for window, count in visits:
        yield Difference(DifferenceKind.VISIT_OPEN, part=window, detail=str(count))


def _about(matter: OpenMatter) -> tuple[str, ...]:
    return (matter.receipt_no,) if matter.receipt_no else ()
