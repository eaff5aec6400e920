"""The end of the day at the console: nobody waits for a region, and only a supervisor closes."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import pytest

from clerk.desk.day_end.views import DayView
from clerk.desk.facade import Desk
from clerk.desk.views import PaperKind
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Event
from clerk.domain.day import DifferenceKind
from clerk.domain.faults import Fault, Language
from clerk.domain.journal import EventKind
from clerk.domain.regions import RegionId
from clerk.ports import Acknowledgement, Unreachable
from clerk.store import days, journal
from screens.day.close_sheet import DayCloseSheet
from screens.day.day_page import DayPage
from screens.desk.page import DeskPage
from screens.sheets.fields import FieldSheet
from screens.sheets.question import QuestionSheet
from tests.screens.driver import Clerk, clerk_at
from tests.screens.test_pictures import APPROVED, SIZES, Album
from tests.screens.window import NOW, PASSWORD, Window


@dataclass
class Archive:
    """A region asked for receipt numbers alone. ``gate`` holds its answers back until it is set."""

    region: RegionId
    copies: dict[str, int] = field(default_factory=dict)
    down: bool = False
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    def find(self, receipt_no: str) -> Acknowledgement | None:
        assert self.gate.wait(20), "a test forgot to open the gate"
        if self.down:
            raise Unreachable(Fault("R-01", {"region": "吴江", "region_en": "Wujiang"}))
        count = self.copies.get(receipt_no, 0)
        return Acknowledgement("示例-1", NOW, copies=count) if count else None


@dataclass
class Evening:
    """A window at the end of its day."""

    window: Window
    archives: dict[RegionId, Archive]

    def received(self, card: str, home: RegionId = "wujiang") -> CaseFile:
        """A case that its region acknowledged and has, its receipt printed."""
        case = self.window.received_case(card, "YB-0021", home)
        self.window.home_says(case.id, Event.TRANSFER, home_case_no="3205202611240021")
        operator = self._clerk()
        self.window.desk.print_paper(operator, case.id, PaperKind.RECEIPT)
        self.archives[home].copies[case.receipt_no] = 1
        return case

    def _clerk(self):  # type: ignore[no-untyped-def]
        from clerk.desk.views import Operator
        from clerk.domain.staff import Role, StaffMember

        return Operator(StaffMember("A0231", "示例", Role.CLERK, self.window.desk.site.code), NOW)

    @property
    def closed(self) -> bool:
        """Whether today is closed."""
        with self.window.store.reading() as unit:
            return days.last_closed(unit, self.window.desk.site.code) is not None

    @property
    def events(self) -> list[EventKind]:
        """What was journalled."""
        with self.window.store.reading() as unit:
            return [event.kind for event in journal.events(unit, limit=10_000)]


@pytest.fixture
def evening(window: Window, monkeypatch: pytest.MonkeyPatch) -> Evening:
    """A window whose regions can be asked for receipt numbers."""
    monkeypatch.setattr("clerk.desk.receive.query_code", lambda: "123456")
    archives = {region: Archive(region) for region in window.regions}
    evening = Evening(window, archives)
    live = window.desk.counter.regions

    @dataclass
    class Both:
        region: RegionId

        def __getattr__(self, name: str) -> object:
            return getattr(archives[self.region] if name == "find" else live[self.region], name)

    regions = {region: Both(region) for region in live}
    window.desk = Desk(replace(window.desk.counter, regions=regions))  # type: ignore[arg-type]
    return evening


async def opens_the_day(clerk: Clerk) -> None:
    """Ctrl+E, and every region has answered."""
    await clerk.presses("ctrl+e")
    await clerk.is_at(DayPage)
    await clerk.wait_for(lambda: shown(clerk).asked, "the regions")


def shown(clerk: Clerk) -> DayView:
    """The day as the page shows it."""
    page = clerk.app.screen
    assert isinstance(page, DayPage)
    assert page.view is not None
    return page.view


async def test_a_supervisor_explains_carries_over_and_closes(evening: Evening) -> None:
    twice, lost = evening.received("zhang"), evening.received("lu")
    evening.archives["wujiang"].copies = {twice.receipt_no: 2}
    async with clerk_at(evening.window, language=Language.EN) as clerk:
        await clerk.signs_in("S0101")
        await opens_the_day(clerk)
        await clerk.sees("2 to explain or carry over", lost.receipt_no, twice.receipt_no)
        await clerk.presses("f5")
        await clerk.sees("Y-07")
        assert [d.kind for d in shown(clerk).count.differences] == [
            DifferenceKind.NOT_AT_REGION,
            DifferenceKind.DOUBLED,
        ]
        await clerk.presses("c")
        await clerk.sees("1 to explain or carry over")
        await clerk.presses("enter")
        await clerk.is_at(FieldSheet)
        await clerk.types("typed twice there")
        await clerk.presses("enter")
        await clerk.sees("all answered")
        await clerk.presses("f5")
        await clerk.is_at(QuestionSheet)
        await clerk.sees("· every explanation")
        await clerk.presses("1")
        await clerk.sees("closed by S0101")
        assert evening.closed
        await clerk.presses("f7")
        await clerk.sees("Printed:")
        assert any(job.endswith("day_end") for job in evening.window.printer.jobs)
        await clerk.presses("c")
        await clerk.sees("nothing of it can be changed")


async def test_no_key_waits_for_a_region_that_is_slow(evening: Evening) -> None:
    evening.received("zhang")
    evening.archives["wujiang"].gate.clear()
    async with clerk_at(evening.window, language=Language.EN) as clerk:
        await clerk.signs_in("S0101")
        await clerk.presses("ctrl+e")
        await clerk.sees("asking Wujiang  0/1", "not asked for yet")
        await clerk.presses("f5")
        await clerk.sees("The regions are being asked.")
        await clerk.presses("backspace")
        await clerk.is_at(DeskPage)
        await clerk.presses("ctrl+e")
        evening.archives["wujiang"].gate.set()
        await clerk.sees("nothing differs")


async def test_a_region_that_is_down_is_never_shown_as_equal(evening: Evening) -> None:
    evening.received("zhang")
    evening.archives["wujiang"].down = True
    async with clerk_at(evening.window, language=Language.EN) as clerk:
        await clerk.signs_in("A0231")
        await opens_the_day(clerk)
        await clerk.sees("not asked: region down (R-01)")
        evening.archives["wujiang"].down = False
        await clerk.presses("a")
        await clerk.sees("nothing differs")


async def test_a_clerk_closes_no_day_but_a_supervisor_does_at_the_clerks_console(evening: Evening) -> None:
    evening.received("zhang")
    async with clerk_at(evening.window, language=Language.EN) as clerk:
        await clerk.signs_in("A0231")
        await opens_the_day(clerk)
        await clerk.presses("f5")
        await clerk.sees("Only a supervisor closes a day")
        await clerk.presses("h")
        await clerk.is_at(DayCloseSheet)
        await clerk.types("A0231")
        await clerk.presses("enter")
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.sees("U-04")
        assert not evening.closed
        sheet = clerk.app.screen
        assert isinstance(sheet, DayCloseSheet)
        sheet._entry("number").value = ""
        await clerk.types("S0101")
        await clerk.presses("enter")
        await clerk.is_at(DayPage)
        await clerk.sees("closed by S0101")
        assert clerk.app.operator is not None
        assert clerk.app.operator.member.number == "A0231"
    assert evening.events.count(EventKind.DAY_CLOSED) == 1


async def test_what_changed_since_it_was_shown_is_counted_anew_and_not_closed(evening: Evening) -> None:
    case = evening.received("zhang")
    async with clerk_at(evening.window, language=Language.EN) as clerk:
        await clerk.signs_in("S0101")
        await opens_the_day(clerk)
        evening.archives["wujiang"].copies[case.receipt_no] = 2
        await clerk.presses("f5")
        await clerk.is_at(QuestionSheet)
        await clerk.presses("1")
        await clerk.sees("Y-02", "has 2 cases of it instead of one")
        assert not evening.closed


async def test_a_supervisor_is_told_in_the_morning_of_a_day_that_nobody_closed(evening: Evening) -> None:
    evening.received("zhang")
    evening.window.clock.pass_time(days=1)
    async with clerk_at(evening.window, language=Language.EN) as clerk:
        await clerk.signs_in("S0101")
        await clerk.sees("Not closed yet: 2026-11-24")
        await clerk.presses("ctrl+e")
        await clerk.sees("Day end  2026-11-24")
    async with clerk_at(evening.window, language=Language.EN) as clerk:
        await clerk.signs_in("A0231")
        clerk.does_not_see("Not closed yet")


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", list(Language))
async def test_the_day_looks_as_approved(
    evening: Evening, size: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clerk.store.days.digest_of", lambda _count: "66c7f0f462eeedd9" * 4)
    first, second = evening.received("zhang"), evening.received("lu")
    evening.received("xu", "jiashan")
    failed = evening.window.received_case("zhang", "YB-0021", "wujiang")
    evening.window.delivery_fails(failed.id)
    evening.archives["wujiang"].copies = {first.receipt_no: 2, second.receipt_no: 1}
    evening.archives["jiashan"].down = True
    async with clerk_at(evening.window, size=SIZES[size], language=language) as clerk:
        album = Album(clerk, APPROVED / f"{size}-{language.value}")
        await clerk.signs_in("A0231")
        await opens_the_day(clerk)
        await album.take("day-differences")
        await clerk.presses("c", "enter")
        await clerk.is_at(FieldSheet)
        await album.take("day-explain")
        await clerk.types("对方补录已作废")
        await clerk.presses("enter")
        await clerk.is_at(DayPage)
        while shown(clerk).count.unanswered:
            left = len(shown(clerk).count.unanswered)
            clerk.app.screen.move_to_end(last=False)  # type: ignore[attr-defined]
            index = shown(clerk).count.differences.index(shown(clerk).count.unanswered[0])
            await clerk.presses(*["down"] * index, "c")
            await clerk.wait_for(lambda left=left: len(shown(clerk).count.unanswered) < left, "the answer")
        await clerk.presses("h")
        await clerk.is_at(DayCloseSheet)
        await album.take("day-close")
        await clerk.types("S0101")
        await clerk.presses("enter")
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.is_at(DayPage)
        await clerk.wait_for(lambda: shown(clerk).closed, "the closing")
        await album.take("day-closed")
    assert album.differing == {}, "\n".join(album.differing.values())
