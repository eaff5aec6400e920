"""换人: somebody else goes on at this console, with the visit that is open; both numbers are kept."""

from __future__ import annotations

from clerk.desk import proof as proofs
from clerk.desk.counter import Counter
from clerk.desk.noting import note
from clerk.desk.rights import require
from clerk.desk.steps import find_step
from clerk.desk.views import Credentials, Operator
from clerk.desk.visit import Visit
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.staff import Right


def change_operator(
    counter: Counter, operator: Operator, credentials: Credentials, visit: Visit | None = None
) -> tuple[Operator, Visit | None]:
    """Let somebody else go on in place, as one transaction; gives them and the visit in their hands.

    The one before needs no word of their own: whoever came proved who they are, and the journal names both.
    A visit that has ended meanwhile is given back as None.

    Raises:
        Refused: as :func:`clerk.desk.sign_in.sign_in`; ``U-04`` they receive no cases, ``U-32`` they are the
            one who works here already.
    """
    proof = proofs.proved(counter, credentials)
    member = proof.row.member
    if proof.row.must_change:
        raise Refused("U-20")
    if member.number == operator.member.number:
        raise Refused("U-32", number=member.number)
    now = counter.clock.now()
    taking = Operator(member, now, proof.factor)
    require(taking, Right.RECEIVE, counter.site)
    with counter.store.writing() as unit:
        proofs.accept(unit, counter, proof)
        payload = {"from": operator.member.number, "to": member.number, "factor": proof.factor.value}
        if visit is not None:
            payload["visit"] = visit.id
        note(unit, counter, taking, EventKind.OPERATOR_CHANGED, now, payload=payload)
        step = None if visit is None else find_step(unit, counter, taking, visit)
        return taking, None if step is None else step.keep(step.visit)
