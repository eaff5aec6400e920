"""The one clock of a live counter."""

from __future__ import annotations

from datetime import datetime

from clerk.domain.china_time import CHINA


class WallClock:
    """The machine's clock, at the counter's time zone."""

    def now(self) -> datetime:
        """The present moment, aware."""
        return datetime.now(CHINA)
