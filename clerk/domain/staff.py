"""Staff of the counter: number, role, and what a role may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from clerk.domain.regions import Site


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
    SIGN_OFF = "sign_off"
    """签批: decide what somebody else asked for."""
    ASK_LIAISON = "ask_liaison"
    ANSWER_LIAISON = "answer_liaison"
    KEEP_ROSTER = "keep_roster"
    CLOSE_DAY = "close_day"
    READ_JOURNAL = "read_journal"
    MANAGE_STAFF = "manage_staff"


_WINDOW = frozenset(
    {
        Right.RECEIVE,
        Right.PRINT_PAPERS,
        Right.HAND_OVER,
        Right.REVEAL,
        Right.ASK_LIAISON,
        Right.ANSWER_LIAISON,
    }
)

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CLERK: _WINDOW,
    Role.SUPERVISOR: frozenset(
        {
            Right.PRINT_PAPERS,
            Right.REVEAL,
            Right.DECIDE_EXCEPTION,
            Right.VOID,
            Right.SIGN_OFF,
            Right.ASK_LIAISON,
            Right.ANSWER_LIAISON,
            Right.KEEP_ROSTER,
            Right.CLOSE_DAY,
            Right.READ_JOURNAL,
        }
    ),
    Role.TRAINER: _WINDOW,
    Role.AUDITOR: frozenset({Right.READ_JOURNAL}),
    Role.ADMINISTRATOR: frozenset({Right.MANAGE_STAFF, Right.KEEP_ROSTER}),
}


class Level(IntEnum):
    """How far up somebody stands who decides: what one level may, the ones above it may too."""

    SITE = 1
    """主管 of the site."""
    REGION = 2
    """主管 of the district or county."""
    GROUP = 3
    """三地联络小组."""


EVERYWHERE = "*"
"""Place of who works for all three regions."""


class Factor(StrEnum):
    """What somebody proved beside the password."""

    NONE = "password"
    CARD = "card"
    TOTP = "totp"
    """Time-based one-time password (RFC 6238)."""
    OFFLINE = "offline"
    """Signed in without the store's word: what was proved is the copy kept from the last time."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One member of staff.

    ``site`` is the place they work for: the code of a site, the id of a region (all of its sites), or
    :data:`EVERYWHERE` (the liaison group).
    """

    number: str
    name: str
    role: Role
    site: str
    disabled: bool = False

    def level_at(self, site: Site) -> Level | None:
        """How far up they stand for ``site``; None where it is not their place."""
        match self.site:
            case site.code:
                return Level.SITE
            case site.region:
                return Level.REGION
            case _:
                return Level.GROUP if self.site == EVERYWHERE else None

    def works_at(self, site: Site) -> bool:
        """Whether ``site`` belongs to their place."""
        return self.level_at(site) is not None

    def may(self, right: Right, site: Site | None = None) -> bool:
        """Whether the role allows it, and, where ``site`` is given, whether it is their place."""
        return not self.disabled and right in RIGHTS[self.role] and (site is None or self.works_at(site))


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
