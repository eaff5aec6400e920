"""Bar codes told from a hand by their speed."""

from __future__ import annotations

from screens.scanner import FASTEST_HAND, Scanner, Verdict

RECEIPT = "QP01-20261124-0001-5"


def _type(scanner: Scanner, text: str, gap: float, start: float = 0.0) -> float:
    now = start
    for character in text:
        scanner.key(character, enter=False, now=now)
        now += gap
    return now


def test_a_fast_burst_that_ends_with_enter_is_a_code() -> None:
    scanner = Scanner()
    now = _type(scanner, RECEIPT, 0.004)
    assert scanner.key(None, enter=True, now=now) is Verdict.CODE
    assert scanner.code == RECEIPT


def test_a_hand_is_never_taken_for_a_scanner() -> None:
    scanner = Scanner()
    now = _type(scanner, RECEIPT, FASTEST_HAND * 2)
    assert scanner.key(None, enter=True, now=now) is Verdict.PASS


def test_a_slow_enter_after_a_burst_is_a_hand() -> None:
    scanner = Scanner()
    now = _type(scanner, RECEIPT, 0.004)
    assert scanner.key(None, enter=True, now=now + 0.5) is Verdict.PASS


def test_a_short_burst_is_no_code() -> None:
    scanner = Scanner()
    now = _type(scanner, "ydjy", 0.004)
    assert scanner.key(None, enter=True, now=now) is Verdict.PASS


def test_chinese_from_an_input_method_passes_at_once() -> None:
    scanner = Scanner()
    verdicts = {scanner.key(c, enter=False, now=i * 0.0001) for i, c in enumerate("请出示您的护照和签证")}
    assert verdicts == {Verdict.PASS}


def test_letters_typed_before_the_scan_are_not_part_of_it() -> None:
    scanner = Scanner()
    now = _type(scanner, "yd", 0.2)
    now = _type(scanner, RECEIPT, 0.003, now + 0.5)
    assert scanner.key(None, enter=True, now=now) is Verdict.CODE
    assert scanner.code == RECEIPT
