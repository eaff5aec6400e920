"""What the visit in hand needs signed off, and what comes next for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk.domain.escalations import Standing

if TYPE_CHECKING:
    from clerk.desk.sign_offs.views import Need

_CAME_TO_NOTHING = frozenset({Standing.REFUSED, Standing.LAPSED, Standing.TAKEN_BACK})


def must_ask(need: Need) -> bool:
    """Whether nobody has asked yet, or what was asked came to nothing."""
    return need.escalation is None or need.escalation.standing in _CAME_TO_NOTHING


def stops(need: Need) -> bool:
    """Whether the work waits for it: it holds, and is not approved."""
    return need.holds and (need.escalation is None or need.escalation.standing is not Standing.APPROVED)


def stopping(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """Those that the work waits for."""
    return tuple(need for need in needs if stops(need))
