"""Coverage-guided fuzzing of what PC/SC cards say: ``python -m tests.fuzz.card_harness -runs=10000``.

The first byte of an input chooses the parser. ``--corpus FOLDER`` writes right inputs to begin from and ends.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports(include=["integrations.readers.pcsc", "clerk.domain.names"]):
    from tests.fuzz.card_parsers import parsers


def one_input(data: bytes) -> None:
    """Only named faults may come out."""
    if data:
        known = parsers()
        known[data[0] % len(known)].end(data[1:])


def write_corpus(folder: Path) -> None:
    """Every right input as a file."""
    for number, parser in enumerate(parsers()):
        for place, seed in enumerate(parser.seeds):
            (folder / f"{number:02}-{place:02}").write_bytes(bytes((number,)) + seed)


def main() -> None:
    """Fuzz until told to stop."""
    if sys.argv[1:2] == ["--corpus"]:
        write_corpus(Path(sys.argv[2]))
        return
    parsers()  # keys are made before an input is blamed for the time
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
