"""What shows that somebody may act for another: a mandate's number, or a guardian's proof."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from clerk.desk.agents import MANDATE_LIMIT
from clerk.desk.checking import kept_text
from clerk.domain.forms import FieldSpec
from clerk.domain.identity import GUARDIAN, MANDATED
from screens.language import N_
from screens.sheets.fields import FieldLine, FieldSheet

if TYPE_CHECKING:
    from screens.app import CounterApp

_OTHER = FieldLine("mandate", "证明材料", "what shows it", required=False)
_LINES = {
    GUARDIAN: FieldLine(
        "mandate", "监护证明", "proof", required=False, choices=("户口簿", "出生医学证明", "监护公证书")
    ),
    MANDATED: FieldLine("mandate", "授权委托书文号", "mandate's number"),
}
"""By relation. A guardian's choices are what counters are known to ask for (待核实)."""


async def ask_proof(counter: CounterApp, relation: str, then: Callable[[str], Awaitable[None]]) -> None:
    """Ask what the relation rests on, where it must or may rest on something; then go on with it."""
    line = _LINES.get(relation, _OTHER)
    spec = FieldSpec(line.name, line.zh, line.en, required=line.required)
    typed = [""]

    async def keep(_name: str, value: str) -> str:
        typed[0] = kept_text(spec, value, MANDATE_LIMIT)
        return typed[0]

    async def apply() -> None:
        kept_text(spec, typed[0], MANDATE_LIMIT)  # closed with F5 before it was typed

    async def go_on() -> None:
        await then(typed[0])

    about = N_("Which proofs are accepted is unverified.") if relation == GUARDIAN else ""
    await counter.push_screen(
        FieldSheet(N_("What shows that they may act?"), (line,), keep, apply=apply, then=go_on, about=about)
    )
