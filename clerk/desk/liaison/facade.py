"""The liaison room as screens and commands hold it: every use case with the counter already bound."""

from __future__ import annotations

from datetime import datetime

from clerk.desk.counter import Counter
from clerk.desk.liaison import answering, asking, calls, listing, problems, roster, told
from clerk.desk.liaison.views import DutyRow, LiaisonCounts, ThreadRow, Whose
from clerk.desk.views import Operator
from clerk.domain.cases import CaseId
from clerk.domain.liaison import (
    CallOutcome,
    CommonProblem,
    Contact,
    Message,
    MessageId,
    PhoneCall,
    RedactedCase,
    Thread,
    ThreadId,
    ThreadState,
)
from clerk.domain.regions import RegionId


class LiaisonDesk:
    """三地联络 at one window. Holds no state of its own."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter

    # the roster --------------------------------------------------------------------------------------------

    def on_duty(
        self, region: RegionId, department: str = "", item: str = "", at: datetime | None = None
    ) -> tuple[DutyRow, ...]:
        """See :func:`clerk.desk.liaison.roster.on_duty`."""
        return roster.on_duty(self.counter, region, department, item, at)

    def roster(self) -> tuple[Contact, ...]:
        """See :func:`clerk.desk.liaison.roster.contacts`."""
        return roster.contacts(self.counter)

    def save_contact(self, operator: Operator, contact: Contact) -> Contact:
        """See :func:`clerk.desk.liaison.roster.save_contact`."""
        return roster.save_contact(self.counter, operator, contact)

    def confirm_contact(self, operator: Operator, contact_id: str) -> Contact:
        """See :func:`clerk.desk.liaison.roster.confirm_contact`."""
        return roster.confirm_contact(self.counter, operator, contact_id)

    def remove_contact(self, operator: Operator, contact_id: str) -> None:
        """See :func:`clerk.desk.liaison.roster.remove_contact`."""
        roster.remove_contact(self.counter, operator, contact_id)

    # before asking -----------------------------------------------------------------------------------------

    def similar(self, region: RegionId, item: str, text: str) -> tuple[CommonProblem, ...]:
        """See :func:`clerk.desk.liaison.problems.similar`."""
        return problems.similar(self.counter, region, item, text)

    def use_problem(self, operator: Operator, problem_id: str) -> None:
        """See :func:`clerk.desk.liaison.problems.use_problem`."""
        problems.use_problem(self.counter, operator, problem_id)

    def redacted(self, case_id: CaseId) -> RedactedCase:
        """See :func:`clerk.desk.liaison.told.redacted`."""
        return told.redacted(self.counter, case_id)

    # questions ---------------------------------------------------------------------------------------------

    def ask(
        self,
        operator: Operator,
        region: RegionId,
        department: str,
        item: str,
        topic: str,
        text: str,
        case_id: CaseId = "",
    ) -> Thread:
        """See :func:`clerk.desk.liaison.asking.ask`."""
        return asking.ask(self.counter, operator, region, department, item, topic, text, case_id)

    def threads(
        self,
        whose: Whose,
        state: ThreadState | None = None,
        offset: int = 0,
        limit: int = 100,
        *,
        only_open: bool = False,
    ) -> tuple[ThreadRow, ...]:
        """See :func:`clerk.desk.liaison.listing.list_threads`."""
        return listing.list_threads(self.counter, whose, state, offset, limit, only_open=only_open)

    def of_case(self, case_id: CaseId) -> tuple[Thread, ...]:
        """See :func:`clerk.desk.liaison.listing.of_case`."""
        return listing.of_case(self.counter, case_id)

    def open_thread(self, operator: Operator, thread_id: ThreadId) -> Thread:
        """See :func:`clerk.desk.liaison.listing.open_thread`."""
        return listing.open_thread(self.counter, operator, thread_id)

    def take_on(self, operator: Operator, thread_id: ThreadId) -> Thread:
        """See :func:`clerk.desk.liaison.answering.take_on`."""
        return answering.take_on(self.counter, operator, thread_id)

    def answer(self, operator: Operator, thread_id: ThreadId, text: str) -> Thread:
        """See :func:`clerk.desk.liaison.answering.answer`."""
        return answering.answer(self.counter, operator, thread_id, text)

    def refuse(self, operator: Operator, thread_id: ThreadId, text: str) -> Thread:
        """See :func:`clerk.desk.liaison.answering.refuse`."""
        return answering.refuse(self.counter, operator, thread_id, text)

    def close(self, operator: Operator, thread_id: ThreadId) -> Thread:
        """See :func:`clerk.desk.liaison.asking.close`."""
        return asking.close(self.counter, operator, thread_id)

    def send_again(self, operator: Operator, message_id: MessageId) -> Message:
        """See :func:`clerk.desk.liaison.asking.send_again`."""
        return asking.send_again(self.counter, operator, message_id)

    # calls -------------------------------------------------------------------------------------------------

    def log_call(
        self,
        operator: Operator,
        region: RegionId,
        contact_id: str,
        outcome: CallOutcome,
        note: str,
        thread: ThreadId = "",
        case_id: CaseId = "",
    ) -> PhoneCall:
        """See :func:`clerk.desk.liaison.calls.log_call`."""
        return calls.log_call(self.counter, operator, region, contact_id, outcome, note, thread, case_id)

    def calls(self, thread: ThreadId = "", case_id: CaseId = "") -> tuple[PhoneCall, ...]:
        """See :func:`clerk.desk.liaison.calls.calls`."""
        return calls.calls(self.counter, thread, case_id)

    def counts(self) -> LiaisonCounts:
        """See :func:`clerk.desk.liaison.listing.counts`."""
        return listing.counts(self.counter)
