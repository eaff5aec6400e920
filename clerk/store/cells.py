"""How an encrypted value lies in its column: a lid that key renewal replaces, and a body that it leaves.

Format 2 is ``lid ‖ tag (16) ‖ ciphertext``. The body is encrypted with a key of its own, used once. The lid
holds that key, sealed with a version of the store's keys: ``2 ‖ version (2, big-endian) ‖ nonce (12) ‖
tag (16) ‖ sealed key (16)``. The journal's chain covers the body, so a new lid breaks no link of it.

Format 1, of the first stores, is ``1 ‖ version (2) ‖ nonce (12) ‖ tag (16) ‖ ciphertext``, no key between.
"""

from __future__ import annotations

LIDDED = 2
"""First byte of a value that has a lid."""

PLAIN = 1
"""First byte of a value sealed with a version itself."""

HEAD = 3
"""Bytes that name format and version."""

LID = HEAD + 12 + 16 + 16
"""Bytes of a lid."""


def head_of(version: int) -> bytes:
    """How values under ``version`` begin, as they are written today."""
    return bytes((LIDDED,)) + version.to_bytes(2, "big")


def version_of(sealed: bytes) -> int:
    """Version of the keys that a value needs."""
    return int.from_bytes(sealed[1:HEAD], "big")


def proved_part(sealed: bytes) -> bytes:
    """What digests cover: all of a value but its lid."""
    return sealed[:1] + sealed[LID:] if sealed[:1] == bytes((LIDDED,)) else sealed
