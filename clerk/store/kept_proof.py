"""What signing in rests on, kept beside the console and sealed with the store's keys, for while it is away.

One small file for each person who is signed in at this window. It opens only with the keys of the store,
which a running console holds; a copy of the folder alone is worth nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from clerk.domain.one_time_password import CodeKey
from clerk.domain.staff import StaffKey
from clerk.store.columns import Cell, ColumnKeys
from clerk.store.moments import moment, stamp
from clerk.store.staff import StaffRow, card_from_json, card_to_json

_FOLDER = "signed-in"


@dataclass(frozen=True, slots=True)
class KeptProof:
    """The copy of one person's proof, and what happened with it that the journal does not hold yet."""

    number: str
    kept_at: datetime
    password_hash: str = field(repr=False)
    card: StaffKey | None = None
    code_key: CodeKey | None = None
    failures: int = 0
    """Since the store was last asked."""
    pending: tuple[Mapping[str, str], ...] = ()
    """Events to be journalled: ``kind``, ``at``, ``proved``."""

    def with_event(self, kind: str, at: datetime, proved: str) -> KeptProof:
        """The copy with one event more."""
        return replace(self, pending=(*self.pending, {"kind": kind, "at": stamp(at), "proved": proved}))


def keep(root: Path, keys: ColumnKeys, row: StaffRow, now: datetime) -> None:
    """Keep what the store holds of somebody who signed in just now.

    Raises:
        OSError: the disk said no.
    """
    write(root, keys, KeptProof(row.member.number, now, row.password_hash, row.card, row.code_key))


def write(root: Path, keys: ColumnKeys, kept: KeptProof) -> None:
    """Write the copy, whole or not at all.

    Raises:
        OSError: the disk said no.
    """
    values = {
        "kept_at": stamp(kept.kept_at),
        "password_hash": kept.password_hash,
        "card": card_to_json(kept.card) if kept.card else None,
        "secret": kept.code_key.secret.hex() if kept.code_key else None,
        "used": kept.code_key.used if kept.code_key else 0,
        "failures": kept.failures,
        "pending": [dict(event) for event in kept.pending],
    }
    path = _path(root, kept.number)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    aside = path.with_suffix(".part")
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(keys.seal_json(values, _cell(kept.number)))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def read(root: Path, keys: ColumnKeys, number: str) -> KeptProof | None:
    """The copy of somebody; None where there is none.

    Raises:
        Refused: ``S-14`` it was altered, or is another person's. OSError: the disk said no.
    """
    try:
        sealed = _path(root, number).read_bytes()
    except FileNotFoundError:
        return None
    values: dict[str, Any] = keys.open_json(sealed, _cell(number))
    card, secret = values["card"], values["secret"]
    return KeptProof(
        number,
        moment(values["kept_at"]),
        values["password_hash"],
        card_from_json(card) if card else None,
        CodeKey(bytes.fromhex(secret), values["used"]) if secret else None,
        values["failures"],
        tuple(values["pending"]),
    )


def drop(root: Path, number: str) -> None:
    """Forget the copy of somebody.

    Raises:
        OSError: the disk said no.
    """
    _path(root, number).unlink(missing_ok=True)


def _path(root: Path, number: str) -> Path:
    return root / _FOLDER / f"{number.encode().hex()}.sealed"


def _cell(number: str) -> Cell:
    return Cell("kept_proof", "file", number)
