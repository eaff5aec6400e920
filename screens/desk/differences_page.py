"""Three regions side by side: what differs stands out, and the home region can be chosen here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk.domain.catalogue import DifferenceRow, Item
from clerk.domain.regions import Action
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.command_sets.visit import DIFFERENCES
from screens.language import N_
from screens.lines import BLANK, Ink, Line, Piece, fit, width_of, wrap
from screens.vocabulary import ACTIONS
from screens.widgets.reading import ReadingPage

if TYPE_CHECKING:
    from screens.desk.matter_acts import MatterActs


UNVERIFIED, DIFFERS = N_("unverified"), N_("differs")


class DifferencesPage(ReadingPage):
    """One item in every region."""

    TITLE = N_("Side by side")
    ABOUT = N_(
        "A row marked ◂ differs between regions. 待核实 marks what could not be verified. "
        "← → and Enter choose the region that decides."
    )
    COMMANDS_HERE = (*DIFFERENCES, *VERBS, *ALWAYS)

    def __init__(self, desk_page: MatterActs, item: Item) -> None:
        super().__init__()
        self._desk_page = desk_page
        self._item = item
        self._at = 0

    def on_mount(self) -> None:
        """The region of this visit first."""
        desk = self.counter.desk
        self._table = desk.differences(self._item.code)
        self._can = desk.can_do(self._item.code)
        visit = self._desk_page.flow.visit
        home = (
            visit.home
            if visit and visit.item == self._item.code
            else self._desk_page.flow.suggested_home(self._item)
        )
        regions = self._table.regions
        self._at = regions.index(home) if home in regions else 0
        self.text.repaint()

    def move_region(self, step: int) -> None:
        """To the region beside."""
        self._at = (self._at + step) % len(self._table.regions)
        self.text.repaint()
        self.after_command()

    def why_not_choose(self) -> str | None:
        """No card, a receipt already, or no agreement."""
        visit = self._desk_page.flow.visit
        if visit is None or visit.subject is None:
            return self.speech.say(N_("Read a card first."))
        if visit.receipt_no:
            return self.speech.say(N_("This visit has its receipt: {number}."), number=visit.receipt_no)
        if self._table.regions[self._at] not in self.counter.desk.home_choices(self._item.code):
            return self.speech.say(
                N_("No agreement lets this counter receive it for this region, or it is not open there.")
            )
        return None

    async def choose(self) -> None:
        """This region decides."""
        self.go_back()
        self._desk_page.take_item(self._item, self._table.regions[self._at])

    def reading(self, width: int) -> tuple[Line, ...]:
        """The table."""
        if not hasattr(self, "_table"):
            return ()
        say = self.speech.say
        label_width = max(16, min(28, width // 4))
        marks = width_of(f"◂ {say(UNVERIFIED)}") + (width_of(f"{say(DIFFERS)} ") if width >= 100 else 0)
        column = (width - label_width - marks) // max(len(self._table.regions), 1)
        heads: list[Piece] = [(fit(self._item.name, label_width), Ink.STRONG)]
        for index, region in enumerate(self._table.regions):
            mark = "▸ " if index == self._at else "  "
            heads.append(
                (
                    fit(f"{mark}{self.counter.region_name(region)}", column),
                    Ink.NOW if index == self._at else Ink.TEXT,
                )
            )
        lines: list[Line] = [BLANK, *self._full_name(label_width, width), tuple(heads), BLANK]
        for row in self._table.rows:
            lines += self._row(row, label_width, column)
        lines += [BLANK, *self._can_lines(label_width, column), BLANK]
        common = " · ".join(self._table.common_materials) or "—"
        lines += [
            ((part, Ink.TEXT if n else Ink.QUIET),)
            for n, part in enumerate(
                wrap(say(N_("Accepted by all: {materials}"), materials=common), width - 2)
            )
        ]
        return tuple(lines)

    def _full_name(self, label_width: int, width: int) -> list[Line]:
        if width_of(self._item.name) <= label_width:
            return []
        return [((self._item.name, Ink.STRONG), (f"   {self._item.code}", Ink.QUIET)), BLANK]

    def _row(self, row: DifferenceRow, label_width: int, column: int) -> list[Line]:
        unverified = [
            index < len(row.unverified) and row.unverified[index] for index in range(len(row.values))
        ]
        some = any(unverified) and not all(unverified)
        texts = [
            wrap(f"{value or '—'}{' ?' if some and doubt else ''}", column - 3)
            for value, doubt in zip(row.values, unverified, strict=True)
        ]
        lines: list[Line] = []
        for line in range(max(len(parts) for parts in texts)):
            pieces: list[Piece] = [(fit(row.label if line == 0 else "", label_width), Ink.QUIET)]
            for index, parts in enumerate(texts):
                text = parts[line] if line < len(parts) else ""
                ink = Ink.STRONG if index == self._at else Ink.QUIET if unverified[index] else Ink.TEXT
                pieces.append((fit(f"  {text}", column), ink))
            if line == 0:
                pieces += self._marks(row, doubt=any(unverified))
            lines.append(tuple(pieces))
        return lines

    def _marks(self, row: DifferenceRow, *, doubt: bool) -> list[Piece]:
        say = self.speech.say
        word = f"{say(DIFFERS)} " if self.text.size.width >= 100 else ""
        mark = f"◂ {word}" if row.differs else " " * width_of(f"◂ {word}")
        return [(mark, Ink.NEEDS), (say(UNVERIFIED) if doubt else "", Ink.QUIET)]

    def _can_lines(self, label_width: int, column: int) -> list[Line]:
        say = self.speech.say
        lines: list[Line] = []
        for action in Action:
            pieces: list[Piece] = [(fit(say(ACTIONS[action]), label_width), Ink.QUIET)]
            for region in self._table.regions:
                may = self._can.get(region, {}).get(action, False)
                word = say(N_("yes")) if may else say(N_("no"))
                pieces.append((fit(f"  {word}", column), Ink.TEXT if may else Ink.QUIET))
            lines.append(tuple(pieces))
        return [((say(N_("At this counter")), Ink.QUIET),), *lines]
