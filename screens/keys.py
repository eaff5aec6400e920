"""Keys as they are pressed, and as they are written for a clerk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from screens.commands import AnyCommand

_WORDS = {
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Bksp",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "space": "Space",
    "plus": "+",
    "minus": "-",
    "question_mark": "?",
}


def key_word(key: str) -> str:
    """``ctrl+l`` as ``Ctrl+L``, ``f2`` as ``F2``."""
    if key in _WORDS:
        return _WORDS[key]
    if "+" in key:
        modifier, _, rest = key.partition("+")
        return f"{modifier.capitalize()}+{key_word(rest)}"
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return key.upper() if len(key) == 1 else key.capitalize()


class KeyMap:
    """Which key starts which command: the command's own, or the profile's."""

    def __init__(self, commands: Iterable[AnyCommand], changed: Mapping[str, str]) -> None:
        self._by_id = {c.id: c.key for c in commands}
        for command_id in changed:
            if command_id not in self._by_id:
                raise Refused("X-02", command=command_id)
        self._by_id |= dict(changed)
        self.changed = dict(changed)

    @classmethod
    def for_profile(cls, changed: Mapping[str, str]) -> KeyMap:
        """The keys of a profile, checked.

        Raises:
            Refused: ``X-02`` the profile names no command of ours, ``X-03`` two commands on one key.
        """
        from screens.commands import all_commands

        places = all_commands()
        keys = cls((command for place in places.values() for command in place), changed)
        keys.check(places.values())
        return keys

    def of(self, command_id: str) -> tuple[str, ...]:
        """Every key of a command, the first one first."""
        return tuple(k.strip() for k in self._by_id[command_id].split(","))

    def first(self, command_id: str) -> str:
        """The key to show."""
        return self.of(command_id)[0]

    def check(self, together: Iterable[tuple[AnyCommand, ...]]) -> None:
        """Refuse two commands on one key where both can be pressed.

        Raises:
            Refused: ``X-03`` with both commands and the key.
        """
        for group in together:
            taken: dict[str, str] = {}
            for command in group:
                for key in self.of(command.id):
                    if key in taken and taken[key] != command.id:
                        raise Refused("X-03", key=key_word(key), one=taken[key], other=command.id)
                    taken[key] = command.id
