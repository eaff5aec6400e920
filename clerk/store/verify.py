"""Proving a store: chain, rows against journal, receipt numbers, queue against cases.

All of this needs no key, but for one thing at the end: that encrypted parts can be opened still.

What this cannot prove: that nobody with full access to the database rewrote the whole journal and every row.
:attr:`Report.head` is therefore part of every report: noted elsewhere, it fixes all that was before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from inspect import signature
from typing import Any

import sqlalchemy as sa

from clerk.domain.cases import State
from clerk.domain.chain import GENESIS, first_format_hash
from clerk.domain.codes.receipt_number import ReceiptNumber
from clerk.domain.deliveries import DeliveryKind, DeliveryState
from clerk.domain.faults import Fault, Language, Refused
from clerk.store.canonical import row_digest
from clerk.store.journal import link
from clerk.store.renewal import sealed_columns
from clerk.store.store import Store
from clerk.store.tables import CASE_COLUMNS, CASES, DELIVERIES, JOURNAL, RECEIPT_NUMBERS
from clerk.store.unit import ChainHead, Unit, read_head
from clerk.store.verify_days import wrong_days
from clerk.store.verify_escalations import wrong_escalations

Progress = Callable[[str, int], None]
"""Called now and then with what is being proved and how many of it are done."""

_Row = sa.Row[*tuple[Any, ...]]
_Query = sa.Select[*tuple[Any, ...]]

_PAGE = 10_000
_LIVE = ("ENQUEUED", "DELAYED", "PENDING")
_BEFORE_RECEIPT = (State.DRAFT, State.PRE_REVIEW, State.PRE_REJECTED)
_GIVEN_UP = (State.VOID, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Problem:
    """The first wrong record: what is wrong with it (``S-31`` … ``S-43``) and which one it is."""

    kind: str
    where: str

    @property
    def fault(self) -> Fault:
        """The problem with its sentence and its cure."""
        return Fault(self.kind, {"where": self.where})

    def as_dict(self) -> dict[str, str]:
        """The problem as data, with its words in both languages."""
        zh, en = Language.ZH, Language.EN
        return {
            "kind": self.kind,
            "where": self.where,
            "zh": self.fault.sentence(zh),
            "en": self.fault.sentence(en),
            "cure_zh": self.fault.cure(zh),
            "cure_en": self.fault.cure(en),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What was proved. ``checked`` counts the records of each kind that were found right."""

    checked: dict[str, int]
    first_problem: Problem | None
    head: ChainHead

    @property
    def ok(self) -> bool:
        """Whether everything was found right."""
        return self.first_problem is None

    def as_dict(self) -> dict[str, Any]:
        """The report as data, for ``--json``."""
        return {
            "ok": self.ok,
            "checked": dict(self.checked),
            "head": {"seq": self.head.seq, "hash": self.head.hash},
            "first_problem": None if self.first_problem is None else self.first_problem.as_dict(),
        }

    def words(self, language: Language) -> tuple[str, ...]:
        """The report in sentences, one a line."""
        names = _NAMES_ZH if language is Language.ZH else _NAMES_EN
        counts = [f"{names[name]}: {count}" for name, count in self.checked.items()]
        if self.first_problem is None:
            last = "全部相符。" if language is Language.ZH else "Everything is in order."
            return (*counts, last)
        fault = self.first_problem.fault
        return (*counts, f"{fault.code} {fault.sentence(language)}", fault.cure(language))


_NAMES_ZH = {"events": "流水", "cases": "办件", "receipt_numbers": "收件编号", "deliveries": "移交"}
_NAMES_EN = {
    "events": "Journal events",
    "cases": "Cases",
    "receipt_numbers": "Receipt numbers",
    "deliveries": "Deliveries",
}


def verify(store: Store, progress: Progress | None = None) -> Report:
    """Prove the store in one snapshot, while others may go on writing. Stops at the first wrong record.

    Raises:
        Refused: the store cannot be read at all.
    """
    with store.reading() as unit:
        proof = _Proof(unit, progress or (lambda _what, _count: None))
        problem = next(proof.problems(), None)
        return Report(proof.checked, problem, proof.head)


@dataclass(slots=True)
class _Proof:
    unit: Unit
    progress: Progress
    checked: dict[str, int] = field(default_factory=dict)
    head: ChainHead = field(init=False)
    last_digests: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.head = read_head(self.unit.connection)

    def problems(self) -> Iterator[Problem]:
        """Problems in the order of the proof; made one by one, so that the first ends it."""
        yield from self._chain()
        yield from self._cases()
        yield from self._numbers()
        yield from self._queue()
        yield from (Problem(kind, where) for kind, where in wrong_days(self.unit))
        yield from (Problem(kind, where) for kind, where in wrong_escalations(self.unit))
        yield from self._lids()

    def _rows(self, name: str, query: _Query) -> Iterator[_Row]:
        """Rows in pages of bounded memory, counted as proved when the next one is asked for."""
        count = 0
        result = self.unit.connection.execution_options(yield_per=_PAGE).execute(query)
        for page in result.partitions():
            for row in page:
                yield row
                count += 1
            self.checked[name] = count
            self.progress(name, count)
        self.checked[name] = count

    def _chain(self) -> Iterator[Problem]:
        """Every event follows the one before and says what it said when written, and the last is the head."""
        expected, before = 1, GENESIS
        for row in self._rows("events", _EVENTS):
            stored, seq, prev_hash = row[0], row[1], row[2]
            if seq != expected:
                yield Problem("S-32", str(expected))
            if prev_hash != before:
                yield Problem("S-33", str(seq))
            if not _says_what_it_said(row):
                yield Problem("S-31", str(seq))
            if row.case_digest:
                self.last_digests[row.case_id] = row.case_digest
            expected, before = seq + 1, stored
        if (expected - 1, before) != (self.head.seq, self.head.hash):
            yield Problem("S-34", str(self.head.seq))

    def _cases(self) -> Iterator[Problem]:
        """Every row is the one its last event speaks of, and every case that an event speaks of is there."""
        for row in self._rows("cases", sa.select(CASES).order_by(CASES.c.id)):
            last = self.last_digests.pop(row.id, None)
            if last is None:
                yield Problem("S-36", row.receipt_no)
            if last != row_digest("cases", CASE_COLUMNS, dict(row._mapping)):
                yield Problem("S-35", row.receipt_no)
        for case_id in sorted(self.last_digests):
            yield Problem("S-37", case_id)

    def _numbers(self) -> Iterator[Problem]:
        """Numbers of a site and day run from 1 without a gap, and each is borne by exactly one case."""
        day, expected = ("", ""), 1
        for row in self._rows("receipt_numbers", _NUMBERS):
            expected = expected if (row.site, row.day) == day else 1
            day = (row.site, row.day)
            wanted = _number(row.site, row.day, expected)
            if row.sequence != expected:
                yield Problem("S-38", wanted)
            if row.receipt_no != wanted:
                yield Problem("S-40", row.receipt_no)
            if row.borne_by is None:
                yield Problem("S-39", row.receipt_no)
            expected += 1
        for (receipt_no,) in self.unit.connection.execute(_UNKNOWN_NUMBERS):
            yield Problem("S-40", receipt_no)

    def _queue(self) -> Iterator[Problem]:
        """Received cases are being delivered, deliveries show in their cases, the engine has the rest."""
        for receipt_no, delivery_id in self.unit.connection.execute(_UNDELIVERED):
            yield Problem("S-41", receipt_no) if delivery_id is None else Problem("S-42", delivery_id)
        live = self._live_workflows()
        for row in self._rows("deliveries", _DELIVERIES):
            if row.facts is not None and not _fits_case(row, json.loads(row.facts)):
                yield Problem("S-42", row.id)
            waits = not DeliveryState(row.state).settled
            if waits and live is not None and f"{row.id}#{row.generation}" not in live:
                yield Problem("S-43", row.id)

    def _lids(self) -> Iterator[Problem]:
        """The lids that no digest covers open with the store's keys, so what is under them can be read."""
        for column in sealed_columns():
            if column.table not in {JOURNAL, CASES}:
                continue
            query = column.lids.execution_options(yield_per=_PAGE)
            for key, lid in self.unit.connection.execute(query):
                try:
                    self.unit.keys.check_lid(lid, column.cell(key))
                except Refused:
                    yield Problem("S-44", f"{column.table.name}/{key}")

    def _live_workflows(self) -> frozenset[str] | None:
        """Deliveries (with generation) that the engine works on; None where the engine was never set up."""
        schema = "dbos" if self.unit.connection.dialect.name == "postgresql" else None
        if not sa.inspect(self.unit.connection).has_table("workflow_status", schema=schema):
            return None
        table = sa.table("workflow_status", sa.column("workflow_uuid"), sa.column("status"), schema=schema)
        query = sa.select(table.c.workflow_uuid).where(table.c.status.in_(_LIVE))
        # A delivery that waits is carried on by another run of the same generation, ``…#generation.run``.
        return frozenset(
            f"{delivery}#{run.partition('.')[0]}"
            for delivery, _, run in (w.rpartition("#") for w in self.unit.connection.scalars(query))
        )


def _says_what_it_said(row: _Row) -> bool:
    try:
        return bool(row[0] == link(*row[1:]) or row[0] == first_format_hash(*row[1:]))
    except TypeError:  # SQLite lets a tamperer put a value of another type into a column
        return False


def _number(site: str, day: str, sequence: int) -> str:
    """The receipt number that has to be there; the bare place where site and day make none."""
    try:
        return str(ReceiptNumber(site, date.fromisoformat(day), sequence))
    except (Refused, ValueError):
        return f"{site} {day} {sequence}"


def _fits_case(row: _Row, facts: dict[str, Any]) -> bool:
    """Whether a later delivery fits its case: the correction was made, the result was handed over."""
    if row.kind == DeliveryKind.CORRECT.value:
        return bool(1 <= row.round <= facts["round"])
    return facts["handed_over_at"] is not None


_EVENTS: _Query = sa.select(
    JOURNAL.c.hash, *(JOURNAL.c[name] for name in signature(link).parameters)
).order_by(JOURNAL.c.seq)
_NUMBERS = (
    sa.select(RECEIPT_NUMBERS, CASES.c.id.label("borne_by"))
    .outerjoin(CASES, CASES.c.receipt_no == RECEIPT_NUMBERS.c.receipt_no)
    .order_by(RECEIPT_NUMBERS.c.site, RECEIPT_NUMBERS.c.day, RECEIPT_NUMBERS.c.sequence)
)
_UNKNOWN_NUMBERS = (
    sa.select(CASES.c.receipt_no)
    .outerjoin(RECEIPT_NUMBERS, RECEIPT_NUMBERS.c.receipt_no == CASES.c.receipt_no)
    .where(RECEIPT_NUMBERS.c.receipt_no.is_(None))
    .order_by(CASES.c.receipt_no)
    .limit(1)
)
_UNDELIVERED = (
    sa.select(CASES.c.receipt_no, DELIVERIES.c.id)
    .outerjoin(
        DELIVERIES, (DELIVERIES.c.case_id == CASES.c.id) & (DELIVERIES.c.kind == DeliveryKind.SUBMIT.value)
    )
    .where(
        CASES.c.state.not_in([state.value for state in (*_BEFORE_RECEIPT, *_GIVEN_UP)]),
        DELIVERIES.c.id.is_(None)
        | (DELIVERIES.c.state == DeliveryState.VOIDED.value)
        | (
            (CASES.c.state == State.RECEIVED.value)
            & DELIVERIES.c.state.in_([DeliveryState.ACKNOWLEDGED.value, DeliveryState.TAKEN_OVER.value])
        ),
    )
    .order_by(CASES.c.receipt_no)
    .limit(1)
)
"""Received cases whose first hand-in is missing, voided, or settled although the case still waits."""
_DELIVERIES = (
    sa.select(
        DELIVERIES.c.id,
        DELIVERIES.c.kind,
        DELIVERIES.c.round,
        DELIVERIES.c.state,
        DELIVERIES.c.generation,
        sa.case((DELIVERIES.c.kind != DeliveryKind.SUBMIT.value, CASES.c.facts)).label("facts"),
    )
    .join(CASES, CASES.c.id == DELIVERIES.c.case_id)
    .order_by(DELIVERIES.c.id)
)
