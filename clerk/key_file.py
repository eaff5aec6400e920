"""The store's keys in a file, sealed with a passphrase: for a safe, a second window, or a new machine."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from clerk.domain.faults import Refused

SHORTEST_PASSPHRASE = 12
"""Characters at least: whoever finds the file can try passphrases for as long as she likes."""

_FORMAT = "counter-console keys 1"
_WITH_CREDENTIALS = "counter-console keys 2"
_COST = 2**16
"""scrypt: 64 MiB and about 0.2 s a try."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a key file holds: the store's keys, and credentials of regions by the name of their entry."""

    keys: bytes = field(repr=False)
    credentials: Mapping[str, bytes] = field(repr=False)


def write_key_file(
    path: Path, keys: bytes, passphrase: str, credentials: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    """Write ``keys``, and ``credentials`` where there are any, to a new file that only ``passphrase`` opens.

    Raises:
        Refused: ``U-06`` the passphrase is too short, ``S-21`` the file cannot be made or is there already.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused("U-06", least=str(SHORTEST_PASSPHRASE))
    kind, content = _FORMAT, keys
    if credentials:
        kind, content = _WITH_CREDENTIALS, _joined(Carried(keys, credentials))
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = ChaCha20Poly1305(_derived(passphrase, salt)).encrypt(nonce, content, kind.encode())
    document = {"format": kind, **{name: base64.b64encode(value).decode() for name, value in (
        ("salt", salt), ("nonce", nonce), ("sealed", sealed))}}  # fmt: skip
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Refused("S-21", where=str(path), what=error.strerror or "") from None


def read_key_file(path: Path, passphrase: str) -> bytes:
    """The keys in ``path``.

    Raises:
        Refused: ``G-21`` wrong passphrase, damaged, or no key file.
    """
    return read_carried(path, passphrase).keys


def read_carried(path: Path, passphrase: str) -> Carried:
    """The keys in ``path`` with the credentials that were sealed with them.

    Raises:
        Refused: ``G-21`` wrong passphrase, damaged, or no key file.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        kind = document["format"]
        if kind not in {_FORMAT, _WITH_CREDENTIALS}:
            raise ValueError(_FORMAT)
        salt, nonce, sealed = (base64.b64decode(document[name]) for name in ("salt", "nonce", "sealed"))
        content = ChaCha20Poly1305(_derived(passphrase, salt)).decrypt(nonce, sealed, kind.encode())
        return Carried(content, {}) if kind == _FORMAT else _parted(content)
    except (OSError, ValueError, KeyError, TypeError, InvalidTag):
        raise Refused("G-21", where=str(path)) from None


def _joined(carried: Carried) -> bytes:
    credentials = {entry: base64.b64encode(kept).decode() for entry, kept in carried.credentials.items()}
    return json.dumps({"keys": base64.b64encode(carried.keys).decode(), "credentials": credentials}).encode()


def _parted(content: bytes) -> Carried:
    document = json.loads(content)
    credentials = {entry: base64.b64decode(kept) for entry, kept in document["credentials"].items()}
    return Carried(base64.b64decode(document["keys"]), credentials)


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())
