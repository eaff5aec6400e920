"""At the end of the day each region is asked, in its own dialect, for what it acknowledged."""

from __future__ import annotations

from clerk.desk.day_end.regions import ask_regions
from clerk.desk.day_end.views import RegionSays
from integrations.simulator.faults import FaultKind
from tests.regions.home import Home, dossier


def test_a_case_is_there_once_or_twice_or_not_at_all(home: Home) -> None:
    once, twice, never = dossier(home), dossier(home), dossier(home)
    for sent in (once, twice, twice):
        home.backend.submit(sent)
    region = home.region.id
    asked: list[tuple[str, int, int]] = []
    said = ask_regions(
        {region: home.backend},
        [(region, d.receipt_no) for d in (once, twice, never)],
        lambda *step: asked.append(step),
    )
    assert {n: s.copies for n, s in said.items()} == {
        once.receipt_no: 1,
        twice.receipt_no: 2,
        never.receipt_no: 0,
    }
    assert asked == [(region, 0, 3), (region, 1, 3), (region, 2, 3)]


def test_a_region_that_has_no_time_says_nothing_and_a_missing_link_neither(home: Home) -> None:
    region, sent = home.region.id, dossier(home)
    home.backend.submit(sent)
    assert home.control is not None
    home.control.fault(FaultKind.THROTTLED)
    said = ask_regions({region: home.backend}, [(region, sent.receipt_no), (region, "QP02-X")])
    home.control.calm()
    assert all(answer.copies is None and answer.why.startswith("R-") for answer in said.values())
    assert ask_regions({}, [(region, sent.receipt_no)]) == {sent.receipt_no: RegionSays(None, "Y-08")}
