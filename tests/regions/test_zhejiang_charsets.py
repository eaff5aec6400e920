"""Two character sets in one dialect: read as declared, and never mistaken for one another."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from clerk.ports import OutcomeUnknown, Rejected, Unreachable
from tests.regions import domain_values as values
from tests.regions.dossiers import (
    APPLICANT,
    RECEIPT_NO,
    FakeLine,
    answer_of,
    dossier,
    json_answer,
)
from tests.regions.jiashan_line import (
    PROJECT,
    good,
    jiashan,
    line_with,
)

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
