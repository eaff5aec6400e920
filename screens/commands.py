"""A command: one class with its key, its words, when it works and, when it does not, why.

Bindings, key bar, help, palette, the key map of the profile and ``docs/keys.md`` all derive from it.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

S_contra = TypeVar("S_contra", contravariant=True)


class Command(Generic[S_contra]):
    """Something a person can do on a screen of one type. Words are English msgids of the catalogue."""

    id: str
    """Name in the profile's key map; never changed once released."""
    key: str
    """Default keys, the shown one first, in Textual's spelling."""
    label: str
    """The word in the key bar."""
    sentence: str
    """What it does, for help and palette."""
    help: str = ""
    """More, where the sentence is not enough."""
    rank: int = 5
    """How soon the key bar drops it when there is no room: 0 never, 9 first."""
    in_bar: bool = True
    in_palette: bool = True

    def rank_on(self, screen: S_contra) -> int:
        """:attr:`rank`, as things stand where it is shown."""
        return self.rank

    def why_not(self, screen: S_contra) -> str | None:
        """Why it does not work now, in the clerk's language; None when it works."""
        return None

    async def run(self, screen: S_contra) -> None:
        """Do it."""
        raise NotImplementedError


AnyCommand = Command[Any]


def all_commands() -> dict[str, tuple[AnyCommand, ...]]:
    """Every command of the console by the place where it works, in the order of ``docs/keys.md``."""
    from screens.command_sets.places import PLACES

    return {name: place() for name, place in PLACES.items()}
