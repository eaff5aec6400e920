"""Encrypted columns (SM4-GCM) and blind indexes (HMAC-SM3), with keys that can be renewed.

A stored value is ``format (1) ‖ key version (2, big-endian) ‖ nonce (12) ‖ tag (16) ‖ ciphertext``. Its place
(table, column, row) is authenticated with it: a value moved to another row does not open.

Nonces are random; with 96 bits, one key is good for 2³² values, far beyond what a counter writes in its life.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from clerk.domain.faults import Refused
from clerk.store.canonical import canonical_json

_FORMAT = 1
_NONCE = 12
_TAG = 16
_HEADER = 3 + _NONCE + _TAG
_KEY = 16
_INDEX_KEY = 32


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
    """The keys of one store. New values take the newest version; old versions still open what they sealed."""

    versions: Mapping[int, bytes]
    index_key: bytes

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

    @property
    def newest(self) -> int:
        """Version that new values take."""
        return max(self.versions)

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
        version = self.newest
        nonce = os.urandom(_NONCE)
        head = bytes((_FORMAT,)) + version.to_bytes(2, "big")
        cipher = Cipher(SM4(self.versions[version]), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(head + cell.name)
        sealed = cipher.update(plain) + cipher.finalize()
        return head + nonce + cipher.tag + sealed

    def open(self, sealed: bytes, cell: Cell) -> bytes:
        """The value sealed for this place.

        Raises:
            Refused: ``S-14`` altered, moved from another row, or sealed with a key that is not here.
        """
        key = self.versions.get(int.from_bytes(sealed[1:3], "big"))
        if len(sealed) < _HEADER or sealed[0] != _FORMAT or key is None:
            raise Refused("S-14", table=cell.table, row=cell.row)
        nonce, tag = sealed[3 : 3 + _NONCE], sealed[3 + _NONCE : _HEADER]
        cipher = Cipher(SM4(key), modes.GCM(nonce, tag)).decryptor()
        cipher.authenticate_additional_data(sealed[:3] + cell.name)
        try:
            return cipher.update(sealed[_HEADER:]) + cipher.finalize()
        except InvalidTag:
            raise Refused("S-14", table=cell.table, row=cell.row) from None

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
