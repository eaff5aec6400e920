"""The confirmation: what the visitor agrees to, aloud, and what Enter then does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult

from clerk.domain.materials import Way
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import CONFIRM
from screens.desk.visit_lines import VisitPicture
from screens.language import N_
from screens.lines import BLANK, Ink, Line, fit, wrap
from screens.page import Sheet
from screens.vocabulary import WAYS
from screens.widgets.painted import Block

CONSENT_ZH = (
    "本人申请办理“{item}”，由{home}受理并作出决定；同意本窗口为本次办理查询、调用本人的电子证照和数据，"
    "并承诺所提供的材料真实、有效。"
)
CONSENT_EN = N_(
    "I apply for this matter, which {home} decides. I agree that this counter looks up and uses my "
    "e-licences and data for this case, and I answer for the truth of what I hand in."
)
COMMITMENT_ZH = "本人承诺符合“{material}”所证明的条件；承诺不实的，愿承担相应责任。"


class ConfirmSheet(Sheet):
    """Shown before a case is taken in."""

    TITLE = N_("Confirm with the visitor")
    ABOUT = N_(
        "Read it to the visitor, or let her read it. Enter takes the case in: it gets its number, its "
        "receipt is printed, and it is sent to the home region. A receipt is not yet an acceptance."
    )
    COMMANDS_HERE = (*CONFIRM, *ALWAYS)
    DEFAULT_CSS = "ConfirmSheet #words { margin: 0 0 1 0; }"

    def __init__(self, picture: VisitPicture, agreed: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._picture = picture
        self._agreed = agreed

    def body(self) -> ComposeResult:
        """What is said, and what happens."""
        yield Block(id="words")

    def on_mount(self) -> None:
        """Say it."""
        self.show_words()

    def repaint_all(self) -> None:
        """Say it in the language of now."""
        super().repaint_all()
        self.show_words()

    def on_resize(self) -> None:
        """Wrap anew."""
        self.show_words()

    def show_words(self) -> None:
        """Consent, commitments, what happens."""
        picture, say = self._picture, self.speech.say
        visit, item, variant = picture.visit, picture.item, picture.variant
        if visit is None or item is None or variant is None:
            return
        width = self.app.size.width - 6
        decider = variant.department
        lines: list[Line] = []
        lines += self._aloud(CONSENT_ZH.format(item=variant.name, home=decider), width)
        if not self.speech.chinese:
            lines += [((f"   {part}", Ink.QUIET),) for part in wrap(say(CONSENT_EN, home=decider), width)]
        for row in picture.rows:
            if row.met is None and row.best is Way.COMMITMENT:
                lines.append(BLANK)
                lines += self._aloud(COMMITMENT_ZH.format(material=row.material.name), width)
        lines.append(BLANK)
        lines += self._happens(decider, width)
        self.query_one("#words", Block).show(*lines)

    def _aloud(self, words: str, width: int) -> list[Line]:
        parts = wrap(words, width - 2)
        return [((" “ " if n == 0 else "   ", Ink.NOW), (part, Ink.STRONG)) for n, part in enumerate(parts)]

    def _happens(self, decider: str, width: int) -> list[Line]:
        say = self.speech.say
        counts: dict[Way, int] = {}
        for row in self._picture.rows:
            way = row.met.way if row.met else row.best
            counts[way] = counts.get(way, 0) + 1
        ways = "   ".join(f"{say(WAYS[way])} {number}" for way, number in counts.items())
        steps = (
            (N_("Materials"), ways),
            (N_("Then"), say(N_("the receipt is printed; the case goes to {home}"), home=decider)),
            (
                N_("Note"),
                say(N_("this is a receipt, not an acceptance: {home} accepts or not"), home=decider),
            ),
        )
        return [((f"   {fit(say(label), 11)}", Ink.QUIET), (words, Ink.TEXT)) for label, words in steps]

    def move(self, step: int) -> None:
        """Nothing moves here."""

    def move_page(self, direction: int) -> None:
        """Nothing moves here."""

    def move_to_end(self, *, last: bool) -> None:
        """Nothing moves here."""

    async def choose(self) -> None:
        """The visitor agrees."""
        self.close()
        await self._agreed()
