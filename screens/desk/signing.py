"""What the desk does about sign-offs: asks for them, waits beside other work, says when one is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk.domain.china_time import in_china
from clerk.domain.escalations import Escalation, Standing
from clerk.domain.faults import Refused
from screens.desk.part import DeskPart
from screens.language import N_
from screens.sign_offs.needs import must_ask, stopping
from screens.vocabulary import SIGN_OFF_KINDS

if TYPE_CHECKING:
    from clerk.desk.sign_offs.views import EscalationRow, Need
    from clerk.desk.visit import Visit

NEWS = {
    Standing.APPROVED: N_("Signed off: {what}. Visit {number} goes on with F5."),
    Standing.REFUSED: N_("Not signed off: {what}. {who}: {reason}"),
    Standing.ASKED_BACK: N_("The supervisor asks about {what}: {question} F9 answers."),
    Standing.LAPSED: N_("Nobody decided in time: {what}."),
}
_SHOWN_OF_YOURS = 4
_LOOKED_AT = 20
"""Of what the clerk asked for, looked at whenever the store moves: older ones stand on their page."""


class Signing(DeskPart):
    """Part of the desk's page."""

    yours: tuple[EscalationRow, ...] = ()
    to_decide = 0
    _needs_of: tuple[Visit, tuple[Need, ...]] | None = None
    _standings: dict[str, Standing] | None = None
    """Of what this clerk asked for, as it was at the last look; None before the first one."""

    # ------------------------------------------------------------------------------------ what is needed

    def needs(self) -> tuple[Need, ...]:
        """What the visit in hand needs signed off. Asked once for a visit as it stands, not at every key."""
        visit = self.flow.visit
        if visit is None or not visit.item or visit.receipt_no:
            return ()
        if self._needs_of is None or self._needs_of[0] is not visit:
            try:
                self._needs_of = (visit, self.counter.desk.sign_offs.needed(visit))
            except Refused:  # a store in trouble is no reason to lose the screen: receiving looks again
                return ()
        return self._needs_of[1]

    def why_not_signed(self) -> str | None:
        """Everything that can be asked for was asked for, and it waits."""
        waiting = stopping(self.needs())
        if not waiting or any(must_ask(need) for need in waiting):
            return None
        escalation = waiting[0].escalation
        if escalation is None:
            return None
        if escalation.standing is Standing.ASKED_BACK:
            return self.speech.say(
                N_("The supervisor asks: {question} F9 answers."), question=escalation.question
            )
        asked = in_china(escalation.asked_at).strftime("%H:%M")
        return self.speech.say(
            N_("Sign-off asked {time}. F8 parks the visit; F9 shows it, also to a supervisor here."),
            time=asked,
        )

    async def ask_sign_offs(self) -> None:
        """What has to be signed off, a reason for each."""
        from screens.sign_offs.ask_sheet import AskSheet

        visit = self.flow.visit
        if visit is not None:
            await self.counter.push_screen(AskSheet(visit, stopping(self.needs()), self._named, self._asked))

    def _named(self, material: str) -> str:
        return next((r.material.name for r in self.flow.rows() if r.material.code == material), material)

    async def _asked(self) -> None:
        self.follow_sign_offs()
        self.show()
        self.tell(self.why_not_signed() or self.speech.say(N_("Nothing waits for a sign-off any more.")))

    # -------------------------------------------------------------------------------------- what happened

    def follow_sign_offs(self) -> None:
        """Look at one's own again; what was decided meanwhile is said, as long as nothing else is."""
        self._needs_of = None
        signing = self.counter.desk.sign_offs
        mine = signing.mine(self.operator, _LOOKED_AT)
        self.to_decide, _ = signing.counts(self.operator)
        before = self._standings
        self._standings = {row.escalation.id: row.escalation.standing for row in mine}
        fresh = [r for r in mine if before is not None and self._is_news(before, r.escalation)]
        recent = {r.escalation.id for r in fresh} | {r.escalation.id for r in self.yours}
        self.yours = tuple(r for r in mine if _belongs_in_sight(r.escalation, recent))[:_SHOWN_OF_YOURS]
        if fresh:
            self.tell(self._news(fresh[0].escalation))

    def _is_news(self, before: dict[str, Standing], escalation: Escalation) -> bool:
        was = before.get(escalation.id)
        return was is not None and was is not escalation.standing and escalation.standing in NEWS

    def _news(self, escalation: Escalation) -> str:
        return self.speech.say(
            NEWS[escalation.standing],
            what=self.speech.say(SIGN_OFF_KINDS[escalation.kind]),
            number=self._visit_number(escalation),
            who=escalation.decided_by,
            reason=escalation.decided_reason,
            question=escalation.question,
        )

    def _visit_number(self, escalation: Escalation) -> str:
        here = self.flow.visit
        visits = (*((here,) if here else ()), *self.counter.desk.resume_visits(self.operator))
        return next((str(v.number) for v in visits if escalation.subject.id in {v.id, v.case_id}), "")


def _belongs_in_sight(escalation: Escalation, recent: set[str]) -> bool:
    """What waits, and what was decided since it was last in sight and is not used yet."""
    return escalation.standing.is_open or (escalation.id in recent and escalation.used_at is None)
