"""Files that a clerk takes in: what they are by their content, never by their name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from clerk.domain.faults import Refused

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of one file at most."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file read from the clerk's folder and found to be what it must be."""

    name: str
    media_type: str
    data: bytes
    digest: str
    """SM3, hex."""


def check_size(name: str, size: int) -> None:
    """Refuse a file that is empty or too large, before it is read.

    Raises:
        Refused: ``F-01`` larger than 20 MB, ``F-04`` empty.
    """
    if size > FILE_LIMIT:
        raise Refused(
            "F-01", name=name, size=f"{size / 1024 / 1024:.1f}", limit=str(FILE_LIMIT // 1024 // 1024)
        )
    if size == 0:
        raise Refused("F-04", name=name)


def media_type(name: str, data: bytes) -> str:
    """What the content says it is.

    Raises:
        Refused: ``F-02`` neither PDF nor JPEG nor PNG.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    raise Refused("F-02", name=name)


def take(name: str, data: bytes) -> TakenFile:
    """A file checked by content, with its digest.

    Raises:
        Refused: ``F-01``, ``F-02``, ``F-04``.
    """
    check_size(name, len(data))
    return TakenFile(name, media_type(name, data), data, sm3(data))


def sm3(data: bytes) -> str:
    """SM3 digest (GB/T 32905), hex."""
    return hashlib.new("sm3", data).hexdigest()
