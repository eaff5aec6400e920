"""The photo of a chip, decoded by the vendor's program in a process of its own.

Only closed decoders exist for it. One that crashes, hangs or floods must not take the console with it.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from typing import IO

from clerk.domain.faults import Refused

LIMIT = 2.0
"""Seconds the decoder may take."""
MOST = 1_000_000
"""Bytes a picture may have; that of the known decoders has 38,862."""

_PICTURES = (b"BM", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""What a BMP, a PNG and a JPEG begin with."""


def decode_photo(command: tuple[str, ...], photo: bytes, limit: float = LIMIT) -> bytes:
    """The picture that ``command`` writes to its output when it is given ``photo`` (WLT) as its input.

    Raises:
        Refused: ``I-68`` it does not start, takes too long, fails, or gives no picture.
    """
    try:
        decoder = subprocess.Popen(  # noqa: S603 - the administrator names the program in the profile
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError):
        raise Refused("I-68") from None
    try:
        picture = _answer(decoder, photo, time.monotonic() + limit)
    finally:
        _end(decoder)
    if not picture.startswith(_PICTURES):
        raise Refused("I-68")
    return picture


def _answer(decoder: subprocess.Popen[bytes], photo: bytes, until: float) -> bytes:
    if decoder.stdin is None or decoder.stdout is None:
        raise Refused("I-68")
    with contextlib.suppress(OSError), decoder.stdin as given:  # it may have ended without reading
        given.write(photo)  # 1,024 bytes: a pipe takes them at once
    picture = _output(decoder.stdout, until)
    try:
        status = decoder.wait(max(until - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        raise Refused("I-68") from None
    if status != 0:
        raise Refused("I-68")
    return picture


def _output(stream: IO[bytes], until: float) -> bytes:
    """All that comes until the end of ``stream``."""
    found = bytearray()
    with selectors.DefaultSelector() as waiting:
        waiting.register(stream, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0 and len(found) <= MOST:
            if waiting.select(left):
                portion = os.read(stream.fileno(), 65_536)
                if not portion:
                    return bytes(found)
                found += portion
    raise Refused("I-68")


def _end(decoder: subprocess.Popen[bytes]) -> None:
    """End it with everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(decoder.pid, signal.SIGKILL)
    decoder.wait()
    if decoder.stdout is not None:
        decoder.stdout.close()
