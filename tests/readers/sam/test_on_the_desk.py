"""A virtual ID reader on a real line, and the clerk's screen: read by itself, lifted, read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clerk.card_readers import ReaderSet
from clerk.desk.facade import Desk
from integrations.readers.sam.reader import SamReader
from screens.desk.page import DeskPage
from screens.desk.search_sheet import SearchSheet
from tests.readers.sam import cards
from tests.readers.sam.reader_process import ReaderProcess, reader_process
from tests.screens.driver import clerk_at
from tests.screens.window import Window, open_window

NAME = "身份证阅读器"


@pytest.fixture
def device(tmp_path: Path) -> Iterator[ReaderProcess]:
    """The reader."""
    with reader_process("pty", tmp_path) as process:
        yield process


@pytest.fixture
def window(tmp_path: Path, device: ReaderProcess) -> Iterator[Window]:
    """A window with that reader alone."""
    folder = tmp_path / "counter"
    folder.mkdir()
    with open_window(folder) as opened:
        readers = ReaderSet((SamReader(NAME, device.port, opened.clock),))
        opened.desk = Desk(replace(opened.desk.counter, readers=readers.applicants, card_events=readers))
        try:
            yield opened
        finally:
            readers.close()


async def test_a_laid_card_is_read_by_itself_and_has_to_be_lifted_for_the_next(
    window: Window, device: ReaderProcess
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.sees(f"● {NAME}")
        await clerk.wait_for(
            lambda: not clerk.app.desk_page.news.lay_there_before(NAME), "the reader to settle"
        )
        device.lay(cards.resident(name="示例甲"))
        await clerk.is_at(SearchSheet)
        await clerk.sees("示*   女")
        await clerk.presses("escape", "f8")
        await clerk.sees("已暂存")
        await clerk.presses("f2")
        await clerk.sees("请拿起证件后重新放上")
        await clerk.is_at(DeskPage)
        clerk.does_not_see("I-52")
        device.lift()
        device.lay(cards.resident(name="示例乙"))
        await clerk.is_at(SearchSheet)
        await clerk.wait_for(lambda: clerk.visit_is_quiet, "the regions")
        visit = clerk.app.desk_page.flow.visit
        assert visit is not None
        assert visit.subject is not None
        assert visit.subject.person.name == "示例乙"
