"""送达与办结: a result goes to whom it belongs, and a case is closed when nothing is left to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clerk.desk.agreed import may
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Event, State
from clerk.domain.deliveries import DeliveryKind
from clerk.domain.journal import EventKind
from clerk.domain.regions import Action, Agreement, Agreements
from clerk.ports import CardRead
from clerk.store.verify import verify
from tests.desk.refusals import refused
from tests.desk.window import COMPANIES, COMPANY, FILING, PEOPLE, Window


def _card(window: Window, key: str) -> CardRead:
    return window.desk.read_collector(window.counter.readers[0], key)


@pytest.fixture
def granted(window: Window) -> CaseFile:
    """A case of 吴江 that was granted."""
    return window.granted(window.acknowledged(window.received()))


def test_the_applicant_collects_her_result(window: Window, granted: CaseFile) -> None:
    window.clock.pass_time(60)
    case = window.desk.hand_over(window.clerk, granted.id, _card(window, "zhang")).case
    assert case.state is State.DELIVERED
    assert (case.handed_over_to, case.handed_over_relation, case.handed_over_by) == (
        "张晓禾",
        "本人",
        "A0231",
    )
    assert case.handed_over_at == window.clock.now()
    report = window.deliveries(case)[-1]
    assert report.kind is DeliveryKind.HANDED_OVER
    assert (report.id, 0) in window.queue.left
    (event,) = window.events(EventKind.HANDED_OVER)
    read = _card(window, "zhang").evidence
    assert event.payload == {
        "mode": "窗口领取",
        "strength": "chip",
        "typed": False,
        "reader": read.reader,
        "read_at": read.read_at.isoformat(),
        "collector": "applicant",
    }
    assert event.private is not None
    assert event.private["name"] == "张晓禾"
    assert verify(window.store).ok


def test_a_licence_that_was_granted_is_made_and_handed_over(window: Window) -> None:
    case = window.granted(window.acknowledged(window.received("lu", COMPANY, "jiashan")), "营业执照")
    assert window.desk.hand_over(window.clerk, case.id, _card(window, "lu")).case.state is State.DELIVERED


def test_her_agent_collects_by_the_relation_he_came_in(window: Window) -> None:
    visit = window.ready()
    reader = window.counter.readers[0]
    visit = window.desk.read_agent(window.clerk, visit, reader, "gu", "mandated", "示例授权书")
    _, case = window.desk.receive(window.clerk, visit)
    case = window.granted(window.acknowledged(case))
    after = window.desk.hand_over(window.clerk, case.id, _card(window, "gu")).case
    assert after.handed_over_relation == "代办人（受托人，凭示例授权书）"


def test_who_came_for_a_company_collects_for_it(window: Window) -> None:
    company = COMPANIES["wj_silk"].organisation
    visit = window.chosen("gu", "SC-0004", "wujiang")
    visit = window.desk.set_organisation(
        window.clerk, visit, company.name, company.credit_code, company.legal_representative, ""
    )
    visit = window.derived(window.filled(window.looked_up(visit)))
    for row in window.desk.material_rows(visit):
        if row.met is None:
            visit = window.desk.attach_file(window.clerk, visit, row.material.code, window.scan("s.pdf"))
    _, case = window.desk.receive(window.clerk, visit)
    case = window.granted(window.acknowledged(case))
    after = window.desk.hand_over(window.clerk, case.id, _card(window, "gu")).case
    assert after.handed_over_relation == "代办人（法定代表人）"


def test_a_stranger_needs_a_relation(window: Window, granted: CaseFile) -> None:
    with refused("C-09"):
        window.desk.hand_over(window.clerk, granted.id, _card(window, "shen"), "  ")
    assert window.case(granted) == granted
    after = window.desk.hand_over(window.clerk, granted.id, _card(window, "shen"), "relative").case
    assert (after.handed_over_to, after.handed_over_relation) == ("沈知秋", "亲属")


def test_a_stranger_by_mandate_shows_the_mandate(window: Window, granted: CaseFile) -> None:
    shen = _card(window, "shen")
    with refused("I-41"):
        window.desk.hand_over(window.clerk, granted.id, shen, "mandated")
    with refused("E-06"):
        window.desk.hand_over(window.clerk, granted.id, shen, "mandated", mandate="证" * 65)
    assert window.case(granted) == granted
    after = window.desk.hand_over(window.clerk, granted.id, shen, "mandated", mandate="SQ-示例-2").case
    assert after.handed_over_relation == "受托人，凭授权委托书 SQ-示例-2"


def test_a_collector_without_a_card_that_works_is_marked(window: Window, granted: CaseFile) -> None:
    window.desk.hand_over(window.clerk, granted.id, window.typed("zhang", "老人忘带证件"))
    (event,) = window.events(EventKind.HANDED_OVER)
    assert (event.payload["typed"], event.payload["strength"]) == (True, "typed")
    assert event.private is not None
    assert event.private["reason"] == "老人忘带证件"


def test_an_expired_card_collects_nothing(window: Window, granted: CaseFile) -> None:
    with refused("I-31", until="2019-06-30"):
        _card(window, "expired")
    read = CardRead(PEOPLE["expired"].person, _card(window, "zhang").evidence)
    with refused("I-31"):
        window.desk.hand_over(window.clerk, granted.id, read, "relative")
    assert window.case(granted) == granted


def test_there_is_nothing_to_hand_over_before_a_decision(window: Window) -> None:
    case = window.acknowledged(window.received())
    with refused("C-17", state="已流转", deed="送达", state_en="with the home department"):
        window.desk.hand_over(window.clerk, case.id, _card(window, "zhang"))
    assert window.deliveries(case)[-1].kind is DeliveryKind.SUBMIT


def test_a_result_is_handed_over_once(window: Window, granted: CaseFile) -> None:
    window.desk.hand_over(window.clerk, granted.id, _card(window, "zhang"))
    with refused("C-17", state="已送达"):
        window.desk.hand_over(window.clerk, granted.id, _card(window, "zhang"))
    assert len(window.events(EventKind.HANDED_OVER)) == 1


def test_what_no_agreement_lets_this_counter_hand_over_stays_with_the_home_counter(
    window: Window, granted: CaseFile
) -> None:
    actions = frozenset(Action) - {Action.HAND_OVER}
    rules = Agreements((Agreement("qingpu", "wujiang", actions, date(2019, 5, 31)),))
    window.counter = replace(window.counter, agreements=rules)
    assert not may(window.counter, "qingpu", "wujiang", FILING, Action.HAND_OVER, date(2026, 11, 24))
    with refused("C-19", action="代送达"):
        window.desk.hand_over(window.clerk, granted.id, _card(window, "zhang"))


def test_an_agreement_that_ended_later_still_holds_for_what_was_received_under_it(
    window: Window, granted: CaseFile
) -> None:
    ended = Agreement("qingpu", "wujiang", frozenset(Action), date(2019, 5, 31), date(2026, 11, 24))
    window.counter = replace(window.counter, agreements=Agreements((ended,)))
    window.clock.pass_time(3 * 24 * 3600)
    after = window.desk.hand_over(window.clerk, granted.id, _card(window, "zhang")).case
    assert after.state is State.DELIVERED


def test_a_case_is_closed_only_after_the_hand_over(window: Window, granted: CaseFile) -> None:
    with refused("C-17", state="准予", deed="办结"):
        window.desk.close_case(window.clerk, granted.id)
    window.desk.hand_over(window.clerk, granted.id, _card(window, "zhang"))
    view = window.desk.close_case(window.clerk, granted.id)
    assert view.case.state is State.CLOSED
    assert view.next_key == ""
    with refused("C-17", state="办结"):
        window.desk.close_case(window.clerk, granted.id)
    assert len(window.events(EventKind.CASE_CLOSED)) == 1


def test_a_refused_application_is_handed_its_decision_before_it_is_closed(window: Window) -> None:
    case = window.acknowledged(window.received())
    case = window.news(case, Event.REFUSE, document_no="示例决定-2", words="不符合条件（示例）")
    with refused("C-17"):
        window.desk.close_case(window.clerk, case.id)
    window.desk.hand_over(window.clerk, case.id, _card(window, "zhang"))
    assert window.desk.close_case(window.clerk, case.id).case.state is State.CLOSED


@pytest.mark.parametrize("event", [Event.REFUSE_ACCEPTANCE, Event.FIND_NOT_APPLICABLE])
def test_what_was_not_accepted_is_closed_after_the_applicant_was_told(window: Window, event: Event) -> None:
    case = window.news(window.acknowledged(window.received()), event, words="示例")
    assert window.desk.view_case(case.id).next_key == "f5"
    assert window.desk.close_case(window.clerk, case.id).case.state is State.CLOSED


def test_who_may_not_hand_over_does_not(window: Window, granted: CaseFile) -> None:
    with refused("U-04"):
        window.desk.hand_over(window.supervisor, granted.id, _card(window, "zhang"))
    with refused("U-04"):
        window.desk.close_case(window.supervisor, granted.id)
    with refused("C-08"):
        window.desk.close_case(window.clerk, "no-such-case")
