"""Signing in: five failures lock, and neither words nor time tell whether a number exists."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median
from time import perf_counter

import pytest

from clerk.desk import sign_in
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Role, StaffMember
from clerk.store import staff
from tests.desk.refusals import refused
from tests.desk.window import Window

PASSWORD = "lianxi-2026"


@pytest.fixture
def staffed(window: Window) -> Window:
    """A window with one clerk enrolled."""
    with window.store.writing() as unit:
        member = StaffMember("A0231", "示例窗口甲", Role.CLERK, "QP01")
        staff.add_staff(unit, member, sign_in.hash_password(PASSWORD))
    return window


def _fail(window: Window, times: int, number: str = "A0231") -> None:
    for _ in range(times):
        with refused("U-01"):
            window.desk.sign_in(number, "wrong")


def test_a_clerk_signs_in_and_out(staffed: Window) -> None:
    operator = staffed.desk.sign_in(" A0231 ", PASSWORD)
    assert (operator.member.name, operator.signed_in_at) == ("示例窗口甲", staffed.clock.now())
    staffed.desk.sign_out(operator)
    kinds = [(e.kind, e.actor) for e in staffed.events()]
    assert kinds[-2:] == [(EventKind.SIGNED_IN, "A0231"), (EventKind.SIGNED_OUT, "A0231")]


def test_five_failures_lock_and_then_the_right_password_is_refused_too(staffed: Window) -> None:
    _fail(staffed, 5)
    with refused("U-02", until="09:40"):
        staffed.desk.sign_in("A0231", PASSWORD)
    staffed.clock.pass_time(601)
    assert staffed.desk.sign_in("A0231", PASSWORD).member.number == "A0231"


def test_four_failures_and_a_success_begin_again(staffed: Window) -> None:
    for _ in range(3):
        _fail(staffed, 4)
        staffed.desk.sign_in("A0231", PASSWORD)


def test_after_a_lock_there_are_five_tries_again(staffed: Window) -> None:
    _fail(staffed, 5)
    staffed.clock.pass_time(601)
    _fail(staffed, 4)
    staffed.desk.sign_in("A0231", PASSWORD)
    _fail(staffed, 5)
    with refused("U-02"):
        staffed.desk.sign_in("A0231", PASSWORD)


def test_many_guesses_at_once_lock_like_guesses_one_by_one(staffed: Window) -> None:
    def guess(n: int) -> str:
        try:
            staffed.desk.sign_in("A0231", PASSWORD if n == 9 else "wrong")
        except Refused as refusal:
            return refusal.fault.code
        return "in"

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(guess, range(9)))
    with refused("U-02"):
        staffed.desk.sign_in("A0231", PASSWORD)


def test_a_password_that_was_checked_before_the_lock_does_not_lift_it(
    staffed: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A right guess among many at once: the lock that the others caused stands."""
    matches = sign_in._matches

    def slow(password_hash: str, password: str) -> bool:
        if password == PASSWORD:
            monkeypatch.setattr(sign_in, "_matches", matches)
            _fail(staffed, 5)
        return matches(password_hash, password)

    monkeypatch.setattr(sign_in, "_matches", slow)
    with refused("U-02"):
        staffed.desk.sign_in("A0231", PASSWORD)


def test_a_number_that_is_disabled_is_told_only_to_who_knows_its_password(staffed: Window) -> None:
    with staffed.store.writing() as unit:
        row = staff.staff(unit, "A0231")
        assert row is not None
        staff.change_staff(unit, replace(row.member, disabled=True))
    _fail(staffed, 1)
    with refused("U-03"):
        staffed.desk.sign_in("A0231", PASSWORD)
    assert staffed.events(EventKind.SIGNED_IN) == []


def test_failures_are_journalled_and_what_was_typed_for_a_number_is_not(staffed: Window) -> None:
    _fail(staffed, 1)
    _fail(staffed, 1, "lianxi-2026")  # a password, typed into the wrong field
    failures = staffed.events(EventKind.SIGN_IN_FAILED)
    assert [e.actor for e in failures] == ["A0231", "unknown"]
    assert "lianxi" not in repr(failures)


def test_an_unknown_number_takes_as_long_as_a_known_one(staffed: Window) -> None:
    def seconds(number: str) -> float:
        begun = perf_counter()
        with refused("U-01"):
            staffed.desk.sign_in(number, "wrong")
        return perf_counter() - begun

    known, unknown = [], []
    for _ in range(4):
        known.append(seconds("A0231"))
        unknown.append(seconds("Z9999"))
    assert 0.5 < median(unknown) / median(known) < 2


def test_a_locked_console_opens_for_the_same_person_and_keeps_her_session(staffed: Window) -> None:
    operator = staffed.desk.sign_in("A0231", PASSWORD)
    staffed.clock.pass_time(600)
    staffed.desk.lock(operator)
    with refused("U-01"):
        staffed.desk.unlock(operator, "wrong")
    back = staffed.desk.unlock(operator, PASSWORD)
    assert back == operator
    assert [e.kind for e in staffed.events()][-3:] == [
        EventKind.LOCKED,
        EventKind.SIGN_IN_FAILED,
        EventKind.UNLOCKED,
    ]
