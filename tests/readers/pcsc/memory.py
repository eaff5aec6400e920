"""A virtual card without a reader: the same commands, no service between."""

from __future__ import annotations

from collections.abc import Callable

from integrations.readers.pcsc.apdu import Answer, Command, exchange
from integrations.readers.pcsc.steps import Step
from tests.readers.pcsc.slot import VirtualCard


class MemoryCard:
    """Lets the card protocols talk to a virtual card; keeps the commands as they went over the line."""

    def __init__(self, card: VirtualCard | Callable[[bytes], bytes], *, t0: bool = False) -> None:
        self._answer = card if callable(card) else card.answer
        self._t0 = t0
        self.commands: list[bytes] = []

    @property
    def reader(self) -> str:
        """Name of no reader."""
        return "示例读卡器"

    def ask(self, step: Step, command: Command) -> Answer:
        """As a connection does."""
        return exchange(self._transmit, step, command, t0=self._t0)

    def _transmit(self, command: bytes) -> bytes:
        self.commands.append(command)
        return self._answer(command)
