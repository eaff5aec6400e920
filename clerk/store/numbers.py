"""收件编号: receipt numbers, given out in the transaction that uses them or not at all."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from clerk.domain.codes.receipt_number import ReceiptNumber
from clerk.store.tables import RECEIPT_NUMBERS
from clerk.store.unit import Unit


def next_receipt_no(unit: Unit, site: str, day: date) -> str:
    """The next number of ``site`` on ``day``. Commit it together with the case that bears it."""
    last = unit.connection.execute(_LAST, {"the_site": site, "the_day": day.isoformat()}).scalar_one()
    number = ReceiptNumber(site, day, (last or 0) + 1)
    unit.connection.execute(
        _TAKE,
        {"site": site, "day": day.isoformat(), "sequence": number.sequence, "receipt_no": str(number)},
    )
    return str(number)


_LAST = sa.select(sa.func.max(RECEIPT_NUMBERS.c.sequence)).where(
    RECEIPT_NUMBERS.c.site == sa.bindparam("the_site"), RECEIPT_NUMBERS.c.day == sa.bindparam("the_day")
)
_TAKE = sa.insert(RECEIPT_NUMBERS)
