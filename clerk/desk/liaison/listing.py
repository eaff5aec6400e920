"""Questions as lists and one by one."""

from __future__ import annotations

from clerk.desk.counter import Counter
from clerk.desk.liaison.saying import thread_as_it_is
from clerk.desk.liaison.views import LiaisonCounts, ThreadRow, Whose
from clerk.desk.rights import require
from clerk.desk.views import Operator
from clerk.domain.cases import CaseId
from clerk.domain.liaison import Post, Thread, ThreadId, ThreadState
from clerk.domain.staff import Right
from clerk.store import threads
from clerk.store.threads import ENDED_STATES, OPEN_STATES


def list_threads(
    counter: Counter,
    whose: Whose,
    state: ThreadState | None = None,
    offset: int = 0,
    limit: int = 100,
    *,
    only_open: bool = False,
) -> tuple[ThreadRow, ...]:
    """Questions of one side: in one state, or only open ones, the most urgent first; else the newest.

    One of ours is open until we close it: its answer has to be read here.
    """
    own, now = counter.site.region, counter.clock.now()
    waiting = OPEN_STATES | ENDED_STATES if whose is Whose.OURS else OPEN_STATES
    states = frozenset({state}) if state is not None else waiting if only_open else None
    with counter.store.reading() as unit:
        found = threads.list_threads(
            unit,
            asking=own if whose is Whose.OURS else None,
            asked=own if whose is Whose.THEIRS else None,
            states=states,
            offset=offset,
            limit=limit,
        )
        unsent = threads.unsent(unit, [thread.id for thread in found])
    return tuple(
        ThreadRow(
            thread,
            thread.other(own),
            thread.state.is_open and thread.due_at <= now,
            unsent.get(thread.id, Post.NONE),
        )
        for thread in found
    )


def of_case(counter: Counter, case_id: CaseId) -> tuple[Thread, ...]:
    """Questions about one case with their messages, oldest first."""
    with counter.store.reading() as unit:
        return threads.threads_of_case(unit, case_id)


def open_thread(counter: Counter, operator: Operator, thread_id: ThreadId) -> Thread:
    """A question with its messages, oldest first.

    Raises:
        Refused: ``U-04``; ``J-08`` there is none.
    """
    require(operator, Right.ANSWER_LIAISON)
    with counter.store.reading() as unit:
        return thread_as_it_is(unit, thread_id)


def counts(counter: Counter) -> LiaisonCounts:
    """How many questions are open on each side."""
    with counter.store.reading() as unit:
        ours, oldest, theirs = threads.count_open(unit, counter.site.region)
        ended = threads.count_ended(unit, counter.site.region)
        failed = threads.count_post(unit, Post.FAILED)
    return LiaisonCounts(ours, oldest, theirs, failed, ended)
