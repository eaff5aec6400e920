"""The auditor's room as screens hold it: every use case with the counter already bound."""

from __future__ import annotations

from pathlib import Path

from clerk.desk import evidence
from clerk.desk.audit import Query, Row
from clerk.desk.auditing import asking
from clerk.desk.auditing.asking import Asked
from clerk.desk.counter import Counter
from clerk.desk.views import Operator


class Auditing:
    """审计 at one window. Holds no state of its own."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    def ask(self, operator: Operator, query: Query) -> Asked:
        """See :func:`clerk.desk.auditing.asking.ask`."""
        return asking.ask(self.counter, operator, query)

    def page(self, operator: Operator, asked: Asked, offset: int = 0, limit: int = 100) -> tuple[Row, ...]:
        """See :func:`clerk.desk.auditing.asking.page`."""
        return asking.page(self.counter, operator, asked, offset, limit)

    def open_event(self, operator: Operator, seq: int, reason: str | None = None) -> Row:
        """See :func:`clerk.desk.auditing.asking.open_event`."""
        return asking.open_event(self.counter, operator, seq, reason)

    def export_evidence(self, operator: Operator, receipt_no: str) -> evidence.Exported:
        """Write the masked evidence of a case beside the store; its name says case and moment.

        Raises:
            Refused: as :func:`clerk.desk.evidence.export_evidence`.
        """
        moment = self.counter.clock.now()
        target = self.counter.folder.root / f"evidence-{receipt_no}-{moment:%Y%m%d-%H%M%S}.zip"
        return evidence.export_evidence(self.counter, operator, receipt_no, Path(target))
