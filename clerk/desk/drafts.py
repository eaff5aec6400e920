"""A visit on disk: every committed field is there before the next key is handled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from clerk.desk.counter import Counter
from clerk.desk.visit import Visit
from clerk.store import drafts
from clerk.store.store import Unit


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


def keep(unit: Unit, counter: Counter, visit: Visit) -> Visit:
    """Write the visit inside the caller's transaction."""
    drafts.save_draft(
        unit,
        counter.site.window_id,
        visit.id,
        to_payload(visit),
        visit.taken_by or visit.clerk,
        counter.clock.now(),
    )
    return visit


def saved(counter: Counter, visit: Visit) -> Visit:
    """Write the visit; on disk when this returns."""
    with counter.store.writing() as unit:
        return keep(unit, counter, visit)
