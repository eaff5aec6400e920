"""日结单: what stands on the paper of a closed day, and printing it."""

from __future__ import annotations

from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.day_end.wording import PAPERS, SHEETS, sentence
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.day import AnswerKind, ClosedDay, Difference
from clerk.domain.day_paper import DayEndPaper, DifferenceLine, RegionLine
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right
from clerk.ports import Printed
from clerk.store import days


def print_paper(counter: Counter, operator: Operator, day: date) -> Printed:
    """Print the paper of a closed day. Printed again it is the same job. Call it off the screen's thread.

    Raises:
        Refused: ``Y-09`` the day is not closed, ``U-04``, ``P-…``.
    """
    require(operator, Right.PRINT_PAPERS)
    with counter.store.reading() as unit:
        closed = days.closed_day(unit, counter.site.code, day)
    if closed is None:
        raise Refused("Y-09", day=day.isoformat())
    job = f"{closed.count.site}-{closed.count.day:%Y%m%d}-day_end"
    printed = counter.printer.print(job, counter.press.render(day_paper(counter, closed)))
    payload = {"paper": "day_end", "job": printed.job, "digest": printed.digest}
    with counter.store.writing() as unit:
        note(
            unit,
            counter,
            operator,
            EventKind.PAPER_PRINTED,
            counter.clock.now(),
            payload=payload,
            once=f"day:{printed.job}",
        )
    return printed


def day_paper(counter: Counter, closed: ClosedDay) -> DayEndPaper:
    """What stands on the paper."""
    count = closed.count
    site = counter.sites.get(count.site, counter.site)
    return DayEndPaper(
        site_code=count.site,
        site_name=site.name,
        day=count.day,
        regions=tuple(
            RegionLine(
                counter.region_name(r.region),
                r.received,
                r.acknowledged,
                r.by_other_means,
                r.there,
                r.doubled,
                r.missing,
                r.not_asked,
            )
            for r in count.regions
        ),
        counts=_counts(closed),
        differences=tuple(_line(counter, n, d) for n, d in enumerate(count.differences, 1)),
        closed_by=closed.closed_by,
        closed_at=closed.closed_at,
        over_the_shoulder=closed.over_the_shoulder,
        explained_alone=closed.explained_alone,
        digest=closed.digest,
        training=counter.training,
    )


def _counts(closed: ClosedDay) -> tuple[tuple[str, str], ...]:
    count = closed.count
    late = count.supplement
    papers = [
        line
        for p in count.papers
        for line in (
            (f"{_name(p.paper)}：已打印", str(p.cases)),
            (f"{_name(p.paper)}：流水中", str(p.journal)),
        )
    ]
    return (
        ("发出的收件编号", str(count.receipts.numbers)),
        ("办件", str(count.receipts.cases)),
        ("流水中的收件", str(count.receipts.journalled)),
        *papers,
        ("等待移交", str(count.open.waiting)),
        ("移交结果不明", str(count.open.unknown)),
        ("异常件", str(count.open.exceptions)),
        ("未决签批", str(count.open.sign_offs)),
        ("未答复联络单", str(count.open.questions)),
        ("未结束接待", str(count.open.visits)),
        (
            "日结后收件",
            "无" if late is None else f"{late.receipts} 件（{late.day.isoformat()} 日结之后，计入本日）",
        ),
        ("编号纸", SHEETS.zh),
    )


def _name(paper: str) -> str:
    return PAPERS[paper].zh if paper in PAPERS else paper


def _line(counter: Counter, number: int, difference: Difference) -> DifferenceLine:
    answer = difference.answer
    explained = answer is not None and answer.kind is AnswerKind.EXPLAINED
    return DifferenceLine(
        number=number,
        words=sentence(counter, difference).zh,
        receipts="、".join(difference.receipts) if len(difference.receipts) > 1 else "",
        since="" if difference.since is None else difference.since.isoformat(),
        answer="说明" if explained else "结转次日",
        explanation=answer.words if answer is not None else "",
        by=answer.by if answer is not None else "",
    )
