"""The liaison group's rules: who is on duty, by when to answer, what names a person, what is alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.calendar_files import load_calendar
from clerk.catalogue_files import load_counter_data
from clerk.domain.china_time import CHINA
from clerk.domain.duty import LiaisonRules, answers_for, duty_until, next_duty
from clerk.domain.faults import Refused
from clerk.domain.liaison import Contact, DutyHours
from clerk.domain.likeness import ALIKE, THE_SAME, likeness, pairs
from clerk.domain.redaction import Personal, personal_in
from clerk.domain.staff import Level
from clerk.domain.working_days import WorkingCalendar
from clerk.liaison_files import SHIPPED, load_liaison_rules, rules_for
from clerk.training_roster import sample_contacts

WEEK = frozenset({1, 2, 3, 4, 5})
HOURS = (DutyHours(WEEK, time(9), time(12)), DutyHours(WEEK, time(13), time(17)))
TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=CHINA)


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    """The shipped holidays."""
    return load_calendar()


def contact(**changes: object) -> Contact:
    """A made-up contact."""
    bare = Contact("1", "wujiang", "医保局", frozenset(), Level.SITE, HOURS, "示例甲", "联络员", "（示例）")
    return replace(bare, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ((24, 8, 59), None),
        ((24, 9, 0), (24, 12, 0)),
        ((24, 11, 59), (24, 12, 0)),
        ((24, 12, 0), None),
        ((24, 13, 0), (24, 17, 0)),
        ((28, 10, 0), None),
    ],
)
def test_somebody_is_on_duty_from_the_first_minute_and_not_at_the_last(
    at: tuple[int, int, int], until: tuple[int, int, int] | None
) -> None:
    expected = None if until is None else datetime(2026, 11, *until, tzinfo=CHINA)
    assert duty_until(HOURS, datetime(2026, 11, *at, tzinfo=CHINA)) == expected


def test_a_duty_that_goes_on_in_the_next_span_ends_with_that_one() -> None:
    joined = (*HOURS, DutyHours(WEEK, time(11), time(13)))
    assert duty_until(joined, TUESDAY) == datetime(2026, 11, 24, 17, tzinfo=CHINA)


def test_the_next_duty_is_the_next_beginning_also_over_a_weekend() -> None:
    evening = datetime(2026, 11, 27, 17, tzinfo=CHINA)
    assert next_duty(HOURS, evening) == datetime(2026, 11, 30, 9, tzinfo=CHINA)
    assert next_duty(HOURS, TUESDAY) == datetime(2026, 11, 24, 13, tzinfo=CHINA)
    weekly = (DutyHours(frozenset({2}), time(9), time(10)),)
    assert next_duty(weekly, TUESDAY) == datetime(2026, 12, 1, 9, tzinfo=CHINA)
    assert next_duty((), TUESDAY) is None


def test_duty_is_told_on_chinas_clock_wherever_the_question_comes_from() -> None:
    from datetime import UTC

    assert duty_until(HOURS, datetime(2026, 11, 24, 1, 30, tzinfo=UTC)) is not None


def test_a_contact_answers_for_items_or_for_the_whole_department_and_the_group_for_all() -> None:
    assert answers_for(contact(), "医保局", "YB-0021")
    assert answers_for(contact(items=frozenset({"YB-0021"})), "", "YB-0021")
    assert not answers_for(contact(items=frozenset({"YB-0022"})), "医保局", "YB-0021")
    assert not answers_for(contact(), "税务局", "")
    assert answers_for(contact(level=Level.GROUP), "税务局", "")


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        ((24, 9, 30), 4.0, (24, 13, 30)),
        ((24, 15, 0), 4.0, (25, 11, 0)),
        ((24, 7, 0), 8.0, (24, 17, 0)),
        ((24, 18, 0), 0.5, (25, 9, 30)),
        ((27, 16, 0), 2.0, (30, 10, 0)),
    ],
)
def test_terms_count_office_hours_of_working_days(
    calendar: WorkingCalendar, asked: tuple[int, int, int], hours: float, due: tuple[int, int, int]
) -> None:
    rules = LiaisonRules(dict.fromkeys(Level, hours))
    told = rules.due(datetime(2026, 11, *asked, tzinfo=CHINA), Level.SITE, calendar)
    assert told == datetime(2026, 11, *due, tzinfo=CHINA)


def test_a_year_without_its_holidays_counts_monday_to_friday() -> None:
    late = datetime(2051, 11, 21, 16, 0, tzinfo=CHINA)
    assert LiaisonRules().due(late, Level.SITE, WorkingCalendar(())) == late + timedelta(hours=20)


@given(st.integers(0, 333 * 1440), st.floats(0.01, 40), st.floats(0.01, 40))
def test_a_longer_term_never_ends_sooner_and_every_term_ends_in_office_hours(
    minutes: int, one: float, other: float
) -> None:
    asked, calendar = datetime(2026, 1, 1, tzinfo=CHINA) + timedelta(minutes=minutes), load_calendar()
    short, long = sorted((one, other))
    ends = [LiaisonRules(dict.fromkeys(Level, h)).due(asked, Level.SITE, calendar) for h in (short, long)]
    assert asked < ends[0] <= ends[1]
    assert all(time(9) <= end.time() <= time(17) and calendar.is_working(end.date()) for end in ends)


def test_a_row_grows_old_when_nobody_confirms_it() -> None:
    rules, today = LiaisonRules(stale_days=90), date(2026, 11, 24)
    assert rules.is_stale(contact(), today)
    assert rules.is_stale(contact(confirmed_on=today - timedelta(days=91)), today)
    assert not rules.is_stale(contact(confirmed_on=today - timedelta(days=90)), today)


RESIDENT = "320509198506150029"


@pytest.mark.parametrize(
    "text",
    [
        f"号码{RESIDENT}。",
        "32050919850615002X",
        "３２０５０９１９８５０６１５００２９",
        "320509 19850615 0029",
        "320509-1985-0615-0029",
        "320509\u200b198506150029",
        "320509850615002",
    ],
)
def test_a_resident_number_is_found_however_it_is_written(text: str) -> None:
    assert Personal.RESIDENT_NUMBER in personal_in(text)


@pytest.mark.parametrize("text", ["电话13800000001", "138-0000-0001", "+86 138 0000 0001", "021-59720000"])
def test_a_phone_number_is_found_however_it_is_written(text: str) -> None:
    assert personal_in(text) == (Personal.PHONE,)


@pytest.mark.parametrize(
    "text",
    [
        "QP02-20261124-0014-M",
        "91310118MA1JLXXX0Y",
        "2026-11-24 09:30 至 2026-11-25 17:00",
        "金额 12345678901234 元",
        "热线 12345、12393",
        "事项 YB-0021，材料 3 份",
        "示例-属地-000120261124",
    ],
)
def test_what_names_nobody_passes(text: str) -> None:
    assert personal_in(text, {"王小明"}, {"E12345678"}) == ()


def test_names_and_numbers_of_the_case_are_found_with_blanks_and_marks_between() -> None:
    assert personal_in("王 小\u200b明 的", {"王小明"}) == (Personal.NAME,)
    assert personal_in("mr john SMITH", {"John Smith"}) == (Personal.NAME,)
    assert personal_in("护照 e1234-5678", numbers={"E12345678"}) == (Personal.DOCUMENT,)
    assert personal_in("王某", {"王", ""}) == ()


def test_rewordings_are_alike_and_other_matters_are_not() -> None:
    one = pairs("参保地系统未显示备案结果，请核实办理进度。")
    assert likeness(one, pairs("参保地系统未显示备案结果，请核实办理进度，急")) >= THE_SAME
    assert ALIKE <= likeness(one, pairs("参保地系统没有显示备案结果，能否核实进度？")) < 1
    assert likeness(one, pairs("社保卡制卡周期多长？")) < ALIKE
    assert likeness(one, pairs("")) == 0


@given(st.text(), st.text())
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    a, b = pairs(one), pairs(other)
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, b) == likeness(b, a)
    assert not a or likeness(a, a) == 1


def test_the_shipped_terms_are_read_and_say_that_they_are_unverified() -> None:
    assert load_liaison_rules() == LiaisonRules()
    assert load_liaison_rules().verified is False


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("site = 4.0", "site = 0", "hours.site"),
        ("site = 4.0", "site = true", "hours.site"),
        ("group = 8.0", "", "hours.group"),
        ("begins = 09:00:00", "begins = 18:00:00", "office"),
        ("stale_days = 90", "stale_days = 0", "roster.stale_days"),
        ("[hours]", "[hours", "liaison.toml"),
    ],
)
def test_wrong_terms_are_refused_by_their_place(tmp_path: Path, old: str, new: str, what: str) -> None:
    wrong = tmp_path / "liaison.toml"
    wrong.write_text(SHIPPED.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        rules_for(str(tmp_path))
    assert refusal.value.fault.as_dict() == {"code": "J-23", "details": {"what": what}}


def test_a_folder_without_terms_takes_the_shipped_ones(tmp_path: Path) -> None:
    assert rules_for(str(tmp_path)) == rules_for("") == LiaisonRules()


def test_every_contact_of_the_training_roster_is_marked_as_made_up() -> None:
    data = load_counter_data()
    found = list(sample_contacts(v for item in data.items for v in item.variants))
    assert len({c.id for c in found}) == len(found) == 27
    assert all(c.sample and "示例" in c.name and "示例" in c.phone for c in found)
    assert {c.backup for c in found if c.backup} <= {c.id for c in found}
    assert {c.region for c in found} == {region.id for region in data.regions}
