"""Files that a clerk takes in: what they are by their content, never by their name."""

from __future__ import annotations

from dataclasses import dataclass, field
from zlib import crc32

from clerk.domain.digests import sm3
from clerk.domain.faults import Refused

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes of one file at most."""

_PDF, _JPEG, _PNG = "application/pdf", "image/jpeg", "image/png"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", _PDF),
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", _PNG),
)


@dataclass(frozen=True, slots=True)
class TakenFile:
    """A file read from the clerk's folder and found to be what it must be."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
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
    """A file checked by content, with its digest. A PDF is looked into by the press, not here.

    Raises:
        Refused: ``F-01``, ``F-02``, ``F-04``; ``F-03`` a picture that was cut off or damaged.
    """
    check_size(name, len(data))
    kind = media_type(name, data)
    if (kind == _PNG and not _whole_png(data)) or (kind == _JPEG and not _whole_jpeg(data)):
        raise Refused("F-03", name=name)
    return TakenFile(name, kind, data, sm3(data))


def _whole_png(data: bytes) -> bool:
    """Whether every chunk says what its check says, from the header to the end."""
    view, at, kinds = memoryview(data), 8, set[bytes]()
    while at + 12 <= len(data):
        length = int.from_bytes(view[at : at + 4], "big")
        end = at + 8 + length
        if end + 4 > len(data) or crc32(view[at + 4 : end]) != int.from_bytes(view[end : end + 4], "big"):
            return False
        kinds.add(bytes(view[at + 4 : at + 8]))
        if b"IEND" in kinds:
            return {b"IHDR", b"IDAT"} <= kinds
        at = end + 4
    return False


def _whole_jpeg(data: bytes) -> bool:
    """Whether its segments lead to a picture, and the picture to the end mark."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte before the marker
            at += 1
            continue
        if marker == 0xDA:  # start of scan: pixels follow until the end mark
            return data.rfind(b"\xff\xd9") > at
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return False
