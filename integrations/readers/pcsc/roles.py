"""Which reader is for whom: chosen by name, never by its place in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clerk.domain.faults import Refused


class ReaderRole(StrEnum):
    """Whose card lies on a reader."""

    APPLICANT = "applicant"
    """申请人."""
    STAFF = "staff"
    """工作人员: pulling this card locks the console."""


@dataclass(frozen=True, slots=True)
class ReaderRoles:
    """Names of the readers, as the profile writes them: whole, or a part that only one reader has.

    ``""`` is the only reader there is for the applicant, and none for the staff.
    """

    applicant: str = ""
    staff: str = ""

    def __post_init__(self) -> None:
        if self.staff and self.staff == self.applicant:
            raise Refused("S-56", reader=self.staff)

    def role_of(self, reader: str, readers: Sequence[str]) -> ReaderRole | None:
        """Role of ``reader`` among the ``readers`` plugged in; None when it has none."""
        if self.staff and reader in fitting(readers, self.staff):
            return ReaderRole.STAFF
        others = [name for name in readers if not self.staff or name not in fitting(readers, self.staff)]
        return ReaderRole.APPLICANT if reader in fitting(others, self.applicant) else None


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
