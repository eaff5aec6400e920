"""Fixtures of the PC/SC tests: a service of their own, readers over it, a watcher that has seen the start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from clerk.domain.china_time import CHINA
from integrations.readers.pcsc.library import PcscLibrary, load_library
from tests.readers.pcsc.service import PcscService, needed_pcscd
from tests.readers.pcsc.watching import Events

NOW = datetime(2026, 11, 24, 9, 43, tzinfo=CHINA)


class StoppedClock:
    """Always the same moment."""

    def now(self) -> datetime:
        """The moment."""
        return NOW


@pytest.fixture
def clock() -> StoppedClock:
    """The counter's clock."""
    return StoppedClock()


@pytest.fixture(scope="package")
def pcscd() -> Iterator[PcscService]:
    """A real PC/SC service with two virtual slots; skipped where a component is missing, failed in CI."""
    with needed_pcscd() as service:
        yield service


@pytest.fixture
def library(pcscd: PcscService) -> PcscLibrary:
    """The PC/SC library of this machine, talking to that service."""
    return load_library()


@pytest.fixture
def events(library: PcscLibrary) -> Iterator[Events]:
    """What a watcher reports, from the moment both empty readers are known."""
    with Events.watched(library) as seen:
        seen.wait_for_readers()
        yield seen
