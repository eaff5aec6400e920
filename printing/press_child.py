"""The press's child process: answers one job after another until its input closes."""

from __future__ import annotations

import sys

from clerk.domain.faults import Fault, Refused
from clerk.domain.papers import AcceptancePaper, CorrectionPaper, HandOverPaper, ReceiptPaper
from printing.papers import PaperPress
from printing.press import read_message, write_message


def main() -> None:
    """Serve jobs from stdin to stdout."""
    press = PaperPress()
    press.warm()
    while (job := read_message(sys.stdin.buffer)) is not None:
        write_message(sys.stdout.buffer, _answer(press, job))


def _answer(press: PaperPress, job: object) -> object:
    try:
        match job:
            case ("warm", _):
                return True
            case (
                "render",
                ReceiptPaper() | AcceptancePaper() | CorrectionPaper() | HandOverPaper() as paper,
            ):
                return press.draw(paper)
            case ("pages", bytes() as pdf):
                return _pages(pdf)
    except Refused as refused:
        return refused.fault
    return Fault("P-20")


def _pages(pdf: bytes) -> int:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise Refused("P-21") from None
    try:
        return len(document)
    finally:
        document.close()


if __name__ == "__main__":
    main()
