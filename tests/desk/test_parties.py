"""Who stands at the counter: cards, typed identities, agents, guardians and organisations."""

from __future__ import annotations

import pytest

from clerk.delivery.dossier import build_dossier
from clerk.desk.visit import Visit
from clerk.domain.catalogue import Variant
from clerk.domain.faults import Language
from clerk.domain.journal import EventKind
from clerk.domain.materials import PaperReason
from clerk.domain.parties import DocumentKind, Organisation, Person, Strength
from clerk.domain.regions import RegionId
from tests.desk.refusals import refused
from tests.desk.window import COMPANIES, COMPANY, FILING, PEOPLE, Window


def test_a_card_that_expired_is_refused_with_its_date(window: Window) -> None:
    visit = window.desk.open_visit(window.clerk)
    with refused("I-31", until="2019-06-30"):
        window.card("expired", visit)
    assert window.desk.current_visit(visit) == visit
    assert window.events(EventKind.IDENTITY_READ) == []


def test_a_card_of_the_future_is_refused_with_its_date(window: Window) -> None:
    with refused("I-32", since="2035-01-01"):
        window.card("not_yet")


def test_a_long_name_is_kept_whole(window: Window) -> None:
    visit = window.card("long")
    assert visit.subject is not None
    assert visit.subject.person.name == PEOPLE["long"].person.name
    assert len(visit.subject.person.name) > 50


def test_a_child_needs_a_guardian_before_the_receipt(window: Window) -> None:
    visit = window.ready("child_a")
    assert visit.subject is not None
    assert "I-42" in [w.code for w in visit.subject.warnings]
    assert [f.code for f in window.desk.not_ready(visit)] == ["I-37"]
    with refused("I-37"):
        window.desk.receive(window.clerk, visit)
    reader = window.counter.readers[0]
    with refused("I-37"):
        window.desk.read_agent(window.clerk, visit, reader, "zhang", "relative", "")
    visit = window.desk.read_agent(window.clerk, visit, reader, "zhang", "guardian", "")
    assert window.desk.not_ready(visit) == ()
    _, case = window.desk.receive(window.clerk, visit)
    assert case.agent is not None
    assert case.agent.person.name == "张晓禾"
    paper = window.desk.receipt_paper(case.id)
    assert paper.agent_line == "张晓禾（监护人）320509********0029，芯片读取"


@pytest.mark.parametrize(
    ("who", "relation", "mandate", "code"),
    [
        ("zhang", "relative", "", "I-39"),  # she herself
        ("child_b", "relative", "", "I-40"),
        ("gu", "mandated", " ", "I-41"),
        ("gu", "  ", "", "U-05"),
        ("expired", "relative", "", "I-31"),
    ],
)
def test_who_may_not_act_for_her_is_refused_at_once(
    window: Window, who: str, relation: str, mandate: str, code: str
) -> None:
    visit = window.card("zhang")
    with refused(code):
        window.desk.read_agent(window.clerk, visit, window.counter.readers[0], who, relation, mandate)
    assert window.desk.current_visit(visit) == visit


def test_an_agent_comes_after_the_applicant_and_can_be_left_out_again(window: Window) -> None:
    visit = window.desk.open_visit(window.clerk)
    reader = window.counter.readers[0]
    with refused("C-02"):
        window.desk.read_agent(window.clerk, visit, reader, "gu", "relative", "")
    visit = window.card("zhang", visit)
    visit = window.desk.read_agent(window.clerk, visit, reader, "gu", "mandated", "示例授权书 1")
    assert visit.agent is not None
    assert visit.agent.mandate == "示例授权书 1"
    assert [e.payload["role"] for e in window.events(EventKind.IDENTITY_READ)] == ["applicant", "agent"]
    assert window.desk.remove_agent(window.clerk, visit).agent is None


def test_an_agent_is_not_taken_for_a_person_who_left(window: Window) -> None:
    first = window.card("zhang")
    window.card("lu", first)
    with refused("C-16"):
        window.desk.read_agent(window.clerk, first, window.counter.readers[0], "gu", "relative", "")


def test_a_typed_identity_needs_a_reason(window: Window) -> None:
    visit = window.desk.open_visit(window.clerk)
    person = Person("张晓禾", DocumentKind.RESIDENT_ID, "320509198506150029")
    with refused("I-04"):
        window.desk.type_identity(window.clerk, visit, person, "  ")
    with refused("I-12"):
        wrong = Person("张晓禾", DocumentKind.RESIDENT_ID, "320509198506150028")
        window.desk.type_identity(window.clerk, visit, wrong, "芯片损坏")
    with refused("N-01"):
        window.desk.type_identity(
            window.clerk, visit, Person(" ", DocumentKind.PASSPORT, "E12345678"), "芯片损坏"
        )
    assert window.desk.current_visit(visit) == visit


def test_a_typed_identity_is_marked_on_the_paper_in_the_journal_and_in_the_dossier(window: Window) -> None:
    desk, clerk = window.desk, window.clerk
    person = Person("张晓禾", DocumentKind.RESIDENT_ID, "320509198506150029")
    visit = desk.type_identity(clerk, desk.open_visit(clerk), person, "证件芯片损坏")
    assert visit.subject is not None
    assert {"I-43", "I-33"} == {w.code for w in visit.subject.warnings}
    visit = desk.choose_item(clerk, window.looked_up(visit), FILING, "wujiang")
    _, case = desk.receive(clerk, window.derived(window.filled(visit)))

    note = desk.receipt_paper(case.id).identity_note
    assert "人工录入，未经芯片核验" in note
    assert "证件芯片损坏" in note
    (typed,) = window.events(EventKind.IDENTITY_TYPED)
    assert typed.payload["strength"] == "typed"
    assert typed.private == {"reason": "证件芯片损坏"}
    (received,) = window.events(EventKind.CASE_RECEIVED)
    assert received.payload["strength"] == "typed"
    with window.store.reading() as unit:
        delivery = window.deliveries(case)[0]
        dossier = build_dossier(unit, window.store, Directory(window), case, delivery)
    assert dossier.evidence.strength is Strength.TYPED
    assert dossier.evidence.reason == "证件芯片损坏"


class Directory:
    """What the delivery looks up of an item and a site."""

    def __init__(self, window: Window) -> None:
        self._items = window.counter.items.items.values()

    def variant(self, region: RegionId, code: str) -> Variant:
        return next(v for item in self._items for v in item.variants if (v.region, v.code) == (region, code))

    def site_name(self, code: str) -> str:
        return code


def test_the_card_after_a_typed_identity_is_stronger_and_keeps_the_rest(window: Window) -> None:
    desk, clerk = window.desk, window.clerk
    person = Person("张晓禾", DocumentKind.RESIDENT_ID, "320509198506150029")
    visit = desk.type_identity(clerk, desk.open_visit(clerk), person, "证件忘带，家人送来")
    visit = desk.choose_item(clerk, visit, FILING, "wujiang")
    after = window.card("zhang", visit)
    assert after.subject is not None
    assert after.subject.evidence.strength is Strength.CHIP
    assert (after.item, after.case_id) == (visit.item, visit.case_id)


def test_a_person_founds_a_company(window: Window) -> None:
    visit = window.ready("lu", COMPANY, "jiashan")
    _, case = window.desk.receive(window.clerk, visit)
    assert case.applicant == visit.subject.person  # type: ignore[union-attr]
    assert case.agent is None
    assert case.form["company_name"] == "示例内容"


def test_an_organisation_applies_and_the_case_keeps_who_came(window: Window) -> None:
    company = COMPANIES["wj_silk"].organisation
    visit = window.chosen("gu", "SC-0004", "wujiang")
    assert "C-10" in [f.code for f in window.desk.not_ready(visit)]
    (fault,) = [f for f in window.desk.not_ready(visit) if f.code == "C-10"]
    assert "自然人" in fault.sentence(Language.ZH)
    assert "a person" in fault.sentence(Language.EN)
    visit = _for(window, visit, company)
    visit = window.looked_up(visit)
    assert "business_licence" in {x.kind for x in visit.licences}
    visit = window.derived(window.filled(visit))
    for row in window.desk.material_rows(visit):
        if row.met is None:
            visit = window.desk.attach_file(window.clerk, visit, row.material.code, window.scan("s.pdf"))
    _, case = window.desk.receive(window.clerk, visit)
    assert (case.applicant.name, case.applicant.number) == (company.name, company.credit_code)
    assert case.agent is not None
    assert (case.agent.person.name, case.agent.relation) == ("顾一舟", "legal_representative")
    assert window.desk.receipt_paper(case.id).agent_line.startswith("顾一舟（法定代表人）")
    (listed,) = window.desk.list_cases(None)
    assert listed.applicant_masked == company.name  # public, unlike a person's name


def _for(window: Window, visit: Visit, company: Organisation) -> Visit:
    return window.desk.set_organisation(
        window.clerk, visit, company.name, company.credit_code, company.legal_representative, company.phone
    )


def test_an_employee_who_is_not_the_legal_representative_is_kept_as_such(window: Window) -> None:
    visit = _for(window, window.chosen("zhang", COMPANY, "wujiang"), COMPANIES["wj_silk"].organisation)
    visit = window.filled(visit)
    for row in window.desk.material_rows(visit):
        if row.met is None:
            visit = window.desk.attach_file(
                window.clerk, visit, row.material.code, window.scan("s.pdf"), PaperReason.APPLICANT_WISHES
            )
    _, case = window.desk.receive(window.clerk, visit)
    assert case.agent is not None
    assert case.agent.relation == "employee"


def test_another_organisation_takes_the_copies_of_the_one_before_away(window: Window) -> None:
    company, other = COMPANIES["wj_silk"].organisation, COMPANIES["wj_food"].organisation
    visit = window.looked_up(_for(window, window.chosen("gu", "SC-0012", "wujiang"), company))
    visit = window.derived(visit)
    assert [m.material for m in visit.met] == ["business_licence"]
    renamed = window.desk.set_organisation(
        window.clerk, visit, company.name + "（示例）", company.credit_code, "", ""
    )
    assert renamed.met == visit.met
    changed = _for(window, renamed, other)
    assert (changed.met, dict(changed.copies)) == ((), {})
    assert window.count("attachments") == 0
    assert "business_licence" not in {x.kind for x in changed.licences}
    assert "resident_id" in {x.kind for x in changed.licences}
    assert window.desk.remove_organisation(window.clerk, changed).organisation is None


@pytest.mark.parametrize(
    ("name", "credit_code", "phone", "code"),
    [
        ("示例公司", "91310118MA1K00001", "", "I-13"),
        ("示例公司", "91310118MA1K00002H", "", "I-14"),
        (" ", "91310118MA1K00001H", "", "N-01"),
        ("示例公司", "91310118MA1K00001H", "12", "E-02"),
    ],
)
def test_a_wrong_organisation_is_refused(
    window: Window, name: str, credit_code: str, phone: str, code: str
) -> None:
    visit = window.card("shen")
    with refused(code):
        window.desk.set_organisation(window.clerk, visit, name, credit_code, "", phone)
    assert window.desk.current_visit(visit) == visit


def test_an_organisation_comes_with_a_person(window: Window) -> None:
    visit = window.desk.open_visit(window.clerk)
    with refused("C-02"):
        _for(window, visit, COMPANIES["qp_tea"].organisation)


def test_a_card_that_expired_since_the_visit_was_parked_stops_the_receipt(window: Window) -> None:
    visit = window.ready("hongkong", FILING, "qingpu")
    assert window.desk.not_ready(visit) == ()
    window.clock.pass_time(250 * 24 * 3600)  # parked until August of the next year
    assert "I-31" in [f.code for f in window.desk.not_ready(visit)]
