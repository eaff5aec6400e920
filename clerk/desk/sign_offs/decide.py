"""签批: a supervisor approves, refuses or asks back, at their own console or over the shoulder."""

from __future__ import annotations

from datetime import datetime

from clerk.desk.counter import Counter
from clerk.desk.happening import let_happen
from clerk.desk.noting import note
from clerk.desk.sign_in import prove
from clerk.desk.sign_offs.subjects import Matter, matter
from clerk.desk.views import Credentials, Operator
from clerk.domain import escalations as rules
from clerk.domain.cases import Actor, Event
from clerk.domain.escalations import (
    Escalation,
    EscalationId,
    EscalationKind,
    Standing,
    Verdict,
)
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.store import cases, escalations
from clerk.store import staff as staff_rows
from clerk.store.unit import Unit

_ENDS_CASE = frozenset({EscalationKind.VOID, EscalationKind.WITHDRAWAL_AFTER_DECISION})


def decide(
    counter: Counter,
    operator: Operator,
    escalation_id: EscalationId,
    verdict: Verdict,
    reason: str,
    seen: str,
) -> Escalation:
    """Decide at one's own console. ``seen`` is the digest of what stood on the screen.

    Approving that a case is void voids it in the same commit; what a visit needs is used when it is received.

    Raises:
        Refused: ``Q-01``, ``Q-02``, ``Q-03``, ``Q-04``, ``Q-07``, ``Q-12``, ``Q-14``; ``U-03`` disabled
            meanwhile, ``U-05``, ``Q-11`` the reason; ``C-17`` the case cannot be voided now.
    """
    return _decide(counter, operator, escalation_id, verdict, reason, seen, here=False)


def decide_here(
    counter: Counter,
    operator: Operator,
    credentials: Credentials,
    escalation_id: EscalationId,
    verdict: Verdict,
    reason: str,
    seen: str,
) -> Escalation:
    """Decide over the shoulder: the supervisor proves who they are at the console where ``operator`` works.

    Raises:
        Refused: as :func:`decide`, and as :func:`clerk.desk.sign_in.prove`; ``Q-02`` the two are one person.
    """
    if credentials.number.strip() == operator.member.number:
        raise Refused("Q-02")
    supervisor = prove(counter, credentials)
    return _decide(counter, supervisor, escalation_id, verdict, reason, seen, here=True)


def _decide(
    counter: Counter,
    supervisor: Operator,
    escalation_id: EscalationId,
    verdict: Verdict,
    reason: str,
    seen: str,
    *,
    here: bool,
) -> Escalation:
    now = counter.clock.now()
    with counter.store.writing() as unit:
        before = escalations.load_escalation(unit, escalation_id)
        if before.kind is EscalationKind.EXCEPTION_ITEM and verdict is not Verdict.ASK_BACK:
            raise Refused("Q-14")
        found = matter(unit, counter, before.kind, before.subject)
        after = rules.decided(
            before,
            verdict,
            # As the administrator wants it now, not as it was when the session began.
            _as_listed(unit, supervisor).member,
            counter.sites[before.site],
            reason,
            seen,
            now,
            current=_current(before, found),
            over_the_shoulder=here,
        )
        saved = escalations.save_escalation(
            unit,
            after,
            EventKind.ESCALATION_DECIDED,
            actor=supervisor.member.number,
            at=now,
            terminal=counter.terminal,
            words=reason.strip(),
        )
        return _act(unit, counter, supervisor, saved, found, now)


def _current(escalation: Escalation, found: Matter | None) -> str:
    """Digest of the matter as it is. What a clock brought up is a fact of its moment: nothing rests on it."""
    if escalation.asked_by == rules.SYSTEM:
        return escalation.digest
    return "" if found is None else found.digest(escalation.kind, escalation.subject)


def _as_listed(unit: Unit, operator: Operator) -> Operator:
    row = staff_rows.staff(unit, operator.member.number)
    if row is None:
        return operator
    return Operator(row.member, operator.signed_in_at, operator.factor)


def _act(
    unit: Unit,
    counter: Counter,
    supervisor: Operator,
    escalation: Escalation,
    found: Matter | None,
    now: datetime,
) -> Escalation:
    """What an approval itself brings about.

    A case is void in the commit that approves it: between the two nothing can come that the approval did not
    see. A withdrawal after the decision is no withdrawal in the table of states (T14 ends with the decision);
    it ends the case as voiding does, and its event names what it was.
    """
    if escalation.kind not in _ENDS_CASE or escalation.standing is not Standing.APPROVED:
        return escalation
    if found is None or found.case is None:
        raise Refused("C-08")
    used = use(unit, counter, supervisor.member.number, escalation, found, now)
    cases.save_case(unit, let_happen(found.case, Event.VOID, Actor.SUPERVISOR, now))
    note(
        unit,
        counter,
        supervisor,
        EventKind.CASE_VOIDED,
        now,
        case_id=found.case.id,
        payload={"escalation": escalation.id, "kind": escalation.kind.value},
        private={"reason": escalation.decided_reason},
    )
    return used


def use(
    unit: Unit, counter: Counter, number: str, escalation: Escalation, found: Matter, now: datetime
) -> Escalation:
    """Use an approval up, in the transaction of the act it was given for.

    Raises:
        Refused: ``Q-04``, ``Q-06``, ``Q-13``.
    """
    after = rules.used(escalation, found.digest(escalation.kind, escalation.subject), now)
    return escalations.save_escalation(
        unit, after, EventKind.ESCALATION_USED, actor=number, at=now, terminal=counter.terminal
    )
