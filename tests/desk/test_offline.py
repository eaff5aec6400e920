"""The store's server is away: the lock opens for who is signed in, and the journal learns of it later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clerk.desk import sign_in
from clerk.desk.counter import Counter
from clerk.desk.facade import Desk
from clerk.desk.views import Operator
from clerk.domain.journal import EventKind
from clerk.domain.one_time_password import CodeKey, code_of, step_at
from clerk.domain.staff import Factor, Role, StaffMember
from clerk.store import ColumnKeys, Store, StoreKind, staff
from clerk.store.engines import build_engine
from tests.desk.refusals import refused
from tests.desk.window import Window
from tests.postgres import PostgresCluster

PASSWORD = "lianxi-2026"
SECRET = b"12345678901234567890"


@pytest.fixture
def window(shipped: Counter, postgres: PostgresCluster, tmp_path: Path) -> Iterator[Window]:
    """A window on a server, with one clerk."""
    store = Store.open(postgres.url(), ColumnKeys.generate(), StoreKind.TRAINING)
    try:
        opened = Window.open(shipped, store, tmp_path)
        with store.writing() as unit:
            member = StaffMember("A0231", "示例窗口甲", Role.CLERK, "QP01")
            staff.add_staff(unit, member, sign_in.hash_password(PASSWORD))
        yield opened
    finally:
        store.close()


@pytest.fixture
def locked(window: Window) -> Operator:
    """She signed in, and the console was locked."""
    operator = window.desk.sign_in("A0231", PASSWORD)
    window.desk.lock(operator)
    return operator


@pytest.fixture
def away(window: Window) -> Desk:
    """The same window while nothing listens where its store was."""
    engine = build_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing", 1)
    return Desk(replace(window.counter, store=Store(engine, window.store.keys, StoreKind.TRAINING)))


def _code(window: Window) -> str:
    return code_of(SECRET, step_at(window.clock.now()))


def test_the_lock_opens_without_the_store_and_the_journal_is_told_once_it_is_back(
    window: Window, locked: Operator, away: Desk
) -> None:
    window.clock.pass_time(60)
    with refused("U-01"):
        away.unlock(locked, "wrong")
    window.clock.pass_time(60)
    opened_at = window.clock.now()
    back = away.unlock(locked, PASSWORD)
    assert back.factor is Factor.OFFLINE
    assert not back.has_two_factors
    window.clock.pass_time(60)
    window.desk.open_visit(back)
    failed, unlocked, visit = window.events()[-3:]
    assert (failed.kind, failed.actor) == (EventKind.SIGN_IN_FAILED, "A0231")
    assert (unlocked.kind, unlocked.at) == (EventKind.UNLOCKED, opened_at)
    assert unlocked.payload == {"factor": "offline", "proved": "password"}
    assert visit.kind is EventKind.VISIT_OPENED
    window.desk.open_visit(back)
    assert len(window.events(EventKind.UNLOCKED)) == 1


def test_who_was_disabled_meanwhile_does_nothing_once_the_store_is_back(
    window: Window, locked: Operator, away: Desk
) -> None:
    with window.store.writing() as unit:
        staff.change_staff(unit, replace(locked.member, disabled=True))
    back = away.unlock(locked, PASSWORD)
    with refused("U-03"):
        window.desk.open_visit(back)
    with refused("U-03"):
        window.desk.unlock(back, PASSWORD)
    window.desk.sign_out(back)
    assert [e.payload.get("factor") for e in window.events(EventKind.UNLOCKED)] == ["offline"]


def test_nobody_signs_in_without_the_store(locked: Operator, away: Desk) -> None:
    with pytest.raises(sign_in.Refused) as refusal:
        away.sign_in("A0231", PASSWORD)
    assert refusal.value.fault.code == "S-12"


def test_five_failures_without_the_store_close_it_until_the_store_is_back(
    window: Window, locked: Operator, away: Desk
) -> None:
    for _ in range(5):
        with refused("U-01"):
            away.unlock(locked, "wrong")
        window.clock.pass_time(1)
    with refused("U-34"):
        away.unlock(locked, PASSWORD)
    back = window.desk.unlock(locked, PASSWORD)
    assert back.factor is Factor.NONE
    assert len(window.events(EventKind.SIGN_IN_FAILED)) == 5


@pytest.mark.parametrize("days", [8, -1])
def test_a_copy_too_old_or_of_a_day_to_come_opens_nothing(
    window: Window, locked: Operator, away: Desk, days: int
) -> None:
    window.clock.pass_time(days * 86_400)
    with refused("U-33", days="7"):
        away.unlock(locked, PASSWORD)


def test_the_second_factor_is_asked_without_the_store_too_and_a_code_opens_once(
    window: Window, away: Desk
) -> None:
    with window.store.writing() as unit:
        staff.set_code_key(unit, "A0231", CodeKey(SECRET))
    operator = window.desk.sign_in("A0231", PASSWORD, code=_code(window))
    with refused("U-17"):
        away.unlock(operator, PASSWORD)
    with refused("U-19"):
        away.unlock(operator, PASSWORD, code=_code(window))
    window.clock.pass_time(30)
    assert away.unlock(operator, PASSWORD, code=_code(window)).factor is Factor.OFFLINE
    with refused("U-19"):
        away.unlock(operator, PASSWORD, code=_code(window))


def test_the_copy_is_sealed_readable_by_its_owner_only_and_gone_after_signing_out(
    window: Window, locked: Operator
) -> None:
    (copy,) = (window.counter.folder.root / "signed-in").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"argon2" not in copy.read_bytes()
    window.desk.sign_out(locked)
    assert not copy.exists()


def test_a_copy_that_was_altered_or_is_anothers_opens_nothing(
    window: Window, locked: Operator, away: Desk
) -> None:
    (copy,) = (window.counter.folder.root / "signed-in").iterdir()
    sealed = copy.read_bytes()
    copy.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with refused("U-33", days="7"):
        away.unlock(locked, PASSWORD)


def test_a_window_that_keeps_no_copies_says_that_the_store_is_away(window: Window, away: Desk) -> None:
    window.counter = replace(window.counter, offline_sign_in_days=0)
    operator = window.desk.sign_in("A0231", PASSWORD)
    none_kept = Desk(replace(away.counter, offline_sign_in_days=0))
    with pytest.raises(sign_in.Refused) as refusal:
        none_kept.unlock(operator, PASSWORD)
    assert refusal.value.fault.code == "S-12"
    assert not (window.counter.folder.root / "signed-in").exists()
