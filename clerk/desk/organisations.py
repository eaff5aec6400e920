"""法人: the organisation that applies, for which the person at the counter acts."""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.checking import with_warnings, without_warnings
from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.seen_before import received_today
from clerk.desk.steps import Step, begin_step
from clerk.desk.views import Operator
from clerk.desk.visit import Visit
from clerk.desk.visit_files import forget_file
from clerk.domain.codes import credit_code
from clerk.domain.faults import Refused
from clerk.domain.forms import FieldKind, FieldSpec, check_field
from clerk.domain.names import normalise
from clerk.domain.parties import Organisation
from clerk.domain.staff import Right

_PHONE = FieldSpec("phone", "联系电话", "Phone", FieldKind.PHONE, required=False)


def set_organisation(
    counter: Counter,
    operator: Operator,
    visit: Visit,
    name: str,
    code: str,
    legal_representative: str,
    phone: str,
) -> Visit:
    """Name the organisation that applies; the person at the counter acts for it.

    Another organisation than before takes the licences of the one before, and the copies made of them, away.

    Raises:
        Refused: credit code, name or phone wrong (``I-…``, ``N-…``, ``E-02``); ``C-02``, ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    organisation = Organisation(
        normalise(name).value,
        credit_code.check(code),
        normalise(legal_representative).value if legal_representative.strip() else "",
        check_field(_PHONE, phone),
    )
    return _for_organisation(counter, operator, visit, organisation)


def remove_organisation(counter: Counter, operator: Operator, visit: Visit) -> Visit:
    """The person at the counter applies for herself after all.

    Raises:
        Refused: ``C-02``, ``C-06``, ``C-15``.
    """
    require(operator, Right.RECEIVE)
    return _for_organisation(counter, operator, visit, None)


def _for_organisation(
    counter: Counter, operator: Operator, visit: Visit, organisation: Organisation | None
) -> Visit:
    with counter.store.writing() as unit:
        step = begin_step(unit, counter, operator, visit)
        step.require_open()
        before = step.visit
        if before.subject is None:
            raise Refused("C-02")
        applying = before.subject.person.number if organisation is None else organisation.number
        subject = without_warnings(before.subject, "I-46")
        subject = with_warnings(subject, received_today(step, applying))
        after = replace(before, organisation=organisation, subject=subject)
        if before.organisation is not None and (
            organisation is None or organisation.number != before.organisation.number
        ):
            after = _without_licences_of(step, after, before.organisation.number)
        return step.keep(after)


def _without_licences_of(step: Step, visit: Visit, number: str) -> Visit:
    """The visit without the licences that only the organisation of ``number`` held."""
    others = {holder.number for holder in visit.holders}
    gone = {x.id for x in visit.licences if number in x.holders and not others & set(x.holders)}
    stale = {material for material, copy in visit.copies.items() if copy.licence in gone}
    for material in stale:
        forget_file(step.unit, visit.met_for(material))
    return replace(
        visit,
        licences=tuple(x for x in visit.licences if x.id not in gone),
        met=tuple(m for m in visit.met if m.material not in stale),
        copies={material: copy for material, copy in visit.copies.items() if material not in stale},
    )
