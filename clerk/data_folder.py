"""The folder a counter lives in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where a counter keeps what is not in a server: one per counter, never shared by training and live."""

    root: Path

    @property
    def tray(self) -> Path:
        """Where the tray printer writes."""
        return self.root / "tray"

    @property
    def scans(self) -> Path:
        """Where the clerk picks scanned files from."""
        return self.root / "scans"

    @property
    def store(self) -> Path:
        """SQLite file of the embedded default."""
        return self.root / "counter.sqlite3"

    @property
    def log(self) -> Path:
        """Folder of the logs; they hold no personal data."""
        return self.root / "log"
