"""Signing in with an authenticator, and with a password that was given out to be used once."""

from __future__ import annotations

import pytest

from clerk.desk.sign_in import hash_password
from clerk.domain.one_time_password import CodeKey, code_of, step_at
from clerk.domain.staff import Factor
from clerk.store import staff
from screens.desk.page import DeskPage
from screens.start.hand_over_sheet import HandOverSheet
from screens.start.lock_page import LockPage
from screens.widgets.entry import Entry
from tests.screens.driver import Clerk, clerk_at
from tests.screens.window import PASSWORD, Window

SECRET = b"12345678901234567890"


@pytest.fixture
def coded(window: Window) -> Window:
    """A0231 has an authenticator."""
    with window.store.writing() as unit:
        staff.set_code_key(unit, "A0231", CodeKey(SECRET))
    return window


@pytest.fixture
def reset(window: Window) -> Window:
    """A0231's password was given out to be used once."""
    with window.store.writing() as unit:
        staff.set_password(unit, "A0231", hash_password(PASSWORD), must_change=True)
    return window


def code(window: Window) -> str:
    """What the authenticator shows now."""
    return code_of(SECRET, step_at(window.clock.now()))


def has_keys(clerk: Clerk, name: str) -> bool:
    """Whether a field has the keys."""
    return clerk.app.focused is clerk.app.screen.query_one(f"#{name}", Entry)


async def test_the_code_is_asked_after_the_password_and_opens_the_desk(coded: Window) -> None:
    async with clerk_at(coded) as clerk:
        await clerk.types_credentials()
        clerk.does_not_see("动态口令")
        await clerk.presses("enter")
        await clerk.sees("动态口令（6 位数字）", "U-17")
        assert has_keys(clerk, "code")
        await clerk.types(code(coded))
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        assert clerk.app.operator is not None
        assert clerk.app.operator.factor is Factor.TOTP


async def test_a_wrong_code_is_typed_again_and_the_password_is_kept(coded: Window) -> None:
    async with clerk_at(coded) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("U-17")
        await clerk.types("000000")
        await clerk.presses("enter")
        await clerk.sees("U-18")
        assert clerk.app.screen.query_one("#code", Entry).value == ""
        await clerk.types(code(coded))
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)


async def test_the_lock_asks_for_the_next_code(coded: Window) -> None:
    async with clerk_at(coded) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("U-17")
        used = code(coded)
        await clerk.types(used)
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        await clerk.presses("ctrl+l")
        await clerk.is_at(LockPage)
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.sees("U-17")
        await clerk.types(used)
        await clerk.presses("enter")
        await clerk.sees("U-19")
        coded.clock.pass_time(seconds=30)
        await clerk.types(code(coded))
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)


async def test_another_number_is_not_asked_for_the_code_of_the_one_before(coded: Window) -> None:
    async with clerk_at(coded) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("U-17")
        await clerk.types("123")
        clerk.app.screen.query_one("#number", Entry).value = "A0232"
        await clerk.wait_for(lambda: not clerk.app.screen.query_one("#code").display, "the code to go")
        assert clerk.app.screen.query_one("#code", Entry).value == ""


async def test_a_password_to_be_used_once_is_followed_by_ones_own(reset: Window) -> None:
    async with clerk_at(reset, size=(80, 24)) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("U-20", "新密码", "再输一次新密码")
        await clerk.types("mein-eigenes-1")
        await clerk.presses("tab")
        await clerk.types("mein-eigenes-2")
        await clerk.presses("enter")
        await clerk.sees("两次输入的新密码不一致")
        assert has_keys(clerk, "again")
        await clerk.types("mein-eigenes-1")
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
    assert reset.desk.sign_in("A0231", "mein-eigenes-1").member.number == "A0231"


async def test_a_new_password_that_will_not_do_is_asked_for_again(reset: Window) -> None:
    async with clerk_at(reset) as clerk:
        await clerk.types_credentials()
        await clerk.presses("enter")
        await clerk.sees("U-20")
        for name in ("new", "again"):
            clerk.app.screen.query_one(f"#{name}", Entry).value = "kurz"
        await clerk.presses("enter")
        await clerk.sees("U-06")
        assert has_keys(clerk, "new")
        assert clerk.app.screen.query_one("#new", Entry).value == ""


# Change of operator ----------------------------------------------------------------------------------------


async def test_the_next_clerk_goes_on_at_the_open_visit(window: Window) -> None:
    async with clerk_at(window, size=(80, 24)) as clerk:
        await clerk.signs_in()
        await clerk.reads_card("zhang")
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        await clerk.wait_for(lambda: clerk.visit_is_quiet, "the regions")
        visit = clerk.app.desk_page.flow.visit
        assert visit is not None
        await clerk.presses("ctrl+u")
        await clerk.is_at(HandOverSheet)
        await clerk.sees("换人", "A0231 示例窗口甲 →")
        await clerk.types("A0232")
        await clerk.presses("enter")
        await clerk.types("wrong")
        await clerk.presses("enter")
        await clerk.sees("U-01")
        assert has_keys(clerk, "password")
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.is_at(DeskPage)
        await clerk.sees("A0231 开始，A0232 接办", "A0232 接着办理")
        assert clerk.app.operator is not None
        assert clerk.app.operator.member.number == "A0232"
        now = clerk.app.desk_page.flow.visit
        assert now is not None
        assert (now.id, now.subject) == (visit.id, visit.subject)
        await clerk.presses("ctrl+l")
        await clerk.is_at(LockPage)
        await clerk.sees("A0232 示例窗口乙")


async def test_the_next_clerk_is_asked_for_their_own_code_and_may_turn_back(coded: Window) -> None:
    async with clerk_at(coded) as clerk:
        await clerk.signs_in("A0232")
        await clerk.presses("ctrl+u")
        await clerk.is_at(HandOverSheet)
        await clerk.types("A0231")
        await clerk.presses("enter")
        await clerk.types(PASSWORD)
        await clerk.presses("enter")
        await clerk.sees("U-17")
        assert has_keys(clerk, "code")
        await clerk.presses("escape")
        await clerk.is_at(DeskPage)
        assert clerk.app.operator is not None
        assert clerk.app.operator.member.number == "A0232"


async def test_who_receives_nothing_hands_no_desk_over(window: Window) -> None:
    async with clerk_at(window) as clerk:
        await clerk.signs_in("S0101")
        await clerk.presses("ctrl+u")
        await clerk.sees("请改用退出登录")
        await clerk.is_at(DeskPage)
