"""Saying something to a difference: explaining it, or carrying it over to the next day."""

from __future__ import annotations

from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.china_time import in_china
from clerk.domain.day import WORDS_AT_MOST, Answer, AnswerKind, DifferenceKind
from clerk.domain.faults import Refused
from clerk.domain.staff import Right
from clerk.store import days


def explain(counter: Counter, operator: Operator, day: date, key: str, words: str) -> Answer:
    """Explain the difference known by ``key``. Said again, the last words count; none is taken away.

    Raises:
        Refused: ``Y-03`` no words or too many, ``Y-01`` the day is closed, ``U-04``.
    """
    words = words.strip()
    if not 0 < len(words) <= WORDS_AT_MOST:
        raise Refused("Y-03", most=str(WORDS_AT_MOST))
    return _answer(counter, operator, day, key, AnswerKind.EXPLAINED, words)


def carry_over(counter: Counter, operator: Operator, day: date, key: str) -> Answer:
    """Carry the difference over: it stands at the top of the next day until it is gone.

    Raises:
        Refused: ``Y-01`` the day is closed, ``U-04``.
    """
    return _answer(counter, operator, day, key, AnswerKind.CARRIED, "")


def _answer(
    counter: Counter, operator: Operator, day: date, key: str, kind: AnswerKind, words: str
) -> Answer:
    require(operator, Right.PRINT_PAPERS)
    DifferenceKind(key.partition("|")[0])
    site = counter.site.code
    with counter.store.writing() as unit:
        closed = days.closed_day(unit, site, day)
        if closed is not None:
            at = f"{in_china(closed.closed_at):%Y-%m-%d %H:%M}"
            raise Refused("Y-01", day=day.isoformat(), who=closed.closed_by, at=at)
        answer = Answer(kind, operator.member.number, counter.clock.now(), "", words)
        return days.insert_answer(unit, site, day, key, answer)
