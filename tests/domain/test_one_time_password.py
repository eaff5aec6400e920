"""One-time passwords by time, against the tables of the RFCs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from clerk.domain.one_time_password import base32, code_of, enrolment_uri, step_at, step_of

SECRET = b"12345678901234567890"
RFC_4226 = ("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583")
NOW = datetime(2026, 11, 24, 1, 42, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ],
)
def test_codes_are_the_last_six_digits_of_those_in_rfc_6238(seconds: int, code: str) -> None:
    assert code_of(SECRET, step_at(datetime.fromtimestamp(seconds, UTC))) == code[-6:]


@pytest.mark.parametrize(("counter", "code"), list(enumerate(RFC_4226)))
def test_codes_are_those_in_rfc_4226(counter: int, code: str) -> None:
    assert code_of(SECRET, counter) == code


@pytest.mark.parametrize(("steps_off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_thirty_seconds_off_and_no_more(steps_off: int, taken: bool) -> None:
    step = step_at(NOW) + steps_off
    assert step_of(SECRET, code_of(SECRET, step), NOW) == (step if taken else None)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\n6x", "-12345"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert step_of(SECRET, typed, NOW) is None


def test_a_code_may_be_typed_in_two_groups_as_apps_show_it() -> None:
    code = code_of(SECRET, step_at(NOW))
    assert step_of(SECRET, f" {code[:3]} {code[3:]} ", NOW) == step_at(NOW)


def test_a_code_holds_for_thirty_seconds() -> None:
    begin = datetime.fromtimestamp(step_at(NOW) * 30, UTC)
    assert (
        step_at(begin)
        == step_at(begin + timedelta(seconds=29.9))
        == step_at(begin + timedelta(seconds=30)) - 1
    )


def test_an_authenticator_reads_number_issuer_and_secret() -> None:
    uri = urlsplit(enrolment_uri(SECRET, "A0231", "青浦 QP01"))
    values = parse_qs(uri.query, strict_parsing=True)
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", "/青浦 QP01:A0231")
    assert values["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"] == [base32(SECRET)]
    assert (values["issuer"], values["digits"], values["period"]) == (["青浦 QP01"], ["6"], ["30"])
