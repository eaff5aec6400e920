"""Who held cases how long, by command."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from clerk.domain.cases import Actor, Event
from tests.cli.conftest import Run, document
from tests.cli.test_commands import open_store
from tests.delivery.desk import WallClock, change_case, receive_case


@pytest.fixture
def received(folder: Path) -> str:
    """A case that came two days ago and whose correction is asked for since yesterday; its number."""
    store, now = open_store(folder), WallClock().now()
    case = receive_case(store, None, now - timedelta(days=2))
    change_case(store, case, (Event.TRANSFER, Actor.SYSTEM), now=now - timedelta(days=2))
    change_case(store, case, (Event.ASK_CORRECTION, Actor.HOME), now=now - timedelta(days=1))
    store.close()
    return case.receipt_no


def test_a_case_shows_who_held_it_how_long(run: Run, received: str) -> None:
    shown = run("cases", "show", received, "--training")
    assert shown.exit_code == 0
    assert "citizen 1 d · counter 0 min · Wujiang 1 d · line 0 min" in shown.stdout
    told = document(run("cases", "show", received, "--training", "--json"))
    assert told["held_seconds"]["region"] == pytest.approx(86_400, abs=1)
    assert told["held_seconds"]["citizen"] == pytest.approx(86_400, abs=60)
    assert told["warnings"] == []


def test_regions_are_told_with_all_that_was_held_in_a_period(run: Run, received: str) -> None:
    totals = {t["home"]: t for t in document(run("cases", "holding", "--training", "--json"))}
    assert (totals["wujiang"]["cases"], totals["jiashan"]["cases"]) == (1, 0)
    assert totals["wujiang"]["held_seconds"]["region"] == pytest.approx(86_400, abs=1)
    assert "wujiang        1  citizen 1 d" in run("cases", "holding", "--training").stdout
    day = f"{WallClock().now() - timedelta(days=9):%Y-%m-%d}"
    before = document(run("cases", "holding", "--training", "--json", "--to", day))
    assert sum(total["cases"] for total in before) == 0
    since = document(run("cases", "holding", "--training", "--json", "--from", day))
    assert sum(total["cases"] for total in since) == 1


def test_a_day_that_is_none_is_refused(run: Run, received: str) -> None:
    assert run("cases", "holding", "--training", "--from", "yesterday").exit_code == 2
