"""Keys on their way in: a scanner's burst becomes one code, everything else goes on in its order."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from screens.messages import CodeScanned
from screens.scanner import FASTEST_HAND, Scanner, Verdict
from screens.widgets.entry import Entry

if TYPE_CHECKING:
    from textual.events import Key
    from textual.timer import Timer

    from screens.app import CounterApp


class ScanGate:
    """Holds back letters that may begin a bar code while no field has the focus, for at most 30 ms.

    In a field letters go on at once, so that typing stays quick; when they turn out to be a code, the field
    gets back what it held before.
    """

    def __init__(self, app: CounterApp) -> None:
        self._app = app
        self._scanner = Scanner()
        self._held: list[Key] = []
        self._timer: Timer | None = None
        self._before: tuple[Entry, str, int] | None = None

    async def let_pass(self, event: Key) -> list[Key]:
        """The keys to handle now, in their order."""
        if self._app.top.is_scanned_into:
            self._scanner, self._before = Scanner(), None
            return [*self._release(), event]
        character = event.character if event.is_printable else None
        verdict = self._scanner.key(character, enter=event.key == "enter", now=monotonic())
        if verdict is Verdict.CODE:
            await self._deliver()
            return []
        if verdict is Verdict.HOLD:
            return self._hold(event)
        self._before = None
        return [*self._release(), event]

    def _hold(self, event: Key) -> list[Key]:
        field = self._app.focused
        if isinstance(field, Entry):
            if self._scanner.held == 1:
                self._before = (field, field.value, field.cursor_position)
            return [*self._release(), event]
        released = self._release() if self._scanner.held == 1 else []
        self._held.append(event)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(FASTEST_HAND, self._too_slow_for_a_scanner)
        return released

    def _release(self) -> list[Key]:
        held, self._held = self._held, []
        return held

    async def _too_slow_for_a_scanner(self) -> None:
        for event in self._release():
            await self._app.pass_key(event)

    async def _deliver(self) -> None:
        self._held = []
        if self._before is not None:
            field, value, cursor = self._before
            self._before = None
            await field.settled()
            field.value = value
            field.cursor_position = cursor
        self._app.post_message(CodeScanned(self._scanner.code))
