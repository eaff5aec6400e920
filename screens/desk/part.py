"""What every part of the desk's page may use of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk.desk.views import Operator

if TYPE_CHECKING:
    from screens.app import CounterApp
    from screens.desk.flow import VisitFlow
    from screens.desk.panels import VisitPanel
    from screens.language import Speech


class DeskPart:
    """Declares; the page has it all."""

    flow: VisitFlow
    operator: Operator
    revealed = False
    """Whether the visitor's data are shown in full now."""
    if TYPE_CHECKING:

        @property
        def counter(self) -> CounterApp: ...
        @property
        def speech(self) -> Speech: ...
        @property
        def panel(self) -> VisitPanel: ...
        def show(self) -> None: ...
        def tell(self, words: str) -> None: ...
        def why_not_card(self) -> str | None: ...
        def begin_visit(self) -> None: ...
        async def search(self) -> None: ...
