"""Who may do what, refused in words."""

from __future__ import annotations

from clerk.desk.views import Operator
from clerk.domain.faults import Refused
from clerk.domain.staff import RIGHTS, Right, Role

_ROLE_ZH = {
    Role.CLERK: "窗口人员",
    Role.SUPERVISOR: "主管",
    Role.TRAINER: "培训员",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "管理员",
}


def require(operator: Operator, right: Right) -> None:
    """Refuse what the operator's role does not allow.

    Raises:
        Refused: ``U-04`` with the roles that may.
    """
    if operator.may(right):
        return
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    raise Refused(
        "U-04",
        role="、".join(_ROLE_ZH[r] for r in roles),
        role_en=" or ".join(r.value for r in roles),
    )
