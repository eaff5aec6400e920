"""Places of counters for tests: a training folder, and a live profile with its address."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk.assembly import Place, make_place
from clerk.settings import PROFILES, load_profile


@pytest.fixture
def training(tmp_path: Path) -> Place:
    """A training counter in a fresh folder."""
    return make_place(load_profile(PROFILES / "training.toml"), tmp_path / "counter")
