"""Identifiers that two machines never make twice."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

_RANDOM_BITS = 74


def uuid7(now: datetime) -> str:
    """A UUIDv7 (RFC 9562): milliseconds since 1970 first, so ids sort by the time they were made."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    rand = secrets.randbits(_RANDOM_BITS)
    rand_a, rand_b = rand >> 62, rand & ((1 << 62) - 1)
    value = milliseconds << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b
    return str(uuid.UUID(int=value))


def query_code() -> str:
    """查询码: six digits that the applicant needs, besides the receipt number, to ask for progress."""
    return f"{secrets.randbelow(1_000_000):06d}"
