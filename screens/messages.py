"""The vocabulary of what happens beside the screens: frozen messages, posted by daemon threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from clerk.desk.facade import Desk
    from clerk.desk.gate import Check
    from clerk.domain.faults import Fault
    from clerk.ports import CardEvent


class CheckReported(Message):
    """The start gate looked at something."""

    def __init__(self, check: Check) -> None:
        super().__init__()
        self.check = check


class StoreReady(Message):
    """The store is open: a clerk can sign in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk


class StoreMoved(Message):
    """Something in the store changed, here or elsewhere. Later ones make earlier ones needless."""

    def __init__(self, mark: int) -> None:
        super().__init__()
        self.mark = mark

    def can_replace(self, message: Message) -> bool:
        """One look at the store answers any number of these."""
        return isinstance(message, StoreMoved)


class JobDone(Message):
    """Work in a thread is done. ``result`` is what it gave; only the screen that asked reads it."""

    def __init__(self, job: str, result: object) -> None:
        super().__init__()
        self.job = job
        self.result = result


class JobRefused(Message):
    """Work in a thread was refused or could not be done."""

    def __init__(self, job: str, fault: Fault) -> None:
        super().__init__()
        self.job = job
        self.fault = fault


class CodeScanned(Message):
    """A bar code was scanned somewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class CardHappened(Message):
    """Something happened at a reader: a card, the reader itself, or the service behind it."""

    def __init__(self, event: CardEvent) -> None:
        super().__init__()
        self.event = event
