"""Asking the regions what they have, receipt by receipt. Live, hence never within a transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from clerk.desk.day_end.views import Answers, Progress, RegionSays
from clerk.domain.regions import RegionId
from clerk.ports import RegionBackend, RegionTrouble, Rejected

NO_LINK = "Y-08"
"""This counter has no connection to the region."""


def ask_regions(
    regions: Mapping[RegionId, RegionBackend],
    receipts: Collection[tuple[RegionId, str]],
    progress: Progress | None = None,
) -> Answers:
    """What each region says of its receipts.

    A region that does not answer once is not asked for the rest of them: the day is not waited out.
    """
    said: dict[str, RegionSays] = {}
    silent: dict[RegionId, str] = {}
    for number, (region, receipt_no) in enumerate(sorted(receipts)):
        if progress is not None:
            progress(region, number, len(receipts))
        if region not in silent:
            said[receipt_no] = _ask(regions.get(region), region, receipt_no, silent)
        else:
            said[receipt_no] = RegionSays(None, silent[region])
    return said


def _ask(
    backend: RegionBackend | None, region: RegionId, receipt_no: str, silent: dict[RegionId, str]
) -> RegionSays:
    if backend is None:
        silent[region] = NO_LINK
        return RegionSays(None, NO_LINK)
    try:
        found = backend.find(receipt_no)
    except Rejected as trouble:  # about this number alone
        return RegionSays(None, trouble.fault.code)
    except RegionTrouble as trouble:
        silent[region] = trouble.fault.code
        return RegionSays(None, trouble.fault.code)
    return RegionSays(0 if found is None else found.copies)
