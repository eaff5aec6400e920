"""While a server's store is away: the lock opens again for who is signed in, so that work in sight is kept.

Nothing can be saved without the store, so nobody signs in without it. But a clerk who comes back to a locked
console sees what she was about to say to the visitor. What was proved is a copy of what the store held when
she last proved herself to it. Her session counts as having no second factor until she does so again, and the
next act of whoever was disabled meanwhile is refused.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from clerk.desk.counter import Counter
from clerk.desk.passwords import password_fits
from clerk.desk.views import Credentials, Operator
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.one_time_password import step_of
from clerk.domain.staff import Factor
from clerk.store import journal, kept_proof
from clerk.store.kept_proof import KeptProof
from clerk.store.moments import moment
from clerk.store.staff import StaffRow
from clerk.store.unit import Unit

MOST_FAILURES = 5
"""Failures while the store is away, after which only the store opens the lock."""
LOG = logging.getLogger(__name__)
_AWAY = "S-12"
_NOT_THEIRS = frozenset({"S-52", "S-54"})


def is_away(counter: Counter, refused: Refused) -> bool:
    """Whether the store is a server that does not answer, and copies are kept for that."""
    return refused.fault.code == _AWAY and _kept_here(counter)


def keep(counter: Counter, row: StaffRow) -> None:
    """Keep a copy of what somebody just proved. A disk that refuses it keeps nobody from the desk."""
    if not _kept_here(counter):
        return
    try:
        kept_proof.keep(counter.folder.root, counter.store.keys, row, counter.clock.now())
    except OSError as error:
        LOG.warning("kept proof: %s", type(error).__name__)


def forget(counter: Counter, operator: Operator) -> None:
    """Forget the copy of who signed out."""
    try:
        kept_proof.drop(counter.folder.root, operator.member.number)
    except OSError as error:
        LOG.warning("kept proof: %s", type(error).__name__)


def unlock(counter: Counter, operator: Operator, given: Credentials) -> Operator:
    """Open the lock by the copy, for who is signed in; journalled as soon as the store is back.

    Raises:
        Refused: ``U-33`` there is no copy, or it is too old; ``U-34`` too many failures; ``U-01``, ``U-17``,
            ``U-18``, ``U-19``, and what the card says.
    """
    now = counter.clock.now()
    kept = _read(counter, operator.member.number)
    if kept is None or not timedelta() <= now - kept.kept_at <= timedelta(days=counter.offline_sign_in_days):
        raise Refused("U-33", days=str(counter.offline_sign_in_days))
    if kept.failures >= MOST_FAILURES:
        raise Refused("U-34")
    if not password_fits(kept.password_hash, given.password):
        _fail(counter, kept, Factor.NONE)
        raise Refused("U-01")
    factor, kept = _second_factor(counter, kept, given)
    opened = replace(kept, failures=0).with_event(EventKind.UNLOCKED.value, now, factor.value)
    _write(counter, opened)
    return replace(operator, factor=Factor.OFFLINE)


def settle(unit: Unit, counter: Counter, number: str) -> None:
    """Journal what happened while the store was away, each event once however often this is called."""
    if not _kept_here(counter):
        return
    kept = _read(counter, number)
    for event in kept.pending if kept is not None else ():
        journal.append(
            unit,
            EventKind(event["kind"]),
            actor=number,
            terminal=counter.terminal,
            at=moment(event["at"]),
            payload={"factor": Factor.OFFLINE.value, "proved": event["proved"]},
            once=f"offline/{counter.terminal}/{number}/{event['at']}/{event['kind']}",
        )


def _second_factor(counter: Counter, kept: KeptProof, given: Credentials) -> tuple[Factor, KeptProof]:
    by_code = kept.code_key is not None and (
        bool(given.code) or kept.card is None or counter.staff_cards is None
    )
    if by_code and kept.code_key is not None:
        if not given.code:
            raise Refused("U-17")
        step = step_of(kept.code_key.secret, given.code, counter.clock.now())
        if step is None:
            _fail(counter, kept, Factor.TOTP)
            raise Refused("U-18")
        if step <= kept.code_key.used:
            raise Refused("U-19")
        return Factor.TOTP, replace(kept, code_key=replace(kept.code_key, used=step))
    if kept.card is None:
        return Factor.NONE, kept
    if counter.staff_cards is None:
        raise Refused("U-08")
    try:
        counter.staff_cards.prove(kept.card, given.pin)
    except Refused as refused:
        if refused.fault.code in _NOT_THEIRS:
            _fail(counter, kept, Factor.CARD)
        raise
    return Factor.CARD, kept


def _fail(counter: Counter, kept: KeptProof, factor: Factor) -> None:
    """On disk before the answer is given: starting the console anew gives no five guesses more."""
    more = replace(kept, failures=kept.failures + 1)
    _write(counter, more.with_event(EventKind.SIGN_IN_FAILED.value, counter.clock.now(), factor.value))


def _read(counter: Counter, number: str) -> KeptProof | None:
    try:
        return kept_proof.read(counter.folder.root, counter.store.keys, number)
    except (OSError, Refused) as error:
        LOG.warning("kept proof: %s", type(error).__name__)
        return None


def _write(counter: Counter, kept: KeptProof) -> None:
    """A guess that cannot be counted, and an opening that cannot be noted, are refused."""
    try:
        kept_proof.write(counter.folder.root, counter.store.keys, kept)
    except OSError:
        raise Refused("U-33", days=str(counter.offline_sign_in_days)) from None


def _kept_here(counter: Counter) -> bool:
    return counter.offline_sign_in_days > 0 and counter.store.engine.dialect.name == "postgresql"
