"""Colours of the inks. Contrast with the ground is at least 4.5 : 1; meaning never rests on colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rich.style import Style

from screens.lines import Ink

GROUND = "#14171b"
RAISED = "#1c2127"
CURSOR_GROUND = "#28323b"
TEXT = "#d3d7dc"
STRONG = "#f2f4f6"
QUIET = "#8f97a1"
RULE = "#3b424b"
NOW = "#79c0ab"
NEEDS = "#e6b450"

STYLES: Mapping[Ink, Style] = MappingProxyType(
    {
        Ink.TEXT: Style(color=TEXT),
        Ink.STRONG: Style(color=STRONG, bold=True),
        Ink.QUIET: Style(color=QUIET),
        Ink.RULE: Style(color=RULE),
        Ink.NOW: Style(color=NOW, bold=True),
        Ink.NEEDS: Style(color=NEEDS),
        Ink.KEY: Style(color=NOW),
        Ink.DIM_KEY: Style(color=QUIET),
        Ink.CHIP: Style(color=GROUND, bgcolor=NEEDS, bold=True),
    }
)

UNDER_CURSOR = Style(bgcolor=CURSOR_GROUND)
