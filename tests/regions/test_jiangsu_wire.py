"""The Jiangsu dialect: codes the right way round, nothing cut, every answer read for what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.cases import Event
from clerk.domain.catalogue import CaseType
from clerk.domain.codes.wire_codes import Satisfaction
from clerk.domain.faults import Language, Refused
from clerk.domain.materials import Met, Necessity, Way
from clerk.domain.parties import (
    Agent,
    ApplicantKind,
    IdentityEvidence,
    Organisation,
    Person,
)
from clerk.domain.regions import Dialect, Region
from clerk.ports import News, OutcomeUnknown, Rejected, Unreachable, WaitingApplication
from integrations.regions import jiangsu_codec as codec
from integrations.regions import jiangsu_codes as codes
from integrations.regions import jiangsu_wire as models
from integrations.regions.jiangsu import Account, JiangsuBackend
from integrations.regions.jiangsu_news import NewsData, read_news, write_news
from tests.regions import domain_values as values
from tests.regions.dossiers import RECEIPT_NO, SCAN, FakeLine, agent_called, dossier, json_answer

WUJIANG = Region("wujiang", "吴江", "Wujiang", "320509000000", Dialect.JIANGSU)
RECEIPT = {
    "SJPZH": RECEIPT_NO,
    "BJBH": "SN32050920261124000001",
    "DDSJ": "20261124T093001",
    "BZCS": 0,
    "FS": 1,
}


def reply(data: Any, status: Any = "0", message: str = "成功") -> httpx.Response:
    return json_answer({"head": {"status": status, "message": message}, "data": data})


def line_with(data: Any, status: Any = "0", message: str = "成功") -> FakeLine:
    return FakeLine(lambda _request: reply(data, status, message))


@contextmanager
def wujiang(line: FakeLine) -> Iterator[JiangsuBackend]:
    backend = JiangsuBackend(
        WUJIANG,
        "http://wujiang.example",
        Account("id-1", "token-1"),
        types=values.TYPES,
        transport=line.transport,
    )
    try:
        yield backend
    finally:
        backend.close()


def through_json(model: type[models.Wire], value: models.Wire) -> Any:
    """What the other side reads after the value went over the line."""
    return model.model_validate_json(value.model_dump_json())


# Codecs


@given(values.variants("wujiang"))
def test_an_item_is_read_as_it_was_published(variant: Any) -> None:
    data = through_json(models.ItemData, codec.write_variant(variant, values.TYPES))
    assert codec.read_variant(data, "wujiang", values.TYPES) == variant


@given(values.licences("wujiang"))
def test_a_licence_is_read_as_it_was_written(licence: Any) -> None:
    data = through_json(models.LicenceData, codec.write_licence(licence, values.TYPES))
    assert codec.read_licence(data, "wujiang", values.TYPES) == licence


@given(values.waiting_applications("wujiang"))
def test_an_application_filed_online_is_read_as_it_was_filed(waiting: WaitingApplication) -> None:
    data = through_json(models.PreReviewData, codec.write_waiting(waiting))
    assert codec.read_waiting(data, "wujiang") == waiting


@given(st.one_of(values.persons(), values.organisations()))
def test_an_applicant_arrives_with_the_whole_name(applicant: Person | Organisation) -> None:
    assert (
        codec.read_applicant(through_json(models.PersonData, codec.write_applicant(applicant))) == applicant
    )


@given(values.evidences())
def test_how_somebody_was_identified_arrives(evidence: IdentityEvidence) -> None:
    assert codec.read_evidence(through_json(models.EvidenceData, codec.write_evidence(evidence))) == evidence


@given(values.agents())
def test_an_agent_arrives(agent: Agent) -> None:
    assert codec.read_agent(through_json(models.AgentData, codec.write_agent(agent))) == agent


@given(values.mets())
def test_how_a_material_was_met_arrives(met: Met) -> None:
    assert codec.read_met(through_json(models.MaterialData, codec.write_met(met, "材料"))) == met


@given(values.news(values.codes(30)))
def test_news_is_told_as_it_happened(news: News) -> None:
    assert read_news(through_json(NewsData, write_news(news))) == news


@given(st.binary(max_size=200))
def test_a_file_survives_base64(content: bytes) -> None:
    assert codec.read_content(codec.write_content(content)) == content


def test_what_is_not_base64_is_not_a_file() -> None:
    with pytest.raises(Refused):
        codec.read_content("不是 base64")


# Codes


def test_one_is_on_the_spot_and_two_is_promised() -> None:
    assert codes.CASE_TYPE.decode("1") is CaseType.ON_THE_SPOT
    assert codes.CASE_TYPE.decode("2") is CaseType.PROMISED


def test_one_is_the_best_rating() -> None:
    assert codes.SATISFACTION.decode("1") is Satisfaction.VERY_SATISFIED
    assert codes.SATISFACTION.decode("5") is Satisfaction.VERY_DISSATISFIED


def test_a_person_is_111_and_a_company_001() -> None:
    assert codes.HOLDER_TYPE.encode(ApplicantKind.PERSON) == "111"
    assert codes.HOLDER_TYPE.encode(ApplicantKind.ORGANISATION) == "001"


def test_an_essential_material_is_0_and_a_deferred_one_is_collected_as_4() -> None:
    assert codes.NECESSITY.decode("0") is Necessity.ESSENTIAL
    assert codes.WAY.decode("4") is Way.DEFERRED


def test_a_limit_in_natural_days_is_shown_as_published_and_never_counted_as_working_days() -> None:
    data = models.ItemData.model_validate(
        {
            "TBSXBH": "X",
            "YWBLXBM": "Y",
            "SXMC": "事项",
            "SLDW": "局",
            "SLDWDM": "1",
            "CNSX": {"SX": 30, "SXDW": "2"},
            "BJLXDM": "2",
            "CLLB": [],
            "SFKT": True,
        }
    )
    variant = codec.read_variant(data, "wujiang", values.TYPES)
    assert variant.limit.promised is None
    assert ("承诺时限", "30 自然日") in variant.attributes


def test_a_national_type_code_becomes_our_kind_and_an_unknown_one_replaces_nothing() -> None:
    assert values.TYPES.read("11100000MB0143028R001") == "business_licence"
    assert values.TYPES.read("11100000000013338W050") == "11100000000013338W050"
    assert values.TYPES.write("resident_id") == "resident_id"


# News


def news_record(**record: Any) -> NewsData:
    return NewsData.model_validate({"BHXH": "1", "SJPZH": "R", "BJBH": "H", **record})


def closing(result: str, version: str) -> NewsData:
    return news_record(BJ={"BJSJ": "20261124T093000", "BJJG": result, "BJJGBB": version})


def test_closing_code_6_means_closed_in_the_older_list_and_not_accepted_in_the_newer() -> None:
    assert read_news(closing("6", "1")).event is Event.CLOSE
    assert read_news(closing("6", "2")).event is Event.REFUSE_ACCEPTANCE


def test_a_closing_that_means_nothing_for_a_case_is_not_guessed() -> None:
    with pytest.raises(Refused):
        read_news(closing("3", "2"))


def step(result: str, state: str = "2") -> NewsData:
    return news_record(BL={"HJMC": "受理", "KSSJ": "20261124T093000", "ZT": state, "HJJG": result})


@pytest.mark.parametrize(
    ("result", "event"),
    [
        ("0", Event.REFUSE),
        ("1", Event.GRANT),
        ("2", Event.FIND_NOT_APPLICABLE),
        ("3", Event.REFUSE_ACCEPTANCE),
        ("4", Event.ACCEPT),
        ("5", Event.ASK_CORRECTION),
        ("7", Event.RETURN),
    ],
)
def test_step_results_are_read_as_listed(result: str, event: Event) -> None:
    assert read_news(step(result)).event is event


def test_a_step_without_an_end_is_dated_by_its_start_and_begins_the_review() -> None:
    news = read_news(step("", state="1"))
    assert news.event is Event.BEGIN_REVIEW
    assert (news.at.hour, news.at.minute) == (9, 30)


@pytest.mark.parametrize("data", [step("6"), step("8"), step("", state="2"), news_record()])
def test_a_record_that_says_nothing_clear_is_not_guessed(data: NewsData) -> None:
    with pytest.raises(Refused):
        read_news(data)


# The adapter


def sent_data(line: FakeLine) -> dict[str, Any]:
    body = json.loads(line.sent[-1].content)
    assert body["head"] == {"accessId": "id-1", "accessToken": "token-1"}
    data = body["data"]
    assert isinstance(data, dict)
    return data


def test_a_case_goes_out_under_the_names_of_the_standard() -> None:
    line = line_with(RECEIPT)
    with wujiang(line) as backend:
        acknowledgement = backend.submit(dossier("wujiang"))
    data = sent_data(line)
    assert (data["SJPZH"], data["BJLXDM"], data["XZQH"]) == (RECEIPT_NO, "2", "320509000")
    assert data["SQSJ"] == "20261124T093000"
    assert (data["SQZ"]["SQZMC"], data["SQZ"]["ZJLXDM"], data["SQZ"]["FWDX"]) == ("张示例", "111", "1")
    assert data["CLLB"][0]["SQFS"] == "3"
    assert codec.read_content(data["FJLB"][0]["FJNR"]) == SCAN
    assert acknowledgement.home_case_no == "SN32050920261124000001"


def test_an_agent_of_thirty_characters_fits() -> None:
    line = line_with(RECEIPT)
    with wujiang(line) as backend:
        backend.submit(dossier("wujiang", agent=agent_called("古" * 30)))
    assert sent_data(line)["DLR"]["DLRXM"] == "古" * 30


def test_an_agent_of_thirty_one_characters_is_refused_in_words_and_nothing_is_sent() -> None:
    line = line_with(RECEIPT)
    with wujiang(line) as backend, pytest.raises(Rejected) as refused:
        backend.submit(dossier("wujiang", agent=agent_called("古" * 31)))
    assert refused.value.fault.code == "R-18"
    assert "代理人姓名超过 30 个字符" in refused.value.fault.sentence(Language.ZH)
    assert "古古" not in repr(refused.value) + refused.value.words
    assert line.sent == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"clerk_no": "9" * 31}, "收件人员超过 30 个字符"),
        ({"receipt_no": "9" * 51}, "收件凭证号（扩展）超过 50 个字符"),
        ({"receipt_no": ""}, "收件凭证号（扩展）不能为空"),
    ],
)
def test_a_field_that_does_not_fit_the_standard_is_named(change: dict[str, Any], words: str) -> None:
    line = line_with(RECEIPT)
    with wujiang(line) as backend, pytest.raises(Rejected, match="R-18") as refused:
        backend.submit(replace(dossier("wujiang"), **change))
    assert words in refused.value.words
    assert line.sent == []


def test_a_company_whose_representative_has_a_long_name_is_refused_in_words() -> None:
    company = Organisation("示例公司", "91310118MA1K00000E", legal_representative="长" * 31)
    with wujiang(line_with(RECEIPT)) as backend, pytest.raises(Rejected) as refused:
        backend.submit(dossier("wujiang", applicant=company))
    assert refused.value.words == "法定代表人超过 30 个字符"


def test_a_place_below_the_district_is_refused_and_not_cut() -> None:
    village = Region("wujiang", "吴江", "Wujiang", "320509101001", Dialect.JIANGSU)
    line = line_with(RECEIPT)
    backend = JiangsuBackend(village, "http://x.example", Account("a", "b"), transport=line.transport)
    with pytest.raises(Rejected, match="R-18"):
        backend.submit(dossier("wujiang"))
    backend.close()
    assert line.sent == []


@pytest.mark.parametrize("character", ["\ue000", "\ud840"])
def test_a_character_that_cannot_be_sent_is_told_by_its_code_point(character: str) -> None:
    line = line_with(RECEIPT)
    applicant = replace(dossier("wujiang").applicant, name=f"张{character}")
    with wujiang(line) as backend, pytest.raises(Rejected, match="R-18") as refused:
        backend.submit(dossier("wujiang", applicant=applicant))
    assert f"{ord(character):04X}" in refused.value.words
    assert line.sent == []


@pytest.mark.parametrize("status", ["0", 0])
def test_a_receipt_is_acknowledged_whether_the_status_is_text_or_number(status: Any) -> None:
    with wujiang(line_with(RECEIPT, status)) as backend:
        assert backend.submit(dossier("wujiang")).home_case_no == RECEIPT["BJBH"]


def test_status_11_says_that_this_machine_is_not_known() -> None:
    with wujiang(line_with(None, "11", "身份验证不通过")) as backend, pytest.raises(Rejected, match="R-15"):
        backend.capability()


@pytest.mark.parametrize("status", ["100", "103", "99"])
def test_any_other_status_is_a_refusal_in_the_regions_own_words(status: str) -> None:
    line = line_with(None, status, "没有该证照类型的权限")
    with wujiang(line) as backend, pytest.raises(Rejected, match="R-14") as refused:
        backend.submit(dossier("wujiang"))
    assert refused.value.words == "没有该证照类型的权限"


@pytest.mark.parametrize(
    "data", [None, {}, {**RECEIPT, "SJPZH": "another"}, {**RECEIPT, "DDSJ": "2026-11-24"}]
)
def test_an_acknowledgement_that_makes_no_sense_leaves_the_outcome_unknown(data: Any) -> None:
    with wujiang(line_with(data)) as backend, pytest.raises(OutcomeUnknown):
        backend.submit(dossier("wujiang"))


def test_only_a_clear_no_means_that_a_receipt_is_not_there() -> None:
    with wujiang(line_with({"CZBZ": False})) as backend:
        assert backend.find(RECEIPT_NO) is None


@pytest.mark.parametrize("data", [None, {}, {"BJ": None}, {"CZBZ": True}, {"CZBZ": False, "BJ": RECEIPT}])
def test_an_unclear_answer_about_a_receipt_is_trouble(data: Any) -> None:
    with wujiang(line_with(data)) as backend, pytest.raises(Unreachable):
        backend.find(RECEIPT_NO)


def test_a_case_that_the_region_has_twice_is_told() -> None:
    with wujiang(line_with({"CZBZ": True, "BJ": {**RECEIPT, "FS": 2}})) as backend:
        found = backend.find(RECEIPT_NO)
    assert found is not None
    assert found.copies == 2


def test_a_damaged_file_is_not_used() -> None:
    content = codec.write_content(b"%PDF-1.4 cut short")
    with wujiang(line_with({"FJNR": content})) as backend, pytest.raises(Unreachable, match="R-20"):
        backend.waiting_file("W1", "M1")


def test_a_date_without_the_agreed_form_is_not_guessed() -> None:
    licence = {
        "ZZBS": "L1",
        "ZZMC": "居民身份证",
        "ZZBFJG": "公安局",
        "ZZYXQQSRQ": "20150101",
        "CZZTLB": [{"CZZT": "张示例"}],
        "ZZZT": "1",
    }

    def until(written: str) -> date | None:
        data = models.LicenceData.model_validate({**licence, "ZZYXQJZRQ": written})
        return codec.read_licence(data, "wujiang", values.TYPES).validity.until

    assert until("20350101") == date(2035, 1, 1)
    assert until("长期") is None
    with pytest.raises(Refused):
        until("2035-01-01")


def test_a_dossier_shows_no_person_in_its_trouble() -> None:
    with wujiang(line_with(None, "99", "材料不全")) as backend, pytest.raises(Rejected) as refused:
        backend.submit(dossier("wujiang"))
    told = f"{refused.value!r} {refused.value.fault}"
    assert "张示例" not in told
