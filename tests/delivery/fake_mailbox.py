"""A mailbox in memory that does what a script says, including the ways in which a real one fails."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from clerk.domain.faults import Fault
from clerk.domain.regions import RegionId
from clerk.ports import Busy, Letter, Mail, OutcomeUnknown, Rejected, Unreachable
from tests.delivery.fake_region import Died, Does

_FAULT = Fault("R-01", {"region": "吴江", "region_en": "Wujiang"})


@dataclass
class FakeMailbox:
    """Implements the port."""

    posting: deque[Does] = field(default_factory=deque)
    letters: list[Letter] = field(default_factory=list)
    posts: int = 0
    unreadable: tuple[str, ...] = ()
    """Ids of letters of others that nobody can read."""

    def post(self, letter: Letter) -> None:
        """Leave a letter as the script says; the same id again changes nothing."""
        self.posts += 1
        does = self.posting.popleft() if self.posting else Does.OK
        match does:
            case Does.UNREACHABLE:
                raise Unreachable(_FAULT)
            case Does.BUSY:
                raise Busy(_FAULT, 1.0)
            case Does.REJECT:
                raise Rejected(_FAULT, "部门编码不存在（示例）")
            case Does.DIE_BEFORE:
                raise Died
            case Does.BREAK:
                raise RuntimeError("adapter")
            case Does.LOSE_REQUEST:
                raise OutcomeUnknown(_FAULT)
        if all(known.message.id != letter.message.id for known in self.letters):
            self.letters.append(letter)
        if does is Does.LOSE_REPLY:
            raise OutcomeUnknown(_FAULT)
        if does is Does.DIE_AFTER:
            raise Died

    def holds(self, message_id: str) -> bool:
        """Whether it is there."""
        return any(letter.message.id == message_id for letter in self.letters)

    def since(self, reader: RegionId, cursor: str) -> Mail:
        """Letters to ``reader``."""
        start = int(cursor or 0)
        return Mail(
            str(len(self.letters)), tuple(x for x in self.letters[start:] if x.to == reader), self.unreadable
        )


@dataclass(frozen=True)
class BoxRegion:
    """A region of which only the mailbox is used."""

    region: RegionId
    mailbox: FakeMailbox
