"""A visit as the JSON of its draft, and back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from clerk.desk.visit import Visit


@cache
def _adapter() -> TypeAdapter[Visit]:
    return TypeAdapter(Visit)


def to_payload(visit: Visit) -> dict[str, Any]:
    """The visit as JSON data."""
    return cast("dict[str, Any]", _adapter().dump_python(visit, mode="json"))


def from_payload(payload: Mapping[str, Any]) -> Visit:
    """The visit that was kept.

    Raises:
        pydantic.ValidationError: the payload is not a visit.
    """
    return _adapter().validate_python(payload)
