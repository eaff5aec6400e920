"""Which reader is for whom: chosen by name, never by its place in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clerk.domain.faults import Refused
from clerk.ports import ReaderRole


@dataclass(frozen=True, slots=True)
class ReaderPlace:
    """A reader as the profile has it."""

    name: str
    """Shown to the clerk."""
    wanted: str
    """Its name at the service: whole, or a part that only one reader has; ``""`` = the only one there is."""
    role: ReaderRole


def placed(
    readers: Sequence[str], places: Sequence[ReaderPlace], before: Mapping[str, ReaderPlace]
) -> dict[str, ReaderPlace]:
    """Reader at the service → its place in the profile; a reader without one is not ours.

    Where several readers fit a place, the one that had it ``before`` keeps it: a second reader that is
    plugged in must not make the first go unheard. A reader that fits two places is the staff's, for a staff
    card that is pulled must not go unnoticed.
    """
    found: dict[str, ReaderPlace] = {}
    for place in sorted(places, key=lambda one: one.role is ReaderRole.STAFF):
        fits = fitting(readers, place.wanted)
        mine = fits if len(fits) == 1 else [name for name in fits if before.get(name) == place]
        found.update(dict.fromkeys(mine, place))
    return found


def fitting(readers: Sequence[str], wanted: str) -> list[str]:
    """The readers that ``wanted`` can mean: the one of exactly that name, else all that contain it."""
    if wanted in readers:
        return [wanted]
    return [name for name in readers if wanted.casefold() in name.casefold()]


def find_reader(readers: Sequence[str], wanted: str) -> str:
    """The one reader that ``wanted`` means among those plugged in.

    Raises:
        Refused: ``I-72`` there is none, ``I-73`` there are several and the profile has to choose.
    """
    found = fitting(readers, wanted)
    if not found:
        raise Refused("I-72", reader=wanted or "PC/SC")
    if len(found) > 1:
        raise Refused("I-73", reader=wanted or "PC/SC", readers="; ".join(found))
    return found[0]
