"""What a home department did, as the port calls it; dialects write it from there."""

from __future__ import annotations

from clerk.ports import CorrectionPoint, News
from integrations.simulator.records import HomeNews


def as_news(told: HomeNews) -> News:
    """An entry of the region's log as news."""
    return News(
        id=told.id,
        receipt_no=told.receipt_no,
        home_case_no=told.home_no,
        event=told.event,
        at=told.at,
        words=told.words,
        official=told.official,
        document_no=told.document_no,
        corrections=tuple(CorrectionPoint(material, words) for material, words in told.points),
        promised_until=told.promised_until,
        licence_name=told.licence_name,
        licence_no=told.licence_no,
    )
