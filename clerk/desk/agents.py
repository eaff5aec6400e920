"""代办: who acts for the applicant, in which relation, and what shows that they may."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.checking import checked, kept_text, note_identity, refuse_blocks, typed, with_warnings
from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.seen_before import open_elsewhere
from clerk.desk.steps import begin_step
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.domain import identity
from clerk.domain.faults import Refused
from clerk.domain.forms import FieldSpec
from clerk.domain.parties import Agent, Person
from clerk.domain.staff import Right
from clerk.ports import CardRead, CardReader

MANDATE_LIMIT = 64
"""Characters of a mandate's reference: two regions have room for no more (待核实)."""
RELATION_LIMIT = 20
"""Characters of a relation in words of its own, for the same reason."""
_MANDATE = FieldSpec("mandate", "授权或监护证明", "mandate or proof", required=False)
_RELATION = FieldSpec("relation", "与申请人关系", "relation", required=False)


def read_agent(
    counter: Counter,
    operator: Operator,
    visit: Visit,
    reader: CardReader,
    sample: str | None,
    relation: str,
    mandate: str,
) -> Visit:
    """Read the card of the agent (代办人) or guardian who acts for the applicant. Waits for the device.

    Raises:
        Refused: what the reader or a careful clerk finds wrong with the card (``I-…``); ``C-02`` the
            applicant comes first; ``U-05`` without a relation; who may not act (``I-37``, ``I-39``–``I-41``);
            ``E-06``, ``E-07``; ``C-06``, ``C-15``, ``C-16``.
    """
    require(operator, Right.RECEIVE)
    standing = _standing(visit, relation, mandate)
    return _acting(counter, operator, visit, checked(counter, reader.read(sample)), standing)


def type_agent(
    counter: Counter,
    operator: Operator,
    visit: Visit,
    person: Person,
    reason: str,
    relation: str,
    mandate: str,
) -> Visit:
    """Key the identity of who acts by hand: weaker, with a reason, marked everywhere as an applicant's is.

    Raises:
        Refused: as :func:`read_agent`, without a reader; ``I-04`` no reason.
    """
    require(operator, Right.RECEIVE)
    standing = _standing(visit, relation, mandate)
    return _acting(counter, operator, visit, typed(counter, person, reason), standing)


def _standing(visit: Visit, relation: str, mandate: str) -> tuple[str, str]:
    if visit.subject is None:
        raise Refused("C-02")
    kept, rests_on = standing(relation, mandate)
    if not kept:
        raise Refused("U-05")
    return kept, rests_on


def standing(relation: str, mandate: str) -> tuple[str, str]:
    """Relation and mandate as they are kept; the relation may be empty.

    Raises:
        Refused: ``I-41`` the relation needs a mandate, ``E-06`` one is too long, ``E-07``.
    """
    kept = kept_text(_RELATION, relation, RELATION_LIMIT)
    rests_on = kept_text(_MANDATE, mandate, MANDATE_LIMIT)
    if kept == identity.MANDATED and not rests_on:
        raise Refused("I-41")
    return kept, rests_on


def _acting(
    counter: Counter, operator: Operator, visit: Visit, read: CardRead, standing: tuple[str, str]
) -> Visit:
    agent = Agent(read.person, read.evidence, *standing)
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        if step.visit.subject is None:
            raise Refused("C-02")
        if step.visit.party != visit.party:
            raise Refused("C-16")
        refuse_blocks(identity.check_agent(step.visit.subject.person, agent, step.now.date()))
        note_identity(
            step,
            read.evidence,
            "agent",
            relation=relation_code(agent),
            mandate="yes" if agent.mandate else "no",
        )
        warned = with_warnings(read, open_elsewhere(step, read.person.number))
        return step.keep(replace(step.visit, agent=agent, agent_warnings=warned.warnings))


def relation_code(agent: Agent) -> str:
    """The relation for the journal's open part: words of somebody's own stay sealed."""
    return agent.relation if agent.relation in identity.RELATIONS else "other"


def remove_agent(counter: Counter, operator: Operator, visit: Visit) -> Visit:
    """Go on without an agent: she acts for herself after all.

    Raises:
        Refused: ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        return step.keep(replace(step.visit, agent=None, agent_warnings=()))
