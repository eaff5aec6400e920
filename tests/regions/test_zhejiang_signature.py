"""Signed requests of the Zhejiang dialect: what is signed, by whom, and when."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clerk.domain.codes.wire_times import MomentFormat, write_moment
from clerk.domain.faults import Language
from clerk.ports import Rejected
from integrations.regions import zhejiang_signature as signature
from integrations.regions.zhejiang import ZhejiangBackend
from tests.regions.dossiers import (
    AT,
    RECEIPT_NO,
    dossier,
)
from tests.regions.jiashan_line import (
    CREDENTIALS,
    JIASHAN,
    PROJECT,
    jiashan,
    line_with,
    refusing,
)


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
