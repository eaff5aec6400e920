"""News that did not fit its case when it came.

It stays in the journal, whole, until it fits or a person deals with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clerk.domain.cases import CaseId, Event
from clerk.domain.journal import EventKind
from clerk.ports import CorrectionPoint, News
from clerk.store import journal
from clerk.store.unit import Unit

_PAGE = 500


def parked_news(unit: Unit, case_id: CaseId) -> tuple[News, ...]:
    """Parked news of a case that was not applied since, oldest first."""
    waiting: dict[str, News] = {}
    after = 0
    while page := journal.events(unit, case_id, after=after, limit=_PAGE):
        for event in page:
            news_id = str(event.payload.get("news", ""))
            if event.kind is EventKind.NEWS_PARKED and event.private is not None:
                waiting[news_id] = unpack(event.private)
            elif event.kind is EventKind.NEWS_APPLIED:
                waiting.pop(news_id, None)
        after = page[-1].seq
        if len(page) < _PAGE:
            break
    return tuple(waiting.values())


def pack(news: News) -> dict[str, Any]:
    """The news as data, for the encrypted part of an event."""
    return {
        "id": news.id,
        "receipt_no": news.receipt_no,
        "home_case_no": news.home_case_no,
        "event": news.event.value,
        "at": news.at.isoformat(),
        "words": news.words,
        "official": news.official,
        "document_no": news.document_no,
        "corrections": [[point.material, point.words] for point in news.corrections],
        "promised_until": news.promised_until.isoformat() if news.promised_until else None,
        "licence_name": news.licence_name,
        "licence_no": news.licence_no,
    }


def unpack(data: Mapping[str, Any]) -> News:
    """The news that :func:`pack` made."""
    promised = data["promised_until"]
    return News(
        id=data["id"],
        receipt_no=data["receipt_no"],
        home_case_no=data["home_case_no"],
        event=Event(data["event"]),
        at=datetime.fromisoformat(data["at"]),
        words=data["words"],
        official=data["official"],
        document_no=data["document_no"],
        corrections=tuple(CorrectionPoint(material, words) for material, words in data["corrections"]),
        promised_until=datetime.fromisoformat(promised) if promised else None,
        licence_name=data["licence_name"],
        licence_no=data["licence_no"],
    )
