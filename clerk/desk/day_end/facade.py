"""The end of the day as screens and commands hold it: every use case with the counter already bound."""

from __future__ import annotations

from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.day_end import answering, close, counting, paper
from clerk.desk.day_end.views import DayView, Progress
from clerk.desk.views import Credentials, Operator
from clerk.domain.day import Answer, ClosedDay
from clerk.ports import Printed


class DayEnd:
    """日结 of one window's site. Holds no state of its own."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    @property
    def today(self) -> date:
        """The day at the counter."""
        return self.counter.clock.now().date()

    def look(self, day: date | None = None) -> DayView:
        """See :func:`clerk.desk.day_end.counting.look`. Without ``day``: today."""
        return counting.look(self.counter, day or self.today)

    def count(self, day: date | None = None, progress: Progress | None = None) -> DayView:
        """See :func:`clerk.desk.day_end.counting.count`. Live. Without ``day``: today."""
        return counting.count(self.counter, day or self.today, progress)

    def again(self, before: DayView) -> DayView:
        """See :func:`clerk.desk.day_end.counting.again`."""
        return counting.again(self.counter, before)

    def open_days(self) -> tuple[date, ...]:
        """See :func:`clerk.desk.day_end.counting.open_days`."""
        return counting.open_days(self.counter)

    def explain(self, operator: Operator, day: date, key: str, words: str) -> Answer:
        """See :func:`clerk.desk.day_end.answering.explain`."""
        return answering.explain(self.counter, operator, day, key, words)

    def carry_over(self, operator: Operator, day: date, key: str) -> Answer:
        """See :func:`clerk.desk.day_end.answering.carry_over`."""
        return answering.carry_over(self.counter, operator, day, key)

    def close(self, operator: Operator, shown: DayView, progress: Progress | None = None) -> ClosedDay:
        """See :func:`clerk.desk.day_end.close.close`. Live."""
        return close.close(self.counter, operator, shown, progress)

    def close_here(
        self,
        operator: Operator,
        credentials: Credentials,
        shown: DayView,
        progress: Progress | None = None,
    ) -> ClosedDay:
        """See :func:`clerk.desk.day_end.close.close_here`. Live."""
        return close.close_here(self.counter, operator, credentials, shown, progress)

    def print_paper(self, operator: Operator, day: date) -> Printed:
        """See :func:`clerk.desk.day_end.paper.print_paper`."""
        return paper.print_paper(self.counter, operator, day)
