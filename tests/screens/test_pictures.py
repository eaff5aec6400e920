"""Every screen as cells of text, at two sizes in two languages, against an approved picture.

``APPROVE_PICTURES=1 pytest tests/screens/test_pictures.py`` writes them anew: look at the difference.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from clerk.desk.facade import Desk
from clerk.domain.case_file import CorrectionAsked
from clerk.domain.cases import Event
from clerk.domain.faults import Language
from clerk.domain.staff import KeySlot
from clerk.store import staff
from screens.cases.case_page import CasePage
from screens.cases.exceptions_page import ExceptionsPage
from screens.cases.list_page import CaseListPage
from screens.desk.card_sheet import CardSheet
from screens.desk.confirm_sheet import ConfirmSheet
from screens.desk.differences_page import DifferencesPage
from screens.desk.page import DeskPage
from screens.help_page import HelpPage
from screens.sheets.fields import FieldSheet
from screens.sheets.palette import PaletteSheet
from screens.start.lock_page import LockPage
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.staff_slot import StaffSlot
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import Window

APPROVED = Path(__file__).parent / "pictures"
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
WIDGETS = 60
"""Each widget costs 2 to 3 ms at the first frame, and Tab slows with their number."""
PATIENCE = 3.0
"""Seconds to look at a screen that is not as approved."""
Take = Callable[[str], Awaitable[None]]


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clerk.desk.receive.query_code", lambda: "123456")


def _fill(window: Window) -> None:
    """A morning's cases in different states."""
    accepted = window.received_case("zhang", "YB-0021", "wujiang")
    window.home_says(accepted.id, Event.TRANSFER, home_case_no="3205202611240021")
    window.home_says(accepted.id, Event.ACCEPT, accepted_at=window.clock.now())
    window.clock.pass_time(minutes=2)
    correction = window.received_case("lu", "SC-0001", "jiashan")
    window.home_says(correction.id, Event.TRANSFER, home_case_no="JS0001")
    asked = (CorrectionAsked("articles", "章程须为 2023 版（示例）"),)
    window.home_says(correction.id, Event.ASK_CORRECTION, corrections=asked)
    failed = window.received_case("xu", "YB-0021", "wujiang")
    window.delivery_fails(failed.id)
    window.regions["jiashan"].down = True
    window.clock.pass_time(minutes=4)


async def _day(clerk: Clerk, take: Take) -> None:
    """One walk through the console, a picture at every stop."""
    await clerk.wait_for(lambda: clerk.app.screen.query("#password"), "the sign-in")
    await take("start")
    await clerk.signs_in()
    await clerk.wait_for(lambda: "4" in clerk.screen_text(), "the counts")
    await take("desk-empty")
    await clerk.presses("f2")
    await clerk.is_at(CardSheet)
    await take("cards")
    await clerk.presses("escape")
    await clerk.reads_card("zhang")
    await clerk.wait_for(lambda: clerk.visit_is_quiet, "the regions")
    await clerk.types("ydjy")
    await clerk.wait_for(lambda: clerk.app.screen.query_one("Rows").count > 3, "the hits")  # type: ignore[attr-defined]
    await take("search")
    await clerk.presses("enter")
    await clerk.wait_for(lambda: clerk.visit_is_quiet and "F5" in clerk.screen_text(), "the e-licences")
    await take("visit")
    for key, screen, name, back in (
        ("d", DifferencesPage, "differences", "backspace"),
        ("i", FieldSheet, "form", "escape"),
        ("f10", PaletteSheet, "palette", "escape"),
        ("f1", HelpPage, "help", "backspace"),
    ):
        await clerk.presses(key)
        await clerk.is_at(screen)
        await take(name)
        await clerk.presses(back)
        await clerk.is_at(DeskPage)
    await clerk.presses("f5")
    await clerk.is_at(ConfirmSheet)
    await take("confirm")
    await clerk.presses("enter")
    await clerk.wait_for(lambda: "tray/" in clerk.screen_text(), "the paper")
    await take("receipt")
    await clerk.presses("enter")
    await clerk.presses("ctrl+t")
    await clerk.is_at(CaseListPage)
    await take("list")
    await clerk.presses("enter")
    await clerk.is_at(CasePage)
    await take("case")
    await clerk.presses("ctrl+x")
    await clerk.is_at(ExceptionsPage)
    await take("exceptions")
    await clerk.presses("ctrl+l")
    await clerk.is_at(LockPage)
    await take("lock")


class Album:
    """The pictures of one size and language."""

    def __init__(self, clerk: Clerk, folder: Path) -> None:
        self._clerk = clerk
        self._folder = folder
        self.differing: dict[str, str] = {}

    async def take(self, name: str) -> None:
        """Look at the screen until it is as approved; when it never is, remember how it looked."""
        assert len(self._clerk.app.screen.query("*")) <= WIDGETS, name
        path = self._folder / f"{name}.txt"
        if os.environ.get("APPROVE_PICTURES"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(await self._steady_text(), encoding="utf-8")
        approved = path.read_text(encoding="utf-8")
        text = self._text()
        end = time.monotonic() + PATIENCE
        while text != approved and time.monotonic() < end:
            text = await self._steady_text()
        if text != approved:
            self.differing[name] = text

    async def _steady_text(self) -> str:
        """The screen once it has stood still for a tenth of a second."""
        text, since = self._text(), time.monotonic()
        while time.monotonic() - since < 0.1:
            await asyncio.sleep(0.02)
            if (now := self._text()) != text:
                text, since = now, time.monotonic()
        return text

    def _text(self) -> str:
        return self._clerk.screen_text() + "\n"


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_every_screen_looks_as_approved(window: Window, size: str, language: Language) -> None:
    _fill(window)
    async with clerk_at(window, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await _day(clerk, album.take)
    assert album.differing == {}, "\n".join(album.differing.values())


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_start_and_lock_with_a_staff_card_look_as_approved(
    window: Window, size: str, language: Language
) -> None:
    slot = StaffSlot()
    window.desk = Desk(replace(window.desk.counter, staff_cards=slot, card_events=slot))
    slot.card = StaffCard(personal_key=ec.generate_private_key(ec.SECP256R1()))
    with window.store.writing() as unit:
        staff.set_card(unit, "A0231", slot.enrol(KeySlot.AUTHENTICATION, "246810"))
    async with clerk_at(window, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("S-51")
        await album.take("start-pin")
        await clerk.types("246810")
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        slot.pull()
        await clerk.is_at(LockPage)
        await album.take("lock-card")
    assert album.differing == {}, "\n".join(album.differing.values())


def test_no_approved_picture_is_wider_than_its_terminal() -> None:
    from rich.cells import cell_len

    for path in APPROVED.rglob("*.txt"):
        width = SIZES[path.parent.name.partition("-")[0]][0]
        lines = path.read_text(encoding="utf-8").splitlines()
        assert all(cell_len(line) <= width for line in lines), path
