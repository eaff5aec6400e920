"""Signing in with a staff card, and what pulling it does, as the clerk sees it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from clerk.desk.facade import Desk
from clerk.domain.faults import Fault, Language
from clerk.domain.journal import EventKind
from clerk.domain.staff import KeySlot
from clerk.ports import CardEventKind
from clerk.store import journal, staff
from screens import doors
from screens.cases.list_page import CaseListPage
from screens.desk.page import DeskPage
from screens.help_page import HelpPage
from screens.sheets.fields import FieldSheet
from screens.sheets.palette import PaletteSheet
from screens.start.lock_page import LockPage
from screens.widgets.entry import Entry
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.staff_slot import StaffSlot, enrolled
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import PASSWORD, Window

PIN = "246810"
LIES = "工作人员卡：已在读卡器上"
NONE = "工作人员卡：读卡器上没有卡"
PULLED = "工作人员卡已取走，或读卡器已断开。"


@pytest.fixture
def slot(window: Window) -> StaffSlot:
    """The window's reader for staff cards, empty, and heard by the console."""
    slot = StaffSlot()
    window.desk = Desk(replace(window.desk.counter, staff_cards=slot, card_events=slot))
    return slot


@pytest.fixture
def card(window: Window, slot: StaffSlot) -> StaffCard:
    """A0231's card; it lies in the reader and wants no PIN."""
    return enrolled(window.store, slot, StaffCard())


@pytest.fixture
def pin_card(window: Window, slot: StaffSlot) -> StaffCard:
    """A0231's card; it lies in the reader and wants her PIN."""
    card = StaffCard(personal_key=ec.generate_private_key(ec.SECP256R1()))
    return enrolled(window.store, slot, card, KeySlot.AUTHENTICATION, PIN)


def what_happened(window: Window) -> list[tuple[EventKind, dict[str, object]]]:
    """Sign-ins and locks in the journal."""
    kinds = {EventKind.SIGNED_IN, EventKind.LOCKED, EventKind.UNLOCKED, EventKind.SIGN_IN_FAILED}
    with window.store.reading() as unit:
        found = journal.events(unit, None, limit=1000)
    return [(event.kind, dict(event.payload)) for event in found if event.kind in kinds]


def field(clerk: Clerk, name: str) -> str:
    """What stands in a field."""
    return clerk.app.screen.query_one(f"#{name}", Entry).value


def has_keys(clerk: Clerk, name: str) -> bool:
    """Whether a field has the keys."""
    return clerk.app.focused is clerk.app.screen.query_one(f"#{name}", Entry)


# Signing in ------------------------------------------------------------------------------------------------


async def test_the_start_says_whether_a_staff_card_lies_on_the_reader(
    window: Window, slot: StaffSlot
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.sees(NONE)
        slot.put_in(StaffCard())
        await clerk.sees(LIES)
        slot.pull()
        await clerk.sees(NONE)
        slot.tell(CardEventKind.READER_REMOVED)
        await clerk.sees("工作人员卡：读卡器没有接上")
        slot.tell(CardEventKind.SERVICE_DOWN)
        await clerk.sees("工作人员卡：智能卡服务没有运行")
        clerk.app.speak(Language.EN)
        await clerk.sees("Staff card: the card service does not run")


async def test_a_window_without_a_reader_for_staff_cards_says_nothing_of_them(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.wait_for(lambda: clerk.app.screen.query("#password"), "the sign-in")
        clerk.does_not_see("工作人员卡")


async def test_the_right_card_and_password_sign_in(window: Window, card: StaffCard) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        assert clerk.app.operator is not None
        assert clerk.app.operator.by_card
        assert what_happened(window) == [(EventKind.SIGNED_IN, {"role": "clerk", "factor": "card"})]


async def test_who_forgot_the_card_puts_it_in_and_types_nothing_again(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    slot.card = None
    async with clerk_at(window) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("I-50")
        assert (field(clerk, "number"), field(clerk, "password")) == ("A0231", PASSWORD)
        slot.put_in(card)
        await clerk.sees(LIES)
        await clerk.presses("f2")
        await clerk.is_at(DeskPage)


async def test_f2_before_anything_is_typed_says_what_is_missing(window: Window, card: StaffCard) -> None:
    async with clerk_at(window) as clerk:
        await clerk.wait_for(lambda: clerk.app.screen.query("#password"), "the sign-in")
        await clerk.presses("f2")
        await clerk.sees("请先输入工号和密码。")
        assert what_happened(window) == []


async def test_a_wrong_password_is_typed_again_and_the_card_is_not_asked(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.types_credentials(password="wrong")
        await clerk.presses("enter")
        await clerk.sees("U-01")
        assert field(clerk, "password") == ""
        assert slot.proofs == 0


async def test_the_pin_is_asked_for_when_the_card_wants_it_with_the_tries_left(
    window: Window, pin_card: StaffCard
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.types_credentials()
        clerk.does_not_see("PIN")
        await clerk.presses("enter")
        await clerk.sees("S-51", "还可试 3 次", "工作人员卡 PIN")
        assert has_keys(clerk, "pin")
        await clerk.types(PIN)
        clerk.does_not_see(PIN)
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        assert pin_card.tries == 3


async def test_a_wrong_pin_alone_is_typed_again_until_the_last_try(
    window: Window, pin_card: StaffCard
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        for left in ("2", "1"):
            await clerk.wait_for(lambda: has_keys(clerk, "pin"), "the PIN's field")
            await clerk.types("000000")
            await clerk.presses("enter")
            await clerk.sees("S-52", f"还可试 {left} 次")
            assert (field(clerk, "password"), field(clerk, "pin")) == (PASSWORD, "")
        await clerk.types(PIN)
        await clerk.presses("enter")
        await clerk.sees("S-53")
        assert has_keys(clerk, "password")
        assert pin_card.tries == 1


async def test_the_pin_of_one_number_is_not_offered_for_another(
    window: Window, slot: StaffSlot, pin_card: StaffCard
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("S-51")
        await clerk.types("135790")
        await clerk.presses("tab", "backspace", "2")
        await clerk.wait_for(lambda: field(clerk, "pin") == "", "the PIN to be forgotten")
        assert field(clerk, "number") == "A0232"
        await clerk.presses("tab", "tab")
        assert has_keys(clerk, "number")  # round the field that is out of sight
        await clerk.presses("f2")
        await clerk.is_at(DeskPage)
        assert (slot.proofs, pin_card.tries) == (1, 3)


@pytest.mark.parametrize(
    "trouble", [Fault("I-71"), Fault("I-72", {"reader": "工作人员读卡器"}), Fault("S-54")], ids=str
)
async def test_trouble_with_the_card_is_shown_with_its_cure_and_nothing_is_typed_again(
    window: Window, slot: StaffSlot, card: StaffCard, trouble: Fault
) -> None:
    slot.trouble = trouble
    async with clerk_at(window) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees(trouble.code)
        assert trouble.cure(Language.ZH)[:8] in clerk.notice()
        assert field(clerk, "password") == PASSWORD
        slot.trouble = None
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)


async def test_the_screen_goes_on_painting_while_the_card_works(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    at_work, go_on = threading.Event(), threading.Event()

    def work() -> None:
        at_work.set()
        assert go_on.wait(20)

    slot.meanwhile = work
    async with clerk_at(window) as clerk:
        await clerk.types_credentials()
        pressing = asyncio.ensure_future(clerk.presses("enter"))
        await shown(at_work.is_set)
        await shown(lambda: "正在核对" in clerk.screen_text())
        window.clock.pass_time(minutes=1)
        await shown(lambda: "09:43" in clerk.screen_text())
        assert not pressing.done()
        go_on.set()
        await pressing
        await clerk.is_at(DeskPage)


async def shown(condition: Callable[[], bool]) -> None:
    """Wait without the pilot, which waits for the key that is still being handled."""
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_password_that_waits_for_its_card_is_forgotten_when_nobody_types(
    window: Window, slot: StaffSlot, card: StaffCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot.card = None
    async with clerk_at(window) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("I-50")
        monkeypatch.setattr("screens.app.IDLE_SECONDS", 0.0)
        await clerk.app._lock_when_idle()
        assert (field(clerk, "number"), field(clerk, "password")) == ("A0231", "")


async def test_what_is_typed_stays_while_the_store_moves(window: Window, card: StaffCard) -> None:
    async with clerk_at(window) as clerk:
        await clerk.types_credentials()
        window.received_case("zhang", "YB-0021", "wujiang")
        clerk.app.start_page.store_moved()
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)


# Pulling the card ------------------------------------------------------------------------------------------


async def test_pulling_the_card_locks_and_the_same_card_and_password_go_on_where_one_was(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    async with clerk_at(window, size=(120, 40)) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjy")
        before = clerk.screen_text()
        slot.pull()
        await clerk.is_at(LockPage)
        await clerk.sees(PULLED, "请插入您的工作人员卡，再输入密码。", NONE)
        clerk.does_not_see("张晓禾", "异地就医")
        slot.put_in(card)
        await clerk.sees(LIES)
        await clerk.types(PASSWORD)
        assert clerk.app.is_locked  # the card alone opens nothing
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        assert clerk.screen_text() == before
        assert what_happened(window)[-2:] == [
            (EventKind.LOCKED, {"cause": "card"}),
            (EventKind.UNLOCKED, {"factor": "card"}),
        ]


async def test_what_is_half_typed_in_a_sheet_is_there_after_the_lock(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.chooses("ydjy")
        await clerk.presses("i")
        await clerk.is_at(FieldSheet)
        await clerk.types("Suzh")
        slot.pull()
        await clerk.is_at(LockPage)
        slot.put_in(card)
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.is_at(FieldSheet)
        await clerk.types("ou")
        await clerk.sees("Suzhou")


@pytest.mark.parametrize(
    ("keys", "screen"), [("f1", HelpPage), ("f10", PaletteSheet), ("ctrl+t", CaseListPage)]
)
async def test_the_card_locks_from_any_page_and_leads_back_to_it(
    window: Window, slot: StaffSlot, card: StaffCard, keys: str, screen: type
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        await clerk.presses(keys)
        await clerk.is_at(screen)
        slot.pull()
        await clerk.is_at(LockPage)
        await clerk.presses("f1")  # help lies over the lock, not under it
        await clerk.is_at(HelpPage)
        await clerk.presses("backspace")
        await clerk.is_at(LockPage)
        slot.put_in(card)
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.is_at(screen)


async def test_a_card_put_back_does_not_open_the_lock_and_another_does_not_either(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        slot.pull()
        await clerk.is_at(LockPage)
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.sees("I-50")
        slot.put_in(StaffCard())
        await clerk.sees(LIES)
        await clerk.presses("f2")
        await clerk.sees("S-54")
        slot.pull()
        slot.put_in(card)
        await clerk.presses("f2")
        await clerk.is_at(DeskPage)


async def test_the_lock_asks_for_the_pin_too(window: Window, slot: StaffSlot, pin_card: StaffCard) -> None:
    async with clerk_at(window) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("S-51")
        await clerk.types(PIN)
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        slot.pull()
        await clerk.is_at(LockPage)
        slot.put_in(pin_card)
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.sees("S-51", "工作人员卡 PIN")
        await clerk.types(PIN)
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)


@pytest.mark.parametrize(
    "kinds",
    [
        (CardEventKind.CARD_OUT, CardEventKind.READER_REMOVED),
        (CardEventKind.CARD_OUT, CardEventKind.READER_REMOVED, CardEventKind.SERVICE_DOWN),
        (CardEventKind.READER_REMOVED,),
    ],
    ids=["unplugged", "stopped", "no word of the card"],
)
async def test_a_reader_or_service_that_goes_locks_too(
    window: Window, slot: StaffSlot, card: StaffCard, kinds: tuple[CardEventKind, ...]
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        for kind in kinds:
            slot.tell(kind)
        await clerk.is_at(LockPage)
        await clerk.sees(PULLED)


async def test_who_signed_in_without_a_card_is_not_locked_by_one(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in("A0232")
        slot.pull()
        slot.tell(CardEventKind.READER_REMOVED)
        await clerk.wait_for(lambda: not clerk.app.readers.staff_reader_there, "the news")
        assert type(clerk.app.screen) is DeskPage
        assert what_happened(window) == [(EventKind.SIGNED_IN, {"role": "clerk", "factor": "password"})]


@pytest.mark.parametrize("at_lock", [False, True], ids=["at the sign-in", "at the lock"])
async def test_a_card_pulled_while_it_proves_itself_locks_as_soon_as_the_desk_is_there(
    window: Window, slot: StaffSlot, card: StaffCard, at_lock: bool
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.wait_for(lambda: clerk.app.screen.query("#password"), "the sign-in")
        if at_lock:
            await clerk.signs_in()
            await clerk.presses("ctrl+l")
            await clerk.is_at(LockPage)
        slot.meanwhile = slot.pull
        if at_lock:
            await clerk.types(PASSWORD)
        else:
            await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.is_at(LockPage)
        await clerk.sees(PULLED)
        opened, locked = what_happened(window)[-2:]
        assert opened[0] is (EventKind.UNLOCKED if at_lock else EventKind.SIGNED_IN)
        assert locked == (EventKind.LOCKED, {"cause": "card"})


async def test_a_card_that_is_never_seen_to_lie_there_locks_after_a_moment(
    window: Window, slot: StaffSlot, card: StaffCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "CARD_SHOWS_WITHIN", 0.05)
    slot.card = None
    async with clerk_at(window) as clerk:
        await clerk.sees(NONE)
        slot.card = card  # it lies there, and the watch says nothing of it
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.is_at(LockPage)


async def test_a_card_that_shows_up_a_moment_after_it_signed_in_does_not_lock(
    window: Window, slot: StaffSlot, card: StaffCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "CARD_SHOWS_WITHIN", 0.2)
    slot.card = None
    checked = threading.Event()
    async with clerk_at(window) as clerk:
        await clerk.sees(NONE)
        slot.meanwhile = lambda: slot.tell(CardEventKind.CARD_IN)
        slot.card = card
        await clerk.signs_in()
        clerk.app.set_timer(0.3, checked.set)
        await clerk.wait_for(checked.is_set, "the look at the card")
        assert not clerk.app.is_locked


async def test_a_read_that_ends_under_the_lock_opens_its_sheet_under_the_lock(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    from screens.desk.search_sheet import SearchSheet

    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        slot.pull()
        await clerk.is_at(LockPage)
        page = clerk.app.desk_page
        page.call_later(page.search)  # as an answer from a reader or a region does
        await clerk.wait_for(
            lambda: any(isinstance(screen, SearchSheet) for screen in clerk.app.screen_stack), "the sheet"
        )
        assert type(clerk.app.screen) is LockPage
        await clerk.sees(PULLED)
        slot.put_in(card)
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.is_at(SearchSheet)


async def test_nothing_typed_on_the_lock_reaches_what_lies_under_it(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        slot.pull()
        await clerk.is_at(LockPage)
        await clerk.presses("escape", "backspace", "f3", "f9", "f10", "ctrl+t", "ctrl+q")
        assert clerk.app.is_locked
        assert any(isinstance(screen, LockPage) for screen in clerk.app.screen_stack[-2:])


async def test_a_card_that_was_taken_away_by_the_administrator_still_locks_when_it_is_pulled(
    window: Window, slot: StaffSlot, card: StaffCard
) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in()
        with window.store.writing() as unit:
            staff.set_card(unit, "A0231", None)
        slot.pull()
        await clerk.is_at(LockPage)
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        assert clerk.app.operator is not None
        assert not clerk.app.operator.by_card
        slot.put_in(card)
        slot.pull()
        await clerk.wait_for(lambda: not clerk.app.readers.staff_card_lies, "the news")
        assert not clerk.app.is_locked
