"""Who may do what, refused in words."""

from __future__ import annotations

from collections.abc import Mapping

from clerk.desk.counter import Counter
from clerk.desk.views import Operator
from clerk.domain.faults import Refused
from clerk.domain.regions import Site
from clerk.domain.staff import RIGHTS, Right, Role
from clerk.store.staff import standing
from clerk.store.unit import Unit

ROLE_ZH: Mapping[Role, str] = {
    Role.CLERK: "窗口人员",
    Role.SUPERVISOR: "主管",
    Role.TRAINER: "培训员",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "管理员",
}


def require(operator: Operator, right: Right, site: Site | None = None) -> None:
    """Refuse what the operator's role does not allow, or allows at another place than ``site``.

    An act at the operator's own window needs no ``site``: nobody signs in at a window that is not of their
    place, and :func:`refuse_fallen` looks again when the act is written.

    Raises:
        Refused: ``U-04`` with the roles that may; ``U-16`` where ``site`` is not their place.
    """
    if operator.may(right, site):
        return
    if site is not None and operator.may(right):
        raise Refused("U-16", place=operator.member.site, here=site.code)
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    raise Refused(
        "U-04",
        role="、".join(ROLE_ZH[r] for r in roles),
        role_en=" or ".join(r.value for r in roles),
    )


def refuse_fallen(unit: Unit, counter: Counter, operator: Operator) -> None:
    """Refuse an act of who was disabled, moved or given another role while their session was open.

    Raises:
        Refused: ``U-03`` disabled, ``U-23`` another role or place, ``U-16`` not their place.
    """
    member = operator.member
    if not member.works_at(counter.site):
        raise Refused("U-16", place=member.site, here=counter.site.code)
    now = standing(unit, member.number)
    if now is None:
        return
    if now.disabled:
        raise Refused("U-03")
    if (now.role, now.site) != (member.role, member.site):
        raise Refused("U-23")
