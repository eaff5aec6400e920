"""Signed requests of the Zhejiang dialect: ``appKey``, ``time`` and ``sign`` in the header of every call.

``sign`` is HMAC-SM3 over five lines: method, path, application key, time, SM3 of the body. No call has
a query. That calls carry a key and a time is known (design §5); the order and the algorithm are our reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from clerk.domain.codes.wire_times import MomentFormat, read_moment, write_moment
from clerk.domain.digests import sm3

APP_KEY_HEADER = "appKey"
TIME_HEADER = "time"
SIGN_HEADER = "sign"

TOLERANCE = timedelta(minutes=5)
"""How far the clocks of the two sides may be apart (our reading)."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the platform gave this counter. ``secret`` never leaves it."""

    app_key: str
    secret: bytes = field(repr=False)


def canonical(method: str, path: str, app_key: str, time: str, body: bytes) -> bytes:
    """What is signed. Whatever could hold a line end is percent-encoded, so no two requests share a text."""
    lines = (
        method.upper(),
        quote(path, safe="/"),
        quote(app_key, safe=""),
        quote(time, safe=""),
        sm3(body),
    )
    return "\n".join(lines).encode("ascii")


def sign(credentials: Credentials, text: bytes) -> str:
    """HMAC-SM3 of the canonical text, in hex."""
    mac = HMAC(credentials.secret, SM3())
    mac.update(text)
    return mac.finalize().hex()


def signed_headers(
    credentials: Credentials, method: str, path: str, body: bytes, now: datetime
) -> dict[str, str]:
    """Headers that sign a request at ``now``."""
    time = write_moment(now, MomentFormat.MILLIS)
    text = canonical(method, path, credentials.app_key, time, body)
    return {
        APP_KEY_HEADER: credentials.app_key,
        TIME_HEADER: time,
        SIGN_HEADER: sign(credentials, text),
    }


def is_signed_by(credentials: Credentials, text: bytes, signature: str) -> bool:
    """Whether ``signature`` is that of ``credentials`` over ``text``; compares in constant time."""
    return bytes_eq(sign(credentials, text).encode("ascii"), signature.encode("utf-8", "replace"))


def skew(time: str, now: datetime) -> timedelta:
    """How far the sender's clock is ahead of ``now``; negative when it is behind.

    Raises:
        Refused: ``I-21`` not a time of 13 digits.
    """
    return read_moment(time, MomentFormat.MILLIS) - now
