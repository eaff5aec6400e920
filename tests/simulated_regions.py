"""The three simulated regions with the shipped data, deciding in a blink."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from clerk.calendar_files import load_calendar
from clerk.catalogue_files import load_counter_data
from integrations.simulator.people import load_companies, load_people
from integrations.simulator.rules import shipped_rules
from integrations.simulator.server import SimulatorSettings


def fast_settings(data: Path | None = None, pace: float = 100.0) -> SimulatorSettings:
    """Settings for tests: ports chosen by the system, rules as shipped, ``pace`` times faster."""
    counter = load_counter_data()
    people = load_people()
    return SimulatorSettings(
        regions=counter.regions,
        variants=[variant for item in counter.items for variant in item.variants],
        kinds=counter.licence_kinds,
        people=people,
        companies=load_companies(people),
        rules=replace(shipped_rules(), pace=pace),
        data=data,
        promise=load_calendar().after,
    )
