"""What a dialect adds to the engine: its routes, and its way of saying no.

Each dialect is a module ``integrations.simulator.<dialect>`` with one function ``routes(engine)`` that gives
:class:`DialectRoutes`. A route is a plain ``def`` (the engine blocks), has a fixed path without parameters,
and carries its :class:`~integrations.simulator.operations.Operation` as its only tag, so that fault switches
find it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Response

from integrations.simulator.engine import RegionEngine
from integrations.simulator.records import Reason


@dataclass(frozen=True, slots=True)
class DialectRoutes:
    """Routes of a dialect over one engine."""

    router: APIRouter
    say_no: Callable[[Reason, str], Response]
    """The answer to a call that is refused: reason and the region's words. Also for a malformed request."""


RoutesOf = Callable[[RegionEngine], DialectRoutes]
