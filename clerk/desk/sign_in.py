"""Signing in, locking and unlocking: what :mod:`clerk.desk.proof` accepts becomes a session."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk import offline
from clerk.desk import proof as proofs
from clerk.desk.counter import Counter
from clerk.desk.noting import note
from clerk.desk.passwords import hash_password, refuse_weak
from clerk.desk.proof import Proof
from clerk.desk.views import Credentials, Operator
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import LockCause
from clerk.store import staff as staff_rows

__all__ = ["change_password", "hash_password", "lock", "prove", "sign_in", "sign_out", "unlock"]


def sign_in(
    counter: Counter,
    number: str,
    password: str,
    pin: str | None = None,
    code: str | None = None,
    new_password: str | None = None,
) -> Operator:
    """Open a session. Takes about 80 ms on purpose, and longer with a card: call it off the screen's thread.

    ``pin`` is the one of the staff card, as its holder typed it just now; ``S-51`` says that it is wanted.
    ``code`` is the authenticator's; ``U-17`` says that it is wanted. ``new_password`` takes the place of one
    that was given out to be used once; ``U-20`` says that it is wanted, and leaves the code unused.

    Raises:
        Refused: ``U-01`` wrong, ``U-02`` locked (``U-21`` where the clock was wound back), ``U-03`` disabled;
            ``U-08`` a staff card is needed and this window has no reader for it, ``U-09`` no second factor is
            enrolled; what the card says (``I-50``, ``I-70``-``I-85``, ``S-50``-``S-55``); ``U-18`` wrong
            code, ``U-19`` used before; ``U-16`` not their place; ``U-11`` changed meanwhile; ``U-06``,
            ``U-22`` the new password will not do.
    """
    proof = proofs.proved(counter, Credentials(number, password, pin, code))
    hashed = _renewed(proof, password, new_password)
    operator = Operator(proof.row.member, counter.clock.now(), proof.factor)
    payload = {"role": operator.member.role.value, "factor": proof.factor.value}
    with counter.store.writing() as unit:
        proofs.accept(unit, counter, proof)
        if hashed is not None:
            staff_rows.set_password(unit, operator.member.number, hashed)
            changed = {"number": operator.member.number, "change": "password_chosen"}
            note(unit, counter, operator, EventKind.STAFF_CHANGED, counter.clock.now(), payload=changed)
        offline.settle(unit, counter, operator.member.number)
        note(unit, counter, operator, EventKind.SIGNED_IN, counter.clock.now(), payload=payload)
    _keep_copy(counter, operator)
    return operator


def prove(counter: Counter, credentials: Credentials) -> Operator:
    """Who proves both factors at a console where somebody else works, without a session of their own.

    For a decision over the shoulder, which is journalled by whoever decides with it: the proof itself writes
    only that the code is used up. Failures count towards the lock of who proves.

    Raises:
        Refused: as :func:`sign_in`.
    """
    proof = proofs.proved(counter, credentials)
    if proof.row.must_change:
        raise Refused("U-20")
    with counter.store.writing() as unit:
        proofs.accept(unit, counter, proof)
    return Operator(proof.row.member, counter.clock.now(), proof.factor)


def unlock(
    counter: Counter, operator: Operator, password: str, pin: str | None = None, code: str | None = None
) -> Operator:
    """Open a locked console again for the same person; the work was kept.

    It takes what signing in takes now: a card enrolled since is wanted, one that was taken away is not. While
    a server's store is away a copy of what it held opens the lock (:mod:`clerk.desk.offline`).

    Raises:
        Refused: as :func:`sign_in`; ``U-33``, ``U-34`` the store is away and no copy serves.
    """
    given = Credentials(operator.member.number, password, pin, code)
    try:
        return _unlock(counter, operator, given)
    except Refused as refused:
        if not offline.is_away(counter, refused):
            raise
    return offline.unlock(counter, operator, given)


def _unlock(counter: Counter, operator: Operator, given: Credentials) -> Operator:
    proof = proofs.proved(counter, given)
    back = replace(operator, member=proof.row.member, factor=proof.factor)
    with counter.store.writing() as unit:
        proofs.accept(unit, counter, proof)
        payload = {"factor": proof.factor.value}
        offline.settle(unit, counter, back.member.number)
        note(unit, counter, back, EventKind.UNLOCKED, counter.clock.now(), payload=payload)
    _keep_copy(counter, back)
    return back


def lock(counter: Counter, operator: Operator, cause: LockCause = LockCause.KEY) -> None:
    """Note that the console was locked, and why."""
    _note(counter, operator, EventKind.LOCKED, {"cause": cause.value})


def sign_out(counter: Counter, operator: Operator) -> None:
    """Note that the session ended."""
    _note(counter, operator, EventKind.SIGNED_OUT)
    offline.forget(counter, operator)


def change_password(counter: Counter, credentials: Credentials, new_password: str) -> None:
    """Choose another password for oneself.

    Raises:
        Refused: as :func:`sign_in`.
    """
    proof = proofs.proved(counter, credentials)
    refuse_weak(new_password)
    if new_password == credentials.password:
        raise Refused("U-22")
    hashed = hash_password(new_password)
    operator = Operator(proof.row.member, counter.clock.now(), proof.factor)
    with counter.store.writing() as unit:
        proofs.accept(unit, counter, proof)
        staff_rows.set_password(unit, operator.member.number, hashed)
        changed = {"number": operator.member.number, "change": "password_chosen"}
        note(unit, counter, operator, EventKind.STAFF_CHANGED, operator.signed_in_at, payload=changed)


def _keep_copy(counter: Counter, operator: Operator) -> None:
    """Of what the store holds now: the code that was just used is used there too."""
    with counter.store.reading() as unit:
        row = staff_rows.staff(unit, operator.member.number)
    if row is not None:
        offline.keep(counter, row)


def _renewed(proof: Proof, password: str, new_password: str | None) -> str | None:
    """Hash of the password that takes the place of one to be used once; None where this one stays."""
    if not proof.row.must_change:
        return None
    if new_password is None:
        raise Refused("U-20")
    refuse_weak(new_password)
    if new_password == password:
        raise Refused("U-22")
    return hash_password(new_password)


def _note(
    counter: Counter, operator: Operator, kind: EventKind, payload: dict[str, str] | None = None
) -> None:
    with counter.store.writing() as unit:
        note(unit, counter, operator, kind, counter.clock.now(), payload=payload)
