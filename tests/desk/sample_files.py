"""Small files as a clerk picks them: whole ones, and others by breaking these."""

from __future__ import annotations

import struct
from zlib import compress, crc32


def pdf(text: str) -> bytes:
    """What the plain press takes for a PDF of one page."""
    return f"%PDF-1.7\n% {text}\n%%EOF\n".encode()


def png() -> bytes:
    """One white pixel."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", compress(b"\x00\xff")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def jpeg() -> bytes:
    """A header, a scan and the end mark."""
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xda\x00\x04cd" + b"\x12\x34" * 20 + b"\xff\xd9"
