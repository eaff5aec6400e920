"""What the counter refuses, as tests say it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from clerk.domain.faults import Refused


@contextmanager
def refused(code: str, **details: str) -> Iterator[None]:
    """What is refused with this code, and with these words in its places."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.fault.code == code
    assert {**caught.value.fault.details, **details} == caught.value.fault.details
