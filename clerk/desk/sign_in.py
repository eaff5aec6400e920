"""Signing in, locking and unlocking: staff number and password (argon2id), then the staff card.

Five failures lock the number; another person's card counts as one, a card that was not put in does not.
"""

from __future__ import annotations

from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from clerk.desk.counter import Counter
from clerk.desk.noting import note
from clerk.desk.views import Operator
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.store import journal
from clerk.store import staff as staff_rows
from clerk.store.staff import StaffRow
from clerk.store.store import Unit

FAILURES_BEFORE_LOCK = 5
"""Failures in a row after which a staff number is locked (GB/T 22239-2019 8.1.4.1)."""
LOCKED_FOR = timedelta(minutes=10)
_NOT_THEIRS = frozenset({"S-52", "S-54"})
"""Another card, or a wrong PIN: failures, as a wrong password is. No card and a broken reader are none."""


def hash_password(password: str) -> str:
    """argon2id hash of a password."""
    return PasswordHasher().hash(password)


def sign_in(counter: Counter, number: str, password: str, pin: str | None = None) -> Operator:
    """Open a session. Takes about 80 ms on purpose, and longer with a card: call it off the screen's thread.

    ``pin`` is the one of the staff card, as its holder typed it just now; ``S-51`` says that it is wanted.

    Raises:
        Refused: ``U-01`` wrong, ``U-02`` locked, ``U-03`` disabled; ``U-08`` a staff card is needed and this
            window has no reader for it, ``U-09`` none is enrolled; what the card says (``I-50``,
            ``I-70``-``I-85``, ``S-50``-``S-55``).
    """
    operator = _verified(counter, number.strip(), password, pin)
    with counter.store.writing() as unit:
        _admit(unit, counter, operator)
        payload = {"role": operator.member.role.value, "factor": "card" if operator.by_card else "password"}
        note(unit, counter, operator, EventKind.SIGNED_IN, operator.signed_in_at, payload=payload)
    return operator


def unlock(counter: Counter, operator: Operator, password: str, pin: str | None = None) -> Operator:
    """Open a locked console again for the same person; the work was kept.

    Raises:
        Refused: as :func:`sign_in`.
    """
    back = _verified(counter, operator.member.number, password, pin)
    with counter.store.writing() as unit:
        _admit(unit, counter, back)
        note(unit, counter, back, EventKind.UNLOCKED, back.signed_in_at)
    return Operator(back.member, operator.signed_in_at, back.by_card)


def lock(counter: Counter, operator: Operator) -> None:
    """Note that the console was locked."""
    _note(counter, operator, EventKind.LOCKED)


def sign_out(counter: Counter, operator: Operator) -> None:
    """Note that the session ended."""
    _note(counter, operator, EventKind.SIGNED_OUT)


def _verified(counter: Counter, number: str, password: str, pin: str | None) -> Operator:
    now = counter.clock.now()
    with counter.store.reading() as unit:
        row = staff_rows.staff(unit, number)
    _refuse_locked(counter, row)
    if row is None:
        hash_password(password)  # as long as for a number that is known: time tells nothing
        _note_failure(counter, None)
        raise Refused("U-01")
    if not _matches(row.password_hash, password):
        _note_failure(counter, row.member.number)
        raise Refused("U-01")
    if row.member.disabled:
        raise Refused("U-03")
    _prove_card(counter, row, pin)
    return Operator(row.member, now, row.card is not None)


def _prove_card(counter: Counter, row: StaffRow, pin: str | None) -> None:
    """The second factor: the card enrolled for this number signs a fresh challenge."""
    if row.card is None:
        if counter.staff_card_required:
            raise Refused("U-09")
        return
    if counter.staff_cards is None:
        raise Refused("U-08")
    try:
        counter.staff_cards.prove(row.card, pin)
    except Refused as refused:
        if refused.fault.code in _NOT_THEIRS:
            _note_failure(counter, row.member.number)
        raise


def _admit(unit: Unit, counter: Counter, operator: Operator) -> None:
    """Forget failures; unless others, tried at the same time as this, locked the number meanwhile."""
    _refuse_locked(counter, staff_rows.staff(unit, operator.member.number))
    staff_rows.clear_failures(unit, operator.member.number)


def _refuse_locked(counter: Counter, row: StaffRow | None) -> None:
    if row is not None and row.locked_until is not None and counter.clock.now() < row.locked_until:
        raise Refused("U-02", until=row.locked_until.strftime("%H:%M"))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _note_failure(counter: Counter, number: str | None) -> None:
    """Count a failure of a known number. One that nobody has is not journalled: it may be a password."""
    now = counter.clock.now()
    with counter.store.writing() as unit:
        if number is not None:
            _count_failure(unit, counter, number)
        journal.append(
            unit, EventKind.SIGN_IN_FAILED, actor=number or "unknown", terminal=counter.terminal, at=now
        )


def _count_failure(unit: Unit, counter: Counter, number: str) -> None:
    now = counter.clock.now()
    row = staff_rows.staff(unit, number)
    if row is not None and row.locked_until is not None and row.locked_until <= now:
        staff_rows.clear_failures(unit, number)  # that lock is over: five tries again
    if staff_rows.note_failure(unit, number) >= FAILURES_BEFORE_LOCK:
        staff_rows.lock_until(unit, number, now + LOCKED_FOR)


def _note(counter: Counter, operator: Operator, kind: EventKind) -> None:
    with counter.store.writing() as unit:
        note(unit, counter, operator, kind, counter.clock.now())
