"""What somebody proves before they may work: password (argon2id), place, and a second factor.

Five failures lock the number; another person's card and a wrong code count as one, a card that was not put in
and a code that was not typed do not.

The second factor is asked only after the password fitted. Who has no password thus learns nothing of the
card, and cannot spend its PIN tries. In turn, who has a password but no card learns that it fits; that opens
nothing, and the way there is five guesses long.

The time of a lock is that of the clock, but never before what the journal has seen: winding the clock back
neither ends a lock sooner nor makes a new one end before it began.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clerk.desk.counter import Counter
from clerk.desk.passwords import hash_password, password_fits
from clerk.desk.views import Credentials
from clerk.domain.china_time import in_china
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.one_time_password import step_of
from clerk.domain.staff import Factor
from clerk.store import journal
from clerk.store import staff as staff_rows
from clerk.store.last_seen import last_seen
from clerk.store.staff import StaffRow
from clerk.store.unit import Unit

FAILURES_BEFORE_LOCK = 5
"""Failures in a row after which a staff number is locked (GB/T 22239-2019 8.1.4.1)."""
LOCKED_FOR = timedelta(minutes=10)
CLOCKS_DIFFER = timedelta(minutes=1)
"""By how much the clocks of two windows on one store may differ without a word."""
_NOT_THEIRS = frozenset({"S-52", "S-54"})
"""Another card, or a wrong PIN: failures, as a wrong password is. No card and a broken reader are none."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Who proved themselves, by what, and what that rests on."""

    row: StaffRow
    factor: Factor
    step: int | None = None
    """Of the one-time password; it is used up when the proof is accepted."""


def proved(counter: Counter, given: Credentials) -> Proof:
    """Whoever gave the right password and the right second factor, at a window of their place.

    Nothing is written but failures: :func:`accept` uses the proof up.

    Raises:
        Refused: as :func:`clerk.desk.sign_in.sign_in`.
    """
    number = given.number.strip()
    with counter.store.reading() as unit:
        row = staff_rows.staff(unit, number)
        refuse_locked(unit, counter, row)
    if row is None:
        hash_password(given.password)  # as long as for a number that is known: time tells nothing
        note_failure(counter, None)
        raise Refused("U-01")
    if not password_fits(row.password_hash, given.password):
        note_failure(counter, number)
        raise Refused("U-01")
    if row.member.disabled:
        raise Refused("U-03")
    factor, step = _second_factor(counter, row, given)
    if not row.member.works_at(counter.site):
        # Nothing was guessed: it does not lock them out of their own window. The auditor still sees it.
        _note_elsewhere(counter, number)
        raise Refused("U-16", place=row.member.site, here=counter.site.code)
    return Proof(row, factor, step)


def accept(unit: Unit, counter: Counter, proof: Proof) -> StaffRow:
    """Forget failures and use up the code, unless others, who tried at the same time, locked the number.

    A card may take seconds: what was proved must still be what the administrator wants.

    Raises:
        Refused: ``U-02``, ``U-21`` locked meanwhile, ``U-03`` disabled, ``U-11`` changed, ``U-19`` code used.
    """
    before = proof.row
    number = before.member.number
    row = staff_rows.staff(unit, number)
    refuse_locked(unit, counter, row)
    if row is None or row.member.disabled:
        raise Refused("U-03")
    if (row.password_hash, row.card, _secret(row)) != (before.password_hash, before.card, _secret(before)):
        raise Refused("U-11")
    if row.member.site != before.member.site:
        raise Refused("U-11")
    if proof.step is not None:
        assert row.code_key is not None  # noqa: S101 - its secret is the one that was proved
        if proof.step <= row.code_key.used:
            raise Refused("U-19")
        staff_rows.set_code_key(unit, number, replace(row.code_key, used=proof.step))
    staff_rows.clear_failures(unit, number)
    return row


def refuse_locked(unit: Unit, counter: Counter, row: StaffRow | None) -> None:
    """Refuse a number that is locked, by a clock that only goes forward.

    Raises:
        Refused: ``U-02``; ``U-21`` where the clock was wound back.
    """
    if row is None or row.locked_until is None:
        return
    clock, seen = counter.clock.now(), _seen(unit, counter)
    if max(clock, seen) >= row.locked_until:
        return
    until = _hour(row.locked_until)
    if seen - clock > CLOCKS_DIFFER:
        raise Refused("U-21", until=until, clock=_day_and_hour(clock), seen=_day_and_hour(seen))
    raise Refused("U-02", until=until)


def note_failure(counter: Counter, number: str | None, payload: dict[str, str] | None = None) -> None:
    """Count a failure of a known number. One that nobody has is not journalled: it may be a password."""
    with counter.store.writing() as unit:
        now = max(counter.clock.now(), _seen(unit, counter))
        if number is not None:
            _count_failure(unit, number, now)
        _append_failure(unit, counter, number or "unknown", now, payload)


def _count_failure(unit: Unit, number: str, now: datetime) -> None:
    row = staff_rows.staff(unit, number)
    if row is not None and row.locked_until is not None:
        if row.locked_until > now:
            return  # locked already: guesses that were under way do not move its end
        staff_rows.clear_failures(unit, number)  # that lock is over: five tries again
    if staff_rows.note_failure(unit, number) >= FAILURES_BEFORE_LOCK:
        staff_rows.lock_until(unit, number, now + LOCKED_FOR)


def _append_failure(
    unit: Unit, counter: Counter, actor: str, at: datetime, payload: dict[str, str] | None
) -> None:
    kind = EventKind.SIGN_IN_FAILED
    journal.append(unit, kind, actor=actor, terminal=counter.terminal, at=at, payload=payload)


def _note_elsewhere(counter: Counter, number: str) -> None:
    with counter.store.writing() as unit:
        now = max(counter.clock.now(), _seen(unit, counter))
        _append_failure(unit, counter, number, now, {"why": "place"})


def _second_factor(counter: Counter, row: StaffRow, given: Credentials) -> tuple[Factor, int | None]:
    """The card where one is enrolled and can be read here, else the authenticator's code."""
    by_code = row.code_key is not None and (
        bool(given.code) or row.card is None or counter.staff_cards is None
    )
    if by_code:
        return Factor.TOTP, _code_step(counter, row, given.code)
    if row.card is not None:
        _prove_card(counter, row, given.pin)
        return Factor.CARD, None
    if counter.second_factor_required:
        raise Refused("U-09")
    return Factor.NONE, None


def _code_step(counter: Counter, row: StaffRow, code: str | None) -> int:
    assert row.code_key is not None  # noqa: S101 - asked by the one caller
    if not code:
        raise Refused("U-17")
    step = step_of(row.code_key.secret, code, counter.clock.now())
    if step is None:
        note_failure(counter, row.member.number, {"factor": Factor.TOTP.value})
        raise Refused("U-18")
    if step <= row.code_key.used:
        raise Refused("U-19")
    return step


def _prove_card(counter: Counter, row: StaffRow, pin: str | None) -> None:
    """The card enrolled for this number signs a fresh challenge."""
    if row.card is None or counter.staff_cards is None:
        raise Refused("U-08")
    try:
        counter.staff_cards.prove(row.card, pin)
    except Refused as refused:
        if refused.fault.code in _NOT_THEIRS:
            note_failure(counter, row.member.number, {"factor": Factor.CARD.value})
        elif row.code_key is not None and refused.fault.code.startswith("I-"):
            raise Refused("U-17") from refused  # no card, no reader: the code does as well
        raise


def _seen(unit: Unit, counter: Counter) -> datetime:
    return last_seen(unit, counter.terminal) or counter.clock.now()


def _secret(row: StaffRow) -> bytes | None:
    return row.code_key.secret if row.code_key else None


def _hour(moment: datetime) -> str:
    return in_china(moment).strftime("%H:%M")


def _day_and_hour(moment: datetime) -> str:
    return in_china(moment).strftime("%m-%d %H:%M")
