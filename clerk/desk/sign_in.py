"""Signing in, locking and unlocking: staff number and password (argon2id), five failures lock."""

from __future__ import annotations

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from clerk.desk.counter import Counter
from clerk.desk.views import Operator
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.store import journal
from clerk.store import staff as staff_rows

FAILURES_BEFORE_LOCK = 5
"""Failures in a row after which a staff number is locked (GB/T 22239-2019 8.1.4.1)."""
LOCKED_FOR = timedelta(minutes=10)


def hash_password(password: str) -> str:
    """argon2id hash of a password."""
    return PasswordHasher().hash(password)


def sign_in(counter: Counter, number: str, password: str) -> Operator:
    """Open a session. Takes about 80 ms on purpose: call it off the screen's thread.

    Raises:
        Refused: ``U-01`` wrong, ``U-02`` locked, ``U-03`` disabled.
    """
    operator = _verify(counter, number.strip(), password)
    with counter.store.writing() as unit:
        staff_rows.clear_failures(unit, operator.member.number)
        journal.append(
            unit,
            EventKind.SIGNED_IN,
            actor=operator.member.number,
            terminal=counter.terminal,
            at=operator.signed_in_at,
            payload={"role": operator.member.role.value},
        )
    return operator


def unlock(counter: Counter, operator: Operator, password: str) -> Operator:
    """Open a locked console again for the same person; the work was kept.

    Raises:
        Refused: as :func:`sign_in`.
    """
    back = _verify(counter, operator.member.number, password)
    with counter.store.writing() as unit:
        staff_rows.clear_failures(unit, back.member.number)
    _note(counter, operator, EventKind.UNLOCKED)
    return Operator(back.member, operator.signed_in_at)


def lock(counter: Counter, operator: Operator) -> None:
    """Note that the console was locked."""
    _note(counter, operator, EventKind.LOCKED)


def sign_out(counter: Counter, operator: Operator) -> None:
    """Note that the session ended."""
    _note(counter, operator, EventKind.SIGNED_OUT)


def _verify(counter: Counter, number: str, password: str) -> Operator:
    now = counter.clock.now()
    with counter.store.reading() as unit:
        row = staff_rows.staff(unit, number)
    if row is not None and row.locked_until is not None and now < row.locked_until:
        raise Refused("U-02", until=row.locked_until.strftime("%H:%M"))
    if row is None or not _matches(row.password_hash, password):
        _note_failure(counter, number, known=row is not None)
        raise Refused("U-01")
    if row.member.disabled:
        raise Refused("U-03")
    return Operator(row.member, now)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _note_failure(counter: Counter, number: str, *, known: bool) -> None:
    now = counter.clock.now()
    with counter.store.writing() as unit:
        if known:
            failures = staff_rows.note_failure(unit, number)
            if failures >= FAILURES_BEFORE_LOCK:
                staff_rows.lock_until(unit, number, now + LOCKED_FOR)
        journal.append(
            unit,
            EventKind.SIGN_IN_FAILED,
            actor=number if known else "unknown",
            terminal=counter.terminal,
            at=now,
        )


def _note(counter: Counter, operator: Operator, kind: EventKind) -> None:
    with counter.store.writing() as unit:
        journal.append(
            unit, kind, actor=operator.member.number, terminal=counter.terminal, at=counter.clock.now()
        )
