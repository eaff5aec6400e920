"""One-time passwords by time (动态口令, TOTP): RFC 6238 over RFC 4226, as every authenticator speaks it.

SHA-1, six digits, thirty seconds: what apps understand that ignore the parameters of an enrolment. HMAC does
not rest on what SHA-1 has lost.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlencode

PERIOD = 30
"""Seconds that one code holds."""
DIGITS = 6
SECRET_BYTES = 20
"""As long as the hash (RFC 4226, section 4, R6)."""
WINDOW = 1
"""Codes before and after the one of now that are taken: a phone's clock is not the counter's."""


@dataclass(frozen=True, slots=True)
class CodeKey:
    """What is kept of somebody's authenticator."""

    secret: bytes = field(repr=False)
    used: int = -1
    """Step of the last code that was taken; neither it nor an earlier one is taken again."""


def step_at(moment: datetime) -> int:
    """Number of the thirty seconds that ``moment`` lies in, counted from 1970."""
    return int(moment.timestamp()) // PERIOD


def code_of(secret: bytes, step: int) -> str:
    """The code of one step (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, moment: datetime) -> int | None:
    """The step whose code was typed, among those taken at ``moment``; None where it is another code."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    now = step_at(moment)
    fitting = [
        step
        for step in range(now - WINDOW, now + WINDOW + 1)
        if step >= 0 and hmac.compare_digest(code_of(secret, step), typed)
    ]
    return max(fitting, default=None)


def enrolment_uri(secret: bytes, number: str, issuer: str) -> str:
    """What an authenticator reads from the QR: key, staff number and who issued it."""
    label = quote(f"{issuer}:{number}", safe="")
    values = {"secret": base32(secret), "issuer": issuer, "digits": str(DIGITS), "period": str(PERIOD)}
    return f"otpauth://totp/{label}?{urlencode({**values, 'algorithm': 'SHA1'}, quote_via=quote)}"


def base32(secret: bytes) -> str:
    """The secret as people type it into an authenticator without a camera."""
    return b32encode(secret).decode().rstrip("=")
