"""The shared client: what a broken line becomes, what is waited for, and what never reaches a log."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Language, Refused
from clerk.domain.regions import Dialect, Region
from clerk.ports import Busy, OutcomeUnknown, RegionTrouble, Rejected, Unreachable
from integrations.regions import wire as wire_module
from integrations.regions.answers import Unreadable, WrongCharset, json_of, retry_after
from integrations.regions.wire import REQUEST_ID, SIMULATED, Call, Limits, Wire, json_body

REGION = Region("wujiang", "吴江", "Wujiang", "320509000000", Dialect.JIANGSU)
PROBE = Call("/probe")
READ = Call("/find", json_body({"name": "张三", "number": "320509198506150029"}))
WRITE = Call("/submit", json_body({"name": "张三", "number": "320509198506150029"}), writes=True)
NO_JSON = (b"", b"{", b"NaN", b"[" * 100_000, b'{"a":"\\ud800"}', b'{"a":"\\u0000"}', b"<html>")
JSON_TYPE = {"content-type": "application/json; charset=UTF-8"}

Answering = Callable[[httpx.Request], httpx.Response]


def words_of(value: object) -> str:
    """A dialect in which a refusal is ``{"words": …}``."""
    assert isinstance(value, dict)
    return str(value["words"])


def wire(answer: Answering, *, simulated: bool | None = None, limits: Limits | None = None) -> Wire:
    """A wire that ends in ``answer`` instead of a network."""
    return Wire(
        REGION,
        "http://127.0.0.1:9",
        words_of=words_of,
        probe=PROBE,
        simulated=simulated,
        limits=limits,
        transport=httpx.MockTransport(answer),
    )


def giving(body: bytes = b"{}", status: int = 200, headers: dict[str, str] | None = None) -> Answering:
    """Answers everything in the same way, piece by piece as a network does."""
    return lambda request: httpx.Response(
        status, stream=httpx.ByteStream(body), headers=JSON_TYPE if headers is None else headers
    )


def breaking(error: type[httpx.TransportError]) -> Answering:
    """Breaks in the same way whatever is asked."""

    def broken(request: httpx.Request) -> httpx.Response:
        raise error("names 张三 in its text", request=request)

    return broken


def trouble(
    kind: type[RegionTrouble], call: Call, answer: Answering, limits: Limits | None = None
) -> RegionTrouble:
    """What became of ``call``; exactly of this kind."""
    with pytest.raises(RegionTrouble) as caught:
        wire(answer, limits=limits).ask_json(call)
    assert type(caught.value) is kind
    return caught.value


# What a broken line becomes


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
@pytest.mark.parametrize("call", [READ, WRITE])
def test_without_a_connection_nothing_can_have_arrived(error: type[httpx.TransportError], call: Call) -> None:
    assert trouble(Unreachable, call, breaking(error)).fault.code == "R-01"


@pytest.mark.parametrize(
    ("error", "read", "write"),
    [
        (httpx.ReadTimeout, "R-02", "R-07"),
        (httpx.WriteTimeout, "R-02", "R-07"),
        (httpx.ReadError, "R-03", "R-08"),
        (httpx.WriteError, "R-03", "R-08"),
        (httpx.CloseError, "R-03", "R-08"),
        (httpx.RemoteProtocolError, "R-03", "R-08"),
    ],
)
def test_a_line_that_breaks_after_sending_leaves_only_a_write_unknown(
    error: type[httpx.TransportError], read: str, write: str
) -> None:
    assert trouble(Unreachable, READ, breaking(error)).fault.code == read
    assert trouble(OutcomeUnknown, WRITE, breaking(error)).fault.code == write


@pytest.mark.parametrize("status", [301, 302, 408, 500, 502, 504])
def test_an_odd_status_says_nothing_about_a_write(status: int) -> None:
    assert trouble(Unreachable, READ, giving(status=status)).fault.code == "R-06"
    assert trouble(OutcomeUnknown, WRITE, giving(status=status)).fault.code == "R-11"


@pytest.mark.parametrize("body", NO_JSON)
def test_an_answer_that_is_no_json_is_not_used(body: bytes) -> None:
    assert trouble(Unreachable, READ, giving(body)).fault.code == "R-04"
    assert trouble(OutcomeUnknown, WRITE, giving(body)).fault.code == "R-09"


def test_an_answer_in_another_character_set_than_declared_is_not_used() -> None:
    body = '{"name":"张三"}'.encode("gb18030")
    assert trouble(Unreachable, READ, giving(body)).fault.code == "R-05"
    assert trouble(OutcomeUnknown, WRITE, giving(body)).fault.code == "R-10"


def test_a_declared_gb18030_is_read_with_all_its_characters() -> None:
    text = '{"name":"\U0002cc56𠮷㒰·"}'
    body = text.encode("gb18030")
    answer = giving(body, headers={"content-type": "application/json; charset=GBK"})
    assert wire(answer).ask_json(READ) == json.loads(text)


def test_an_answer_that_is_too_large_is_given_up() -> None:
    small = Limits(answer_bytes=1000)
    body = b'"' + b"x" * 2000 + b'"'
    assert trouble(Unreachable, READ, giving(body), small).fault.code == "R-19"
    assert trouble(OutcomeUnknown, WRITE, giving(body), small).fault.code == "R-09"


def test_an_answer_that_trickles_is_given_up() -> None:
    class Trickle(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield b" "

    limits = Limits(whole=0.05)
    answer = lambda request: httpx.Response(200, stream=Trickle(), headers=JSON_TYPE)  # noqa: E731
    assert trouble(OutcomeUnknown, WRITE, answer, limits).fault.code == "R-07"


# Refused


@pytest.mark.parametrize("call", [READ, WRITE])
def test_a_refusal_keeps_the_regions_words(call: Call) -> None:
    body = json.dumps({"words": "事项\x1b[31m不存在\n请核对"}).encode()
    refused = trouble(Rejected, call, giving(body, 422))
    assert isinstance(refused, Rejected)
    assert refused.words == "事项 [31m不存在 请核对"


def test_a_proxys_page_is_not_taken_for_the_regions_words() -> None:
    refused = trouble(Rejected, READ, giving(b"<html>denied</html>", 404))
    assert isinstance(refused, Rejected)
    assert refused.words == "HTTP 404"


def test_a_login_that_is_refused_is_told_as_such() -> None:
    assert trouble(Rejected, READ, giving(b'{"words":"no"}', 401)).fault.code == "R-15"


@pytest.mark.parametrize(("status", "code"), [(429, "R-12"), (503, "R-13")])
def test_a_busy_region_did_nothing_and_says_when_to_return(status: int, code: str) -> None:
    busy = trouble(Busy, WRITE, giving(status=status, headers={"Retry-After": "12"}))
    assert isinstance(busy, Busy)
    assert (busy.retry_after, busy.fault.code) == (12.0, code)


def test_a_time_to_return_may_be_a_date_by_the_regions_own_clock() -> None:
    wrong = datetime(2020, 1, 1, tzinfo=UTC)
    headers = {
        "Date": format_datetime(wrong, usegmt=True),
        "Retry-After": format_datetime(wrong + timedelta(seconds=90), usegmt=True),
    }
    assert retry_after(headers) == 90
    assert retry_after({"Retry-After": format_datetime(wrong, usegmt=True)}) == 0


@given(st.text(max_size=40))
def test_no_time_to_return_breaks_anything(text: str) -> None:
    wait = retry_after({"Retry-After": text})
    assert wait is None or 0 <= wait <= 24 * 3600


def test_what_does_not_fit_is_refused_before_it_is_sent() -> None:
    line = wire(giving())
    with pytest.raises(Rejected) as refused, line.fitting():
        raise ValueError("办理人姓名超过 30 字")
    assert refused.value.fault.code == "R-18"
    assert refused.value.words == "办理人姓名超过 30 字"


# Whom one speaks to


def test_a_live_wire_sends_nothing_personal_to_a_simulator() -> None:
    asked: list[str] = []

    def simulator(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, stream=httpx.ByteStream(b"{}"), headers={**JSON_TYPE, SIMULATED: "true"})

    with pytest.raises(Rejected) as refused:
        wire(simulator, simulated=False).ask_json(WRITE)
    assert refused.value.fault.code == "R-16"
    assert asked == ["/probe"]
    assert wire(simulator, simulated=True).ask_json(WRITE) == {}


def test_a_training_wire_refuses_a_real_back_end() -> None:
    with pytest.raises(Rejected) as refused:
        wire(giving(), simulated=True).ask_json(WRITE)
    assert refused.value.fault.code == "R-17"


def test_a_back_end_is_asked_once_what_it_is() -> None:
    asked: list[str] = []

    def real(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, stream=httpx.ByteStream(b"{}"), headers=JSON_TYPE)

    line = wire(real, simulated=False)
    line.ask_json(READ)
    line.ask_json(READ)
    assert asked == ["/probe", "/find", "/find"]


@pytest.mark.parametrize("address", ["", "wujiang", "ftp://x", "http://", "http://:80", "file:///etc"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(Refused, match="R-21"):
        Wire(REGION, address, words_of=words_of, probe=PROBE)


# What is told


def test_each_request_has_an_id_of_its_own_and_no_environment() -> None:
    seen: list[httpx.Request] = []

    def keep(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return giving()(request)

    line = wire(keep)
    line.ask_json(READ)
    line.ask_json(READ)
    ids = {request.headers[REQUEST_ID] for request in seen}
    assert len(ids) == 2
    assert all(len(i) == 32 for i in ids)
    assert {request.url.query for request in seen} == {b""}


@pytest.mark.parametrize(
    "answer", [giving(), giving(status=500), giving(b'{"words":"x"}', 400), breaking(httpx.ReadTimeout)]
)
def test_nothing_personal_reaches_a_log_or_an_exception(
    answer: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    told = ""
    with caplog.at_level(logging.DEBUG):
        try:
            wire(answer).ask_json(WRITE)
        except RegionTrouble as error:
            told = f"{error!r} {error.fault} {error.__cause__!r}"
    assert "/submit" in caplog.text
    assert "wujiang" in caplog.text
    for secret in ("张三", "320509198506150029", "19850615"):
        assert secret not in caplog.text + told + repr(WRITE)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_what_is_written_is_read_back(value: object) -> None:
    try:
        body = json_body(value)
    except UnicodeEncodeError:
        return
    try:
        assert json_of(body, "application/json") == value
    except Unreadable:
        assert "\0" in json.dumps(value) or "\\u0000" in json.dumps(value)


@given(
    st.binary(max_size=200),
    st.sampled_from(["application/json", "text/html; charset=gbk", "x; charset=weird", ""]),
)
def test_no_bytes_break_the_reader(body: bytes, kind: str) -> None:
    try:
        json_of(body, kind)
    except (Unreadable, WrongCharset):
        return


def test_every_fault_of_a_region_has_its_sentence() -> None:
    sources = [path.read_text("utf-8") for path in Path(wire_module.__file__).parent.glob("*.py")]
    used = {code for source in sources for code in re.findall(r'"(R-\d\d)"', source)}
    assert used
    for code in used:
        fault = wire(giving()).fault(code)
        assert REGION.name in fault.sentence(Language.ZH)
        assert REGION.english_name in fault.sentence(Language.EN)
        assert fault.cure(Language.ZH)
        assert fault.cure(Language.EN)
