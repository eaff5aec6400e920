"""Who acts for the applicant: relation, mandate and proof, how sure it is, and where all that goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clerk.delivery.dossier import build_dossier
from clerk.desk.visit import Visit
from clerk.domain.faults import Language, Refused
from clerk.domain.journal import EventKind
from clerk.domain.parties import DocumentKind, Person, Strength
from tests.desk.refusals import refused
from tests.desk.test_parties import Directory
from tests.desk.window import PEOPLE, Window

BY_HAND = Person("顾一舟", DocumentKind.RESIDENT_ID, PEOPLE["gu"].person.number)


def _acts(window: Window, visit: Visit, who: str, relation: str, mandate: str = "") -> Visit:
    return window.desk.read_agent(window.clerk, visit, window.counter.readers[0], who, relation, mandate)


def test_a_guardian_shows_a_proof_and_the_receipt_names_it(window: Window) -> None:
    visit = _acts(window, window.ready("child_a"), "zhang", "guardian", " 出生医学证明 ")
    _, case = window.desk.receive(window.clerk, visit)
    assert case.agent is not None
    assert (case.agent.relation, case.agent.mandate) == ("guardian", "出生医学证明")
    assert window.desk.receipt_paper(case.id).agent_line == (
        "张晓禾（监护人，凭出生医学证明）320509********0029，芯片读取"
    )


def test_the_receipt_names_the_mandate(window: Window) -> None:
    _, case = window.desk.receive(window.clerk, _acts(window, window.ready(), "gu", "mandated", "SQ-示例-1"))
    line = window.desk.receipt_paper(case.id).agent_line
    assert line.startswith("顾一舟（受托人，凭授权委托书 SQ-示例-1）")


def test_the_journal_tells_the_relation_and_keeps_the_mandate_out_of_the_open(window: Window) -> None:
    visit = _acts(window, window.ready(), "gu", "mandated", "张晓禾的委托书")
    window.desk.receive(window.clerk, visit)
    read = window.events(EventKind.IDENTITY_READ)[-1].payload
    assert (read["role"], read["relation"], read["mandate"]) == ("agent", "mandated", "yes")
    assert read["strength"] == "chip"
    (received,) = window.events(EventKind.CASE_RECEIVED)
    assert (received.payload["agent"], received.payload["agent_strength"]) == ("mandated", "chip")
    assert not any("张晓禾" in str(event.payload) for event in window.events())


def test_a_relation_in_words_of_its_own_stays_sealed(window: Window) -> None:
    visit = _acts(window, window.card("zhang"), "gu", "邻居顾某")
    assert visit.agent is not None
    assert visit.agent.relation == "邻居顾某"
    assert window.events(EventKind.IDENTITY_READ)[-1].payload["relation"] == "other"


def test_an_agent_typed_by_hand_is_marked_as_an_applicant_is(window: Window) -> None:
    visit = window.desk.type_agent(
        window.clerk, window.ready(), BY_HAND, "证件芯片损坏", "mandated", "SQ-示例-1"
    )
    assert {f.code for f in visit.agent_warnings} == {"I-43", "I-33"}
    _, case = window.desk.receive(window.clerk, visit)
    assert window.desk.receipt_paper(case.id).agent_line.endswith("，人工录入，未经芯片核验")
    (typed,) = window.events(EventKind.IDENTITY_TYPED)
    assert (typed.payload["role"], typed.payload["strength"]) == ("agent", "typed")
    assert typed.private == {"reason": "证件芯片损坏"}
    (received,) = window.events(EventKind.CASE_RECEIVED)
    assert (received.payload["strength"], received.payload["agent_strength"]) == ("chip", "typed")
    with window.store.reading() as unit:
        dossier = build_dossier(unit, window.store, Directory(window), case, window.deliveries(case)[0])
    assert dossier.agent is not None
    assert (dossier.agent.evidence.strength, dossier.agent.evidence.reason) == (
        Strength.TYPED,
        "证件芯片损坏",
    )


@pytest.mark.parametrize(
    ("number", "reason", "relation", "mandate", "code"),
    [
        (BY_HAND.number, " ", "relative", "", "I-04"),
        (BY_HAND.number[:-1] + "9", "芯片损坏", "relative", "", "I-12"),
        (BY_HAND.number, "芯片损坏", "mandated", "", "I-41"),
        (BY_HAND.number, "芯片损坏", "", "", "U-05"),
        (PEOPLE["zhang"].person.number, "芯片损坏", "relative", "", "I-39"),
        (PEOPLE["child_b"].person.number, "芯片损坏", "relative", "", "I-40"),
        (BY_HAND.number, "因" * 201, "relative", "", "E-06"),
        (BY_HAND.number, "芯片损坏", "relative", "证" * 65, "E-06"),
        (BY_HAND.number, "芯片损坏", "亲" * 21, "", "E-06"),
        (BY_HAND.number, "芯片损坏", "relative", "户口\x07簿", "E-07"),
    ],
)
def test_a_typed_agent_who_may_not_act_is_refused(
    window: Window, number: str, reason: str, relation: str, mandate: str, code: str
) -> None:
    visit = window.card("zhang")
    with refused(code):
        window.desk.type_agent(
            window.clerk, visit, replace(BY_HAND, number=number), reason, relation, mandate
        )
    assert window.desk.current_visit(visit) == visit


def test_a_mandate_is_asked_for_before_the_card(window: Window) -> None:
    visit = window.card("zhang")
    with refused("I-41"):
        _acts(window, visit, "nobody's card", "mandated")


def test_a_guardians_card_that_was_read_first_ends_in_a_clear_sentence(window: Window) -> None:
    first = window.card("zhang")
    child = window.ready("child_a")
    visit = _acts(window, child, "zhang", "guardian")
    (open_,) = [f for f in visit.agent_warnings if f.code == "I-45"]
    assert str(first.number) in open_.sentence(Language.EN)
    assert open_.key == "f8"
    assert window.desk.not_ready(visit) == ()


def test_a_child_as_somebodys_guardian_is_told_how_it_is_done(window: Window) -> None:
    guardian = window.card("zhang")
    with pytest.raises(Refused) as told:
        _acts(window, guardian, "child_a", "guardian")
    assert told.value.fault.code == "I-40"
    assert "先读孩子的证件" in told.value.fault.cure(Language.ZH)
    assert window.desk.current_visit(guardian) == guardian


def test_a_guardians_card_that_expired_since_stops_the_receipt(window: Window) -> None:
    visit = _acts(window, window.ready("child_a"), "zhang", "guardian")
    window.clock.pass_time(9 * 366 * 24 * 3600)  # beyond 2035-01-01, and the child is grown up
    assert "I-31" in [f.code for f in window.desk.not_ready(visit)]


def test_what_was_to_be_looked_at_goes_with_the_agent(window: Window) -> None:
    visit = window.desk.type_agent(window.clerk, window.card("zhang"), BY_HAND, "芯片损坏", "relative", "")
    assert visit.agent_warnings
    after = window.desk.remove_agent(window.clerk, visit)
    assert (after.agent, after.agent_warnings) == (None, ())
    again = window.desk.type_agent(window.clerk, after, BY_HAND, "芯片损坏", "relative", "")
    assert window.card("lu", again).agent_warnings == ()


def test_the_warnings_of_an_agent_survive_a_crash(window: Window) -> None:
    visit = window.desk.type_agent(window.clerk, window.card("zhang"), BY_HAND, "芯片损坏", "relative", "")
    kept = window.desk.current_visit(visit)
    assert kept is not None
    assert kept.agent_warnings == visit.agent_warnings
