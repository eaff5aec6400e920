"""Signing in, locking and unlocking: staff number and password (argon2id), then the staff card.

Five failures lock the number; another person's card counts as one, a card that was not put in does not.

The card is asked only after the password fitted. Who has no password thus learns nothing of the card, and
cannot spend its PIN tries. In turn, who has a password but no card learns that it fits; that opens nothing,
and the way there is five guesses long.
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
from clerk.domain.staff import LockCause
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
            ``I-70``-``I-85``, ``S-50``-``S-55``); ``U-11`` password or card were changed meanwhile.
    """
    row = _proved(counter, number.strip(), password, pin)
    operator = Operator(row.member, counter.clock.now(), row.card is not None)
    payload = {"role": row.member.role.value, "factor": _factor(row)}
    _admit(counter, row, operator, EventKind.SIGNED_IN, payload)
    return operator


def unlock(counter: Counter, operator: Operator, password: str, pin: str | None = None) -> Operator:
    """Open a locked console again for the same person; the work was kept.

    It takes what signing in takes now: a card enrolled since is wanted, one that was taken away is not.

    Raises:
        Refused: as :func:`sign_in`.
    """
    row = _proved(counter, operator.member.number, password, pin)
    back = Operator(row.member, operator.signed_in_at, row.card is not None)
    _admit(counter, row, back, EventKind.UNLOCKED, {"factor": _factor(row)})
    return back


def lock(counter: Counter, operator: Operator, cause: LockCause = LockCause.KEY) -> None:
    """Note that the console was locked, and why."""
    _note(counter, operator, EventKind.LOCKED, {"cause": cause.value})


def sign_out(counter: Counter, operator: Operator) -> None:
    """Note that the session ended."""
    _note(counter, operator, EventKind.SIGNED_OUT)


def _proved(counter: Counter, number: str, password: str, pin: str | None) -> StaffRow:
    """The row of whoever gave the right password, and put in the right card where one is enrolled."""
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
    return row


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
            _note_failure(counter, row.member.number, {"factor": _factor(row)})
        raise


def _factor(row: StaffRow) -> str:
    return "password" if row.card is None else "card"


def _admit(
    counter: Counter, proved: StaffRow, operator: Operator, kind: EventKind, payload: dict[str, str]
) -> None:
    """Forget failures and note the event; unless others, tried at the same time, locked the number meanwhile.

    A card may take seconds: what was proved must still be what the administrator wants.
    """
    number = operator.member.number
    with counter.store.writing() as unit:
        row = staff_rows.staff(unit, number)
        _refuse_locked(counter, row)
        if row is None or row.member.disabled:
            raise Refused("U-03")
        if (row.password_hash, row.card) != (proved.password_hash, proved.card):
            raise Refused("U-11")
        staff_rows.clear_failures(unit, number)
        note(unit, counter, operator, kind, counter.clock.now(), payload=payload)


def _refuse_locked(counter: Counter, row: StaffRow | None) -> None:
    if row is not None and row.locked_until is not None and counter.clock.now() < row.locked_until:
        raise Refused("U-02", until=row.locked_until.strftime("%H:%M"))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _note_failure(counter: Counter, number: str | None, payload: dict[str, str] | None = None) -> None:
    """Count a failure of a known number. One that nobody has is not journalled: it may be a password."""
    now = counter.clock.now()
    with counter.store.writing() as unit:
        if number is not None:
            _count_failure(unit, counter, number)
        journal.append(
            unit,
            EventKind.SIGN_IN_FAILED,
            actor=number or "unknown",
            terminal=counter.terminal,
            at=now,
            payload=payload,
        )


def _count_failure(unit: Unit, counter: Counter, number: str) -> None:
    now = counter.clock.now()
    row = staff_rows.staff(unit, number)
    if row is not None and row.locked_until is not None and row.locked_until <= now:
        staff_rows.clear_failures(unit, number)  # that lock is over: five tries again
    if staff_rows.note_failure(unit, number) >= FAILURES_BEFORE_LOCK:
        staff_rows.lock_until(unit, number, now + LOCKED_FOR)


def _note(
    counter: Counter, operator: Operator, kind: EventKind, payload: dict[str, str] | None = None
) -> None:
    with counter.store.writing() as unit:
        note(unit, counter, operator, kind, counter.clock.now(), payload=payload)
