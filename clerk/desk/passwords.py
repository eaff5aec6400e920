"""Passwords: what one must be, its hash, and one made up to be used once."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from clerk.domain.faults import Refused

SHORTEST_PASSWORD = 8
"""Characters of a password at least (GB/T 22239-2019 asks for complexity; the number is local)."""
LONGEST_PASSWORD = 200
"""Far more than anybody types; hashing what is longer would only cost time."""
_READABLE = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters and digits that cannot be taken for each other on paper or by telephone."""


def refuse_weak(password: str) -> None:
    """Refuse a password that is too short or too long, or the same character over and over.

    Raises:
        Refused: ``U-06``.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or len(set(password)) < 3:
        raise Refused("U-06", least=str(SHORTEST_PASSWORD))


def one_time_password() -> str:
    """Twelve readable characters in three groups: 60 bits, made by the system's random source."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def hash_password(password: str) -> str:
    """argon2id hash of a password."""
    return PasswordHasher().hash(_bytes(password))


def password_fits(password_hash: str, password: str) -> bool:
    """Whether it is the password; about 80 ms on purpose."""
    try:
        return PasswordHasher().verify(password_hash, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    """Also of half a character, which a broken paste leaves behind: it is hashed as it was typed."""
    return password.encode("utf-8", "surrogatepass")
