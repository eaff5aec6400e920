"""Staff of the counter: number, role, and what a role may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """Four roles and the administrator who sets up; nobody signs off their own request."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What can be allowed to a role."""

    RECEIVE = "receive"
    PRINT_PAPERS = "print_papers"
    HAND_OVER = "hand_over"
    REVEAL = "reveal"
    DECIDE_EXCEPTION = "decide_exception"
    VOID = "void"
    READ_JOURNAL = "read_journal"
    MANAGE_STAFF = "manage_staff"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: frozenset({Right.RECEIVE, Right.PRINT_PAPERS, Right.HAND_OVER, Right.REVEAL}),
    Role.SUPERVISOR: frozenset(
        {Right.PRINT_PAPERS, Right.REVEAL, Right.DECIDE_EXCEPTION, Right.VOID, Right.READ_JOURNAL}
    ),
    Role.TRAINER: frozenset({Right.RECEIVE, Right.PRINT_PAPERS, Right.HAND_OVER, Right.REVEAL}),
    Role.AUDITOR: frozenset({Right.READ_JOURNAL}),
    Role.ADMINISTRATOR: frozenset({Right.MANAGE_STAFF}),
}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One member of staff."""

    number: str
    name: str
    role: Role
    site: str
    disabled: bool = False

    def may(self, right: Right) -> bool:
        """Whether the role allows it."""
        return not self.disabled and right in RIGHTS[self.role]


class LockCause(StrEnum):
    """Why a console was locked."""

    KEY = "key"
    IDLE = "idle"
    CARD = "card"
    """The staff card was pulled, or can no longer be seen to lie there."""


class KeySlot(StrEnum):
    """Which key of a staff card signs (NIST SP 800-73-4, part 1, 3.1)."""

    AUTHENTICATION = "9A"
    """Personal: the card wants its holder's PIN first."""
    CARD = "9E"
    """The card's own: it signs without a PIN."""


@dataclass(frozen=True, slots=True)
class StaffKey:
    """What is kept of a staff card (工作人员卡) when it is enrolled: which key, and its public half."""

    slot: KeySlot
    public_key: bytes
    """SubjectPublicKeyInfo, DER."""
    holder: str
    """Common name in the certificate, for the administrator to compare."""
    valid_until: date
    """Last day of the certificate (UTC)."""
