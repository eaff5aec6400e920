"""Hostile text typed and pasted into a field of each kind: what stands on the screen is harmless."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key

from screens.sheets.fields import FieldSheet
from screens.sheets.palette import PaletteSheet
from screens.start.page import StartPage
from screens.widgets.entry import Entry
from tests.attacks.test_free_text import is_harmless
from tests.attacks.texts import ATTACKS
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import open_window

LONGEST = 300
"""Characters typed of one attack: more of the same letters tries nothing more."""


async def at_the_sign_in(clerk: Clerk) -> None:
    await clerk.is_at(StartPage)
    await clerk.wait_for(lambda: isinstance(clerk.app.focused, Entry), "the sign-in")


async def in_the_search(clerk: Clerk) -> None:
    await clerk.signs_in()
    await clerk.reads_card("zhang")


async def in_the_palette(clerk: Clerk) -> None:
    await clerk.signs_in()
    await clerk.presses("f10")
    await clerk.is_at(PaletteSheet)


async def in_a_question_to_a_region(clerk: Clerk) -> None:
    await in_the_search(clerk)
    await clerk.chooses("ydjyba")
    await clerk.presses("ctrl+n")
    await clerk.wait_for(lambda: isinstance(clerk.app.screen, FieldSheet), "the fields")
    await clerk.wait_for(lambda: isinstance(clerk.app.focused, Entry), "a field")


async def types_each(clerk: Clerk, text: str) -> None:
    """One key for each character; on a terminal control characters are keys of their own."""
    for character in text:
        if unicodedata.category(character) != "Cc":
            clerk.app.post_message(events.Key(_character_to_key(character), character))


async def pastes(clerk: Clerk, text: str) -> None:
    """As the terminal hands on what was pasted, if nothing had been dropped from it before."""
    clerk.app.post_message(events.Paste(text))


@pytest.mark.parametrize("comes", [types_each, pastes])
@pytest.mark.parametrize("place", [at_the_sign_in, in_the_search, in_the_palette, in_a_question_to_a_region])
async def test_what_stands_in_the_field_and_on_the_screen_is_harmless(
    tmp_path: Path,
    place: Callable[[Clerk], Awaitable[None]],
    comes: Callable[[Clerk, str], Awaitable[None]],
) -> None:
    with open_window(tmp_path) as window:
        async with clerk_at(window, size=(120, 36)) as clerk:
            await place(clerk)
            sheet, field = clerk.app.screen, clerk.app.focused
            assert isinstance(field, Entry)
            for attack, text in ATTACKS.items():
                field.value = ""
                await comes(clerk, text[:LONGEST])
                await comes(clerk, "完")
                await clerk.wait_for(lambda: "完" in field.value, f"{attack}'s last letter")
                assert clerk.app.screen is sheet
                assert is_harmless(field.value), attack
                assert all(is_harmless(line) for line in clerk.screen_text().splitlines()), attack
