"""Commands as classes: complete, in words, and never two on one key."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import screens
from clerk.domain.faults import Language, Refused
from screens.command_sets.everywhere import ReadCard
from screens.commands import AnyCommand, all_commands
from screens.keys import KeyMap, key_word, pressed
from screens.page import CounterScreen


def _every_command() -> list[AnyCommand]:
    return [command for place in all_commands().values() for command in place]


def _every_screen() -> list[type[CounterScreen]]:
    for module in pkgutil.walk_packages(screens.__path__, "screens."):
        importlib.import_module(module.name)
    found: list[type[CounterScreen]] = []
    todo = [CounterScreen]
    while todo:
        for child in todo.pop().__subclasses__():
            found.append(child)
            todo.append(child)
    return found


def test_every_command_says_what_it_is_and_what_it_does() -> None:
    for command in _every_command():
        assert command.id
        assert command.key
        assert command.label
        assert command.sentence[0].isupper(), command.sentence


def test_a_command_has_the_same_name_wherever_it_works() -> None:
    by_id: dict[str, tuple[str, str]] = {}
    for command in _every_command():
        known = by_id.setdefault(command.id, (command.key, command.sentence))
        assert known == (command.key, command.sentence), command.id


def test_no_two_commands_of_a_screen_are_on_one_key() -> None:
    keys = KeyMap.for_profile({})
    for screen in _every_screen():
        keys.check([screen.COMMANDS_HERE])


def test_every_command_of_every_screen_is_in_the_registry() -> None:
    known = {command.id for command in _every_command()}
    for screen in _every_screen():
        assert {command.id for command in screen.COMMANDS_HERE} <= known, screen


def test_every_screen_with_keys_has_help() -> None:
    for screen in _every_screen():
        if screen.COMMANDS_HERE and not screen.__subclasses__():
            assert screen.TITLE, screen
            assert screen.ABOUT, screen


def test_escape_is_never_the_only_key() -> None:
    for command in _every_command():
        keys = command.key.split(",")
        assert "escape" not in keys or len(keys) > 1, command.id


def test_a_profile_gives_a_command_another_key() -> None:
    keys = KeyMap.for_profile({"card": "ctrl+k"})
    assert keys.first(ReadCard()) == "ctrl+k"


def test_a_key_for_two_commands_is_refused_in_words() -> None:
    with pytest.raises(Refused) as refused:
        KeyMap.for_profile({"card": "f3"})
    sentence = refused.value.fault.sentence(Language.EN)
    assert refused.value.fault.code == "X-03"
    assert "F3" in sentence
    assert "card" in sentence
    assert "matter" in sentence


def test_a_key_for_an_unknown_command_is_refused_in_words() -> None:
    with pytest.raises(Refused) as refused:
        KeyMap.for_profile({"kard": "f4"})
    assert "kard" in refused.value.fault.sentence(Language.ZH)


def test_keys_are_written_as_on_the_keyboard() -> None:
    assert [key_word(k) for k in ("f2", "ctrl+l", "enter", "d")] == ["F2", "Ctrl+L", "Enter", "D"]


def test_a_letter_is_the_same_command_with_caps_lock_on() -> None:
    assert pressed("d") == "d,D"
    assert pressed("f2,ctrl+l, x") == "f2,ctrl+l,x,X"
    assert KeyMap({"card": "k"}).bound == {"card": "k,K"}


def test_two_commands_on_one_letter_are_refused_whatever_its_case() -> None:
    class Other(ReadCard):
        id = "other"

    with pytest.raises(Refused) as refused:
        KeyMap({"card": "k", "other": "K"}).check([(ReadCard(), Other())])
    assert refused.value.fault.code == "X-03"


def test_no_screen_with_a_field_has_a_command_on_a_letter() -> None:
    with_field = [
        screen for screen in _every_screen() if "Entry" in vars(importlib.import_module(screen.__module__))
    ]
    assert {"StartPage", "LockPage", "SearchSheet"} <= {screen.__name__ for screen in with_field}
    for screen in with_field:
        for command in screen.COMMANDS_HERE:
            letters = [k for k in command.key.split(",") if len(k.strip()) == 1 and k.strip().isalpha()]
            assert not letters, (screen.__name__, command.id)
