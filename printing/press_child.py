"""The press's child process: answers one job after another until its input closes."""

from __future__ import annotations

import contextlib
import pickle
import sys

from clerk.domain.day_paper import DayEndPaper
from clerk.domain.faults import Fault, Refused
from clerk.domain.papers import AcceptancePaper, CorrectionPaper, HandOverPaper, ReceiptPaper
from clerk.ports import Paper
from printing.papers import PaperPress
from printing.press import Answer, pack_answer, read_message, write_message

MEMORY = 2 * 1024**3
"""Bytes this process may take: a file made to unfold without end ends the press, not the machine."""


def main() -> None:
    """Serve jobs from stdin to stdout."""
    _limit_memory()
    bench = Bench()
    while (job := read_message(sys.stdin.buffer)) is not None:
        # The other end is the console that started this process; it alone may send pickles.
        answer = bench.answer(pickle.loads(job))  # noqa: S301
        write_message(sys.stdout.buffer, pack_answer(answer))


class Bench:
    """Does the jobs, with one press whose fonts stay loaded."""

    def __init__(self) -> None:
        self._press: PaperPress | None = None

    def answer(self, job: object) -> Answer:
        """What a job gives; a fault where it cannot be done."""
        match job:
            case ("warm", _):
                return self._drawing(None)
            case (
                "render",
                ReceiptPaper()
                | AcceptancePaper()
                | CorrectionPaper()
                | HandOverPaper()
                | DayEndPaper() as paper,
            ):
                return self._drawing(paper)
            case ("pages", bytes() as pdf):
                return _pages(pdf)
        return Fault("P-20")

    def _drawing(self, paper: Paper | None) -> Answer:
        try:
            if self._press is None:
                self._press = PaperPress()
            if paper is not None:
                return self._press.draw(paper)
            self._press.warm()
        except Refused as refused:
            return refused.fault
        except Exception:  # noqa: BLE001 - whatever a library throws, the next paper must still be drawn
            return Fault("P-20")
        return b""


def _pages(pdf: bytes) -> Answer:
    import pypdfium2

    try:
        with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
            return len(document) or Fault("P-21")
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        return Fault("P-21")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


if __name__ == "__main__":
    main()
