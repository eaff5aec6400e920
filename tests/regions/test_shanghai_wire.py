"""The Shanghai dialect by itself: every value comes back as it went, nothing is cut or done twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.catalogue import Variant
from clerk.domain.licences import Licence, LicenceKind
from clerk.domain.materials import Met
from clerk.domain.parties import Applicant, IdentityEvidence, Organisation
from clerk.domain.regions import Dialect, Region
from clerk.ports import OutcomeUnknown, Rejected, Unreachable, WaitingApplication
from integrations.regions import shanghai_codec as codec
from integrations.regions import shanghai_codes as codes
from integrations.regions.shanghai import ShanghaiBackend
from integrations.regions.shanghai_applications import ApplyRequest
from integrations.regions.shanghai_session import Account
from integrations.regions.shanghai_wire import Shape
from tests.regions import domain_values as values
from tests.regions.dossiers import (
    APPLICANT,
    RECEIPT_NO,
    FakeLine,
    agent_called,
    answer_of,
    dossier,
    json_answer,
)

M = TypeVar("M", bound=Shape)
REGION = Region("qingpu", "青浦", "Qingpu", "310118000000", Dialect.SHANGHAI)
LICENCES = codec.LicenceCodes(
    (
        LicenceKind("business_licence", "企业营业执照", 1, True, shanghai_code="310100717000200"),
        LicenceKind("resident_id", "居民身份证", 1, True, shanghai_code="310105109000100"),
    )
)
RECEIPT = {"applyNo": "SIM1", "receiptNo": RECEIPT_NO, "opTime": "2026-11-24 09:30:00", "supplyCount": 0}


class Platform:
    """Answers like the platform: sessions that end when a test says so, and otherwise ``answers`` by path."""

    def __init__(self, answers: dict[str, Callable[[dict[str, object]], httpx.Response]]) -> None:
        self.answers = answers
        self.sessions = 0
        self.good = ""
        self.line = FakeLine(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One answer."""
        asked = json.loads(request.content)
        if request.url.path.endswith("login.do"):
            self.sessions += 1
            self.good = f"session-{self.sessions}"
            return done({"sessionId": self.good})
        if asked.get("sessionId") != self.good:
            return said(codes.SESSION_GONE, "会话已失效")
        return self.answers[request.url.path.rsplit("/", 1)[-1]](asked)

    def paths(self) -> list[str]:
        """What was asked, in order."""
        return [r.url.path.rsplit("/", 1)[-1] for r in self.line.sent]


def done(data: object) -> httpx.Response:
    """The platform did it."""
    return json_answer({"code": "0", "msg": "操作成功", "data": data})


def said(code: str, words: str) -> httpx.Response:
    """The platform says something else, in words."""
    return json_answer({"code": code, "msg": words, "data": None})


def backend(platform: Platform) -> ShanghaiBackend:
    """A backend at the platform."""
    return ShanghaiBackend(REGION, "http://127.0.0.1:9", Account("a", "p"), transport=platform.line.transport)


def taking() -> Platform:
    """A platform that takes every case."""
    return Platform(
        {
            "uploadStuff.do": lambda asked: done({"stuffId": f"id-{asked['stuffCode']}"}),
            "saveApplyInfo.do": lambda asked: done(RECEIPT),
        }
    )


def over_the_wire(written: M) -> M:
    """The same, once it was JSON."""
    return type(written).model_validate_json(written.model_dump_json())


# Every value comes back


@given(values.variants("qingpu"))
def test_an_item_comes_back(variant: Variant) -> None:
    written = over_the_wire(codec.write_variant(variant, LICENCES))
    assert codec.read_variant(written, "qingpu", LICENCES) == variant


@given(values.licences("qingpu"))
def test_a_licence_comes_back_with_its_end_or_without(licence: Licence) -> None:
    written = over_the_wire(codec.write_licence(licence, LICENCES))
    assert codec.read_licence(written, "qingpu", LICENCES) == licence
    if licence.validity.until is None:
        assert written.valid_end_day == "长期"


@given(values.waiting_applications("qingpu"))
def test_an_application_filed_online_comes_back(waiting: WaitingApplication) -> None:
    written = over_the_wire(codec.write_waiting(waiting))
    assert codec.read_waiting(written, "qingpu") == waiting


@given(values.evidences())
def test_identity_evidence_comes_back_with_its_strength(evidence: IdentityEvidence) -> None:
    assert codec.read_evidence(codec.write_evidence(evidence)) == evidence


@given(values.mets())
def test_the_way_a_material_was_met_comes_back(met: Met) -> None:
    assert codec.read_met(codec.write_met(met, "材料")) == met


@given(st.binary(max_size=300))
def test_a_file_comes_back(content: bytes) -> None:
    assert codec.read_content(codec.write_content(content)) == content


# A case


@given(st.one_of(values.persons(40), values.organisations()))
def test_an_applicant_arrives_as_the_counter_knows_them(applicant: Applicant) -> None:
    if isinstance(applicant, Organisation):
        applicant = replace(applicant, legal_representative=applicant.legal_representative or "张")
    platform = taking()
    backend(platform).submit(dossier("qingpu", applicant=applicant))
    sent = ApplyRequest.model_validate_json(platform.line.sent[-1].content)
    assert codec.read_applicant(sent) == applicant
    assert sent.target_type == ("b" if isinstance(applicant, Organisation) else "a")


def test_files_go_first_and_the_application_names_them() -> None:
    platform = taking()
    taken = backend(platform).submit(dossier("qingpu"))
    assert platform.paths() == ["login.do", "uploadStuff.do", "saveApplyInfo.do"]
    assert json.loads(platform.line.sent[-1].content)["stuffIds"] == ["id-M1"]
    assert taken.home_case_no == "SIM1"


def test_the_agent_is_who_applies_and_the_applicant_is_whom_it_concerns() -> None:
    platform = taking()
    backend(platform).submit(dossier("qingpu", agent=agent_called("沈代办")))
    sent = json.loads(platform.line.sent[-1].content)
    assert (sent["targetName"], sent["username"]) == (APPLICANT.name, "沈代办")
    assert (sent["licenseType"], sent["opTime"]) == ("a", "2026-11-24 09:30:00")


def test_a_name_the_platform_has_no_room_for_is_refused_and_never_cut() -> None:
    platform = taking()
    long = replace(APPLICANT, name="阿" * 201)
    with pytest.raises(Rejected) as refused:
        backend(platform).submit(dossier("qingpu", applicant=long))
    assert refused.value.fault.code == "R-18"
    assert "申请人名称" in refused.value.words
    assert "阿" not in refused.value.words
    assert platform.line.sent == []


# Sessions


def test_a_session_that_ended_is_renewed_and_the_case_is_handed_in_once() -> None:
    platform = taking()
    shanghai = backend(platform)
    shanghai.submit(dossier("qingpu"))
    platform.good = "ended meanwhile"
    shanghai.submit(dossier("qingpu"))
    assert platform.sessions == 2
    done_with = [
        json.loads(r.content)["sessionId"]
        for r in platform.line.sent
        if r.url.path.endswith("saveApplyInfo.do")
    ]
    assert done_with == ["session-1", "session-2"]


def test_a_platform_that_ends_every_session_is_told_as_a_login_problem() -> None:
    platform = Platform({"getApplyByReceiptNo.do": lambda asked: said(codes.SESSION_GONE, "会话已失效")})
    with pytest.raises(Rejected) as refused:
        backend(platform).find(RECEIPT_NO)
    assert refused.value.fault.code == "R-15"
    assert platform.sessions == 2


def test_an_empty_list_is_a_definite_no() -> None:
    platform = Platform({"getApplyByReceiptNo.do": lambda asked: done({"applies": []})})
    assert backend(platform).find(RECEIPT_NO) is None


@pytest.mark.parametrize("data", [{}, None, {"applies": None}, []])
def test_an_answer_without_a_list_is_no_answer(data: object) -> None:
    platform = Platform({"getApplyByReceiptNo.do": lambda asked: done(data)})
    with pytest.raises(Unreachable):
        backend(platform).find(RECEIPT_NO)


def test_an_answer_for_another_receipt_is_not_taken_for_ours() -> None:
    other = {**RECEIPT, "receiptNo": "QP02-20261124-9999-0"}
    platform = taking()
    platform.answers["saveApplyInfo.do"] = lambda asked: done(other)
    with pytest.raises(OutcomeUnknown) as unknown:
        backend(platform).submit(dossier("qingpu"))
    assert unknown.value.fault.code == "R-09"


@pytest.mark.parametrize(
    "change", [{"opTime": "2026-11-24T09:30:00"}, {"opTime": "2026-13-01 00:00:00"}, {"applyNo": ""}]
)
def test_a_receipt_that_is_not_as_agreed_leaves_the_outcome_unknown(change: dict[str, str]) -> None:
    platform = taking()
    platform.answers["saveApplyInfo.do"] = lambda asked: done({**RECEIPT, **change})
    with pytest.raises(OutcomeUnknown):
        backend(platform).submit(dossier("qingpu"))


def test_words_where_a_file_was_asked_for_are_a_refusal() -> None:
    platform = Platform({"getPreApplyStuff.do": lambda asked: said(codes.SAID_NO, "没有该材料")})
    with pytest.raises(Rejected) as refused:
        backend(platform).waiting_file("x", "y")
    assert refused.value.words == "没有该材料"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 half of", b"<html>"])
def test_a_damaged_file_is_not_used(content: bytes) -> None:
    platform = Platform({"getPreApplyStuff.do": lambda asked: answer_of(content, "application/pdf")})
    with pytest.raises(Unreachable) as trouble:
        backend(platform).waiting_file("x", "y")
    assert trouble.value.fault.code == "R-20"
