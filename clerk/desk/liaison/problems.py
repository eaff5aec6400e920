"""常见问题: what was asked and answered before, offered before it is asked again."""

from __future__ import annotations

from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.china_time import day_of
from clerk.domain.faults import Refused
from clerk.domain.liaison import CommonProblem
from clerk.domain.likeness import ALIKE, THE_SAME, likeness, pairs
from clerk.domain.regions import RegionId
from clerk.domain.staff import Right
from clerk.store import threads
from clerk.store.threads import Answered
from clerk.store.unit import Unit

SHOWN = 5
"""Problems that are offered."""


def similar(counter: Counter, region: RegionId, item: str, text: str) -> tuple[CommonProblem, ...]:
    """Answered questions to ``region`` about ``item`` that are like ``text``, the likest first.

    Without ``text``: those asked most often.
    """
    with counter.store.reading() as unit:
        known = threads.answered(unit, region, item)
    wanted = pairs(text)
    if not wanted:
        often = sorted(known, key=lambda a: a.asked_times, reverse=True)
        return tuple(_problem(a) for a in often[:SHOWN])
    ranked = sorted(((_alike(a, wanted), a) for a in known), key=lambda pair: pair[0], reverse=True)
    return tuple(_problem(a) for score, a in ranked[:SHOWN] if score >= ALIKE)


def use_problem(counter: Counter, operator: Operator, problem_id: str) -> None:
    """Count a problem as asked again: its answer was enough, and nothing is sent.

    Raises:
        Refused: ``U-04``; ``J-08`` there is none.
    """
    require(operator, Right.ASK_LIAISON)
    with counter.store.writing() as unit:
        try:
            threads.count_asked_again(unit, problem_id)
        except KeyError:
            raise Refused("J-08") from None


def problem_asked_again(unit: Unit, region: RegionId, item: str, text: str) -> str:
    """Id of the problem that a question asks once more; empty where it is a new one."""
    wanted = pairs(text)
    best = max(
        ((_alike(a, wanted), a) for a in threads.answered(unit, region, item)), default=None, key=_score
    )
    return best[1].thread.id if best is not None and best[0] >= THE_SAME else ""


def _score(pair: tuple[float, Answered]) -> float:
    return pair[0]


def _alike(answered: Answered, wanted: frozenset[str]) -> float:
    whole = pairs(f"{answered.thread.topic}\n{answered.question.text}")
    return max(likeness(pairs(answered.question.text), wanted), likeness(whole, wanted))


def _problem(answered: Answered) -> CommonProblem:
    return CommonProblem(
        id=answered.thread.id,
        region=answered.thread.asked,
        item=answered.thread.item,
        topic=answered.thread.topic,
        question=answered.question.text,
        answer=answered.answer.text,
        answered_on=day_of(answered.answer.at),
        asked_times=answered.asked_times,
    )
