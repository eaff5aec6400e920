"""The contract of a region: one suite for every dialect, over real HTTP, against any back end by URL."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from clerk.desk.agents import MANDATE_LIMIT, RELATION_LIMIT
from clerk.desk.checking import REASON_LIMIT
from clerk.domain.cases import Event
from clerk.domain.digests import sm3
from clerk.domain.faults import Language
from clerk.domain.identity_matches import check_filed_online
from clerk.domain.materials import Met, Way
from clerk.domain.parties import Agent, DocumentKind, IdentityEvidence, Organisation, Strength
from clerk.domain.regions import Action
from clerk.ports import Rejected
from integrations.simulator.people import load_companies, load_people
from tests.regions.home import (
    FORMATION,
    Home,
    attachment,
    chip,
    dossier,
    now,
    person,
    purpose,
)

PEOPLE = load_people()
RARE = "\U0002cc56\U00020087·阿卜杜热西提"
NAMES = (RARE, "阿" * 60, "Smith [VIP]", "O'[/]Brien", "[@click=app.quit]", "张\u3000三", 'a\\"b<c>&d')


# What the region knows


def test_a_region_says_what_it_can_do_and_that_it_is_a_simulator(home: Home) -> None:
    ability = home.backend.capability()
    assert ability.region == home.region.id == home.backend.region
    assert ability.simulated is True
    assert set(ability.actions) == set(Action)
    assert abs(ability.server_time - now()) < timedelta(seconds=60)
    assert ability.server_time.utcoffset() == timedelta(hours=8)


def test_the_catalogue_arrives_as_the_region_publishes_it(home: Home) -> None:
    home.control  # noqa: B018 - only a simulator publishes the shipped data
    assert home.backend.catalogue() == home.variants()


@pytest.mark.parametrize("key", ["zhang", "shen", "lu", "gu", "rare_a", "foreign_vip", "hongkong", "long"])
def test_licences_are_found_by_the_card_that_was_read(home: Home, key: str) -> None:
    sample = next(p for p in PEOPLE if p.key == key)
    found = home.backend.find_licences(sample.person, purpose())
    assert found == tuple(x for x in sample.licences if x.region == home.region.id)


def test_licences_of_a_company_are_found_by_its_credit_code(home: Home) -> None:
    company = next(c for c in load_companies(PEOPLE) if c.home == home.region.id)
    found = home.backend.find_licences(company.organisation, purpose())
    assert found == company.licences


def test_looking_at_a_licence_leaves_a_line_at_the_region(home: Home) -> None:
    sample = next(p for p in PEOPLE if p.home == home.region.id and p.licences)
    cause = purpose(cause=f"核对用证记录 {home.region.id}")
    home.backend.find_licences(sample.person, cause)
    assert {"licence": sample.licences[0].id, "cause": cause.cause} in [
        {"licence": u["licence"], "cause": u["cause"]} for u in home.control.uses()
    ]


def test_a_derived_copy_is_a_file_for_one_cause_with_an_end(home: Home) -> None:
    sample = next(p for p in PEOPLE if p.home == home.region.id and p.licences)
    licence = home.backend.find_licences(sample.person, purpose())[0]
    asked = purpose()
    copy, content = home.backend.derive(licence, asked)
    assert copy.purpose == asked
    assert copy.licence == licence.id
    assert copy.digest == sm3(content)
    text = "".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert "示例模拟" in text
    assert "".join(asked.cause.split()) in text
    assert asked.until.isoformat() in text


def test_an_expired_or_unknown_licence_is_refused_in_the_regions_words(home: Home) -> None:
    sample = next(p for p in PEOPLE if p.licences)
    unknown = replace(sample.licences[0], id="SL-nobody", region=home.region.id)
    with pytest.raises(Rejected) as refusal:
        home.backend.derive(unknown, purpose())
    assert "证照" in refusal.value.words
    assert refusal.value.words in refusal.value.fault.sentence(Language.ZH)


def test_an_application_filed_online_waits_with_its_files(home: Home) -> None:
    sample = next(p for p in PEOPLE if p.home == home.region.id and p.waiting and p.waiting[0].filed)
    filed = sample.waiting[0]
    waiting = next(
        a for a in home.backend.waiting_applications(sample.person) if a.reference == filed.reference
    )
    assert waiting.filed_at == filed.filed_at
    assert waiting.region == home.region.id
    assert dict(waiting.form) == dict(filed.form)
    assert tuple(code for code, _ in waiting.files) == filed.filed
    assert waiting.missing == filed.missing
    # Whole, masked or not told at all: it has to be hers.
    assert check_filed_online(sample.person, waiting.applicant_name, waiting.applicant_number) == ()
    other = replace(sample.person, number="110101190001010007")
    told = bool(waiting.applicant_number)
    assert bool(check_filed_online(other, waiting.applicant_name, waiting.applicant_number)) is told
    content = home.backend.waiting_file(waiting.reference, filed.filed[0])
    assert "示例" in PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_a_file_that_was_never_filed_is_refused(home: Home) -> None:
    with pytest.raises(Rejected):
        home.backend.waiting_file("示例-0000", "id_card")


# A case


def test_a_case_goes_the_whole_way(home: Home) -> None:
    sent = dossier(home)
    assert home.backend.find(sent.receipt_no) is None
    taken = home.backend.submit(sent)
    assert taken.home_case_no
    assert (taken.round, taken.copies) == (0, 1)
    assert abs(taken.arrived_at - now()) < timedelta(seconds=60)
    assert home.backend.find(sent.receipt_no) == taken
    news = home.news_of(sent.receipt_no, Event.GRANT)
    assert [n.event for n in news][:3] == [Event.ACCEPT, Event.BEGIN_REVIEW, Event.GRANT]
    assert {n.home_case_no for n in news} == {taken.home_case_no}
    accepted, decided = news[0], news[2]
    assert accepted.document_no
    assert decided.document_no
    assert decided.words
    assert all(n.at.microsecond == 0 and n.at.utcoffset() == timedelta(hours=8) for n in news)
    if sent.variant.limit.promised is not None:
        assert accepted.promised_until is not None
        assert accepted.promised_until >= accepted.at - timedelta(days=1)


def test_a_licence_is_announced_with_its_number(home: Home) -> None:
    variant = next(v for v in home.variants() if v.open and v.gives_licence and v.item != FORMATION)
    sent = dossier(home, variant)
    home.backend.submit(sent)
    made = home.news_of(sent.receipt_no, Event.MAKE_LICENCE)[-1]
    assert made.licence_name == variant.gives_licence
    assert made.licence_no


def test_articles_are_corrected_once_and_the_company_is_registered(home: Home) -> None:
    variant = home.variant(FORMATION)
    articles = next(m for m in variant.materials if "章程" in m.name)
    sent = dossier(home, variant, attachments=(attachment(articles.code),))
    taken = home.backend.submit(sent)
    asked = home.news_of(sent.receipt_no, Event.ASK_CORRECTION)[-1]
    assert [c.material for c in asked.corrections] == [articles.code]
    assert "章程" in asked.corrections[0].words

    better = attachment(articles.code, b"%PDF-1.4\n% corrected\n%%EOF\n", "章程（补正）.pdf")
    met = (Met(articles.code, Way.SCAN, better.id, better.digest, better.file_name),)
    correction = replace(sent, round=1, met=met, attachments=(better,), received_at=now())
    again = home.backend.correct(correction, taken.home_case_no)
    assert again.home_case_no == taken.home_case_no
    assert again.round == 1
    found = home.backend.find(sent.receipt_no)
    assert found is not None
    assert found.round == 1
    news = home.news_of(sent.receipt_no, Event.GRANT)
    assert [n.event for n in news if n.event is not Event.MAKE_LICENCE] == [
        Event.ASK_CORRECTION,
        Event.ACCEPT,
        Event.BEGIN_REVIEW,
        Event.GRANT,
    ]
    digests = {f["digest"]: f["round"] for f in home.control.files(taken.home_case_no)}
    assert digests == {sm3(sent.attachments[0].load()): 0, better.digest: 1}


def test_a_correction_that_nobody_asked_for_is_refused(home: Home) -> None:
    sent = dossier(home)
    taken = home.backend.submit(sent)
    home.news_of(sent.receipt_no, Event.GRANT)
    with pytest.raises(Rejected):
        home.backend.correct(replace(sent, round=1), taken.home_case_no)


def test_a_result_is_handed_over_and_told_twice_without_harm(home: Home) -> None:
    sent = dossier(home)
    taken = home.backend.submit(sent)
    home.news_of(sent.receipt_no, Event.GRANT)
    at = now()
    for _ in range(2):
        home.backend.report_handed_over(sent.receipt_no, taken.home_case_no, at, "自取")
    case = home.control.cases(sent.receipt_no)[0]
    assert case["state"] == "delivered"
    assert case["handed_over_at"].startswith(at.strftime("%Y-%m-%dT%H:%M:%S"))


def test_a_result_that_does_not_exist_yet_cannot_be_handed_over(home: Home) -> None:
    sent = dossier(home, home.variant(FORMATION))
    taken = home.backend.submit(sent)
    with pytest.raises(Rejected):
        home.backend.report_handed_over(sent.receipt_no, taken.home_case_no, now(), "自取")


def test_news_goes_on_where_the_cursor_stands(home: Home) -> None:
    first = dossier(home)
    home.backend.submit(first)
    home.news_of(first.receipt_no, Event.GRANT)
    cursor = ""
    while (page := home.backend.changes(cursor)).news:
        cursor = page.cursor
    assert home.backend.changes(cursor).cursor == cursor
    second = dossier(home)
    home.backend.submit(second)
    home.news_of(second.receipt_no, Event.GRANT)
    page = home.backend.changes(cursor)
    assert first.receipt_no not in {n.receipt_no for n in page.news}
    assert second.receipt_no in {n.receipt_no for n in page.news}


def test_an_application_taken_over_waits_no_more(home: Home) -> None:
    sample = next(p for p in reversed(PEOPLE) if p.home == home.region.id and p.waiting)
    home.control  # noqa: B018 - takes a sample's application away
    waiting = home.backend.waiting_applications(sample.person)
    if not waiting:
        pytest.skip("taken over before")
    variant = next(v for v in home.variants() if v.code == waiting[0].variant_code)
    sent = dossier(home, variant, applicant=sample.person, online_reference=waiting[0].reference)
    home.backend.submit(sent)
    left = home.backend.waiting_applications(sample.person)
    assert waiting[0].reference not in {a.reference for a in left}


# What arrives


@pytest.mark.parametrize("name", NAMES)
def test_a_name_arrives_as_it_was_read(home: Home, name: str) -> None:
    sent = dossier(home, applicant=person(name))
    home.backend.submit(sent)
    (case,) = home.control.cases(sent.receipt_no)
    assert case["intake"]["applicant"]["name"] == name
    assert case["intake"]["applicant"]["number"] == sent.applicant.number


def test_what_the_counter_knows_arrives_whole(home: Home) -> None:
    sent = dossier(home)
    home.backend.submit(sent)
    (case,) = home.control.cases(sent.receipt_no)
    intake = case["intake"]
    assert intake["form"] == dict(sent.form)
    assert intake["variant_code"] == sent.variant.code
    assert (intake["site_code"], intake["clerk_no"]) == (sent.site_code, sent.clerk_no)
    assert (intake["window"], intake["near_region"]) == (sent.window, sent.near_region)
    for name, at in (("received_at", sent.received_at), ("consent_at", sent.consent_at)):
        assert intake[name].startswith(at.strftime("%Y-%m-%dT%H:%M:%S+08:00"))
    assert intake["met"][0]["material"] == sent.met[0].material
    assert intake["met"][0]["way"] == "scan"


def test_a_company_arrives_with_its_credit_code(home: Home) -> None:
    company = Organisation(
        f"青浦{RARE}有限公司", "91310118MA1K00000E", "张示例", "13900000001", "示例路 1 号"
    )
    sent = dossier(home, applicant=company)
    home.backend.submit(sent)
    (case,) = home.control.cases(sent.receipt_no)
    applicant = case["intake"]["applicant"]
    assert applicant["credit_code"] == company.credit_code
    assert applicant["name"] == company.name
    assert applicant["legal_representative"] == company.legal_representative


@pytest.mark.parametrize("strength", Strength)
def test_how_she_was_identified_arrives_as_it_was(home: Home, strength: Strength) -> None:
    reason = "读卡器故障" if strength is Strength.TYPED else ""
    sent = dossier(home, evidence=IdentityEvidence(strength, now(), "SAM-示例-0002", reason))
    home.backend.submit(sent)
    evidence = home.control.cases(sent.receipt_no)[0]["intake"]["evidence"]
    assert (evidence["strength"], evidence["reader"], evidence["reason"]) == (
        strength.value,
        "SAM-示例-0002",
        reason,
    )


def test_a_typed_passport_arrives_as_the_weaker_identity_it_is(home: Home) -> None:
    traveller = replace(person("SHI LI"), document=DocumentKind.PASSPORT, number="E12345678")
    typed = IdentityEvidence(Strength.TYPED, now(), "typed", "无读卡器")
    sent = dossier(home, applicant=traveller, evidence=typed)
    home.backend.submit(sent)
    intake = home.control.cases(sent.receipt_no)[0]["intake"]
    assert (intake["applicant"]["document"], intake["applicant"]["number"]) == ("passport", "E12345678")
    assert (intake["evidence"]["strength"], intake["evidence"]["reason"]) == ("typed", "无读卡器")


def test_a_typed_guardian_arrives_with_proof_and_reason(home: Home) -> None:
    guardian = Agent(
        person("沈监护"),
        IdentityEvidence(Strength.TYPED, now(), "typed", "证件芯片损坏"),
        "guardian",
        "出生医学证明",
    )
    sent = dossier(home, agent=guardian)
    home.backend.submit(sent)
    intake = home.control.cases(sent.receipt_no)[0]["intake"]
    agent = intake["agent"]
    assert (agent["relation"], agent["mandate"]) == ("guardian", "出生医学证明")
    assert (agent["evidence"]["strength"], agent["evidence"]["reason"]) == ("typed", "证件芯片损坏")
    assert intake["evidence"]["strength"] == "chip"


def test_the_longest_reason_and_mandate_that_the_desk_takes_arrive(home: Home) -> None:
    typed = IdentityEvidence(Strength.TYPED, now(), "typed", "因" * REASON_LIMIT)
    agent = Agent(person("沈代办"), typed, "亲" * RELATION_LIMIT, "证" * MANDATE_LIMIT)
    sent = dossier(home, evidence=typed, agent=agent)
    home.backend.submit(sent)
    intake = home.control.cases(sent.receipt_no)[0]["intake"]
    assert intake["evidence"]["reason"] == typed.reason
    assert (intake["agent"]["relation"], intake["agent"]["mandate"]) == (agent.relation, agent.mandate)


def test_an_agent_arrives_beside_the_applicant(home: Home) -> None:
    agent = Agent(
        replace(person("沈代办"), document=DocumentKind.HMT_RESIDENCE, number="810000199001010018"),
        chip(),
        "relative",
        "委托书-01",
    )
    sent = dossier(home, agent=agent)
    home.backend.submit(sent)
    intake = home.control.cases(sent.receipt_no)[0]["intake"]
    assert intake["applicant"]["name"] == sent.applicant.name
    assert intake["agent"]["person"]["name"] == "沈代办"
    assert intake["agent"]["person"]["document"] == "hmt_residence"
    assert (intake["agent"]["relation"], intake["agent"]["mandate"]) == ("relative", "委托书-01")


def test_files_arrive_bit_for_bit(home: Home) -> None:
    code = home.variant().materials[0].code
    large = b"%PDF-1.4\n" + bytes(range(256)) * 4096 + b"\n%%EOF\n"
    files = (attachment(code), attachment(code, large, f"大文件 {RARE}.pdf"))
    sent = dossier(home, attachments=files)
    taken = home.backend.submit(sent)
    held = home.control.files(taken.home_case_no)
    assert [(f["digest"], f["size"], f["file_name"]) for f in held] == [
        (a.digest, a.size, a.file_name) for a in files
    ]


def test_a_file_that_does_not_match_its_digest_is_refused_and_no_case_is_made(home: Home) -> None:
    code = home.variant().materials[0].code
    sent = dossier(home, attachments=(replace(attachment(code), digest="0" * 64),))
    with pytest.raises(Rejected):
        home.backend.submit(sent)
    assert home.backend.find(sent.receipt_no) is None


@pytest.mark.parametrize("end", ["2035-01-01", None])
def test_the_end_of_a_licence_or_its_absence_arrives(home: Home, end: str | None) -> None:
    found = [
        licence
        for sample in PEOPLE
        for licence in sample.licences
        if licence.region == home.region.id and (licence.validity.until is None) is (end is None)
    ]
    holder = next(p for p in PEOPLE if found[0] in p.licences)
    got = {x.id: x for x in home.backend.find_licences(holder.person, purpose())}
    assert got[found[0].id].validity == found[0].validity


# Saying no


def test_an_unknown_item_is_refused_in_the_regions_words(home: Home) -> None:
    wrong = replace(home.variant(), code="0" * 33)
    sent = dossier(home, wrong)
    with pytest.raises(Rejected) as refusal:
        home.backend.submit(sent)
    assert "事项" in refusal.value.words
    assert home.backend.find(sent.receipt_no) is None


def test_an_identity_that_does_not_match_opens_no_library(home: Home) -> None:
    if home.region.dialect != "shanghai":
        pytest.skip("only Shanghai swaps the identity before a look-up")
    sample = next(p for p in PEOPLE if p.home == home.region.id and p.licences)
    with pytest.raises(Rejected, match="R-24"):
        home.backend.find_licences(replace(sample.person, validity=None), purpose())
    with pytest.raises(Rejected, match="R-24"):  # it has a validity, but of the social security card
        social = replace(sample.person, document=DocumentKind.SOCIAL_SECURITY)
        home.backend.find_licences(social, purpose())
    with pytest.raises(Rejected, match="R-14"):
        home.backend.find_licences(replace(sample.person, name="别人"), purpose())


def test_wrong_credentials_are_said_to_be_wrong(home: Home) -> None:
    stranger = home.connect(credentials=dict.fromkeys(home.credentials, "wrong"))
    with pytest.raises(Rejected) as refusal:
        stranger.find("QP02-0000")
    stranger.close()
    assert refusal.value.fault.code == "R-15"


def test_a_live_counter_refuses_a_simulated_region_before_it_sends_anything(home: Home) -> None:
    live = home.connect(simulated_expected=False)
    sent = dossier(home)
    with pytest.raises(Rejected) as refusal:
        live.submit(sent)
    live.close()
    assert refusal.value.fault.code == "R-16"
    assert home.control.cases(sent.receipt_no) == []


# Many at once


def test_many_cases_at_once_arrive_once_each(home: Home) -> None:
    sent = [dossier(home) for _ in range(24)]
    backend = home.connect()
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(backend.submit, sent))
    backend.close()
    assert len({t.home_case_no for t in taken}) == len(sent)
    assert [home.backend.find(d.receipt_no) for d in sent] == taken


def test_a_case_sent_twice_is_there_twice_and_says_so(home: Home) -> None:
    sent = dossier(home)
    first = home.backend.submit(sent)
    second = home.backend.submit(sent)
    assert first.home_case_no != second.home_case_no
    found = home.backend.find(sent.receipt_no)
    assert found is not None
    assert found.copies == 2
