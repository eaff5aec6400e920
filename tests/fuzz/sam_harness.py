"""Coverage-guided fuzzing of frames and layouts: ``python -m tests.fuzz.sam_harness -runs=10000``.

Needs atheris, which has wheels for few platforms.
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports():
    from clerk.domain.faults import Refused
    from integrations.readers.sam.frames import Damaged, FrameParser, reply_in
    from integrations.readers.sam.layouts import TEXT_BYTES, person_in
    from integrations.readers.sam.module import chip_in


def one_input(data: bytes) -> None:
    """A stream, the answer to a read, and a text; only named faults may come out."""
    parser = FrameParser()
    contents = [*parser.feed(data), *parser.give_up()]
    replies = [reply_in(content).data for content in contents if not isinstance(content, Damaged)]
    for answer in (data, *replies):
        try:
            person_in(chip_in(answer).text)
        except Refused as refused:
            _ = refused.fault.text
    try:
        person_in(data[:TEXT_BYTES].ljust(TEXT_BYTES, b" "))
    except Refused as refused:
        _ = refused.fault.text


def main() -> None:
    """Fuzz until told to stop."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
