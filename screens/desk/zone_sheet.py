"""The machine-readable lines (机读码) of a passport: typed, or sent by a swipe reader that types them.

They open the chip, stay in memory and go nowhere else. Whether their check digits fit, the read says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from clerk.domain.codes.machine_readable_zone import CARD_LINE, PASSPORT_LINE, folded, is_of_a_zone
from clerk.domain.faults import Fault, Refused
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import ZONE
from screens.language import N_
from screens.sheets.fields import FieldLine, FieldSheet
from screens.widgets.frame import SAVED

ZONE_FAULTS = frozenset({"I-89", "I-90", "I-91", "I-92"})
"""Faults that other lines can cure: the sheet stays open with what was typed."""

_FIRST = FieldLine("first", "第一行", "first line", required=False)
_SECOND = FieldLine("second", "第二行", "second line")
_THIRD = FieldLine("third", "第三行", "third line", required=False, hint=N_("cards"))

Lines = tuple[str, str, str]
NO_LINES: Lines = ("", "", "")


class ZoneSheet(FieldSheet):
    """Two lines of 44, or three of 30. The last one reads at once; what does not fit stays."""

    TITLE = N_("Machine-readable lines of the passport")
    ABOUT = N_(
        "Two lines at the foot of the data page, 44 characters each; a passport card has three of 30. "
        "A swipe reader types them by itself. They open the chip and are kept nowhere."
    )
    COMMANDS_HERE = (*ZONE, *ALWAYS)
    takes_scans = False
    is_scanned_into = True
    DEFAULT_CSS = """
    ZoneSheet #entries { width: 48; }
    """

    def __init__(
        self, read: Callable[[str], str | None], keep_lines: Callable[[Lines], None], lines: Lines = NO_LINES
    ) -> None:
        """``read`` begins to read with the zone and returns why not now; ``keep_lines`` gets the lines."""
        super().__init__(
            self.TITLE,
            tuple(
                replace(line, value=value)
                for line, value in zip((_FIRST, _SECOND, _THIRD), lines, strict=True)
            ),
            self._check,
            about=N_("swipe the passport, or type both lines; the filler is <"),
        )
        self._read = read
        self._keep_lines = keep_lines
        self.current = "second" if lines[1] else "first"

    @property
    def typed(self) -> Lines:
        """The lines as they stand in the fields."""
        if not self.is_ready:
            first, second, third = (line.value for line in self.lines)
        else:
            first, second, third = (folded(self._entry(line.name).value) for line in self.lines)
        return first, second, third

    async def _check(self, name: str, value: str) -> str:
        line = folded(value)
        if name == "first" and len(line) in {2 * PASSPORT_LINE, 3 * CARD_LINE}:
            line = self._spread(line)
        if line and (len(line) not in {PASSPORT_LINE, CARD_LINE} or not is_of_a_zone(line)):
            raise Refused("I-90", length=str(len(line)))
        return line

    def _spread(self, zone: str) -> str:
        """Put a zone that came in one go into its fields; the first line."""
        size = PASSPORT_LINE if len(zone) == 2 * PASSPORT_LINE else CARD_LINE
        for number, line in enumerate(self.lines[1:], 1):
            part = zone[number * size : (number + 1) * size]
            self._entry(line.name).value = part
            self.kept[line.name] = part
        return zone[:size]

    @property
    def _whole(self) -> bool:
        first, second, third = self.typed
        if len(second) == PASSPORT_LINE:
            return len(first) in {0, PASSPORT_LINE} and not third  # the second line alone opens a chip
        return all(len(line) == CARD_LINE for line in (first, second, third))

    async def commit_and_go_on(self) -> None:
        """Keep the line; read as soon as the zone is whole, else on to the next line."""
        if not await self.commit():
            return
        names = [line.name for line in self.lines]
        if self._whole or self.current == names[-1]:
            await self._finish()
        else:
            self._go_to(names[names.index(self.current) + 1])

    async def _finish(self) -> None:
        zone = "".join(self.typed)
        if not self._whole:
            self.refuse(Fault("I-90", {"length": str(len(zone))}), self.speech.say(SAVED) if zone else "")
            return
        self.tell(self._read(zone) or self.speech.say(N_("The chip is being read…")))

    def put_right(self, fault: Fault) -> None:
        """The read found fault with the lines: say so, with every key of them kept."""
        if fault.code == "I-91" and len(self.kept["second"]) == PASSPORT_LINE:
            self._go_to("second")  # the first line of a passport has no check digit
        self.refusals[self.current] = fault.code
        self.refuse(fault, self.speech.say(SAVED))
        self._repaint_marks()

    def close(self) -> None:
        """Close; whoever opened it keeps the lines for another try."""
        self._keep_lines(self.typed)
        super().close()
