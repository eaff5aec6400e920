"""A visit as the JSON of its draft, and back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from clerk.desk.visit import Visit
from clerk.domain.faults import Refused


@cache
def _adapter() -> TypeAdapter[Visit]:
    return TypeAdapter(Visit)


def to_payload(visit: Visit) -> dict[str, Any]:
    """The visit as JSON data, without the photo of a chip: that is shown and never kept."""
    return cast("dict[str, Any]", _adapter().dump_python(visit, mode="json", exclude={"subject": {"photo"}}))


def from_payload(payload: Mapping[str, Any]) -> Visit:
    """The visit that was kept.

    Raises:
        Refused: ``C-20`` another version of the program wrote it.
    """
    try:
        return _adapter().validate_python(payload)
    except ValidationError:
        raise Refused("C-20") from None  # its text would hold what was typed
