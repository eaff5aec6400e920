"""日结: what one site counted on one day, where the counts differ, and what people said to it.

Numbered sheets are not kept by this counter yet; :class:`SheetCount` keeps their place and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from clerk.domain.regions import RegionId

WORDS_AT_MOST = 500
"""Characters of an explanation."""


class DifferenceKind(StrEnum):
    """What does not fit. The value is stored, so it is never changed."""

    NOT_AT_REGION = "not_at_region"
    """The region acknowledged the case and says now that it has none of this number."""
    DOUBLED = "doubled"
    """The region has more than one case of this number."""
    NOT_ASKED = "not_asked"
    """The region could not be asked. Never the same as equal."""
    NUMBER_WITHOUT_CASE = "number_without_case"
    NUMBER_SKIPPED = "number_skipped"
    CASE_WITHOUT_NUMBER = "case_without_number"
    NOT_JOURNALLED = "not_journalled"
    """A case without its receipt in the journal."""
    NOT_PRINTED = "not_printed"
    """A case whose receipt was never printed."""
    PAPER_NOT_JOURNALLED = "paper_not_journalled"
    """The case says that a paper was printed, and the journal does not."""
    NOT_SENT = "not_sent"
    """A case that stands, and nothing of it is on its way or was ever acknowledged."""
    DELIVERY_WAITS = "delivery_waits"
    DELIVERY_UNKNOWN = "delivery_unknown"
    EXCEPTION_OPEN = "exception_open"
    SIGN_OFF_OPEN = "sign_off_open"
    QUESTION_OPEN = "question_open"
    VISIT_OPEN = "visit_open"


class AnswerKind(StrEnum):
    """What was said to a difference."""

    EXPLAINED = "explained"
    CARRIED = "carried"
    """It goes over to the next day, where it stands at the top until it is gone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a difference. ``digest`` (SM3) stands for the sealed words."""

    kind: AnswerKind
    by: str
    at: datetime
    digest: str
    words: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not fit, named by receipt number, region and part.

    ``part`` tells two of one kind apart (a delivery, a window, a question); ``detail`` is what may change.
    """

    kind: DifferenceKind
    receipts: tuple[str, ...] = ()
    region: RegionId = ""
    part: str = ""
    detail: str = ""
    since: date | None = None
    """Day on which it was found first, where it was carried over."""
    answer: Answer | None = None

    @property
    def key(self) -> str:
        """What it is known by, the same on every day."""
        many = self.kind is DifferenceKind.NOT_ASKED
        receipt_no = "" if many or not self.receipts else self.receipts[0]
        return f"{self.kind.value}|{receipt_no}|{self.region}|{self.part}"


@dataclass(frozen=True, slots=True)
class RegionCount:
    """Ours sent = theirs accepted, for one region: numbers of cases.

    ``there`` are those of the acknowledged ones that the region says it has; the last four add up to
    ``acknowledged``, but that a double is counted apart from those that are there once.
    """

    region: RegionId
    received: int
    acknowledged: int
    by_other_means: int
    there: int
    doubled: int
    missing: int
    not_asked: int


@dataclass(frozen=True, slots=True)
class ReceiptCount:
    """Receipt numbers given out, cases that bear them, receipts in the journal."""

    numbers: int
    cases: int
    journalled: int


@dataclass(frozen=True, slots=True)
class PaperCount:
    """Papers of one kind: printed as the cases say, and as the journal says."""

    paper: str
    cases: int
    journal: int


@dataclass(frozen=True, slots=True)
class OpenCount:
    """What is not finished at the moment of counting."""

    waiting: int
    unknown: int
    exceptions: int
    sign_offs: int
    questions: int
    visits: int


@dataclass(frozen=True, slots=True)
class SheetCount:
    """编号纸: the place of numbered sheets. They are not kept here yet, so there is no number to tell."""

    kept: bool = False


@dataclass(frozen=True, slots=True)
class Supplement:
    """Receipts of the day closed last that came after its closing: they are counted with this one."""

    day: date
    receipts: int


@dataclass(frozen=True, slots=True)
class DayCount:
    """Everything counted and shown for one site and day."""

    site: str
    day: date
    last_sequence: int
    """Last receipt number of the day that was counted; later ones are the next day's supplement."""
    supplement: Supplement | None
    regions: tuple[RegionCount, ...]
    receipts: ReceiptCount
    papers: tuple[PaperCount, ...]
    open: OpenCount
    differences: tuple[Difference, ...]
    sheets: SheetCount = SheetCount()

    @property
    def unanswered(self) -> tuple[Difference, ...]:
        """Differences that are neither explained nor carried over."""
        return tuple(d for d in self.differences if d.answer is None)

    @property
    def carried(self) -> tuple[Difference, ...]:
        """Differences that go over to the next day."""
        return tuple(
            d for d in self.differences if d.answer is not None and d.answer.kind is AnswerKind.CARRIED
        )

    def difference(self, key: str) -> Difference | None:
        """The difference known by ``key``."""
        return next((d for d in self.differences if d.key == key), None)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A day that a supervisor closed: what was counted, and the signature."""

    id: str
    count: DayCount
    digest: str
    """SM3 of exactly what was counted and shown."""
    closed_by: str
    closed_at: datetime
    over_the_shoulder: bool

    @property
    def explained_alone(self) -> bool:
        """Whether the one who signed explained every explained difference as well."""
        return explained_alone(self.count, self.closed_by)


def explained_alone(count: DayCount, signer: str) -> bool:
    """Whether there are explanations and ``signer`` gave every one of them."""
    authors = {
        d.answer.by
        for d in count.differences
        if d.answer is not None and d.answer.kind is AnswerKind.EXPLAINED
    }
    return authors == {signer}


_ORDER = tuple(DifferenceKind)


def in_order(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Carried over ones first, the oldest at the top; then by kind, region and receipt number."""
    return tuple(
        sorted(
            differences,
            key=lambda d: (d.since or date.max, _ORDER.index(d.kind), d.region, d.receipts, d.part),
        )
    )


def carried_on(
    differences: Iterable[Difference], carried: Iterable[Difference], day: date
) -> tuple[Difference, ...]:
    """``differences``, those that were carried over from ``day`` with the day they were found first."""
    since: dict[str, date] = {}
    for before in carried:
        since[before.key] = before.since or day
    return in_order(replace(d, since=since.get(d.key)) for d in differences)
