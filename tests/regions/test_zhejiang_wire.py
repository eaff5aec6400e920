"""The Zhejiang dialect: signatures, two character sets and their traps, codes the right way round."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from typing import Any

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clerk.domain.cases import Event
from clerk.domain.catalogue import CaseType
from clerk.domain.codes.wire_codes import Satisfaction
from clerk.domain.codes.wire_times import MomentFormat, write_moment
from clerk.domain.faults import Language, Refused
from clerk.domain.licences import Purpose
from clerk.domain.materials import Met
from clerk.domain.parties import Agent, ApplicantKind, IdentityEvidence, Organisation, Person
from clerk.domain.regions import Dialect, Region
from clerk.ports import News, OutcomeUnknown, RegionTrouble, Rejected, Unreachable, WaitingApplication
from integrations.regions import zhejiang_codec as codec
from integrations.regions import zhejiang_codes as codes
from integrations.regions import zhejiang_signature as signature
from integrations.regions import zhejiang_wire as models
from integrations.regions.zhejiang import ZhejiangBackend
from integrations.regions.zhejiang_news import NewsVO, read_news, write_news
from tests.regions import domain_values as values
from tests.regions.dossiers import (
    APPLICANT,
    AT,
    RECEIPT_NO,
    SCAN,
    FakeLine,
    agent_called,
    answer_of,
    dossier,
    json_answer,
)

JIASHAN = Region("jiashan", "嘉善", "Jiashan", "330421000000", Dialect.ZHEJIANG)
CREDENTIALS = signature.Credentials("key-1", b"secret-1")
PROJ_ID = "330421261124000000001"
PROJECT = {"projId": PROJ_ID, "recvNo": RECEIPT_NO, "gmtReceive": "2026-11-24 09:30:01", "supplyTimes": 0}


def good(data: Any) -> dict[str, Any]:
    return {"code": "0", "msg": "成功", "data": data}


def line_with(data: Any) -> FakeLine:
    return FakeLine(lambda _request: json_answer(good(data)))


def refusing(code: str, words: str) -> FakeLine:
    return FakeLine(lambda _request: json_answer({"code": code, "msg": words, "data": None}))


@contextmanager
def jiashan(line: FakeLine) -> Iterator[ZhejiangBackend]:
    backend = ZhejiangBackend(
        JIASHAN,
        "http://jiashan.example",
        CREDENTIALS,
        types=values.TYPES,
        transport=line.transport,
        now=lambda: AT,
    )
    try:
        yield backend
    finally:
        backend.close()


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


# Signatures


def test_the_signed_text_is_method_path_key_time_and_digest() -> None:
    text = signature.canonical("post", "/proj/query", "key-1", "1795483800000", b"{}")
    digest = hashlib.new("sm3", b"{}").hexdigest()
    assert text.decode() == f"POST\n/proj/query\nkey-1\n1795483800000\n{digest}"


@given(st.binary(max_size=100), st.binary(min_size=1, max_size=40))
def test_the_signature_is_the_one_that_another_implementation_computes(text: bytes, secret: bytes) -> None:
    assert (
        signature.sign(signature.Credentials("k", secret), text) == hmac.new(secret, text, "sm3").hexdigest()
    )


Signed = tuple[str, str, str, str, bytes]
_signed = st.tuples(
    st.sampled_from(("GET", "POST")),
    st.text(max_size=20),
    st.text(max_size=10),
    st.text(max_size=13),
    st.binary(),
)


@given(_signed, _signed)
def test_no_two_requests_have_one_signature(one: Signed, other: Signed) -> None:
    assume(one != other)
    assert not signature.is_signed_by(
        CREDENTIALS, signature.canonical(*other), signature.sign(CREDENTIALS, signature.canonical(*one))
    )


@given(st.text(max_size=64))
def test_what_is_no_signature_is_refused_and_fails_nothing(text: str) -> None:
    assert not signature.is_signed_by(CREDENTIALS, b"text", text)


@given(st.integers(-7200, 7200))
def test_the_skew_is_how_far_the_sender_is_ahead(seconds: int) -> None:
    ahead = timedelta(seconds=seconds)
    assert signature.skew(write_moment(AT + ahead, MomentFormat.MILLIS), AT) == ahead


def test_every_call_is_signed_over_the_bytes_that_are_sent() -> None:
    line = line_with(PROJECT)
    with jiashan(line) as backend:
        backend.submit(dossier("jiashan"))
    sent = line.sent[-1]
    text = signature.canonical("POST", sent.url.path, "key-1", sent.headers["time"], sent.content)
    assert signature.is_signed_by(CREDENTIALS, text, sent.headers["sign"])
    assert sent.headers["time"] == write_moment(AT, MomentFormat.MILLIS)
    assert b"secret-1" not in sent.content + str(sent.headers).encode()


def test_a_clock_that_is_off_is_told_as_such_with_its_cure() -> None:
    line = refusing("1003", "失败：请求时间与平台相差过大")
    with jiashan(line) as backend, pytest.raises(Rejected, match="R-23") as refused:
        backend.submit(dossier("jiashan"))
    assert "5 分钟" in refused.value.fault.sentence(Language.ZH)
    assert "时间" in refused.value.fault.cure(Language.ZH)


@pytest.mark.parametrize("code", ["1001", "1002"])
def test_a_signature_that_is_not_taken_is_a_matter_of_the_account(code: str) -> None:
    with jiashan(refusing(code, "失败：签名错误")) as backend, pytest.raises(Rejected, match="R-15"):
        backend.capability()


# Character sets


RARE = "𠮷𡃁·阿卜杜拉"


def waiting_in(charset: str, declared: str) -> FakeLine:
    entry = {
        "netApplyNo": "W1",
        "matterCode": "C1",
        "gmtApply": "2026-11-24 09:30:00",
        "affFormInfo": {"name": RARE},
    }
    return FakeLine(
        lambda _request: json_answer(good({"applyList": [entry]}), charset=charset, declared=declared)
    )


@pytest.mark.parametrize(
    ("charset", "declared"),
    [("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("gb18030", "GBK"), ("gb18030", "gb2312")],
)
def test_an_answer_is_read_in_the_character_set_it_declares(charset: str, declared: str) -> None:
    with jiashan(waiting_in(charset, declared)) as backend:
        (application,) = backend.waiting_applications(APPLICANT)
    assert application.form["name"] == RARE


@pytest.mark.parametrize(
    ("charset", "declared"), [("gb18030", "UTF-8"), ("utf-8", "GB18030"), ("utf-8", "ISO-8859-1")]
)
def test_a_wrong_declaration_is_trouble_and_never_another_name(charset: str, declared: str) -> None:
    with jiashan(waiting_in(charset, declared)) as backend, pytest.raises(Unreachable, match="R-05"):
        backend.waiting_applications(APPLICANT)


def test_two_characters_of_utf8_would_be_three_of_gb18030_and_are_caught() -> None:
    masked = (
        json.dumps(good({"total": 0, "projList": []}), ensure_ascii=False).replace("成功", "示例").encode()
    )
    assert masked.decode("gb18030")  # nothing fails by itself: this is the trap
    line = FakeLine(lambda _request: answer_of(masked, "application/json;charset=GB18030"))
    with jiashan(line) as backend, pytest.raises(Unreachable, match="R-05"):
        backend.find(RECEIPT_NO)


@given(values.words(1, 20))
def test_a_true_answer_in_gb18030_is_never_taken_for_a_false_one(words: str) -> None:
    line = FakeLine(
        lambda _request: json_answer(
            good({"total": 0, "projList": [], "note": words}), charset="gb18030", declared="GB18030"
        )
    )
    with jiashan(line) as backend:
        assert backend.find(RECEIPT_NO) is None


def test_a_receipt_acknowledged_in_the_wrong_character_set_leaves_the_outcome_unknown() -> None:
    line = FakeLine(lambda _request: json_answer(good(PROJECT), charset="utf-8", declared="GB18030"))
    with jiashan(line) as backend, pytest.raises(OutcomeUnknown, match="R-10"):
        backend.submit(dossier("jiashan"))


@pytest.mark.parametrize("character", ["\ue000", "\ud840"])
def test_a_character_that_cannot_be_sent_is_told_by_its_code_point(character: str) -> None:
    line = line_with(PROJECT)
    applicant = replace(APPLICANT, name=f"张{character}")
    with jiashan(line) as backend, pytest.raises(Rejected, match="R-18") as refused:
        backend.submit(dossier("jiashan", applicant=applicant))
    assert f"{ord(character):04X}" in refused.value.words
    assert line.sent == []


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


def test_signatures_are_dated_by_the_clock_that_was_given() -> None:
    moments = iter([AT, AT + timedelta(hours=1)])
    line = line_with({"total": 0, "projList": []})

    def now() -> datetime:
        return next(moments)

    backend = ZhejiangBackend(JIASHAN, "http://x.example", CREDENTIALS, transport=line.transport, now=now)
    backend.find(RECEIPT_NO)
    backend.find(RECEIPT_NO)
    backend.close()
    first, second = (int(sent.headers["time"]) for sent in line.sent)
    assert second - first == 3_600_000
