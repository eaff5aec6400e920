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


def pressed(keys: str) -> str:
    """Every key that a terminal may send for ``keys``: a letter is the same command with Caps Lock or Shift.

    Only screens without a field bind letters, so that none is taken from what is typed.
    """
    given = [key.strip() for key in keys.split(",")]
    shifted = [key.swapcase() for key in given if len(key) == 1 and key.isascii() and key.isalpha()]
    return ",".join([*given, *(key for key in shifted if key not in given)])


class KeyMap:
    """Which key starts which command: the command's own, or the profile's."""

    def __init__(self, changed: Mapping[str, str]) -> None:
        self.changed = dict(changed)

    @property
    def bound(self) -> dict[str, str]:
        """The changed keys as the terminal may send them."""
        return {command: pressed(keys) for command, keys in self.changed.items()}

    @classmethod
    def for_profile(cls, changed: Mapping[str, str]) -> KeyMap:
        """The keys of a profile. Only a profile that changes some costs a look at every command.

        Raises:
            Refused: ``X-02`` the profile names no command of ours, ``X-03`` two commands on one key.
        """
        keys = cls(changed)
        if changed:
            from screens.commands import all_commands

            places = all_commands()
            keys.check_names(command.id for place in places.values() for command in place)
            keys.check(places.values())
        return keys

    def of(self, command: AnyCommand) -> tuple[str, ...]:
        """Every key of a command, the one to show first."""
        return tuple(k.strip() for k in self.changed.get(command.id, command.key).split(","))

    def first(self, command: AnyCommand) -> str:
        """The key to show."""
        return self.of(command)[0]

    def check_names(self, known: Iterable[str]) -> None:
        """Refuse a key for a command that does not exist.

        Raises:
            Refused: ``X-02``.
        """
        unknown = self.changed.keys() - set(known)
        for command_id in sorted(unknown):
            raise Refused("X-02", command=command_id)

    def check(self, together: Iterable[tuple[AnyCommand, ...]]) -> None:
        """Refuse two commands on one key where both can be pressed.

        Raises:
            Refused: ``X-03`` with both commands and the key.
        """
        for group in together:
            taken: dict[str, str] = {}
            for command in group:
                for key in pressed(",".join(self.of(command))).split(","):
                    if key in taken and taken[key] != command.id:
                        raise Refused("X-03", key=key_word(key), one=taken[key], other=command.id)
                    taken[key] = command.id
