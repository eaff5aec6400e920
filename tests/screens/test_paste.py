"""What is pasted is text: no character of it is a key, however the terminal cuts what it sends."""

from __future__ import annotations

import pytest

from screens.paste import PasteGate, plain

BEGIN, END = "\x1b[200~", "\x1b[201~"
PASTED = f"前{BEGIN}张\x1b\x1b[24~三\x9b2J\r\n四\x1b{END}\x1b[24~"
PASSED = f"前{BEGIN}张[24~三2J 四{END}\x1b[24~"


def through(*pieces: str) -> str:
    gate = PasteGate()
    return "".join(gate.let_pass(piece) for piece in pieces)


def test_a_paste_loses_its_control_characters_and_keys_around_it_stay() -> None:
    assert through(PASTED) == PASSED


@pytest.mark.parametrize("at", range(1, len(PASTED)))
def test_it_does_not_matter_where_what_arrives_is_cut(at: int) -> None:
    assert through(PASTED[:at], PASTED[at:]) == PASSED


def test_it_does_not_matter_when_every_character_arrives_alone() -> None:
    assert through(*PASTED) == PASSED


def test_a_key_is_never_held_back() -> None:
    gate = PasteGate()
    assert [gate.let_pass(piece) for piece in ("\x1b", "[2", "4~", "a")] == ["\x1b", "[2", "4~", "a"]


def test_a_second_paste_is_made_plain_as_the_first_one() -> None:
    again = f"{BEGIN}\x1b一{END}"
    assert through(again, again) == f"{BEGIN}一{END}" * 2


def test_an_address_over_two_lines_stays_two_words() -> None:
    assert plain("示例路 1 号\r\n2 室\t甲") == "示例路 1 号 2 室 甲"
