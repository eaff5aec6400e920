"""What a visit needs signed off, on one sheet: a reason for each, one key asks for all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from clerk.desk.sign_offs.views import Need
from clerk.domain.escalations import Escalation, Standing
from clerk.domain.faults import Language, Refused
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.signing import ASK
from screens.language import N_, Speech
from screens.lines import BLANK, Ink, Line, fit, wrap
from screens.sheets.fields import FieldLine, FieldSheet
from screens.sign_offs.lines import standing_piece
from screens.sign_offs.needs import must_ask
from screens.vocabulary import SIGN_OFF_KINDS

if TYPE_CHECKING:
    from clerk.desk.visit import Visit


class AskSheet(FieldSheet):
    """Needs that nobody has asked for yet have a field; the others say where they stand."""

    TITLE = N_("A supervisor has to sign this off")
    ABOUT = N_(
        "Type why for each, then F5 asks for all of them. Park the visit with F8 and serve the next visitor: "
        "the desk says when it is decided. F9 lets a supervisor decide here at once."
    )
    COMMANDS_HERE = (*ASK, *ALWAYS)
    DEFAULT_CSS = "AskSheet #entries { width: 4fr; }"

    def __init__(
        self,
        visit: Visit,
        needs: tuple[Need, ...],
        named: Callable[[str], str],
        then: Callable[[], Awaitable[None]],
    ) -> None:
        self.visit = visit
        self.needs = needs
        self._named = named
        self.asked: dict[str, Escalation] = {}
        lines = tuple(_line(index, need) for index, need in enumerate(needs) if must_ask(need))
        super().__init__(
            self.TITLE, lines, self._keep_reason, apply=self._ask_all, then=then, about=N_("F5 asks for all.")
        )

    def head(self) -> tuple[Line, ...]:
        """Title, and one line for each need: what it is about, and where it stands."""
        return (*super().head(), BLANK, *(line for need in self.needs for line in self._about_need(need)))

    def _about_need(self, need: Need) -> list[Line]:
        width = self.app.size.width - 6
        name = self.speech.say(SIGN_OFF_KINDS[need.kind])
        escalation = self._escalation(need)
        part = self._named(need.subject.part) if need.subject.part else ""
        pieces: list[tuple[str, Ink]] = [(f"   {fit(name, 26)}", Ink.TEXT), (f"  {part}", Ink.STRONG)]
        if escalation is not None:
            words, ink = standing_piece(escalation, self.counter.now(), self.speech)
            pieces.append((f"  {words}", ink))
        lines: list[Line] = [tuple(pieces)]
        if escalation is not None and escalation.standing is Standing.REFUSED:
            said = self.speech.say(
                N_("refused by {who}: {reason}"), who=escalation.decided_by, reason=escalation.decided_reason
            )
            lines += [((f"     {part}", Ink.NEEDS),) for part in wrap(said, width)]
        return lines

    def _escalation(self, need: Need) -> Escalation | None:
        return self.asked.get(_name(self.needs.index(need))) or need.escalation

    # ---------------------------------------------------------------------------------------------- asking

    async def _keep_reason(self, _name: str, typed: str) -> str:
        if not typed:
            raise Refused("U-05")
        return typed

    async def _ask_all(self) -> None:
        for line in self.lines:
            if line.name not in self.asked:
                self._ask(line.name)

    def _ask(self, name: str) -> Escalation:
        operator = self.counter.operator
        assert operator is not None  # noqa: S101 - the sheet opens after sign-in only
        need = self.needs[int(name.removeprefix("need-"))]
        reason = self.kept[name]
        if not reason:
            self._go_to(name)
            raise Refused("U-05")
        self.asked[name] = self.counter.desk.sign_offs.ask(
            operator, need.kind, need.subject, reason, visit=self.visit
        )
        self.show_head()
        return self.asked[name]

    # ------------------------------------------------------------------------------------ over the shoulder

    def why_not_here(self) -> str | None:
        """It is decided already."""
        escalation = self.asked.get(self.current)
        if escalation is not None and not escalation.standing.is_open:
            return self.speech.say(N_("It waits for nobody any more."))
        return None

    async def here(self) -> None:
        """Ask for the one under the cursor and let a supervisor decide it now."""
        from screens.sign_offs.shoulder_sheet import ShoulderSheet

        operator = self.counter.operator
        if operator is None or not await self.commit():
            return
        name = self.current
        escalation = self.asked.get(name) or self._ask(name)
        view = self.counter.desk.sign_offs.view(operator, escalation.id)

        async def decided(words: str) -> None:
            self._look_again(name)
            if all(line.name in self.asked for line in self.lines):
                self.close()
                await self._then()
            self.counter.top.tell(words)

        await self.counter.push_screen(ShoulderSheet(view, decided))

    def _look_again(self, name: str) -> None:
        operator = self.counter.operator
        if operator is not None:
            view = self.counter.desk.sign_offs.view(operator, self.asked[name].id)
            self.asked[name] = view.row.escalation
            self.show_head()

    def store_moved(self) -> None:
        """What is asked may be decided while the sheet is open."""
        if self.is_ready:
            for name, escalation in self.asked.items():
                if escalation.standing.is_open:
                    self._look_again(name)


def _name(index: int) -> str:
    return f"need-{index}"


def _line(index: int, need: Need) -> FieldLine:
    words = SIGN_OFF_KINDS[need.kind]
    return FieldLine(_name(index), Speech(Language.ZH).say(words), words)
