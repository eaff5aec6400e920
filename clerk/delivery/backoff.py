"""How long to wait before the next attempt."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Patience:
    """Waiting times of deliveries, in seconds.

    Nothing here ever gives up: what takes too long is shown as late.
    """

    first: float = 1.0
    """Wait after the first refusal; it doubles from there."""
    longest: float = 60.0
    busy_longest: float = 600.0
    """The longest Retry-After that is believed."""
    ask_after: float = 1.0
    """After a lost reply, how soon to ask the region for our receipt number."""
    settle: float = 20.0
    """How long after an attempt began the answer "not here" may still change, because a slow region is still
    committing. Longer than the longest time-out of a request. Counted on the store's clock."""
    late_after: float = 1800.0
    """From when a delivery is shown as late."""
    chance: random.Random = field(default_factory=random.SystemRandom, repr=False, compare=False)

    def retry(self, attempts: int) -> float:
        """Wait after ``attempts`` refused attempts.

        Doubling, bounded, and spread so that not all come at once.
        """
        ceiling = min(self.longest, self.first * 2.0 ** min(max(attempts, 1) - 1, 30))
        return ceiling * self.chance.uniform(0.5, 1.0)

    def busy(self, attempts: int, retry_after: float | None) -> float:
        """Wait after a region said it is busy: at least as long as it asked for, within reason."""
        asked = 0.0 if retry_after is None else min(max(retry_after, 0.0), self.busy_longest)
        return max(asked + self.chance.uniform(0.0, self.first), self.retry(attempts))
