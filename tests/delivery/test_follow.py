"""Following a region: its news reaches the cases once, its weather the desk, its silence the clock."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from threading import Event as Flag
from typing import Any

import pytest

from clerk.delivery.deemed import deem_silent_cases
from clerk.delivery.follow import Follower, Rhythm
from clerk.delivery.parked import parked_news
from clerk.delivery.scribe import Scribe
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Actor, Event, State
from clerk.domain.deliveries import DeliveryKind, DeliveryState, delivery_id
from clerk.domain.faults import Fault
from clerk.domain.journal import EventKind
from clerk.domain.regions import RegionId
from clerk.ports import Changes, News, Unreachable
from clerk.store import cases, journal, regions
from clerk.store.store import Store
from tests.delivery.desk import CALENDAR, HandClock, change_case, receive_case
from tests.delivery.fake_region import FakeRegion
from tests.delivery.hand_engine import HandEngine, deliverer_for, load

_numbers = itertools.count(1)


class Hurried:
    """Notes for which regions waiting deliveries were hurried."""

    def __init__(self) -> None:
        self.regions: list[RegionId] = []

    def hurry(self, region: RegionId, delays: object) -> int:
        """Note it."""
        self.regions.append(region)
        return 0


def follower(store: Store, region: FakeRegion, clock: HandClock, hurried: Hurried | None = None) -> Follower:
    """A follower of ``region``."""
    return Follower(
        store,
        region,
        hurried or Hurried(),
        clock,
        CALENDAR,
        Scribe(store, Flag()),
        "test-0",
        Rhythm(interval=0.0, rounds=1),
    )


def tell(region: FakeRegion, case: CaseFile, event: Event, **fields: object) -> News:
    """Let the region have news of a case."""
    told = News(f"n{next(_numbers)}", case.receipt_no, f"WJ-{case.receipt_no}", event, region.clock.now())
    told = replace(told, **fields)  # type: ignore[arg-type]
    region.news.append(told)
    return told


def state_of(store: Store, case: CaseFile) -> State:
    """The state of a case now."""
    with store.reading() as unit:
        return cases.load_case(unit, case.id).state


def kinds(store: Store, case: CaseFile) -> list[EventKind]:
    """What the journal says of a case."""
    with store.reading() as unit:
        return [event.kind for event in journal.events(unit, case.id)]


def test_news_changes_the_case_and_is_journalled_without_names(
    store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    case = receive_case(store, None, clock.now())
    tell(wujiang, case, Event.ACCEPT, official="示例·李科长", words="材料齐全", document_no="受字1号")
    tell(wujiang, case, Event.BEGIN_REVIEW)
    tell(wujiang, case, Event.GRANT, licence_no="L-1")

    assert follower(store, wujiang, clock).pull() == 3

    assert state_of(store, case) is State.DECIDED_YES
    with store.reading() as unit:
        events = [e for e in journal.events(unit, case.id) if e.kind is EventKind.NEWS_APPLIED]
        assert regions.cursor(unit, "wujiang") == "3"
        external = cases.external_ids(unit, case.id)
    assert events[0].payload["inferred"] == ["transfer"]
    assert events[0].private == {"official": "示例·李科长", "words": "材料齐全"}
    assert all("李科长" not in str(event.payload) for event in events)
    assert [e.value for e in external] == [f"WJ-{case.receipt_no}"]


def test_news_told_again_changes_nothing(sqlite_store: Store, clock: HandClock, wujiang: FakeRegion) -> None:
    case = receive_case(sqlite_store, None, clock.now())
    told = tell(wujiang, case, Event.ACCEPT)
    wujiang.news.append(told)
    following = follower(sqlite_store, wujiang, clock)

    assert following.pull() == 1
    with sqlite_store.writing() as unit:
        regions.set_cursor(unit, "wujiang", "")
    assert following.pull() == 0
    assert kinds(sqlite_store, case).count(EventKind.NEWS_APPLIED) == 1


def test_an_acknowledgement_after_the_news_of_acceptance_is_still_taken(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    engine = HandEngine(clock)
    case = receive_case(sqlite_store, engine, clock.now())
    tell(wujiang, case, Event.ACCEPT)
    follower(sqlite_store, wujiang, clock).pull()

    engine.run_all(deliverer_for(sqlite_store, wujiang, engine))

    assert state_of(sqlite_store, case) is State.ACCEPTED
    delivery = load(sqlite_store, delivery_id(case.id, DeliveryKind.SUBMIT, 0))
    assert delivery.state is DeliveryState.ACKNOWLEDGED


def test_news_that_does_not_fit_is_parked_and_the_rest_goes_on(
    store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    early, other = (receive_case(store, None, clock.now()) for _ in range(2))
    parked = tell(wujiang, early, Event.MAKE_LICENCE, licence_no="L-7", words="证照已制成")
    tell(wujiang, other, Event.ACCEPT)

    follower(store, wujiang, clock).pull()

    assert (state_of(store, early), state_of(store, other)) == (State.RECEIVED, State.ACCEPTED)
    with store.reading() as unit:
        assert parked_news(unit, early.id) == (parked,)
        assert regions.cursor(unit, "wujiang") == "2"


def test_parked_news_is_applied_as_soon_as_it_fits(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    case = receive_case(sqlite_store, None, clock.now())
    tell(wujiang, case, Event.MAKE_LICENCE, licence_no="L-7")
    tell(wujiang, case, Event.GRANT)

    follower(sqlite_store, wujiang, clock).pull()

    assert state_of(sqlite_store, case) is State.CERT_MAKING
    with sqlite_store.reading() as unit:
        assert parked_news(unit, case.id) == ()
        assert cases.load_case(unit, case.id).licence_no == "L-7"


def test_news_of_a_number_that_is_not_ours_is_noted_once_and_passed_over(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    case = receive_case(sqlite_store, None, clock.now())
    wujiang.news.append(News("x1", "JS99-00000000-0001-X", "WJ-9", Event.ACCEPT, clock.now()))
    tell(wujiang, case, Event.ACCEPT)

    follower(sqlite_store, wujiang, clock).pull()

    with sqlite_store.reading() as unit:
        unknown = [e for e in journal.events(unit) if e.kind is EventKind.NEWS_UNKNOWN]
    assert len(unknown) == 1
    assert state_of(sqlite_store, case) is State.ACCEPTED


def test_a_region_cannot_speak_of_a_case_that_another_one_decides(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    case = receive_case(sqlite_store, None, clock.now(), home="jiashan")
    tell(wujiang, case, Event.ACCEPT)

    follower(sqlite_store, wujiang, clock).pull()

    assert state_of(sqlite_store, case) is State.RECEIVED


def test_a_follower_that_dies_between_two_chunks_goes_on_where_it_stood(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    received = [receive_case(sqlite_store, None, clock.now()) for _ in range(7)]
    for case in received:
        tell(wujiang, case, Event.ACCEPT)

    class Torn(FakeRegion):
        def changes(self, cursor: str) -> Changes:
            if cursor == "3":
                raise KeyboardInterrupt
            return wujiang.changes(cursor)

    with pytest.raises(KeyboardInterrupt):
        follower(sqlite_store, Torn("wujiang", clock), clock).pull()
    follower(sqlite_store, wujiang, clock).pull()

    assert {state_of(sqlite_store, case) for case in received} == {State.ACCEPTED}
    assert all(kinds(sqlite_store, case).count(EventKind.NEWS_APPLIED) == 1 for case in received)


def test_the_weather_keeps_since_when_it_has_been_so_and_a_region_that_is_back_is_sent_to_at_once(
    store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    hurried = Hurried()
    following = follower(store, wujiang, clock, hurried)
    wujiang.down = True
    down_since = clock.now()
    weather = following.look(None)
    clock.pass_time(90)
    weather = following.look(weather)
    payload = stored_weather(store)
    assert (payload["state"], payload["reachable"]) == ("down", False)
    assert payload["since"] == down_since.isoformat()
    assert hurried.regions == []

    wujiang.down = False
    clock.pass_time(5)
    following.look(weather)

    payload = stored_weather(store)
    assert (payload["state"], payload["actions"]["receive"]) == ("ok", True)
    assert payload["since"] == clock.now().isoformat()
    assert hurried.regions == ["wujiang"]


def test_unchanged_weather_is_not_written_at_every_look(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    following = follower(sqlite_store, wujiang, clock)
    weather = following.look(None)
    first = clock.now()
    clock.pass_time(2)
    weather = following.look(weather)
    with sqlite_store.reading() as unit:
        assert regions.weather(unit)["wujiang"].at == first
    clock.pass_time(20)
    following.look(weather)
    with sqlite_store.reading() as unit:
        assert regions.weather(unit)["wujiang"].at == clock.now()


def test_one_bad_answer_does_not_end_the_following(
    sqlite_store: Store, clock: HandClock, wujiang: FakeRegion
) -> None:
    case = receive_case(sqlite_store, None, clock.now())
    tell(wujiang, case, Event.ACCEPT)
    answers: list[Exception] = [ValueError("not a date"), Unreachable(Fault("D-10"))]

    class Moody(FakeRegion):
        def changes(self, cursor: str) -> Changes:
            if answers:
                raise answers.pop()
            return wujiang.changes(cursor)

    following = replace(
        follower(sqlite_store, Moody("wujiang", clock), clock), rhythm=Rhythm(interval=0.0, rounds=4)
    )
    assert following.run() == 4
    assert state_of(sqlite_store, case) is State.ACCEPTED


def test_silence_through_the_fifth_working_day_is_acceptance_on_the_day_of_receipt(
    store: Store, clock: HandClock
) -> None:
    received_at = clock.now()
    case = receive_case(store, None, received_at)
    change_case(store, case, (Event.TRANSFER, Actor.SYSTEM), now=received_at)
    scribe = Scribe(store, Flag())

    def deem(days: int) -> int:
        now = received_at + timedelta(days=days)
        return deem_silent_cases(store, scribe, "wujiang", CALENDAR, now, "test-0")

    assert deem(7) == 0, "the fifth working day after a Monday is the next Monday"
    assert deem(8) == 1
    assert deem(9) == 0
    with store.reading() as unit:
        accepted = cases.load_case(unit, case.id)
    assert (accepted.state, accepted.deemed, accepted.accepted_at) == (State.ACCEPTED, True, received_at)
    assert kinds(store, case)[-1] is EventKind.DEEMED_ACCEPTED


def stored_weather(store: Store) -> Any:
    """What the store has of the region's weather."""
    with store.reading() as unit:
        return regions.weather(unit)["wujiang"].payload
