"""One way to write a thing down as bytes: a digest means the same on every database and in every year."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from clerk.domain.digests import sm3
from clerk.store.cells import proved_part

Stored = str | int | bytes | None
"""What a digested column may hold. Both databases give back exactly what was written."""


def canonical_json(value: Any) -> str:
    """``value`` as JSON text with sorted keys and no blanks; equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def row_digest(table: str, columns: Iterable[str], row: Mapping[str, Stored]) -> str:
    """Digest of a row over its stored columns, ciphertext included, so that proving it needs no key.

    Of an encrypted value it covers what the renewal of keys leaves: :func:`clerk.store.cells.proved_part`.

    Each value stands with its column's name and its length, hence no two rows share one form. An empty column
    (NULL) leaves no trace: a column added by a later migration does not change the digests of older rows.
    """
    parts = [table.encode()]
    for column in columns:
        value = row[column]
        if value is None:
            continue
        if isinstance(value, bytes):
            proved = proved_part(value)
            parts += (f"|{column}:b{len(proved)}:".encode(), proved)
        else:
            data = str(value).encode()
            parts += (f"|{column}:{'i' if isinstance(value, int) else 's'}{len(data)}:".encode(), data)
    return sm3(b"".join(parts))
