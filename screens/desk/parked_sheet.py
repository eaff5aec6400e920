"""Parked visits, also those that a crash or another clerk left open."""

from __future__ import annotations

from collections.abc import Callable

from clerk.desk.visit import Visit
from clerk.domain.china_time import in_china
from clerk.domain.names import mask_name
from screens.language import N_
from screens.lines import Ink, Line, fit
from screens.sheets.listing import ListSheet


class ParkedSheet(ListSheet):
    """Which visit to take up."""

    TITLE = N_("Take up which visit?")
    ABOUT = N_("A visit reopens at the field where it was left; the names of both clerks are kept.")

    def __init__(self, visits: tuple[Visit, ...], taken: Callable[[Visit], None]) -> None:
        super().__init__()
        self._visits = visits
        self._taken = taken

    def on_mount(self) -> None:
        """Show them, the latest under the cursor."""
        self.show_rows(len(self._visits), len(self._visits) - 1)

    def row(self, index: int, width: int) -> Line:
        """Number, time, masked name, matter, clerk."""
        visit = self._visits[index]
        applicant = visit.applicant
        name = mask_name(applicant.name) if applicant else self.speech.say(N_("nobody yet"))
        item = self.counter.desk.item(visit.item).name if visit.item else self.speech.say(N_("no matter yet"))
        return (
            (fit(str(visit.number), 4), Ink.TEXT),
            (fit(in_china(visit.opened_at).strftime("%H:%M"), 7), Ink.QUIET),
            (fit(name, 16), Ink.STRONG),
            (fit(item, max(width - 40, 10)), Ink.TEXT),
            (f" {visit.clerk}", Ink.QUIET),
        )

    async def chosen(self, index: int) -> None:
        """Take it up."""
        self.close()
        self._taken(self._visits[index])
