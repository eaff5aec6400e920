"""气象: what a region can do now, measured and not believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from clerk.domain.regions import Action
from clerk.ports import Busy, RegionBackend, RegionTrouble

OK, PARTLY, DOWN = "ok", "partly", "down"


@dataclass(frozen=True, slots=True)
class Weather:
    """A region at one moment. ``since`` is when it became so; ``written`` when the store last heard of it."""

    state: str
    since: datetime
    written: datetime
    actions: Mapping[Action, bool] = field(default_factory=dict)
    action_since: Mapping[Action, datetime] = field(default_factory=dict)
    """Since when each action works, or does not."""
    note: str = ""
    fault: str = ""
    """Code of the fault when it is down."""
    simulated: bool | None = None
    skew: float = 0.0
    """How far the region's clock is ahead of ours, seconds."""

    @property
    def is_up(self) -> bool:
        """Whether it answers at all."""
        return self.state != DOWN

    def same_as(self, other: Weather) -> bool:
        """Whether a clerk would see no difference."""
        return (self.state, dict(self.actions), self.note, self.fault) == (
            other.state,
            dict(other.actions),
            other.note,
            other.fault,
        )

    def continuing(self, before: Weather | None) -> Weather:
        """This weather, with the time since when it and each of its actions has been so."""
        action_since = {action: self._action_since(action, before) for action in self.actions}
        if before is None or before.state != self.state:
            return replace(self, action_since=action_since)
        return replace(self, since=before.since, written=before.written, action_since=action_since)

    def _action_since(self, action: Action, before: Weather | None) -> datetime:
        if before is None or before.actions.get(action) is not self.actions[action]:
            return self.since
        # Earlier versions noted only since when the region as a whole was so.
        return before.action_since.get(action, before.since if before.state == self.state else self.since)

    def as_payload(self) -> dict[str, Any]:
        """The weather as the store keeps it."""
        return {
            "state": self.state,
            "reachable": self.is_up,
            "since": self.since.isoformat(),
            "actions": {action.value: works for action, works in self.actions.items()},
            "action_since": {action.value: at.isoformat() for action, at in self.action_since.items()},
            "note": self.note,
            "fault": self.fault,
            "simulated": self.simulated,
            "skew": round(self.skew, 1),
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any], at: datetime) -> Weather:
        """The weather that :meth:`as_payload` wrote at ``at``."""
        return cls(
            state=str(payload["state"]),
            since=datetime.fromisoformat(str(payload["since"])),
            written=at,
            actions={Action(action): bool(works) for action, works in payload["actions"].items()},
            action_since={
                Action(action): datetime.fromisoformat(str(since))
                for action, since in payload.get("action_since", {}).items()
            },
            note=str(payload["note"]),
            fault=str(payload["fault"]),
            simulated=payload["simulated"],
            skew=float(payload["skew"]),
        )


def measure(region: RegionBackend, now: datetime) -> Weather:
    """Ask ``region`` what it can do. A region that says it is busy is up."""
    try:
        capability = region.capability()
    except Busy as trouble:
        return Weather(PARTLY, now, now, fault=trouble.fault.code)
    except RegionTrouble as trouble:
        return Weather(DOWN, now, now, fault=trouble.fault.code)
    works = all(capability.actions.values())
    return Weather(
        OK if works else PARTLY,
        now,
        now,
        actions=dict(capability.actions),
        note=capability.note,
        simulated=capability.simulated,
        skew=(capability.server_time - now).total_seconds(),
    )
