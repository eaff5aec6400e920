"""The one thing to do now. The line "Next" says it, Enter does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from clerk.desk.views import FormField, MaterialRow, MaterialState
from clerk.desk.visit import Visit
from clerk.domain.china_time import in_china
from clerk.domain.escalations import Standing
from clerk.domain.faults import Fault
from clerk.domain.materials import Necessity, Way
from screens.language import N_
from screens.lines import cut

if TYPE_CHECKING:
    from clerk.desk.sign_offs.views import Need

_NAME_CELLS = 20
"""Cells of the line that a reader's name may take."""


class Step(StrEnum):
    """What can be next."""

    CARD = "card"
    WAIT = "wait"
    GUARDIAN = "guardian"
    MATTER = "matter"
    ONLINE = "online"
    FORM = "form"
    MATERIAL = "material"
    CONFIRM = "confirm"
    ASK_SIGN_OFF = "ask_sign_off"
    ANSWER = "answer"
    """The supervisor asked back."""
    PARK = "park"
    """A sign-off was asked for: nothing else is left to do with this visitor."""
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step with its sentence (a msgid), the places in it, and the command that does it."""

    step: Step
    sentence: str
    command: str = ""
    places: dict[str, str] = field(default_factory=dict)
    material: str = ""


def next_step(
    visit: Visit | None,
    *,
    busy: str,
    waiting: bool,
    fields: tuple[FormField, ...],
    rows: tuple[MaterialRow, ...],
    deriving: frozenset[str],
    trouble: frozenset[str],
    faults: tuple[Fault, ...],
    lying: tuple[str, ...] = (),
    needs: tuple[Need, ...] = (),
) -> NextStep:
    """What the clerk does next.

    ``lying`` are the readers with a card that nobody has read yet, ``needs`` the sign-offs that the receipt
    waits for.
    """
    if busy:
        return NextStep(Step.WAIT, _WAITING.get(busy, _WAITING["card"]))
    places = {"reader": cut(lying[0], _NAME_CELLS)} if len(lying) == 1 else {}
    if visit is None or visit.subject is None:
        if places:
            return NextStep(Step.CARD, N_("a card lies on {reader}; read it with"), "card", places)
        if lying:
            return NextStep(Step.CARD, N_("cards lie on several readers; choose one with"), "card")
        return NextStep(Step.CARD, N_("put the card on the reader, then"), "card")
    if visit.receipt_no:
        if places:
            return NextStep(Step.DONE, N_("taken in; the next card, on {reader}, with"), "card", places)
        return NextStep(Step.DONE, N_("taken in; the next card with"), "card")
    if visit.agent is None and any(fault.code == "I-42" for fault in visit.subject.warnings):
        return NextStep(Step.GUARDIAN, N_("a child needs a guardian: read the guardian's card with"), "agent")
    if not visit.item:
        if waiting:
            return NextStep(
                Step.ONLINE, N_("take over what was filed online, or another matter, with"), "matter"
            )
        return NextStep(Step.MATTER, N_("what does she come for? Type the matter after"), "matter")
    return _after_item(fields, rows, deriving, trouble, faults, needs)


_WAITING = {
    "card": N_("the card is being read"),
    "agent": N_("the card is being read"),
    "online": N_("fetching form and files from the region"),
    "file": N_("the file is being read"),
}


def _after_item(
    fields: tuple[FormField, ...],
    rows: tuple[MaterialRow, ...],
    deriving: frozenset[str],
    trouble: frozenset[str],
    faults: tuple[Fault, ...],
    needs: tuple[Need, ...],
) -> NextStep:
    empty = [f for f in fields if f.required and not f.value]
    if empty:
        return NextStep(
            Step.FORM, N_("fill in the form, {count} open, with"), "form", {"count": str(len(empty))}
        )
    for row in rows:
        code = row.material.code
        open_ = row.state is MaterialState.MISSING or (row.met is None and code in trouble)
        if open_ and row.material.necessity is not Necessity.OPTIONAL:
            return NextStep(
                Step.MATERIAL,
                N_("{name} is missing; go to it with"),
                "material",
                {"name": row.material.name},
                code,
            )
    if deriving:
        return NextStep(Step.WAIT, N_("e-licences are being derived for this case"))
    if faults:
        return NextStep(Step.STOPPED, N_("not yet: see why with"), "confirm")
    if needs:
        return _sign_off_step(needs)
    if any(r.met is None and r.best is Way.COMMITMENT for r in rows):
        return NextStep(Step.CONFIRM, N_("read the commitment aloud, then confirm with"), "confirm")
    return NextStep(Step.CONFIRM, N_("nothing is missing; confirm with"), "confirm")


def _sign_off_step(needs: tuple[Need, ...]) -> NextStep:
    """What stops the receipt is a sign-off alone: ask for it, answer what was asked back, or wait."""
    standings = [need.escalation.standing for need in needs if need.escalation is not None]
    if any(need.escalation is None for need in needs):
        return NextStep(Step.ASK_SIGN_OFF, N_("a supervisor has to sign this off; ask with"), "confirm")
    if Standing.REFUSED in standings:
        return NextStep(Step.ASK_SIGN_OFF, N_("the supervisor refused; see why with"), "confirm")
    if any(not standing.is_open for standing in standings):
        return NextStep(Step.ASK_SIGN_OFF, N_("nobody decided in time; ask again with"), "confirm")
    if Standing.ASKED_BACK in standings:
        return NextStep(Step.ANSWER, N_("the supervisor asks something; answer with"), "sign_offs")
    asked = min(need.escalation.asked_at for need in needs if need.escalation is not None)
    time = in_china(asked).strftime("%H:%M")
    return NextStep(Step.PARK, N_("sign-off asked {time}; park her visit with"), "park", {"time": time})
