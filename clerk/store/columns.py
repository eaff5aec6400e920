"""Encrypted columns (SM4-GCM) and blind indexes (HMAC-SM3), with keys that can be renewed.

How a value lies in its column is told in :mod:`clerk.store.cells`. Its place (table, column, row) is
authenticated with it: a value moved to another row does not open.

Nonces are random; with 96 bits, one version is good for 2³² values, far beyond a counter's life.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from clerk.domain.faults import Refused
from clerk.store.canonical import canonical_json
from clerk.store.cells import HEAD, LID, LIDDED, PLAIN, head_of, version_of

_NONCE = 12
_TAG = 16
_KEY = 16
_INDEX_KEY = 32
_NONCE_OF_ONE_USE = bytes(_NONCE)
"""The body's key encrypts one value and never another, so its nonce needs no chance."""

Later = Callable[[int], bytes | None]
"""Asks for the key of a version that came after these keys were read; None where there is none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value belongs. It opens nowhere else."""

    table: str
    column: str
    row: str

    @property
    def name(self) -> bytes:
        """The place as authenticated bytes."""
        return f"{self.table}/{self.column}/{self.row}".encode()


@dataclass(frozen=True, slots=True, repr=False)
class ColumnKeys:
    """The keys of one store. New values take one version; the others still open what they sealed."""

    versions: Mapping[int, bytes]
    index_key: bytes
    chosen: int | None = field(default=None, compare=False)
    """Version that new values take; None = the newest. An open store names it: a newer one may still wait."""
    later: Later | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.versions or any(
            len(key) != _KEY or not 0 < v < 2**16 for v, key in self.versions.items()
        ):
            raise ValueError("column keys: 16 bytes each, versions from 1 to 65535")
        if len(self.index_key) != _INDEX_KEY:
            raise ValueError("the index key has 32 bytes")
        object.__setattr__(self, "versions", MappingProxyType(dict(self.versions)))

    def __repr__(self) -> str:
        return f"ColumnKeys(versions={sorted(self.versions)})"

    @classmethod
    def generate(cls) -> ColumnKeys:
        """Fresh keys from the operating system's generator."""
        return cls({1: os.urandom(_KEY)}, os.urandom(_INDEX_KEY))

    def renewed(self) -> ColumnKeys:
        """The same keys and a new version on top. The index key stays, or nobody would be found any more."""
        return ColumnKeys({**self.versions, self.newest + 1: os.urandom(_KEY)}, self.index_key)

    def joined(self, others: ColumnKeys) -> ColumnKeys | None:
        """Versions of both, where the two are of one store; None where they contradict each other."""
        both = set(self.versions) & set(others.versions)
        if self.index_key != others.index_key or any(self.versions[v] != others.versions[v] for v in both):
            return None
        return replace(self, versions={**self.versions, **others.versions}) if both else None

    def without(self, version: int) -> ColumnKeys:
        """The keys less one version."""
        return replace(self, versions={v: key for v, key in self.versions.items() if v != version})

    def sealing_with(self, version: int) -> ColumnKeys:
        """The same keys; new values take ``version``.

        Raises:
            Refused: ``S-25`` it is not among them.
        """
        if version not in self.versions:
            raise Refused("S-25", version=str(version))
        return self if version == self.seals_with else replace(self, chosen=version)

    @property
    def newest(self) -> int:
        """Newest version that there is."""
        return max(self.versions)

    @property
    def seals_with(self) -> int:
        """Version that new values take."""
        return self.newest if self.chosen is None else self.chosen

    def as_bytes(self) -> bytes:
        """The keys as kept in the vault."""
        return json.dumps(
            {"index": self.index_key.hex(), "keys": {str(v): key.hex() for v, key in self.versions.items()}}
        ).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> ColumnKeys:
        """The keys as they came from the vault.

        Raises:
            Refused: ``S-08`` these bytes are no keys.
        """
        try:
            found = json.loads(data)
            return cls(
                {int(v): bytes.fromhex(key) for v, key in found["keys"].items()},
                bytes.fromhex(found["index"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Refused("S-08", version="—") from None

    def seal(self, plain: bytes, cell: Cell) -> bytes:
        """``plain`` encrypted for its place."""
        key = os.urandom(_KEY)
        body = _encrypted(key, _NONCE_OF_ONE_USE, plain, bytes((LIDDED,)) + cell.name)
        return self._lid(key, cell) + body

    def open(self, sealed: bytes, cell: Cell) -> bytes:
        """The value sealed for this place.

        Raises:
            Refused: ``S-14`` altered, moved from another row, or sealed with a key that nobody has; ``S-25``
                sealed with a key that is in use elsewhere and not here.
        """
        if sealed[:1] == bytes((PLAIN,)):
            start = HEAD + _NONCE
            key, nonce = self._key(sealed, cell), sealed[HEAD:start]
            return _decrypted(key, nonce, sealed[start:], sealed[:HEAD] + cell.name, cell)
        key = self._under_lid(sealed[:LID], cell)
        return _decrypted(key, _NONCE_OF_ONE_USE, sealed[LID:], sealed[:1] + cell.name, cell)

    def check_lid(self, lid: bytes, cell: Cell) -> None:
        """See that a lid opens in its place.

        Raises:
            Refused: ``S-14``, ``S-25`` as :meth:`open`.
        """
        self._under_lid(lid, cell)

    def new_lid(self, lid: bytes, cell: Cell) -> bytes:
        """A lid with the version that new values take, in place of ``lid``; it fits the same body.

        Raises:
            Refused: ``S-14``, ``S-25`` as :meth:`open`.
        """
        return self._lid(self._under_lid(lid, cell), cell)

    def _lid(self, key: bytes, cell: Cell) -> bytes:
        version, nonce = self.seals_with, os.urandom(_NONCE)
        head = head_of(version)
        return head + nonce + _encrypted(self.versions[version], nonce, key, head + cell.name)

    def _under_lid(self, lid: bytes, cell: Cell) -> bytes:
        if lid[:1] != bytes((LIDDED,)) or len(lid) != LID:
            raise Refused("S-14", table=cell.table, row=cell.row)
        start = HEAD + _NONCE
        return _decrypted(self._key(lid, cell), lid[HEAD:start], lid[start:], lid[:HEAD] + cell.name, cell)

    def _key(self, sealed: bytes, cell: Cell) -> bytes:
        version = version_of(sealed)
        key = self.versions.get(version)
        if key is None and self.later is not None:
            key = self.later(version)
        if key is None:
            raise Refused("S-14", table=cell.table, row=cell.row)
        return key

    def seal_json(self, value: Any, cell: Cell) -> bytes:
        """A JSON value, encrypted for its place."""
        return self.seal(canonical_json(value).encode(), cell)

    def open_json(self, sealed: bytes, cell: Cell) -> Any:
        """The JSON value sealed for this place.

        Raises:
            Refused: ``S-14`` it does not open here.
        """
        return json.loads(self.open(sealed, cell))

    def blind(self, purpose: str, value: str) -> str:
        """A keyed digest by which ``value`` is found. Case, width and blanks do not matter."""
        code = hmac.HMAC(self.index_key, hashes.SM3())
        code.update(f"{purpose}/{''.join(normalize('NFKC', value).upper().split())}".encode())
        return code.finalize().hex()


def _encrypted(key: bytes, nonce: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Tag and ciphertext."""
    cipher = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    cipher.authenticate_additional_data(bound_to)
    sealed = cipher.update(plain) + cipher.finalize()
    return cipher.tag + sealed


def _decrypted(key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes, cell: Cell) -> bytes:
    """What :func:`_encrypted` encrypted."""
    try:
        cipher = Cipher(SM4(key), modes.GCM(nonce, sealed[:_TAG])).decryptor()
        cipher.authenticate_additional_data(bound_to)
        return cipher.update(sealed[_TAG:]) + cipher.finalize()
    except (InvalidTag, ValueError):  # ValueError: too short to hold nonce and tag
        raise Refused("S-14", table=cell.table, row=cell.row) from None
