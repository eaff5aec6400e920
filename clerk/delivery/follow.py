"""回音: asks a region what happened, writes it into the cases, and watches the region's weather."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Protocol, TypeVar

from clerk.delivery.deemed import deem_silent_cases
from clerk.delivery.liaison import MailCollector
from clerk.delivery.news import Applied, apply_news
from clerk.delivery.parked import pack, parked_news
from clerk.delivery.scribe import Interrupted, Scribe
from clerk.delivery.weather import Weather, measure
from clerk.domain.case_file import CaseFile
from clerk.domain.journal import EventKind
from clerk.domain.regions import RegionId
from clerk.domain.working_days import WorkingCalendar
from clerk.ports import Clock, News, RegionBackend, RegionTrouble
from clerk.store import cases, journal, regions
from clerk.store.store import Store
from clerk.store.unit import Unit

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

CHUNK = 10
"""News applied in one transaction: few enough that a clerk's key never waits for the store."""


class Waiting(Protocol):
    """Deliveries that wait for a later try."""

    def hurry(self, region: RegionId, delays: Iterable[float]) -> int:
        """Let those to ``region`` begin after ``delays`` (seconds) instead; how many there were."""
        ...


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a region is asked, in seconds."""

    interval: float = 2.0
    weather_written: float = 15.0
    """Unchanged weather is written again only this often."""
    deemed: float = 60.0
    rounds: int = 900
    """Rounds of one workflow before a fresh one takes over, so that no run grows old."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Follows one region. One object serves one run of the workflow."""

    store: Store
    region: RegionBackend
    waiting: Waiting
    clock: Clock
    calendar: WorkingCalendar
    scribe: Scribe
    terminal: str
    rhythm: Rhythm = field(default_factory=Rhythm)
    mail: MailCollector | None = None
    """Takes in letters from other regions; None where the worker does not know whose they would be."""

    def run(self) -> int:
        """Follow until told to stop or until a fresh run is due; the number of rounds made."""
        seen: Weather | None = None
        deemed_at: datetime | None = None
        for done in count(1):
            try:
                seen = self.look(seen)
                if seen.is_up:
                    self.pull()
                    if self.mail is not None:
                        self.mail.collect()
                now = self.clock.now()
                if deemed_at is None or now - deemed_at >= timedelta(seconds=self.rhythm.deemed):
                    deem_silent_cases(
                        self.store, self.scribe, self.region.region, self.calendar, now, self.terminal
                    )
                    deemed_at = now
            except Interrupted:
                return done
            except Exception as error:  # noqa: BLE001 - one bad answer must not end the following of a region
                _log.error("follow %s: round failed with %s", self.region.region, type(error).__name__)
            if done >= self.rhythm.rounds or self.scribe.stop.wait(self.rhythm.interval):
                return done
        raise AssertionError("count() never ends")

    def look(self, before: Weather | None) -> Weather:
        """Measure the weather and write it down where it changed.

        A region that came back is sent to at once.
        """
        region = self.region.region
        if before is None:
            with self.store.reading() as unit:
                row = regions.weather(unit).get(region)
            before = Weather.from_payload(row.payload, row.at) if row is not None else None
        now = self.clock.now()
        weather = measure(self.region, now).continuing(before)
        changed = before is None or not weather.same_as(before)
        if (
            changed
            or before is None
            or now - before.written >= timedelta(seconds=self.rhythm.weather_written)
        ):
            weather = replace(weather, written=now)
            self._write(lambda unit: regions.set_weather(unit, region, weather.as_payload(), now))
        if before is not None and weather.is_up and not before.is_up:
            self.waiting.hurry(region, _spread())
        return weather

    def pull(self) -> int:
        """Apply everything the region has to say since the last time; the number of news that were new."""
        region = self.region.region
        with self.store.reading() as unit:
            cursor = regions.cursor(unit, region)
        new = 0
        while not self.scribe.stop.is_set():
            try:
                changes = self.region.changes(cursor)
            except RegionTrouble as trouble:
                _log.info("follow %s: %s", region, trouble.fault.code)
                return new
            for chunk in _chunks(changes.news):
                new += self._apply_chunk(chunk)
            if changes.cursor == cursor:
                return new
            if not self._advance(cursor, changes.cursor):
                return new
            cursor = changes.cursor
            if not changes.news:
                return new
        return new

    def _apply_chunk(self, chunk: Sequence[News]) -> int:
        return self._write(lambda unit: sum(self._take(unit, news) for news in chunk))

    def _advance(self, cursor: str, following: str) -> bool:
        """Move the cursor on, unless another follower did."""

        def work(unit: Unit) -> bool:
            if regions.cursor(unit, self.region.region) != cursor:
                return False
            regions.set_cursor(unit, self.region.region, following)
            return True

        return self._write(work)

    def _take(self, unit: Unit, news: News) -> bool:
        region = self.region.region
        if regions.news_seen(unit, region, news.id):
            return False
        regions.mark_news(unit, region, news.id)
        case = cases.case_by_receipt(unit, news.receipt_no)
        if case is None or case.home != region:
            self._note(unit, EventKind.NEWS_UNKNOWN, news, None)
            return True
        applied = self._apply(unit, case, news)
        if applied is None:
            self._note(unit, EventKind.NEWS_PARKED, news, case, private=pack(news))
            return True
        self._retry_parked(unit, applied)
        return True

    def _apply(self, unit: Unit, case: CaseFile, news: News) -> CaseFile | None:
        applied = apply_news(case, news, self.clock.now())
        if applied is None:
            return None
        saved = cases.save_case(unit, applied.case)
        if applied.case.home_case_no and not case.home_case_no:
            cases.add_external_id(
                unit, case.id, self.region.region, "home_case_no", applied.case.home_case_no
            )
        self._note(unit, EventKind.NEWS_APPLIED, news, case, applied, private=_private(news))
        return saved

    def _retry_parked(self, unit: Unit, case: CaseFile) -> None:
        """What did not fit before may fit now."""
        for news in parked_news(unit, case.id):
            applied = self._apply(unit, case, news)
            if applied is not None:
                case = applied

    def _note(
        self,
        unit: Unit,
        kind: EventKind,
        news: News,
        case: CaseFile | None,
        applied: Applied | None = None,
        private: dict[str, Any] | None = None,
    ) -> None:
        payload: dict[str, Any] = {
            "region": self.region.region,
            "news": news.id,
            "event": news.event.value,
            "receipt_no": news.receipt_no,
            "at": news.at.isoformat(),
        }
        if news.document_no:
            payload["document_no"] = news.document_no
        if news.promised_until is not None:
            payload["promised_until"] = news.promised_until.isoformat()
        if applied is not None and applied.inferred:
            payload["inferred"] = [event.value for event in applied.inferred]
        if applied is not None and applied.confirmed:
            payload["confirmed"] = True
        journal.append(
            unit,
            kind,
            actor=f"home:{self.region.region}",
            terminal=self.terminal,
            at=self.clock.now(),
            case_id="" if case is None else case.id,
            payload=payload,
            private=private,
        )

    def _write(self, work: Callable[[Unit], _T]) -> _T:
        return self.scribe.write(work)


def _private(news: News) -> dict[str, Any] | None:
    said = {"words": news.words, "official": news.official}
    return {key: value for key, value in said.items() if value} or None


def _chunks(news: Sequence[News]) -> Iterator[Sequence[News]]:
    for start in range(0, len(news), CHUNK):
        yield news[start : start + CHUNK]


def _spread() -> Iterator[float]:
    """Begin with a few at once, then five a second: a region that just came back is not run over."""
    for number in count():
        yield max(0.01, (number - 4) * 0.2)
