from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clerk.domain.china_time import CHINA, day_of
from clerk.domain.codes import wire_times as wire
from clerk.domain.codes.wire_times import DayFormat, MomentFormat
from clerk.domain.faults import Refused

MOMENT = datetime(2026, 11, 24, 9, 30, 0, tzinfo=CHINA)
WRITTEN = {
    MomentFormat.BASIC_T: "20261124T093000",
    MomentFormat.BASIC: "20261124093000",
    MomentFormat.SPACED: "2026-11-24 09:30:00",
    MomentFormat.MILLIS: "1795483800000",
}
MOMENTS = st.datetimes(
    datetime(2002, 1, 1),  # noqa: DTZ001 - the time zone is drawn beside it
    datetime(2199, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, CHINA, timezone(timedelta(hours=-5))]),
)


@pytest.mark.parametrize("form", MomentFormat)
def test_a_moment_is_written_as_each_system_wants_it(form: MomentFormat) -> None:
    assert wire.write_moment(MOMENT, form) == WRITTEN[form]
    assert wire.read_moment(WRITTEN[form], form) == MOMENT


@given(MOMENTS, st.sampled_from(MomentFormat))
def test_every_moment_comes_back_to_the_resolution_of_its_form(moment: datetime, form: MomentFormat) -> None:
    back = wire.read_moment(wire.write_moment(moment, form), form)
    lost = moment - back
    assert timedelta(0) <= lost < timedelta(seconds=1)
    if form is MomentFormat.MILLIS:
        assert lost < timedelta(milliseconds=1)
    assert back.utcoffset() == timedelta(hours=8)


@given(st.dates(), st.sampled_from(DayFormat))
def test_every_day_comes_back(day: date, form: DayFormat) -> None:
    assert wire.read_day(wire.write_day(day, form), form) == day


@given(st.none() | st.dates(), st.sampled_from(DayFormat))
def test_every_end_of_validity_comes_back_from_a_card(until: date | None, form: DayFormat) -> None:
    assert wire.read_until(wire.write_until(until, form), form) == until


@given(st.none() | st.dates(), st.sampled_from(DayFormat))
def test_every_end_of_validity_comes_back_from_zhejiang(until: date | None, form: DayFormat) -> None:
    assume(until != date(2099, 12, 31))
    assert wire.read_until_in_zhejiang(wire.write_until_in_zhejiang(until, form), form) == until


def test_long_term_has_two_spellings() -> None:
    assert wire.write_until(None, DayFormat.COMPACT) == "长期"
    assert wire.write_until_in_zhejiang(None) == "2099-12-31"
    assert wire.read_until("20991231", DayFormat.COMPACT) == date(2099, 12, 31)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("20261124093000", MomentFormat.BASIC_T),
        ("20261124T093000", MomentFormat.BASIC),
        ("2026-11-24 9:30:00", MomentFormat.SPACED),
        ("2026-02-30 09:30:00", MomentFormat.SPACED),
        ("２０２６１１２４093000", MomentFormat.BASIC),
        ("179548380000", MomentFormat.MILLIS),
        ("1795483800.00", MomentFormat.MILLIS),
        ("", MomentFormat.MILLIS),
    ],
)
def test_a_moment_that_is_not_written_as_agreed_is_refused(text: str, form: MomentFormat) -> None:
    with pytest.raises(Refused) as refused:
        wire.read_moment(text, form)
    assert refused.value.fault.code == "I-21"


@pytest.mark.parametrize("text", ["2026/1/4", "2026-11-24", "", "长期"])
def test_a_day_that_is_not_written_as_agreed_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        wire.read_day(text, DayFormat.SLASHED)


def test_a_moment_before_thirteen_digits_cannot_be_stamped() -> None:
    with pytest.raises(Refused):
        wire.write_moment(datetime(1999, 1, 1, tzinfo=CHINA), MomentFormat.MILLIS)


def test_a_moment_without_a_time_zone_is_never_guessed() -> None:
    with pytest.raises(ValueError, match="time zone"):
        wire.write_moment(datetime(2026, 11, 24), MomentFormat.BASIC)  # noqa: DTZ001


def test_a_late_evening_in_utc_is_the_next_day_at_the_counter() -> None:
    assert day_of(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)) == date(2026, 11, 25)
