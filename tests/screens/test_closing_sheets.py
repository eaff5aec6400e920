"""What arrives while a sheet is just closing does not take the console down with it."""

from __future__ import annotations

from screens.desk.page import DeskPage
from screens.desk.search_sheet import SearchSheet
from screens.widgets.rows import Rows
from tests.screens.driver import clerk_at
from tests.screens.window import Window


async def test_a_region_that_answers_while_the_search_closes_is_heard(window: Window) -> None:
    for region in window.regions.values():
        region.gate.clear()
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        flow = clerk.app.desk_page.flow
        assert flow.asking
        # A sheet that closes loses its widgets one by one, and has the keys until the last is gone.
        await clerk.app.screen.query_one(Rows).remove()
        assert isinstance(clerk.app.screen, SearchSheet)
        for region in window.regions.values():
            region.gate.set()
        await clerk.wait_for(lambda: not flow.asking, "the regions")
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        await clerk.sees("电子证照")
