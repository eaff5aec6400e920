"""Signing in: five failures lock, and neither words nor time tell whether a number exists; then the card."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from time import perf_counter

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec

from clerk.desk import proof, sign_in
from clerk.desk.counter import Counter
from clerk.desk.views import Credentials
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind
from clerk.domain.one_time_password import CodeKey, code_of, step_at
from clerk.domain.staff import EVERYWHERE, Factor, KeySlot, LockCause, Role, StaffMember
from clerk.store import Store, StoreKind, staff
from tests.desk.refusals import refused
from tests.desk.window import Window
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.staff_slot import StaffSlot, enrolled

PASSWORD = "lianxi-2026"


@pytest.fixture
def staffed(window: Window) -> Window:
    """A window with one clerk enrolled."""
    with window.store.writing() as unit:
        member = StaffMember("A0231", "示例窗口甲", Role.CLERK, "QP01")
        staff.add_staff(unit, member, sign_in.hash_password(PASSWORD))
    return window


def _fail(window: Window, times: int, number: str = "A0231") -> None:
    for _ in range(times):
        with refused("U-01"):
            window.desk.sign_in(number, "wrong")


def test_a_clerk_signs_in_and_out(staffed: Window) -> None:
    operator = staffed.desk.sign_in(" A0231 ", PASSWORD)
    assert (operator.member.name, operator.signed_in_at) == ("示例窗口甲", staffed.clock.now())
    staffed.desk.sign_out(operator)
    kinds = [(e.kind, e.actor) for e in staffed.events()]
    assert kinds[-2:] == [(EventKind.SIGNED_IN, "A0231"), (EventKind.SIGNED_OUT, "A0231")]


def test_five_failures_lock_and_then_the_right_password_is_refused_too(staffed: Window) -> None:
    _fail(staffed, 5)
    with refused("U-02", until="09:40"):
        staffed.desk.sign_in("A0231", PASSWORD)
    staffed.clock.pass_time(601)
    assert staffed.desk.sign_in("A0231", PASSWORD).member.number == "A0231"


def test_four_failures_and_a_success_begin_again(staffed: Window) -> None:
    for _ in range(3):
        _fail(staffed, 4)
        staffed.desk.sign_in("A0231", PASSWORD)


def test_after_a_lock_there_are_five_tries_again(staffed: Window) -> None:
    _fail(staffed, 5)
    staffed.clock.pass_time(601)
    _fail(staffed, 4)
    staffed.desk.sign_in("A0231", PASSWORD)
    _fail(staffed, 5)
    with refused("U-02"):
        staffed.desk.sign_in("A0231", PASSWORD)


def test_many_guesses_at_once_lock_like_guesses_one_by_one(staffed: Window) -> None:
    def guess(n: int) -> str:
        try:
            staffed.desk.sign_in("A0231", PASSWORD if n == 9 else "wrong")
        except Refused as refusal:
            return refusal.fault.code
        return "in"

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(guess, range(9)))
    with refused("U-02"):
        staffed.desk.sign_in("A0231", PASSWORD)


def test_a_password_that_was_checked_before_the_lock_does_not_lift_it(
    staffed: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A right guess among many at once: the lock that the others caused stands."""
    matches = proof.password_fits

    def slow(password_hash: str, password: str) -> bool:
        if password == PASSWORD:
            monkeypatch.setattr(proof, "password_fits", matches)
            _fail(staffed, 5)
        return matches(password_hash, password)

    monkeypatch.setattr(proof, "password_fits", slow)
    with refused("U-02"):
        staffed.desk.sign_in("A0231", PASSWORD)


def test_a_number_that_is_disabled_is_told_only_to_who_knows_its_password(staffed: Window) -> None:
    with staffed.store.writing() as unit:
        row = staff.staff(unit, "A0231")
        assert row is not None
        staff.change_staff(unit, replace(row.member, disabled=True))
    _fail(staffed, 1)
    with refused("U-03"):
        staffed.desk.sign_in("A0231", PASSWORD)
    assert staffed.events(EventKind.SIGNED_IN) == []


def test_failures_are_journalled_and_what_was_typed_for_a_number_is_not(staffed: Window) -> None:
    _fail(staffed, 1)
    _fail(staffed, 1, "lianxi-2026")  # a password, typed into the wrong field
    failures = staffed.events(EventKind.SIGN_IN_FAILED)
    assert [e.actor for e in failures] == ["A0231", "unknown"]
    assert "lianxi" not in repr(failures)


def test_an_unknown_number_takes_as_long_as_a_known_one(staffed: Window) -> None:
    def seconds(number: str) -> float:
        begun = perf_counter()
        with refused("U-01"):
            staffed.desk.sign_in(number, "wrong")
        return perf_counter() - begun

    known, unknown = [], []
    for _ in range(4):
        known.append(seconds("A0231"))
        unknown.append(seconds("Z9999"))
    assert 0.5 < median(unknown) / median(known) < 2


def test_a_locked_console_opens_for_the_same_person_and_keeps_her_session(staffed: Window) -> None:
    operator = staffed.desk.sign_in("A0231", PASSWORD)
    staffed.clock.pass_time(600)
    staffed.desk.lock(operator)
    with refused("U-01"):
        staffed.desk.unlock(operator, "wrong")
    back = staffed.desk.unlock(operator, PASSWORD)
    assert back == operator
    assert [e.kind for e in staffed.events()][-3:] == [
        EventKind.LOCKED,
        EventKind.SIGN_IN_FAILED,
        EventKind.UNLOCKED,
    ]


# The staff card --------------------------------------------------------------------------------------------


@pytest.fixture
def slot(staffed: Window) -> StaffSlot:
    """The window's reader for staff cards, empty."""
    slot = StaffSlot()
    staffed.counter = replace(staffed.counter, staff_cards=slot)
    return slot


@pytest.fixture
def card(staffed: Window, slot: StaffSlot) -> StaffCard:
    """The clerk's card, enrolled with the key that wants no PIN; it lies in the reader."""
    return enrolled(staffed.store, slot, StaffCard())


@pytest.fixture
def pin_card(staffed: Window, slot: StaffSlot) -> StaffCard:
    """The clerk's card, enrolled with the key that wants her PIN; it lies in the reader."""
    card = StaffCard(personal_key=ec.generate_private_key(ec.SECP256R1()))
    return enrolled(staffed.store, slot, card, KeySlot.AUTHENTICATION, "246810")


def _failures(window: Window) -> int:
    with window.store.reading() as unit:
        row = staff.staff(unit, "A0231")
    assert row is not None
    return row.failures


def test_password_and_card_sign_in_and_the_journal_says_so(staffed: Window, card: StaffCard) -> None:
    assert staffed.desk.sign_in("A0231", PASSWORD).by_card
    assert staffed.events(EventKind.SIGNED_IN)[-1].payload == {"role": "clerk", "factor": "card"}


def test_who_has_no_card_signs_in_by_password_and_the_journal_says_so(
    staffed: Window, slot: StaffSlot
) -> None:
    assert not staffed.desk.sign_in("A0231", PASSWORD).by_card
    assert staffed.events(EventKind.SIGNED_IN)[-1].payload == {"role": "clerk", "factor": "password"}
    assert slot.proofs == 0


def test_the_card_is_not_asked_before_the_password_fits(
    staffed: Window, slot: StaffSlot, pin_card: StaffCard
) -> None:
    with refused("U-01"):
        staffed.desk.sign_in("A0231", "wrong", "000000")
    assert (slot.proofs, pin_card.tries) == (0, 3)


def test_the_card_of_another_is_a_failure_and_five_lock(
    staffed: Window, slot: StaffSlot, card: StaffCard
) -> None:
    slot.card = StaffCard()
    for _ in range(5):
        with refused("S-54"):
            staffed.desk.sign_in("A0231", PASSWORD)
    slot.card = card
    with refused("U-02"):
        staffed.desk.sign_in("A0231", PASSWORD)
    failures = staffed.events(EventKind.SIGN_IN_FAILED)
    assert [e.payload for e in failures] == [{"factor": "card"}] * 5


@pytest.mark.parametrize(
    "trouble",
    [
        Fault("I-50", {"reader": "工作人员读卡器"}),
        Fault("I-70"),
        Fault("I-71"),
        Fault("I-72", {"reader": "工作人员读卡器"}),
        Fault("I-74"),
        Fault("I-82"),
    ],
    ids=lambda fault: fault.code,
)
def test_no_card_and_a_reader_or_service_in_trouble_are_no_failure(
    staffed: Window, slot: StaffSlot, card: StaffCard, trouble: Fault
) -> None:
    slot.trouble = trouble
    for _ in range(6):
        with refused(trouble.code, **trouble.details):
            staffed.desk.sign_in("A0231", PASSWORD)
    slot.trouble = None
    assert staffed.desk.sign_in("A0231", PASSWORD).by_card
    assert staffed.events(EventKind.SIGN_IN_FAILED) == []


def test_a_password_without_the_card_does_not_give_five_guesses_more(
    staffed: Window, slot: StaffSlot, card: StaffCard
) -> None:
    _fail(staffed, 4)
    slot.card = None
    with refused("I-50"):
        staffed.desk.sign_in("A0231", PASSWORD)
    _fail(staffed, 1)
    with refused("U-02"):
        staffed.desk.sign_in("A0231", PASSWORD)


def test_a_key_that_wants_a_pin_says_how_many_tries_are_left(staffed: Window, pin_card: StaffCard) -> None:
    with refused("S-51", left="3"):
        staffed.desk.sign_in("A0231", PASSWORD)
    assert _failures(staffed) == 0
    assert staffed.desk.sign_in("A0231", PASSWORD, "246810").by_card


def test_a_wrong_pin_is_a_failure_and_the_last_try_is_never_spent(
    staffed: Window, pin_card: StaffCard
) -> None:
    for left in ("2", "1"):
        with refused("S-52", left=left):
            staffed.desk.sign_in("A0231", PASSWORD, "000000")
    for pin in (None, "000000", "246810"):
        with refused("S-53", left="1"):
            staffed.desk.sign_in("A0231", PASSWORD, pin)
    assert pin_card.tries == 1
    assert _failures(staffed) == 2


def test_a_window_that_wants_cards_lets_nobody_in_without_one(staffed: Window, slot: StaffSlot) -> None:
    staffed.counter = replace(staffed.counter, second_factor_required=True)
    with refused("U-09"):
        staffed.desk.sign_in("A0231", PASSWORD)
    with refused("U-01"):
        staffed.desk.sign_in("A0231", "wrong")
    enrolled(staffed.store, slot, StaffCard())
    assert staffed.desk.sign_in("A0231", PASSWORD).by_card


def test_a_window_without_a_reader_for_staff_cards_says_so(staffed: Window, card: StaffCard) -> None:
    staffed.counter = replace(staffed.counter, staff_cards=None)
    with refused("U-08"):
        staffed.desk.sign_in("A0231", PASSWORD)
    assert _failures(staffed) == 0


def test_who_is_disabled_is_not_asked_for_a_card(staffed: Window, slot: StaffSlot, card: StaffCard) -> None:
    with staffed.store.writing() as unit:
        row = staff.staff(unit, "A0231")
        assert row is not None
        staff.change_staff(unit, replace(row.member, disabled=True))
    with refused("U-03"):
        staffed.desk.sign_in("A0231", PASSWORD)
    assert slot.proofs == 0


def test_a_lock_opens_with_the_same_two_factors(staffed: Window, slot: StaffSlot, card: StaffCard) -> None:
    operator = staffed.desk.sign_in("A0231", PASSWORD)
    staffed.desk.lock(operator, LockCause.CARD)
    slot.card = None
    with refused("I-50"):
        staffed.desk.unlock(operator, PASSWORD)
    slot.card = StaffCard()
    with refused("S-54"):
        staffed.desk.unlock(operator, PASSWORD)
    slot.card = card
    assert staffed.desk.unlock(operator, PASSWORD) == operator
    locked, failed, unlocked = staffed.events()[-3:]
    assert (locked.kind, locked.payload) == (EventKind.LOCKED, {"cause": "card"})
    assert failed.kind is EventKind.SIGN_IN_FAILED
    assert (unlocked.kind, unlocked.payload) == (EventKind.UNLOCKED, {"factor": "card"})


def test_a_card_enrolled_after_the_sign_in_is_wanted_at_the_lock(staffed: Window, slot: StaffSlot) -> None:
    operator = staffed.desk.sign_in("A0231", PASSWORD)
    enrolled(staffed.store, slot, StaffCard())
    slot.card = None
    with refused("I-50"):
        staffed.desk.unlock(operator, PASSWORD)


@pytest.mark.parametrize("required", [False, True])
def test_a_card_taken_away_after_the_sign_in_opens_no_lock(
    staffed: Window, slot: StaffSlot, card: StaffCard, required: bool
) -> None:
    """Then the password is enough, as it is for a sign-in, unless the window wants a card."""
    staffed.counter = replace(staffed.counter, second_factor_required=required)
    operator = staffed.desk.sign_in("A0231", PASSWORD)
    with staffed.store.writing() as unit:
        staff.set_card(unit, "A0231", None)
    if required:
        with refused("U-09"):
            staffed.desk.unlock(operator, PASSWORD)
        return
    back = staffed.desk.unlock(operator, PASSWORD)
    assert not back.by_card
    assert staffed.events(EventKind.UNLOCKED)[-1].payload == {"factor": "password"}


def test_a_card_taken_away_while_it_proves_does_not_sign_in(
    staffed: Window, slot: StaffSlot, card: StaffCard
) -> None:
    def take_away() -> None:
        with staffed.store.writing() as unit:
            staff.set_card(unit, "A0231", None)

    slot.meanwhile = take_away
    with refused("U-11"):
        staffed.desk.sign_in("A0231", PASSWORD)
    assert staffed.events(EventKind.SIGNED_IN) == []


def test_who_is_disabled_while_the_card_proves_does_not_sign_in(
    staffed: Window, slot: StaffSlot, card: StaffCard
) -> None:
    def disable() -> None:
        with staffed.store.writing() as unit:
            row = staff.staff(unit, "A0231")
            assert row is not None
            staff.change_staff(unit, replace(row.member, disabled=True))

    slot.meanwhile = disable
    with refused("U-03"):
        staffed.desk.sign_in("A0231", PASSWORD)
    assert staffed.events(EventKind.SIGNED_IN) == []


def test_the_journal_holds_nothing_of_card_and_pin(staffed: Window, pin_card: StaffCard) -> None:
    with refused("S-52"):
        staffed.desk.sign_in("A0231", PASSWORD, "135790")
    staffed.desk.sign_in("A0231", PASSWORD, "246810")
    written = repr(staffed.events())
    assert not any(secret in written for secret in ("135790", "246810", "示例员工", PASSWORD))


# The authenticator -----------------------------------------------------------------------------------------

SECRET = b"12345678901234567890"


@pytest.fixture
def coded(staffed: Window) -> Window:
    """The clerk has an authenticator."""
    with staffed.store.writing() as unit:
        staff.set_code_key(unit, "A0231", CodeKey(SECRET))
    return staffed


def _code(window: Window, steps: int = 0) -> str:
    return code_of(SECRET, step_at(window.clock.now()) + steps)


def _wrong_code(window: Window) -> str:
    right = {_code(window, steps) for steps in (-1, 0, 1)}
    return next(f"{n:06}" for n in range(4) if f"{n:06}" not in right)


def test_password_and_code_sign_in_and_the_journal_says_so(coded: Window) -> None:
    with refused("U-17"):
        coded.desk.sign_in("A0231", PASSWORD)
    operator = coded.desk.sign_in("A0231", PASSWORD, code=_code(coded))
    assert operator.factor is Factor.TOTP
    assert operator.has_two_factors
    assert coded.events(EventKind.SIGNED_IN)[-1].payload == {"role": "clerk", "factor": "totp"}
    assert _failures(coded) == 0


def test_the_code_is_not_looked_at_before_the_password_fits(coded: Window) -> None:
    with refused("U-01"):
        coded.desk.sign_in("A0231", "wrong", code=_code(coded))
    assert coded.desk.sign_in("A0231", PASSWORD, code=_code(coded)).has_two_factors


def test_five_wrong_codes_lock(coded: Window) -> None:
    for _ in range(5):
        with refused("U-18"):
            coded.desk.sign_in("A0231", PASSWORD, code=_wrong_code(coded))
    with refused("U-02"):
        coded.desk.sign_in("A0231", PASSWORD, code=_code(coded))
    assert [e.payload for e in coded.events(EventKind.SIGN_IN_FAILED)] == [{"factor": "totp"}] * 5


def test_a_code_opens_once_and_neither_it_nor_an_earlier_one_again(coded: Window) -> None:
    operator = coded.desk.sign_in("A0231", PASSWORD, code=_code(coded))
    for steps in (0, -1):
        with refused("U-19"):
            coded.desk.unlock(operator, PASSWORD, code=_code(coded, steps))
    coded.clock.pass_time(30)
    assert coded.desk.unlock(operator, PASSWORD, code=_code(coded)).has_two_factors


def test_a_clock_that_was_wound_back_brings_no_used_code_back(coded: Window) -> None:
    used = _code(coded)
    coded.desk.sign_in("A0231", PASSWORD, code=used)
    coded.clock.pass_time(600)
    coded.desk.sign_in("A0231", PASSWORD, code=_code(coded))
    coded.clock.pass_time(-600)
    with refused("U-19"):
        coded.desk.sign_in("A0231", PASSWORD, code=used)


def test_one_code_given_twice_at_once_signs_in_once(coded: Window) -> None:
    code = _code(coded)

    def attempt(_: int) -> str:
        try:
            coded.desk.sign_in("A0231", PASSWORD, code=code)
        except Refused as refusal:
            return refusal.fault.code
        return "in"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, range(4)))
    assert outcomes == ["U-19", "U-19", "U-19", "in"]


def test_an_authenticator_is_a_second_factor_where_one_is_wanted(coded: Window) -> None:
    coded.counter = replace(coded.counter, second_factor_required=True)
    assert coded.desk.sign_in("A0231", PASSWORD, code=_code(coded)).has_two_factors


def test_who_has_a_card_too_may_type_the_code_when_it_does_not_lie_there(
    coded: Window, slot: StaffSlot, card: StaffCard
) -> None:
    assert coded.desk.sign_in("A0231", PASSWORD).by_card
    slot.card = None
    with refused("U-17"):
        coded.desk.sign_in("A0231", PASSWORD)
    assert coded.desk.sign_in("A0231", PASSWORD, code=_code(coded)).factor is Factor.TOTP


def test_the_secret_lies_sealed_in_the_store(coded: Window) -> None:
    with coded.store.reading() as unit:
        row = unit.connection.execute(sa.text("SELECT * FROM staff WHERE number = 'A0231'")).one()
    everything = repr(tuple(row))
    assert SECRET.hex() not in everything
    assert SECRET.decode() not in everything


# Place -----------------------------------------------------------------------------------------------------


def _moved(window: Window, site: str) -> None:
    with window.store.writing() as unit:
        row = staff.staff(unit, "A0231")
        assert row is not None
        staff.change_staff(unit, replace(row.member, site=site))


@pytest.mark.parametrize("place", ["QP01", "qingpu", EVERYWHERE])
def test_a_window_of_their_site_of_their_region_and_of_all_lets_them_in(staffed: Window, place: str) -> None:
    _moved(staffed, place)
    assert staffed.desk.sign_in("A0231", PASSWORD).member.site == place


@pytest.mark.parametrize("place", ["QP02", "wujiang", ""])
def test_a_window_elsewhere_refuses_and_notes_it_but_locks_nobody_out_of_their_own(
    staffed: Window, place: str
) -> None:
    _moved(staffed, place)
    for _ in range(6):
        with refused("U-16", place=place, here="QP01"):
            staffed.desk.sign_in("A0231", PASSWORD)
    assert _failures(staffed) == 0
    assert [e.payload for e in staffed.events(EventKind.SIGN_IN_FAILED)] == [{"why": "place"}] * 6
    _moved(staffed, "QP01")
    staffed.desk.sign_in("A0231", PASSWORD)


def test_whose_place_it_is_not_is_told_only_after_both_factors(coded: Window) -> None:
    _moved(coded, "QP02")
    with refused("U-18"):
        coded.desk.sign_in("A0231", PASSWORD, code=_wrong_code(coded))
    with refused("U-16"):
        coded.desk.sign_in("A0231", PASSWORD, code=_code(coded))


# Proof over the shoulder -----------------------------------------------------------------------------------


def test_a_supervisor_proves_both_factors_without_a_session(coded: Window) -> None:
    coded.clerk  # noqa: B018 - somebody else works here
    before = coded.events()
    proof = sign_in.prove(coded.counter, Credentials("A0231", PASSWORD, code=_code(coded)))
    assert proof.has_two_factors
    assert coded.events() == before
    with refused("U-19"):
        sign_in.prove(coded.counter, Credentials("A0231", PASSWORD, code=_code(coded)))


def test_failed_proofs_lock_who_was_to_prove(coded: Window) -> None:
    for given in [Credentials("A0231", "wrong")] * 3 + [
        Credentials("A0231", PASSWORD, code=_wrong_code(coded))
    ] * 2:
        with refused("U-18" if given.code else "U-01"):
            sign_in.prove(coded.counter, given)
    with refused("U-02"):
        sign_in.prove(coded.counter, Credentials("A0231", PASSWORD, code=_code(coded)))


def test_credentials_do_not_show_what_is_secret() -> None:
    assert repr(Credentials("A0231", "geheim", "1234", "567890")) == "Credentials(number='A0231')"


# A password to be used once --------------------------------------------------------------------------------


@pytest.fixture
def reset(staffed: Window) -> Window:
    """The clerk's password was given out to be used once."""
    with staffed.store.writing() as unit:
        staff.set_password(unit, "A0231", sign_in.hash_password(PASSWORD), must_change=True)
    return staffed


def test_a_password_to_be_used_once_is_changed_at_the_first_sign_in(reset: Window) -> None:
    with refused("U-20"):
        reset.desk.sign_in("A0231", PASSWORD)
    with refused("U-22"):
        reset.desk.sign_in("A0231", PASSWORD, new_password=PASSWORD)
    with refused("U-06", least="8"):
        reset.desk.sign_in("A0231", PASSWORD, new_password="kurz")
    reset.desk.sign_in("A0231", PASSWORD, new_password="mein-eigenes-1")
    with refused("U-01"):
        reset.desk.sign_in("A0231", PASSWORD)
    reset.desk.sign_in("A0231", "mein-eigenes-1")
    changed = reset.events(EventKind.STAFF_CHANGED)[-1]
    assert (changed.actor, changed.payload) == ("A0231", {"number": "A0231", "change": "password_chosen"})


def test_asking_for_the_new_password_uses_no_code_up(reset: Window) -> None:
    with reset.store.writing() as unit:
        staff.set_code_key(unit, "A0231", CodeKey(SECRET))
    with refused("U-20"):
        reset.desk.sign_in("A0231", PASSWORD, code=_code(reset))
    assert reset.desk.sign_in("A0231", PASSWORD, None, _code(reset), "mein-eigenes-1").has_two_factors


def test_a_password_to_be_used_once_proves_nothing_over_the_shoulder(reset: Window) -> None:
    with refused("U-20"):
        sign_in.prove(reset.counter, Credentials("A0231", PASSWORD))


def test_a_new_password_is_not_taken_from_who_need_not_change(staffed: Window) -> None:
    staffed.desk.sign_in("A0231", PASSWORD, new_password="mein-eigenes-1")
    staffed.desk.sign_in("A0231", PASSWORD)


# A clock that was wound back -------------------------------------------------------------------------------


def test_winding_the_clock_back_neither_shortens_nor_lengthens_a_lock(staffed: Window) -> None:
    _fail(staffed, 5)  # at 09:30, until 09:40
    staffed.clock.pass_time(-3600)
    with refused("U-21", until="09:40"):
        staffed.desk.sign_in("A0231", PASSWORD)
    staffed.clock.pass_time(3600 + 601)
    staffed.desk.sign_in("A0231", PASSWORD)


def test_guesses_under_a_clock_that_was_wound_back_lock_from_the_moment_last_seen(staffed: Window) -> None:
    """Else the lock would be over as soon as the clock is set right again."""
    staffed.desk.sign_out(staffed.desk.sign_in("A0231", PASSWORD))
    staffed.clock.pass_time(-3600)
    _fail(staffed, 5)
    with refused("U-21", until="09:40"):
        staffed.desk.sign_in("A0231", PASSWORD)
    staffed.clock.pass_time(3600 + 300)
    with refused("U-02", until="09:40"):
        staffed.desk.sign_in("A0231", PASSWORD)


def test_guesses_under_way_while_the_lock_falls_do_not_move_its_end(staffed: Window) -> None:
    _fail(staffed, 5)
    staffed.clock.pass_time(60)
    proof.note_failure(staffed.counter, "A0231")
    with refused("U-02", until="09:40"):
        staffed.desk.sign_in("A0231", PASSWORD)


# Who falls while their session is open ---------------------------------------------------------------------


def test_the_next_act_of_who_was_disabled_is_refused_and_only_ending_the_session_is_not(
    staffed: Window,
) -> None:
    operator = staffed.desk.sign_in("A0231", PASSWORD)
    visit = staffed.desk.open_visit(operator)
    with staffed.store.writing() as unit:
        staff.change_staff(unit, replace(operator.member, disabled=True))
    before = staffed.events()
    with refused("U-03"):
        staffed.desk.open_visit(operator)
    with refused("U-03"):
        staffed.desk.read_card(operator, visit, staffed.counter.readers[0], "zhang")
    assert staffed.events() == before
    staffed.desk.lock(operator)
    with refused("U-03"):
        staffed.desk.unlock(operator, PASSWORD)
    staffed.desk.sign_out(operator)


def test_the_next_act_of_who_was_moved_or_given_another_role_is_refused(staffed: Window) -> None:
    operator = staffed.desk.sign_in("A0231", PASSWORD)
    for change in ({"site": "QP02"}, {"role": Role.AUDITOR}):
        with staffed.store.writing() as unit:
            staff.change_staff(unit, replace(operator.member, **change))
        with refused("U-23"):
            staffed.desk.open_visit(operator)


# Change of operator ----------------------------------------------------------------------------------------


@pytest.fixture
def two(staffed: Window) -> Window:
    """A second clerk, and somebody who receives no cases."""
    with staffed.store.writing() as unit:
        hashed = sign_in.hash_password(PASSWORD)
        staff.add_staff(unit, StaffMember("A0232", "示例窗口乙", Role.CLERK, "QP01"), hashed)
        staff.add_staff(unit, StaffMember("V0001", "示例管理员", Role.ADMINISTRATOR, "QP01"), hashed)
    return staffed


def test_the_next_clerk_goes_on_with_the_open_visit_and_both_names_are_kept(two: Window) -> None:
    first = two.desk.sign_in("A0231", PASSWORD)
    visit = two.desk.read_card(first, two.desk.open_visit(first), two.counter.readers[0], "zhang")
    second, taken = two.desk.change_operator(first, Credentials("A0232", PASSWORD), visit)
    assert second.member.number == "A0232"
    assert taken is not None
    assert (taken.id, taken.clerk, taken.taken_by) == (visit.id, "A0231", "A0232")
    changed = two.events(EventKind.OPERATOR_CHANGED)[-1]
    assert changed.actor == "A0232"
    assert changed.payload == {"from": "A0231", "to": "A0232", "factor": "password", "visit": visit.id}
    resumed = two.events(EventKind.VISIT_RESUMED)[-1]
    assert (resumed.actor, resumed.payload["before"]) == ("A0232", "A0231")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Credentials("A0232", "wrong"), "U-01"),
        (Credentials("A0231", PASSWORD), "U-32"),
        (Credentials("V0001", PASSWORD), "U-04"),
    ],
    ids=["wrong password", "the same person", "receives no cases"],
)
def test_who_may_not_go_on_changes_nothing(two: Window, given: Credentials, code: str) -> None:
    first = two.desk.sign_in("A0231", PASSWORD)
    visit = two.desk.open_visit(first)
    with pytest.raises(Refused) as refusal:
        two.desk.change_operator(first, given, visit)
    assert refusal.value.fault.code == code
    assert two.events(EventKind.OPERATOR_CHANGED) == []
    assert two.desk.resume_visits(first) == (visit,)


def test_an_administrator_signs_in_and_receives_no_case(two: Window) -> None:
    administrator = two.desk.sign_in("V0001", PASSWORD)
    with pytest.raises(Refused) as refusal:
        two.desk.open_visit(administrator)
    assert refusal.value.fault.code == "U-04"


# Two consoles ----------------------------------------------------------------------------------------------


@pytest.fixture
def on_each(window_on_each: Window) -> Window:
    """A window with one clerk enrolled, on each database."""
    with window_on_each.store.writing() as unit:
        member = StaffMember("A0231", "示例窗口甲", Role.CLERK, "QP01")
        staff.add_staff(unit, member, sign_in.hash_password(PASSWORD))
        staff.set_code_key(unit, "A0231", CodeKey(SECRET))
    return window_on_each


@contextmanager
def _second_console(window: Window) -> Iterator[Counter]:
    store = Store.open(window.store.url, window.store.keys, StoreKind.TRAINING)
    try:
        yield replace(window.counter, store=store, terminal="QP01/another")
    finally:
        store.close()


def test_guesses_from_two_consoles_at_once_lock_after_five_together(on_each: Window) -> None:
    with _second_console(on_each) as other:

        def guess(n: int) -> str:
            try:
                sign_in.prove(other if n % 2 else on_each.counter, Credentials("A0231", f"guess {n}"))
            except Refused as refusal:
                return refusal.fault.code
            return "in"

        with ThreadPoolExecutor(6) as pool:
            told = list(pool.map(guess, range(12)))
        assert set(told) <= {"U-01", "U-02"}
        assert _failures(on_each) == 5
        for counter in (on_each.counter, other):
            with refused("U-02"):
                sign_in.prove(counter, Credentials("A0231", PASSWORD, code=_code(on_each)))


def test_one_code_given_at_two_consoles_at_once_opens_one(on_each: Window) -> None:
    given = Credentials("A0231", PASSWORD, code=_code(on_each))
    with _second_console(on_each) as other:

        def attempt(counter: Counter) -> str:
            try:
                sign_in.prove(counter, given)
            except Refused as refusal:
                return refusal.fault.code
            return "in"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(attempt, (on_each.counter, other))) == ["U-19", "in"]
