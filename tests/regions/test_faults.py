"""What each fault of a region becomes at the counter, and what is at the region afterwards. Every dialect."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from clerk.domain.cases import Event
from clerk.domain.faults import Language
from clerk.ports import Busy, Dossier, OutcomeUnknown, RegionTrouble, Unreachable
from integrations.simulator.faults import FaultKind
from integrations.simulator.operations import Operation
from tests.regions.home import FORMATION, READ_SECONDS, Home, dossier, now, wait_for

LATE = READ_SECONDS * 2

BROKEN_ANSWERS = (
    FaultKind.REPLY_LOST,
    FaultKind.MALFORMED,
    FaultKind.WRONG_CHARSET,
    FaultKind.SLOW_AFTER_COMMIT,
)
LOOK_UPS = (
    Operation.FIND,
    Operation.CHANGES,
    Operation.CAPABILITY,
    Operation.WAITING,
    Operation.CATALOGUE,
)


def held(home: Home, sent: Dossier) -> int:
    """How many cases the region holds under the receipt number."""
    return len(home.control.cases(sent.receipt_no))


def speaks_for_itself(trouble: RegionTrouble, home: Home) -> None:
    """The fault has a sentence and a cure in both languages, names the region, and leaves no blank."""
    for language in Language:
        sentence, cure = trouble.fault.sentence(language), trouble.fault.text.cure(language)
        assert "—" not in sentence
        assert cure
    assert home.region.name in trouble.fault.sentence(Language.ZH)
    assert home.region.english_name in trouble.fault.sentence(Language.EN)


def test_a_region_that_is_down_is_unreachable_and_comes_back(home: Home) -> None:
    sent = dossier(home)
    assert home.backend.find(sent.receipt_no) is None
    other = home.control_elsewhere()
    other.fault(FaultKind.DOWN)
    with pytest.raises(Unreachable) as trouble:
        home.backend.submit(sent)
    assert trouble.value.fault.code == "R-01"
    speaks_for_itself(trouble.value, home)
    with pytest.raises(Unreachable):
        home.backend.find(sent.receipt_no)
    other.calm()
    assert home.backend.find(sent.receipt_no) is None
    assert home.backend.submit(sent).copies == 1


@pytest.mark.parametrize("kind", BROKEN_ANSWERS)
def test_a_case_whose_answer_is_lost_is_an_outcome_unknown_and_is_there(home: Home, kind: FaultKind) -> None:
    sent = dossier(home)
    home.control.fault(kind, Operation.SUBMIT, count=1, seconds=LATE)
    with pytest.raises(OutcomeUnknown) as trouble:
        home.backend.submit(sent)
    speaks_for_itself(trouble.value, home)
    found = home.backend.find(sent.receipt_no)
    assert found is not None
    assert found.copies == 1
    assert held(home, sent) == 1


@pytest.mark.parametrize("kind", BROKEN_ANSWERS)
@pytest.mark.parametrize("operation", LOOK_UPS)
def test_a_failed_look_up_is_only_unreachable(home: Home, kind: FaultKind, operation: Operation) -> None:
    sent = dossier(home)
    ask = {
        Operation.FIND: lambda: home.backend.find(sent.receipt_no),
        Operation.CHANGES: lambda: home.backend.changes(""),
        Operation.CAPABILITY: home.backend.capability,
        Operation.WAITING: lambda: home.backend.waiting_applications(sent.applicant),
        Operation.CATALOGUE: home.backend.catalogue,
    }[operation]
    home.control.fault(kind, operation, count=1, seconds=LATE)
    with pytest.raises(Unreachable) as trouble:
        ask()
    speaks_for_itself(trouble.value, home)
    ask()


def test_a_region_that_is_slow_before_it_does_anything_may_still_do_it_later(home: Home) -> None:
    sent = dossier(home)
    home.control.fault(FaultKind.SLOW, Operation.SUBMIT, count=1, seconds=LATE)
    with pytest.raises(OutcomeUnknown) as trouble:
        home.backend.submit(sent)
    assert trouble.value.fault.code == "R-07"
    assert held(home, sent) == 0
    wait_for(lambda: held(home, sent) == 1)


def test_a_throttled_region_says_when_to_come_back_and_did_nothing(home: Home) -> None:
    sent = dossier(home)
    home.control.fault(FaultKind.THROTTLED, Operation.SUBMIT, Operation.FIND, count=2, seconds=7)
    with pytest.raises(Busy) as trouble:
        home.backend.submit(sent)
    assert trouble.value.retry_after == 7
    speaks_for_itself(trouble.value, home)
    with pytest.raises(Busy):
        home.backend.find(sent.receipt_no)
    assert home.backend.find(sent.receipt_no) is None


def test_a_region_that_stores_a_case_twice_is_found_out(home: Home) -> None:
    sent = dossier(home)
    home.control.fault(FaultKind.DUPLICATE, count=1)
    home.backend.submit(sent)
    found = home.backend.find(sent.receipt_no)
    assert found is not None
    assert found.copies == 2


def test_a_region_whose_clock_is_wrong_shows_it(home: Home) -> None:
    home.control.fault(FaultKind.CLOCK_SKEW, seconds=-120)
    told = home.backend.capability().server_time
    assert timedelta(seconds=100) < now() - told < timedelta(seconds=140)
    home.control.calm()
    assert abs(home.backend.capability().server_time - now()) < timedelta(seconds=30)


def test_a_correction_whose_answer_is_lost_is_found_by_its_round(home: Home) -> None:
    sent = dossier(home, home.variant(FORMATION))
    taken = home.backend.submit(sent)
    home.news_of(sent.receipt_no, Event.ASK_CORRECTION)
    home.control.fault(FaultKind.REPLY_LOST, Operation.CORRECT, count=1)
    with pytest.raises(OutcomeUnknown):
        home.backend.correct(replace(sent, round=1), taken.home_case_no)
    found = home.backend.find(sent.receipt_no)
    assert found is not None
    assert (found.round, found.copies) == (1, 1)


def test_a_hand_over_whose_answer_is_lost_can_be_told_again(home: Home) -> None:
    sent = dossier(home)
    taken = home.backend.submit(sent)
    home.news_of(sent.receipt_no, Event.GRANT)
    at = now()
    home.control.fault(FaultKind.REPLY_LOST, Operation.HAND_OVER, count=1)
    with pytest.raises(OutcomeUnknown):
        home.backend.report_handed_over(sent.receipt_no, taken.home_case_no, at, "自取")
    home.backend.report_handed_over(sent.receipt_no, taken.home_case_no, at, "自取")


def test_files_put_down_on_a_broken_line_are_put_down_again(home: Home) -> None:
    if home.region.dialect != "shanghai":
        pytest.skip("only Shanghai puts files down before the case")
    sent = dossier(home)
    home.control.fault(FaultKind.REPLY_LOST, Operation.UPLOAD, count=1)
    with pytest.raises(Unreachable):
        home.backend.submit(sent)
    assert held(home, sent) == 0
    assert home.backend.submit(sent).copies == 1
