"""What a careful clerk notices: the same card, another name, an open visit, a case of this morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clerk.desk.visit import Visit
from clerk.domain.cases import Event, State
from clerk.domain.faults import Fault, Language
from clerk.domain.journal import EventKind
from clerk.domain.licences import Licence
from clerk.domain.parties import DocumentKind, Person, Strength, Validity
from integrations.readers.simulated import SimulatedCard, SimulatedReader
from tests.desk.refusals import refused
from tests.desk.window import COMPANIES, FILING, PEOPLE, Window

ZHANG = PEOPLE["zhang"].person
SOCIAL = replace(ZHANG, document=DocumentKind.SOCIAL_SECURITY, validity=None, address="")
QIAN = PEOPLE["qian"].person
PASSPORT = Person("SHI LI", DocumentKind.PASSPORT, "E12345678", birth=date(1990, 1, 1))


def _reads(window: Window, person: Person, visit: Visit | None = None) -> Visit:
    """The visit after a card with exactly this on it."""
    reader = SimulatedReader("示例", (SimulatedCard("x", person, "", ""),), window.clock)
    return window.desk.read_card(window.clerk, visit or window.desk.open_visit(window.clerk), reader, "x")


def _said(visit: Visit) -> dict[str, Fault]:
    assert visit.subject is not None
    return {fault.code: fault for fault in visit.subject.warnings}


# -- the same card, and another document of the same person


def test_the_same_card_again_renews_the_evidence_and_says_so(window: Window) -> None:
    first = window.chosen("zhang")
    window.clock.pass_time(300)
    again = window.card("zhang", first)
    assert again.subject is not None
    assert again.subject.evidence.read_at == window.clock.now()
    assert (again.party, again.case_id, again.licences) == (first.party, first.case_id, first.licences)
    assert set(_said(again)) == {"I-44"}
    assert [e.payload.get("kept") for e in window.events(EventKind.IDENTITY_READ)] == [None, "yes"]


def test_another_spelling_on_the_second_card_is_told(window: Window) -> None:
    dotted = PEOPLE["dot_a"].person
    visit = window.card("dot_a")
    bare = replace(dotted, name=dotted.name.replace("·", ""))
    assert set(_said(_reads(window, bare, visit))) == {"I-24", "I-44"}


def test_a_name_cut_on_the_chip_is_told_until_the_visit_ends(window: Window) -> None:
    whole = PEOPLE["long"].person
    visit = window.card("long")
    after = _reads(window, replace(whole, name=whole.name[:15]), visit)
    assert {"I-25", "N-04"} <= set(_said(after))
    again = _reads(window, replace(whole, name=whole.name[:15]), after)
    assert "I-25" in _said(again)


def test_another_name_with_the_same_number_stops(window: Window) -> None:
    visit = window.chosen("zhang")
    with refused("I-26"):
        _reads(window, replace(SOCIAL, name="李示例"), visit)
    with refused("I-26"):
        window.desk.type_identity(
            window.clerk, visit, Person("李示例", DocumentKind.RESIDENT_ID, ZHANG.number), "芯片损坏"
        )
    assert window.desk.current_visit(visit) == visit


def test_the_id_card_after_the_social_card_is_what_counts(window: Window) -> None:
    first = _reads(window, SOCIAL)
    after = window.card("zhang", first)
    assert after.subject is not None
    assert after.subject.person.document is DocumentKind.RESIDENT_ID
    assert after.subject.person.validity is not None
    assert after.party == first.party
    assert _said(after) == {}


def test_a_weaker_document_takes_nothing_from_a_stronger_one(window: Window) -> None:
    first = window.card("zhang")
    after = _reads(window, SOCIAL, first)
    assert after.subject is not None
    assert first.subject is not None
    assert (after.subject.person, after.subject.evidence) == (first.subject.person, first.subject.evidence)
    assert set(_said(after)) == {"I-29"}
    typed = window.desk.type_identity(window.clerk, after, _bare(ZHANG), "芯片损坏")
    assert typed.subject is not None
    assert typed.subject.evidence.strength is Strength.CHIP
    assert window.events(EventKind.IDENTITY_TYPED)[0].payload["kept"] == "no"


def _bare(person: Person) -> Person:
    return Person(person.name, person.document, person.number)


def test_a_card_read_as_the_next_visitors_that_is_still_hers_goes_back_to_her_visit(window: Window) -> None:
    first = window.chosen("zhang")
    window.clock.pass_time(60)
    second = window.card("zhang")
    assert set(_said(second)) == {"I-45"}
    visit = window.desk.rejoin(window.clerk, first, second)
    assert (visit.id, visit.item, visit.party) == (first.id, first.item, first.party)
    assert set(_said(visit)) == {"I-44"}
    assert visit.subject is not None
    assert visit.subject.evidence.read_at == window.clock.now()
    assert [v.id for v in window.desk.resume_visits(window.clerk)] == [first.id]
    (ended,) = window.events(EventKind.VISIT_ENDED)
    assert (ended.payload["visit"], ended.payload["joined"]) == (second.id, first.id)


def test_somebody_elses_visit_is_not_joined(window: Window) -> None:
    first, other = window.chosen("zhang"), window.card("lu")
    with refused("C-16"):
        window.desk.rejoin(window.clerk, first, other)
    with refused("C-16"):
        window.desk.rejoin(window.clerk, window.card("zhang"), first)  # it has a matter of its own
    namesake = _reads(window, replace(ZHANG, name="李示例"))
    with refused("I-26"):
        window.desk.rejoin(window.clerk, first, namesake)
    open_ = window.desk.resume_visits(window.clerk)
    assert all(visit in open_ for visit in (first, other, namesake))


# -- what is in hand already


def test_another_open_visit_of_the_same_person_is_named(window: Window) -> None:
    first = window.chosen("zhang")
    window.card("lu")
    second = window.card("zhang")
    fault = _said(second)["I-45"]
    assert fault.details == {"visits": str(first.number)}
    assert fault.key == "f8"
    assert f"no. {first.number}." in fault.sentence(Language.EN)


def test_a_visit_that_ended_or_has_its_receipt_is_not_named_as_open(window: Window) -> None:
    window.desk.end_visit(window.clerk, window.card("zhang"))
    window.desk.receive(window.clerk, window.ready("zhang"))  # its visit is not ended yet
    assert set(_said(window.card("zhang"))) == {"I-46"}


def test_a_case_of_today_is_named_by_its_receipt(window: Window) -> None:
    case = window.received("zhang")
    other = window.received("lu")
    assert _said(window.card("zhang"))["I-46"].details == {"receipts": case.receipt_no}
    typed = window.desk.type_identity(
        window.clerk, window.desk.open_visit(window.clerk), _bare(PEOPLE["lu"].person), "芯片损坏"
    )
    assert _said(typed)["I-46"].details == {"receipts": other.receipt_no}


def test_two_cases_of_today_are_both_named(window: Window) -> None:
    first, second = window.received("zhang"), window.received("zhang")
    assert _said(window.card("zhang"))["I-46"].details == {
        "receipts": f"{first.receipt_no}, {second.receipt_no}"
    }


def test_a_case_of_yesterday_is_no_reason_to_look(window: Window) -> None:
    window.received("zhang")
    window.clock.pass_time(24 * 3600)
    assert _said(window.card("zhang")) == {}


def test_a_case_that_a_person_voided_is_no_reason_to_look(window: Window) -> None:
    from clerk.domain.case_file import happen
    from clerk.domain.cases import Actor
    from clerk.store import cases

    case = window.received("zhang")
    with window.store.writing() as unit:
        voided = cases.save_case(unit, happen(case, Event.VOID, Actor.SUPERVISOR, window.clock.now()))
        window._append(unit, EventKind.CASE_VOIDED, voided, {})
    assert voided.state is State.VOID
    assert _said(window.card("zhang")) == {}


def test_an_organisations_case_of_today_is_named_and_forgotten_with_it(window: Window) -> None:
    company = COMPANIES["wj_silk"].organisation

    def stands_for(visit: Visit) -> Visit:
        return window.desk.set_organisation(
            window.clerk, visit, company.name, company.credit_code, company.legal_representative, ""
        )

    visit = window.filled(window.derived(window.looked_up(stands_for(window.chosen("gu", "SC-0004")))))
    for row in window.desk.material_rows(visit):
        if row.met is None:
            visit = window.desk.attach_file(window.clerk, visit, row.material.code, window.scan("s.pdf"))
    visit, case = window.desk.receive(window.clerk, visit)
    window.desk.end_visit(window.clerk, visit)
    again = stands_for(window.card("zhang"))
    assert _said(again)["I-46"].details == {"receipts": case.receipt_no}
    assert _said(window.desk.remove_organisation(window.clerk, again)) == {}


# -- licences


def _with_licence(window: Window, *holders: str) -> Visit:
    region = window.regions["wujiang"]
    found = region.library.licences[ZHANG.number]
    changed = tuple(replace(x, holders=holders) if x.kind == "resident_id" else x for x in found)
    region.library = replace(region.library, licences={**region.library.licences, ZHANG.number: changed})
    return window.desk.choose_item(window.clerk, window.looked_up(window.card("zhang")), FILING, "wujiang")


def test_a_licence_of_another_name_is_not_used_and_told(window: Window) -> None:
    visit = _with_licence(window, "李示例")
    assert _said(visit)["I-27"].details == {"names": "居民身份证"}
    assert "id_card" not in window.desk.to_derive(visit)
    assert "social_card" in window.desk.to_derive(visit)
    with refused("L-03"):
        window.desk.derive(window.clerk, visit, "id_card")


def test_a_licence_that_spells_her_name_differently_is_used_and_told(window: Window) -> None:
    visit = _with_licence(window, "张 晓禾")
    assert set(_said(visit)) == {"I-28"}
    assert "id_card" in window.desk.to_derive(visit)
    again = window.looked_up(visit)
    assert set(_said(again)) == {"I-28"}


def test_a_licence_put_right_is_no_longer_told(window: Window) -> None:
    visit = _with_licence(window, "李示例")
    region = window.regions["wujiang"]
    right: tuple[Licence, ...] = tuple(
        replace(x, holders=(ZHANG.number,)) for x in region.library.licences[ZHANG.number]
    )
    region.library = replace(region.library, licences={ZHANG.number: right})
    assert _said(window.looked_up(visit)) == {}


def test_typed_dates_are_no_proof_that_a_card_was_read(window: Window) -> None:
    asked: list[Person] = []
    region = window.regions["wujiang"]
    ask = region.find_licences

    def listening(holder: Person, purpose: object) -> tuple[Licence, ...]:
        asked.append(holder)
        return ask(holder, purpose)  # type: ignore[arg-type]

    region.find_licences = listening  # type: ignore[method-assign, assignment]
    typed = replace(_bare(ZHANG), validity=Validity(date(2020, 1, 1), None))
    visit = window.desk.type_identity(
        window.clerk, window.desk.open_visit(window.clerk), typed, "证件芯片损坏"
    )
    window.looked_up(visit)
    window.looked_up(window.card("zhang"))
    assert [holder.validity is None for holder in asked] == [True, False]


# -- applications filed online


def _filed(window: Window, name: str, number: str) -> Visit:
    region = window.regions["jiashan"]
    (waiting,) = region.library.waiting[QIAN.number]
    changed = replace(waiting, applicant_name=name, applicant_number=number)
    region.library = replace(region.library, waiting={QIAN.number: (changed,)})
    return window.looked_up(window.card("qian"))


def _taken(window: Window, visit: Visit) -> Visit:
    return window.desk.take_over(window.clerk, visit, visit.waiting[0].reference)


@pytest.mark.parametrize(
    ("name", "number"),
    [("", ""), ("钱望舒", "330421199209090045"), ("钱*", "330421********0045")],
)
def test_what_she_filed_online_is_taken_over(window: Window, name: str, number: str) -> None:
    visit = _taken(window, _filed(window, name, number))
    assert visit.taken_over
    assert _said(visit) == {}


def test_what_somebody_else_filed_is_refused_before_anything_is_fetched(window: Window) -> None:
    visit = _filed(window, "孙*", "330421********0029")
    with refused("I-47"):
        _taken(window, visit)
    assert "waiting_file" not in window.regions["jiashan"].calls
    assert window.desk.current_visit(visit) == visit


def test_her_number_with_another_name_online_is_refused(window: Window) -> None:
    with refused("I-49"):
        _taken(window, _filed(window, "孙示例", QIAN.number))


def test_her_name_in_another_spelling_online_is_told(window: Window) -> None:
    visit = _taken(window, _filed(window, "钱望 舒", QIAN.number))
    assert set(_said(visit)) == {"I-48"}
    assert "I-48" in _said(window.card("qian", visit))


def test_an_organisations_application_needs_the_organisation(window: Window) -> None:
    company = COMPANIES["wj_silk"].organisation
    visit = _filed(window, company.name, company.credit_code)
    with refused("I-47"):
        _taken(window, visit)
    visit = window.desk.set_organisation(window.clerk, visit, company.name, company.credit_code)
    visit = _taken(window, visit)
    assert visit.taken_over
    alone = window.desk.remove_organisation(window.clerk, visit)
    assert "I-47" in [f.code for f in window.desk.not_ready(alone)]


# -- typed identities


def test_a_typed_passport_comes_with_birth_and_sex(window: Window) -> None:
    visit = window.desk.open_visit(window.clerk)
    with refused("I-30"):
        window.desk.type_identity(window.clerk, visit, replace(PASSPORT, birth=None), "无读卡器")
    visit = window.desk.type_identity(window.clerk, visit, PASSPORT, "无读卡器")
    assert visit.subject is not None
    assert visit.subject.person == PASSPORT


def test_a_typed_passport_that_expired_is_refused(window: Window) -> None:
    old = replace(PASSPORT, validity=Validity(date(2010, 1, 1), date(2020, 1, 1)))
    with refused("I-31", until="2020-01-01"):
        window.desk.type_identity(window.clerk, window.desk.open_visit(window.clerk), old, "无读卡器")


def test_a_typed_number_tells_birth_and_sex_by_itself(window: Window) -> None:
    person = Person("张晓禾", DocumentKind.RESIDENT_ID, " ３２０５０９198506150029 ")
    visit = window.desk.type_identity(window.clerk, window.desk.open_visit(window.clerk), person, "无读卡器")
    assert visit.subject is not None
    assert visit.subject.person == Person(
        "张晓禾", DocumentKind.RESIDENT_ID, ZHANG.number, ZHANG.sex, ZHANG.birth
    )


@pytest.mark.parametrize(("reason", "code"), [("因" * 201, "E-06"), ("卡\x07坏", "E-07"), (" ", "I-04")])
def test_a_reason_has_to_fit_where_it_is_sent(window: Window, reason: str, code: str) -> None:
    with refused(code):
        window.desk.type_identity(window.clerk, window.desk.open_visit(window.clerk), _bare(ZHANG), reason)


# -- who collects


def test_who_collects_is_on_the_proof_with_how_sure_it_is(window: Window) -> None:
    from clerk.desk.paper_content import Drawing, paper_of
    from clerk.desk.views import PaperKind
    from clerk.domain.papers import HandOverPaper

    case = window.granted(window.acknowledged(window.received()))
    case = window.desk.hand_over(window.clerk, case.id, window.typed("zhang", "老人忘带证件")).case
    paper = paper_of(
        window.counter, window.case(case), PaperKind.HAND_OVER, Drawing("A0231", window.clock.now())
    )
    assert isinstance(paper, HandOverPaper)
    assert "人工录入，未经芯片核验" in paper.recipient_identity
    assert "老人忘带证件" in paper.recipient_identity


def test_a_collector_with_the_applicants_number_and_another_name_gets_nothing(window: Window) -> None:
    case = window.granted(window.acknowledged(window.received()))
    read = window.typed("zhang")
    other = replace(read, person=replace(read.person, name="李示例"))
    with refused("I-26"):
        window.desk.hand_over(window.clerk, case.id, other)
    assert window.case(case) == case


def test_a_child_collects_nothing_alone(window: Window) -> None:
    visit = window.ready("child_a")
    visit = window.desk.read_agent(
        window.clerk, visit, window.counter.readers[0], "zhang", "guardian", "户口簿"
    )
    visit, case = window.desk.receive(window.clerk, visit)
    case = window.granted(window.acknowledged(case))
    reader = window.counter.readers[0]
    with refused("I-37"):
        window.desk.hand_over(window.clerk, case.id, window.desk.read_collector(reader, "child_a"))
    with refused("I-40"):
        window.desk.hand_over(
            window.clerk, case.id, window.desk.read_collector(reader, "child_b"), "relative"
        )
    after = window.desk.hand_over(window.clerk, case.id, window.desk.read_collector(reader, "zhang")).case
    assert after.handed_over_relation == "代办人（监护人，凭户口簿）"
