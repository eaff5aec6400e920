"""Sign-offs as screens and commands hold them."""

from __future__ import annotations

from dataclasses import dataclass

from clerk.desk.counter import Counter
from clerk.desk.sign_offs import ask, decide, needs, queue
from clerk.desk.sign_offs.views import EscalationRow, EscalationView, Need, Verdict
from clerk.desk.views import Credentials, Operator
from clerk.desk.visit import Visit
from clerk.domain.escalations import Escalation, EscalationId, EscalationKind, Subject


@dataclass(frozen=True, slots=True)
class SignOffs:
    """签批 of one window."""

    counter: Counter

    def needed(self, visit: Visit) -> tuple[Need, ...]:
        """See :func:`clerk.desk.sign_offs.needs.needed`."""
        return needs.needed(self.counter, visit)

    def ask(
        self,
        operator: Operator,
        kind: EscalationKind,
        subject: Subject,
        reason: str,
        visit: Visit | None = None,
    ) -> Escalation:
        """See :func:`clerk.desk.sign_offs.ask.ask`."""
        return ask.ask(self.counter, operator, kind, subject, reason, visit)

    def answer(self, operator: Operator, escalation_id: EscalationId, text: str) -> Escalation:
        """See :func:`clerk.desk.sign_offs.ask.answer`."""
        return ask.answer(self.counter, operator, escalation_id, text)

    def take_back(self, operator: Operator, escalation_id: EscalationId) -> Escalation:
        """See :func:`clerk.desk.sign_offs.ask.take_back`."""
        return ask.take_back(self.counter, operator, escalation_id)

    def queue(self, operator: Operator, offset: int = 0, limit: int = 100) -> tuple[EscalationRow, ...]:
        """See :func:`clerk.desk.sign_offs.queue.queue`."""
        return queue.queue(self.counter, operator, offset, limit)

    def queue_length(self, operator: Operator) -> int:
        """See :func:`clerk.desk.sign_offs.queue.queue_length`."""
        return queue.queue_length(self.counter, operator)

    def mine(self, operator: Operator, limit: int = 100) -> tuple[EscalationRow, ...]:
        """See :func:`clerk.desk.sign_offs.queue.mine`."""
        return queue.mine(self.counter, operator, limit)

    def counts(self, operator: Operator) -> tuple[int, int]:
        """See :func:`clerk.desk.sign_offs.queue.counts`."""
        return queue.counts(self.counter, operator)

    def open_here(self, limit: int = 100) -> tuple[EscalationRow, ...]:
        """See :func:`clerk.desk.sign_offs.queue.open_here`."""
        return queue.open_here(self.counter, limit)

    def view(self, operator: Operator | None, escalation_id: EscalationId) -> EscalationView:
        """See :func:`clerk.desk.sign_offs.queue.view`."""
        return queue.view(self.counter, operator, escalation_id)

    def decide(
        self, operator: Operator, escalation_id: EscalationId, verdict: Verdict, reason: str, seen: str
    ) -> Escalation:
        """See :func:`clerk.desk.sign_offs.decide.decide`."""
        return decide.decide(self.counter, operator, escalation_id, verdict, reason, seen)

    def decide_here(
        self,
        operator: Operator,
        credentials: Credentials,
        escalation_id: EscalationId,
        verdict: Verdict,
        reason: str,
        seen: str,
    ) -> Escalation:
        """See :func:`clerk.desk.sign_offs.decide.decide_here`."""
        return decide.decide_here(self.counter, operator, credentials, escalation_id, verdict, reason, seen)
