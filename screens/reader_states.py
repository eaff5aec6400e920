"""What is known of the readers: which are there, and on which a card lies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clerk.ports import CardEvent


@dataclass(frozen=True, slots=True)
class ReaderStates:
    """A picture of the readers that tell by themselves; the others have no place in it."""

    told: bool = False
    """Whether anything was told yet."""
    service_down: bool = False
    """Whether the PC/SC service is gone; False where no reader needs it."""
    there: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()
    """Readers with a card on them."""
    staff: frozenset[str] = frozenset()
    """Readers for staff cards."""

    @property
    def staff_card_lies(self) -> bool:
        """Whether a card lies on a reader for staff cards."""
        return bool(self.cards & self.staff)

    @property
    def staff_reader_there(self) -> bool:
        """Whether a reader for staff cards is plugged in."""
        return bool(self.there & self.staff)

    def after(self, event: CardEvent) -> ReaderStates:
        """The picture once ``event`` has happened."""
        from clerk.ports import CardEventKind, ReaderRole  # not needed before the first frame

        reader = {event.reader}
        staff = self.staff | reader if event.role is ReaderRole.STAFF else self.staff
        now = replace(self, told=True, staff=staff)
        match event.kind:
            case CardEventKind.SERVICE_UP:
                return replace(now, service_down=False)
            case CardEventKind.SERVICE_DOWN:
                return replace(now, service_down=True)
            case CardEventKind.READER_ADDED:
                return replace(now, there=self.there | reader)
            case CardEventKind.READER_REMOVED:
                return replace(now, there=self.there - reader, cards=self.cards - reader)
            case CardEventKind.CARD_IN:
                return replace(now, there=self.there | reader, cards=self.cards | reader)
            case CardEventKind.CARD_OUT:
                return replace(now, cards=self.cards - reader)
