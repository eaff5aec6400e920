"""Printer and press as the desk needs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from clerk.domain.day_paper import DayEndPaper
from clerk.domain.faults import Fault
from clerk.domain.papers import AcceptancePaper, CorrectionPaper, HandOverPaper, ReceiptPaper

Paper = ReceiptPaper | AcceptancePaper | CorrectionPaper | HandOverPaper | DayEndPaper
"""Every paper that can be drawn."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a printer says of a job. ``where`` is a path for a tray, a job id for a printer."""

    job: str
    where: str
    digest: str


class Printer(Protocol):
    """Takes a finished PDF. The same job name with the same content is printed once."""

    @property
    def name(self) -> str:
        """Name shown to the clerk."""
        ...

    def check(self) -> Fault | None:
        """What is wrong with it now, None when it can print."""
        ...

    def print(self, job: str, pdf: bytes) -> Printed:
        """Print ``pdf`` under the business name ``job``.

        Raises:
            Refused: ``P-…``.
        """
        ...


class Press(Protocol):
    """Draws papers and looks into foreign files, in a process of its own: neither may hold up a key."""

    def render(self, paper: Paper) -> bytes:
        """The PDF of a paper.

        Raises:
            Refused: ``P-…``.
        """
        ...

    def pages(self, pdf: bytes) -> int:
        """Number of pages of a PDF somebody brought.

        Raises:
            Refused: ``P-21`` it cannot be read.
        """
        ...

    def close(self) -> None:
        """End the process."""
        ...
