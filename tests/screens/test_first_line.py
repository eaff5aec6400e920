"""What never leaves the first line: that the keys are of this session only."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from clerk.desk.gate import Check, CheckName, CheckState
from clerk.domain.faults import Fault, Language
from screens.cases.list_page import CaseListPage
from screens.desk.page import DeskPage
from screens.help_page import HelpPage
from screens.start.lock_page import LockPage
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import ReadyBoot, Window

WORDS = {
    (80, Language.ZH): "密钥仅本次",
    (120, Language.ZH): "密钥仅本次会话有效",
    (80, Language.EN): "session keys",
    (120, Language.EN): "keys for this session only",
}


@pytest.fixture
def of_this_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A live counter whose keys were carried in."""
    monkeypatch.setattr(ReadyBoot, "session_keys", True)
    monkeypatch.setattr(ReadyBoot, "training", False)


def first_line(clerk: Clerk) -> str:
    """The line at the top of the page."""
    return clerk.screen_text().partition("\n")[0]


@pytest.mark.usefixtures("of_this_session")
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_page_says_that_the_keys_are_of_this_session(
    window: Window, size: tuple[int, int], language: Language
) -> None:
    words = WORDS[size[0], language]
    async with clerk_at(window, size=size, language=language) as clerk:
        await clerk.sees(words)
        await clerk.signs_in()
        for key, page in (
            ("f1", HelpPage),
            ("escape", DeskPage),
            ("ctrl+t", CaseListPage),
            ("ctrl+l", LockPage),
        ):
            await clerk.presses(key)
            await clerk.is_at(page)
            await clerk.wait_for(lambda: words in first_line(clerk), words)
            assert cell_len(first_line(clerk)) <= size[0]


async def test_a_counter_with_a_keyring_says_nothing_of_it(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        clerk.does_not_see("密钥")


@pytest.mark.usefixtures("of_this_session")
async def test_the_start_gate_tells_what_becomes_of_the_keys(window: Window) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.sees("6 ms")
        boot = clerk.app.boot
        boot.report(Check(CheckName.KEYS, "", CheckState.WARN, Fault("G-29")))  # type: ignore[attr-defined]
        await clerk.sees("G-29", "关闭控制台后投递停止", "clerk keys import")
