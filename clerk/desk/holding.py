"""持有时间 at the desk: who held the cases of each home region, added up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from clerk.desk.counter import Counter
from clerk.desk.views import Words
from clerk.domain.holding import Spans
from clerk.domain.regions import RegionId
from clerk.store import holding


@dataclass(frozen=True, slots=True)
class RegionHolding:
    """The cases of one home region in a period, and who held them how long, all together."""

    region: RegionId
    cases: int
    held: Spans


def holding_by_region(
    counter: Counter, first: date | None = None, last: date | None = None
) -> tuple[RegionHolding, ...]:
    """Every region of the profile, in its order, and others that have cases.

    Of cases received from ``first`` to ``last``; what is held now counts up to now.
    """
    now = counter.clock.now()
    totals = {region: RegionHolding(region, 0, Spans()) for region in counter.region_book}
    with counter.store.reading() as unit:
        for region, held in holding.holdings(unit, first, last):
            before = totals.get(region, RegionHolding(region, 0, Spans()))
            totals[region] = RegionHolding(region, before.cases + 1, before.held.and_(held.until(now)))
    return tuple(totals.values())


def held_words(held: Spans, region: str, region_english: str) -> Words:
    """Who held it how long, in one line: ``群众 0 分 · 窗口 3 分 · 吴江 2 天 · 线路 1 分``."""
    four = (held.citizen, held.clerk, held.region, held.line)
    zh = zip(("群众", "窗口", region, "线路"), four, strict=True)
    en = zip(("citizen", "counter", region_english, "line"), four, strict=True)
    return Words(
        " · ".join(f"{who} {span_words(span).zh}" for who, span in zh),
        " · ".join(f"{who} {span_words(span).en}" for who, span in en),
    )


def span_words(span: timedelta) -> Words:
    """A length of time in its largest unit, begun ones not counted."""
    minutes = span // timedelta(minutes=1)
    if minutes < 60:
        return Words(f"{minutes} 分", f"{minutes} min")
    if minutes < 24 * 60:
        return Words(f"{minutes // 60} 时", f"{minutes // 60} h")
    return Words(f"{minutes // (24 * 60)} 天", f"{minutes // (24 * 60)} d")
