"""A simulated home department behaves like a real one: it receives, decides in its own time, and says no."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from clerk.domain.cases import Event, State
from clerk.domain.digests import sm3
from clerk.domain.materials import Met, Way
from integrations.simulator.faults import FaultKind, Faults, Switch
from integrations.simulator.operations import Operation
from integrations.simulator.records import Reason, Refusal, Use
from integrations.simulator.rules import Rules, Step, read_rules, shipped_rules
from tests.simulator.regions import (
    HOLDER,
    LICENCE,
    OLD_LICENCE,
    RULES,
    START,
    VARIANTS,
    WAITING,
    Department,
    department,
    intake,
    scan,
)

USE = Use("异地就医备案用证", "ITEM-1", "备案", "case-1", "A0231", "QP02")


@pytest.fixture
def home() -> Iterator[Department]:
    """A region in memory."""
    made = department()
    yield made
    made.engine.close()


def refusal(reason: Reason) -> pytest.RaisesExc[Refusal]:
    """A refusal for this reason, with words."""
    return pytest.RaisesExc(Refusal, match=reason.value, check=lambda error: bool(error.words))


# Deciding


def test_each_step_comes_at_its_time_and_not_before(home: Department) -> None:
    home.engine.receive(intake(), [scan()])
    home.pass_time(3.9)
    assert home.events() == []
    home.pass_time(0.2)
    assert home.events() == [Event.ACCEPT]
    home.pass_time(2.8)
    assert home.events() == [Event.ACCEPT]
    home.pass_time(0.2)
    home.pass_time(5)
    assert home.events() == [Event.ACCEPT, Event.BEGIN_REVIEW, Event.GRANT]
    assert home.engine.find("QP02-1")[0].state is State.DECIDED_YES


def test_a_long_wait_brings_all_steps_in_their_order(home: Department) -> None:
    home.engine.receive(intake(code="C-PLAIN"), [scan()])
    home.pass_time(3600)
    assert home.events() == [Event.ACCEPT, Event.BEGIN_REVIEW, Event.GRANT]


def test_acceptance_tells_the_promised_date_and_who_signed(home: Department) -> None:
    home.engine.receive(intake(), [scan()])
    home.pass_time(4)
    accepted = home.engine.changes("").news[0]
    assert accepted.promised_until is not None
    assert accepted.promised_until.date() == START.date() + timedelta(days=5)
    assert "示例" in accepted.official
    assert "模拟" in accepted.document_no


def test_the_articles_come_back_once_and_the_corrected_ones_are_granted(home: Department) -> None:
    case = home.engine.receive(intake(code="C-FORM"), [scan()])
    home.pass_time(2)
    asked = home.engine.changes("").news[-1]
    assert (asked.event, asked.points) == (Event.ASK_CORRECTION, (("articles", "缺认缴期限"),))
    home.pass_time(1000)
    assert home.events() == [Event.ASK_CORRECTION]
    corrected = home.engine.correct(case.home_no, [Met("articles", Way.SCAN, "a2")], [scan(b"%PDF-2 %%EOF")])
    assert (corrected.round, corrected.state) == (1, State.TRANSFERRED)
    assert {m.material for m in corrected.intake.met} == {"id_card", "articles"}
    home.pass_time(100)
    assert home.events()[1:] == [Event.ACCEPT, Event.BEGIN_REVIEW, Event.GRANT, Event.MAKE_LICENCE]
    made = home.engine.changes("").news[-1]
    assert made.licence_name == "营业执照"
    assert made.licence_no.startswith("示例")


def test_a_correction_that_nobody_asked_for_is_refused(home: Department) -> None:
    case = home.engine.receive(intake(), [scan()])
    with refusal(Reason.WRONG_STATE):
        home.engine.correct(case.home_no, [], [])


def test_rules_can_change_while_it_runs_and_leave_running_cases_alone(home: Department) -> None:
    home.engine.receive(intake("first"), [scan()])
    home.engine.set_rules(Rules(steps=(Step(Event.REFUSE_ACCEPTANCE, 1.0, "不属于本机关职权"),)))
    home.engine.receive(intake("second"), [scan()])
    home.pass_time(100)
    told = {n.receipt_no: n.event for n in home.engine.changes("").news}
    assert told == {"first": Event.GRANT, "second": Event.REFUSE_ACCEPTANCE}


def test_a_pace_makes_all_waits_shorter() -> None:
    home = department(rules=replace(RULES, pace=10.0))
    home.engine.receive(intake(), [scan()])
    home.pass_time(0.41)
    assert home.events() == [Event.ACCEPT]
    home.engine.close()


def test_a_person_can_let_the_department_decide_and_its_own_plans_end(home: Department) -> None:
    case = home.engine.receive(intake(), [scan()])
    home.engine.decide(case.home_no, Step(Event.FIND_NOT_APPLICABLE, 0, "无需许可"))
    home.pass_time(1000)
    assert home.events() == [Event.FIND_NOT_APPLICABLE]
    with refusal(Reason.WRONG_STATE):
        home.engine.decide(case.home_no, Step(Event.GRANT, 0))


def test_a_step_that_no_longer_fits_is_dropped(home: Department) -> None:
    home.engine.set_rules(Rules(steps=(Step(Event.GRANT, 1.0),)))
    home.engine.receive(intake(), [scan()])
    home.pass_time(100)
    assert home.events() == []


# Receiving


def test_it_does_not_look_whether_it_has_a_receipt_number(home: Department) -> None:
    one, two = (home.engine.receive(intake(), [scan()]) for _ in range(2))
    assert one.home_no != two.home_no
    assert home.engine.find("QP02-1") == (one, two)
    assert home.engine.state.receipts() == {"QP02-1": 2}


def test_a_region_told_to_store_twice_stores_twice_once(home: Department) -> None:
    home.engine.faults.set(Switch(FaultKind.DUPLICATE, count=1))
    home.engine.receive(intake("a"), [scan()])
    home.engine.receive(intake("b"), [scan()])
    assert home.engine.state.receipts() == {"a": 2, "b": 1}


def test_many_hand_ins_at_once_get_numbers_of_their_own(home: Department) -> None:
    with ThreadPoolExecutor(8) as pool:
        cases = list(pool.map(lambda n: home.engine.receive(intake(f"R{n}"), [scan()]), range(40)))
    assert len({c.home_no for c in cases}) == 40
    assert all(len(c.home_no) == 21 for c in cases)


def test_a_file_is_kept_bit_for_bit(home: Department) -> None:
    content = bytes(range(256))
    upload = home.engine.upload(scan(content), sm3(content))
    case = home.engine.receive(intake(), home.engine.uploaded([upload]), [upload])
    assert [(r, f.content) for r, f in home.engine.state.files_of(case.home_no)] == [(0, content)]
    with refusal(Reason.UNKNOWN_FILE):
        home.engine.uploaded([upload])


def test_a_damaged_file_is_refused(home: Department) -> None:
    with refusal(Reason.DAMAGED_FILE):
        home.engine.upload(scan(b"one"), sm3(b"other"))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": "C-NONE"}, Reason.UNKNOWN_ITEM),
        ({"code": "C-SHUT"}, Reason.CLOSED_ITEM),
        ({"receipt_no": ""}, Reason.INCOMPLETE),
        ({"applicant": replace(HOLDER, name=" ")}, Reason.INCOMPLETE),
        ({"met": (Met("no_such", Way.SCAN),)}, Reason.BAD_REQUEST),
        ({"online_reference": "示例-0"}, Reason.UNKNOWN_APPLICATION),
    ],
)
def test_what_is_wrong_is_refused_in_words_and_leaves_nothing(
    home: Department, change: dict[str, object], reason: Reason
) -> None:
    with refusal(reason):
        home.engine.receive(intake(**change), [scan()])  # type: ignore[arg-type]
    assert home.engine.state.receipts() == {}


def test_an_application_that_became_a_case_waits_no_more(home: Department) -> None:
    assert home.engine.waiting(HOLDER.number) == (WAITING,)
    assert home.engine.waiting_file(WAITING.reference, "id_card").content.startswith(b"%PDF")
    home.engine.receive(intake(online_reference=WAITING.reference), [scan()])
    assert home.engine.waiting(HOLDER.number) == ()


# Handing over


def test_a_hand_over_is_noted_once_and_only_when_there_is_something(home: Department) -> None:
    case = home.engine.receive(intake(), [scan()])
    with refusal(Reason.WRONG_STATE):
        home.engine.handed_over("QP02-1", case.home_no, START, "自取")
    home.pass_time(100)
    with refusal(Reason.UNKNOWN_CASE):
        home.engine.handed_over("QP02-2", case.home_no, START, "自取")
    home.engine.handed_over("QP02-1", case.home_no, START, "自取")
    again = home.engine.handed_over("QP02-1", case.home_no, START + timedelta(days=1), "物流")
    assert (again.handed_over_at, again.handed_over_mode) == (START, "自取")


# News


@given(st.integers(1, 7))
def test_pages_of_news_join_without_gap_or_repeat(size: int) -> None:
    home = department()
    for number in range(4):
        home.engine.receive(intake(f"R{number}"), [scan()])
    home.pass_time(1000)
    everything = home.engine.changes("").news
    read: list[str] = []
    cursor = ""
    while (page := home.engine.changes(cursor, size)).news:
        read += [n.id for n in page.news]
        cursor = page.cursor
    assert read == [n.id for n in everything]
    assert len(set(read)) == len(read) == 12
    home.engine.close()


def test_a_cursor_of_a_state_that_was_thrown_away_starts_anew(home: Department) -> None:
    home.engine.receive(intake(), [scan()])
    home.pass_time(4)
    assert len(home.engine.changes("00000000-77").news) == 1
    with refusal(Reason.BAD_CURSOR):
        home.engine.changes("nonsense")


# Licences


def test_a_derived_copy_says_for_what_and_until_when_and_is_logged(home: Department) -> None:
    until = START.date() + timedelta(days=30)
    copy = home.engine.derive(LICENCE.id, START.date(), until, USE)
    assert home.engine.derived_file(copy.id) == copy
    text = PdfReader(io.BytesIO(copy.content)).pages[0].extract_text()
    for words in ("示例", "模拟", USE.cause, until.isoformat()):
        assert words in text
    assert home.engine.state.uses() == ((LICENCE.id, USE),)


def test_every_look_is_logged_and_needs_a_cause(home: Department) -> None:
    assert home.engine.licences_of(HOLDER.number, USE) == (LICENCE, OLD_LICENCE)
    assert [licence for licence, _ in home.engine.state.uses()] == [LICENCE.id, OLD_LICENCE.id]
    with refusal(Reason.NO_CAUSE):
        home.engine.licences_of(HOLDER.number, replace(USE, cause=" "))


def test_a_licence_that_ended_or_is_unknown_is_not_derived(home: Department) -> None:
    with refusal(Reason.UNUSABLE_LICENCE):
        home.engine.derive(OLD_LICENCE.id, START.date(), START.date(), USE)
    with refusal(Reason.UNKNOWN_LICENCE):
        home.engine.derive("SL-0", START.date(), START.date(), USE)


def test_a_library_takes_its_time_to_derive() -> None:
    home = department(rules=replace(RULES, derive_seconds=2.0))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(home.engine.derive, LICENCE.id, START.date(), START.date(), USE)
        while not asked.done():
            home.clock.advance(0.5)
        assert asked.result().licence_id == LICENCE.id
    assert home.clock.now() >= START + timedelta(seconds=2)
    home.engine.close()


# Clock, rules, switches


def test_a_wrong_clock_shows_in_what_it_tells_but_not_in_when_it_acts(home: Department) -> None:
    home.engine.faults.set(Switch(FaultKind.CLOCK_SKEW, seconds=-3600))
    assert home.engine.ability().server_time == START - timedelta(hours=1)
    home.engine.receive(intake(), [scan()])
    home.pass_time(4)
    assert home.engine.changes("").news[0].at == START + timedelta(seconds=4) - timedelta(hours=1)


def test_the_shipped_rules_send_the_articles_back_once() -> None:
    rules = shipped_rules()
    formation = replace(VARIANTS[1], item="SC-0001")
    assert [s.event for s in rules.course(formation, 0)] == [Event.ASK_CORRECTION]
    expected = [Event.ACCEPT, Event.BEGIN_REVIEW, Event.GRANT, Event.MAKE_LICENCE]
    assert [s.event for s in rules.course(formation, 1)] == expected
    assert [s.event for s in rules.course(formation, 2)] == expected
    assert [s.event for s in rules.course(VARIANTS[0], 0)] == expected[:3]


@pytest.mark.parametrize(
    "text",
    [
        "steps = 3",
        '[[steps]]\nevent = "deliver"\nafter = 1',
        '[[steps]]\nevent = "accept"\nafter = -1',
        "pace = 0",
        "colour = 1",
        "no toml",
    ],
)
def test_rules_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - TOML's and pydantic's own errors both are ValueErrors
        read_rules(text)


def test_a_switch_with_a_count_goes_off_by_itself() -> None:
    faults = Faults()
    faults.set(Switch(FaultKind.MALFORMED, frozenset({Operation.FIND}), count=2))
    assert faults.take(FaultKind.MALFORMED, Operation.SUBMIT) is None
    taken = [faults.take(FaultKind.MALFORMED, Operation.FIND) is not None for _ in range(3)]
    assert taken == [True, True, False]
    assert faults.active() == ()


def test_a_state_of_the_region_has_no_count() -> None:
    with pytest.raises(ValueError, match="state of the region"):
        Switch(FaultKind.DOWN, count=1)
