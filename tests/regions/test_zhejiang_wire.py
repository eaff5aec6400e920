"""The Zhejiang dialect: codes the right way round, parts of one request, nothing guessed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.cases import Event
from clerk.domain.catalogue import CaseType
from clerk.domain.codes.wire_codes import Satisfaction
from clerk.domain.faults import Refused
from clerk.domain.licences import Purpose
from clerk.domain.materials import Met
from clerk.domain.parties import Agent, ApplicantKind, IdentityEvidence, Organisation, Person
from clerk.ports import News, OutcomeUnknown, RegionTrouble, Rejected, Unreachable, WaitingApplication
from integrations.regions import zhejiang_codec as codec
from integrations.regions import zhejiang_codes as codes
from integrations.regions import zhejiang_wire as models
from integrations.regions.zhejiang_news import NewsVO, read_news, write_news
from tests.regions import domain_values as values
from tests.regions.dossiers import (
    AT,
    RECEIPT_NO,
    SCAN,
    FakeLine,
    agent_called,
    answer_of,
    dossier,
    json_answer,
)
from tests.regions.jiashan_line import (
    PROJ_ID,
    PROJECT,
    good,
    jiashan,
    line_with,
    refusing,
)


def through_json(model: type[models.Wire], value: models.Wire) -> Any:
    """What the other side reads after the value went over the line in the other character set."""
    line = value.model_dump_json().encode("gb18030").decode("gb18030")
    return model.model_validate_json(line)


# Codecs


@given(values.variants("jiashan"))
def test_an_item_is_read_as_it_was_published(variant: Any) -> None:
    data = through_json(models.MatterVO, codec.write_variant(variant, values.TYPES))
    assert codec.read_variant(data, "jiashan", values.TYPES) == variant


@given(values.licences("jiashan"))
def test_a_licence_is_read_as_it_was_written(licence: Any) -> None:
    data = through_json(models.CertInfoVO, codec.write_licence(licence, values.TYPES))
    assert codec.read_licence(data, "jiashan", values.TYPES) == licence


@given(values.waiting_applications("jiashan"))
def test_an_application_filed_online_is_read_as_it_was_filed(waiting: WaitingApplication) -> None:
    data = through_json(models.WaitingVO, codec.write_waiting(waiting))
    assert codec.read_waiting(data, "jiashan") == waiting


@given(
    st.one_of(values.persons(), values.organisations()),
    values.evidences(),
    st.one_of(st.none(), values.agents()),
)
def test_an_applicant_arrives_with_her_agent_and_how_she_was_identified(
    applicant: Person | Organisation, evidence: IdentityEvidence, agent: Agent | None
) -> None:
    data = through_json(models.ApplicantVO, codec.write_applicant(applicant, evidence, agent))
    assert codec.read_applicant(data) == applicant
    assert codec.read_evidence(data.identity) == evidence
    assert (None if data.agent is None else codec.read_agent(data.agent)) == agent


@given(values.mets())
def test_how_a_material_was_met_arrives(met: Met) -> None:
    assert codec.read_met(through_json(models.SuffInfoVO, codec.write_met(met, "材料"))) == met


@given(values.news(st.from_regex(r"[0-9A-Z]{21}", fullmatch=True)))
def test_news_is_told_as_it_happened(news: News) -> None:
    assert read_news(through_json(NewsVO, write_news(news))) == news


# Codes


def test_one_is_promised_and_two_is_on_the_spot() -> None:
    assert codes.CASE_TYPE.decode("1") is CaseType.PROMISED
    assert codes.CASE_TYPE.decode("2") is CaseType.ON_THE_SPOT


def test_five_is_the_best_rating() -> None:
    assert codes.SATISFACTION.decode("5") is Satisfaction.VERY_SATISFIED
    assert codes.SATISFACTION.decode("1") is Satisfaction.VERY_DISSATISFIED


def test_a_person_is_1_as_applicant_and_111_as_holder() -> None:
    assert codes.APPLICANT.encode(ApplicantKind.PERSON) == "1"
    assert codes.HOLDER_TYPE.encode(ApplicantKind.PERSON) == "111"


def test_attachment_stages_run_from_01_to_05() -> None:
    assert [codes.STAGE.encode(stage) for stage in codes.Stage] == ["01", "02", "03", "04", "05"]


CERT = {
    "certId": "C1",
    "certName": "居民身份证",
    "issueDept": "公安局",
    "validBegin": "2015-01-01",
    "validEnd": "2099-12-31",
    "holderNames": ["张示例"],
    "certState": "有效",
}


def test_the_last_day_of_2099_is_no_day_but_long_term() -> None:
    licence = codec.read_licence(models.CertInfoVO.model_validate(CERT), "jiashan", values.TYPES)
    assert licence.validity.until is None
    assert codec.write_licence(licence, values.TYPES).until == "2099-12-31"


def test_the_day_before_is_a_day() -> None:
    data = models.CertInfoVO.model_validate({**CERT, "validEnd": "2099-12-30"})
    assert codec.read_licence(data, "jiashan", values.TYPES).validity.until == date(2099, 12, 30)


def news_of(**record: Any) -> NewsVO:
    return NewsVO.model_validate({"eventId": "1", "recvNo": "R", "record": {"projId": PROJ_ID, **record}})


def step(**more: Any) -> NewsVO:
    return news_of(kind="step", PROJID=PROJ_ID, Node_Name="审查", START_TIME="2026-11-24 09:30:00", **more)


def test_doaction_1_returns_a_step_and_0_goes_on() -> None:
    assert read_news(step(DOACTION="1", END_TIME="2026-11-24 10:00:00")).event is Event.RETURN
    assert read_news(step(DOACTION="0")).event is Event.BEGIN_REVIEW


@pytest.mark.parametrize(
    ("outcome", "event"),
    [("办结", Event.CLOSE), ("转报办结", Event.FORWARD), ("作废办结", Event.VOID), ("退件", Event.WITHDRAW)],
)
def test_over_says_how_a_case_ended(outcome: str, event: Event) -> None:
    data = news_of(kind="over", TRANSACT_RESULT=outcome, TRANSACT_TIME="2026-11-24 09:30:00")
    assert read_news(data).event is event


def test_an_outcome_that_nobody_listed_is_not_guessed() -> None:
    with pytest.raises(Refused):
        read_news(news_of(kind="over", TRANSACT_RESULT="其他", TRANSACT_TIME="2026-11-24 09:30:00"))


# The adapter


def parts_of(request: httpx.Request) -> dict[str, bytes]:
    """Parts of a request by name, read by the standard library."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    named = {}
    for part in message_from_bytes(head + request.content).walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            named[str(part.get_param("name", header="content-disposition"))] = content
    return named


def test_case_and_files_travel_as_parts_of_one_request() -> None:
    line = line_with(PROJECT)
    with jiashan(line) as backend:
        acknowledgement = backend.submit(dossier("jiashan"))
    parts = parts_of(line.sent[-1])
    case = json.loads(parts["receive"])
    assert (case["projId"], case["recvNo"], case["promiseTime"]) == ("", RECEIPT_NO, "1")
    assert (case["areaCode"], case["gmtApply"]) == ("330421000000", "2026-11-24 09:30:00")
    assert (case["applicantVO"]["applyName"], case["applicantVO"]["applyType"]) == ("张示例", "1")
    (attachment,) = case["attachMentVOs"]
    assert (attachment["TYPE"], attachment["fileName"]) == ("01", "章程（示例）.pdf")
    assert parts[attachment["part"]].strip() == SCAN.strip()
    assert acknowledgement.home_case_no == PROJ_ID


def test_files_of_a_correction_are_of_the_acceptance_stage() -> None:
    line = line_with({**PROJECT, "supplyTimes": 1})
    with jiashan(line) as backend:
        acknowledgement = backend.correct(replace(dossier("jiashan"), round=1), PROJ_ID)
    case = json.loads(parts_of(line.sent[-1])["receive"])
    assert (case["projId"], case["supplyTimes"], case["attachMentVOs"][0]["TYPE"]) == (PROJ_ID, 1, "02")
    assert acknowledgement.round == 1


def test_an_agent_of_sixty_characters_fits_where_the_platform_has_room() -> None:
    line = line_with(PROJECT)
    with jiashan(line) as backend:
        backend.submit(dossier("jiashan", agent=agent_called("古" * 60)))
    assert json.loads(parts_of(line.sent[-1])["receive"])["applicantVO"]["agentVO"]["agentName"] == "古" * 60


def test_a_value_the_platform_has_no_room_for_is_refused_in_words_and_nothing_is_sent() -> None:
    line = line_with(PROJECT)
    with jiashan(line) as backend, pytest.raises(Rejected, match="R-18") as refused:
        backend.submit(dossier("jiashan", agent=agent_called("古" * 101)))
    assert refused.value.words == "代理人姓名超过 100 个字符"
    assert line.sent == []


def test_a_refusal_is_told_in_the_platforms_own_words() -> None:
    with (
        jiashan(refusing("2001", "失败：事项编码不存在")) as backend,
        pytest.raises(Rejected, match="R-14") as no,
    ):
        backend.submit(dossier("jiashan"))
    assert no.value.words == "失败：事项编码不存在"


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {**PROJECT, "projId": PROJ_ID[:-1]},
        {**PROJECT, "projId": PROJ_ID + "1"},
        {**PROJECT, "recvNo": "X"},
    ],
)
def test_an_acknowledgement_that_makes_no_sense_leaves_the_outcome_unknown(data: Any) -> None:
    with jiashan(line_with(data)) as backend, pytest.raises(OutcomeUnknown):
        backend.submit(dossier("jiashan"))


def test_a_total_of_none_means_that_a_receipt_is_not_there() -> None:
    with jiashan(line_with({"total": 0, "projList": []})) as backend:
        assert backend.find(RECEIPT_NO) is None


@pytest.mark.parametrize(
    "data", [None, {}, {"total": 0}, {"total": 1, "projList": []}, {"total": 0, "projList": [PROJECT]}]
)
def test_an_unclear_answer_about_a_receipt_is_trouble(data: Any) -> None:
    with jiashan(line_with(data)) as backend, pytest.raises(Unreachable):
        backend.find(RECEIPT_NO)


def test_a_case_that_the_platform_has_twice_is_told() -> None:
    with jiashan(line_with({"total": 2, "projList": [PROJECT, PROJECT]})) as backend:
        found = backend.find(RECEIPT_NO)
    assert found is not None
    assert found.copies == 2


def test_the_hand_over_is_reported_as_stage_05() -> None:
    line = line_with({})
    with jiashan(line) as backend:
        backend.report_handed_over(RECEIPT_NO, PROJ_ID, AT, "窗口")
    sent = json.loads(line.sent[-1].content)
    assert (sent["TYPE"], sent["gmtService"], sent["projId"]) == ("05", "2026-11-24 09:30:00", PROJ_ID)


def deriving(file: httpx.Response, digest: str) -> FakeLine:
    made = json_answer(good({"copyId": "D1", "sm3": digest}))
    return FakeLine(lambda request: made if request.url.path == "/cert/copy" else file)


PURPOSE = Purpose(
    "办理设立登记", "C1", "设立登记", "case-1", "C001", "QP02", AT.date(), AT.date() + timedelta(days=5)
)


def derive(line: FakeLine) -> bytes:
    licence = codec.read_licence(models.CertInfoVO.model_validate(CERT), "jiashan", values.TYPES)
    with jiashan(line) as backend:
        copy, content = backend.derive(licence, PURPOSE)
    assert copy.serves("case-1", AT.date())
    return content


def pdf(content: bytes) -> httpx.Response:
    return answer_of(content, "application/pdf")


def test_a_copy_is_taken_only_if_it_is_the_one_that_was_made() -> None:
    assert derive(deriving(pdf(SCAN), hashlib.new("sm3", SCAN).hexdigest())) == SCAN
    with pytest.raises(Unreachable, match="R-20"):
        derive(deriving(pdf(SCAN), "0" * 64))


def test_words_instead_of_a_file_are_a_refusal() -> None:
    no = json_answer({"code": "2001", "msg": "失败：没有该副本", "data": None})
    with pytest.raises(RegionTrouble, match="R-14"):
        derive(deriving(no, "0" * 64))
