"""Reads the forms of items from their TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from clerk.domain.faults import Refused
from clerk.domain.forms import FieldKind, FieldSpec, Forms


def load_forms(path: Path) -> Forms:
    """The forms in ``path``.

    Raises:
        Refused: ``G-10`` with the entry that is wrong.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return Forms(
            tuple(_field(entry) for entry in values.get("common", [])),
            {
                item: tuple(_field(entry) for entry in entries)
                for item, entries in values.get("item", {}).items()
            },
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise Refused("G-10", where=path.name, what=str(error)) from None


def _field(entry: dict[str, Any]) -> FieldSpec:
    return FieldSpec(
        name=entry["name"],
        zh=entry["zh"],
        en=entry["en"],
        kind=FieldKind(entry.get("kind", FieldKind.TEXT)),
        required=entry.get("required", True),
        choices=tuple(entry.get("choices", ())),
        unverified=entry.get("unverified", False),
    )
