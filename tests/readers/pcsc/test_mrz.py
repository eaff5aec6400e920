"""The printed lines of a passport, as a clerk types or scans them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Refused
from clerk.domain.parties import Sex
from integrations.readers.pcsc.mrz import birth_day, check_digit, expiry_day, parse
from tests.readers.pcsc.cards.travel import card_zone, passport_zone

SPECIMEN = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
"""The specimen of ICAO Doc 9303-4."""
CARD_SPECIMEN = "I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
"""The specimen of ICAO Doc 9303-5."""


def refusal(typed: str) -> dict[str, object]:
    with pytest.raises(Refused) as refused:
        parse(typed)
    return refused.value.fault.as_dict()


def test_the_specimen_passport_is_read() -> None:
    zone = parse(SPECIMEN)
    assert (zone.code, zone.issuer, zone.number, zone.nationality) == ("P", "UTO", "L898902C3", "UTO")
    assert (zone.name, zone.surname, zone.given) == ("ERIKSSON ANNA MARIA", "ERIKSSON", "ANNA MARIA")
    assert (zone.born, zone.expires, zone.sex) == ("740812", "120415", Sex.FEMALE)
    assert not zone.name_full
    assert zone.key == "L898902C3674081221204159"


def test_the_specimen_card_is_read() -> None:
    zone = parse(CARD_SPECIMEN)
    assert (zone.code, zone.issuer, zone.number) == ("I", "UTO", "D23145890")
    assert (zone.name, zone.born, zone.expires) == ("ERIKSSON ANNA MARIA", "740812", "120415")


def test_a_card_number_of_more_than_nine_characters_goes_on_behind() -> None:
    zone = parse(card_zone(number="D23145890734"))
    assert zone.number == "D23145890734"
    assert zone.key.startswith("D23145890734" + check_digit("D23145890734"))


@pytest.mark.parametrize(
    "typed",
    [
        SPECIMEN.lower(),
        SPECIMEN[:44] + "\r\n" + SPECIMEN[44:] + "\r",
        " ".join(SPECIMEN),
        SPECIMEN.replace("<", "＜").replace("8", "８"),
        SPECIMEN.replace("<", "《"),
    ],
    ids=["small letters", "scanner", "spaces", "full width", "input method"],
)
def test_how_it_was_typed_does_not_matter(typed: str) -> None:
    assert parse(typed) == parse(SPECIMEN)


def test_the_second_line_is_enough_to_open_a_passport() -> None:
    zone = parse(SPECIMEN[44:])
    assert zone.key == parse(SPECIMEN).key
    assert zone.same_document(parse(SPECIMEN))
    assert zone.name == ""


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (44 + 2, "document number"),
        (44 + 14, "birth day"),
        (44 + 22, "day of expiry"),
        (44 + 30, "personal number"),
    ],
)
def test_the_field_with_the_wrong_key_is_named(place: int, field: str) -> None:
    wrong = "7" if SPECIMEN[place] != "7" else "3"
    said = refusal(SPECIMEN[:place] + wrong + SPECIMEN[place + 1 :])
    assert said["code"] == "I-91"
    assert said["details"]["field_en"] == field  # type: ignore[index]


def test_a_wrong_last_digit_is_a_wrong_line() -> None:
    assert refusal(SPECIMEN[:-1] + "5")["code"] == "I-91"
    assert refusal(CARD_SPECIMEN[:59] + "5" + CARD_SPECIMEN[60:])["code"] == "I-91"


@pytest.mark.parametrize(
    "typed", ["", "<" * 44, "<" * 88, "<" * 90, "A" * 43, SPECIMEN + "<", "护照" * 22, "-" * 44]
)
def test_what_is_no_zone_is_refused(typed: str) -> None:
    assert refusal(typed)["code"] in {"I-90", "I-91"}


def test_no_refusal_repeats_what_was_typed() -> None:
    said = refusal(SPECIMEN[:-1] + "5")
    assert "ERIKSSON" not in str(said)
    assert "L898902C3" not in str(said)


def test_a_name_that_fills_its_field_may_be_cut() -> None:
    assert parse(passport_zone(name="CHEN<<" + "ABCDEFGHIJ" * 4)).name_full
    assert not parse(passport_zone(name="CHEN<<AN")).name_full


def test_sex_can_be_open() -> None:
    assert parse(passport_zone(sex="<")).sex is Sex.UNKNOWN
    assert parse(passport_zone(sex="M")).sex is Sex.MALE


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("900307", date(1990, 3, 7)),
        ("261124", date(2026, 11, 24)),
        ("261125", date(1926, 11, 25)),
        ("000229", date(2000, 2, 29)),
        ("90<<<<", None),
    ],
)
def test_a_birth_day_lies_in_the_last_hundred_years(written: str, day: date | None) -> None:
    assert birth_day(written, date(2026, 11, 24)) == day


def test_a_day_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        birth_day("900231", date(2026, 11, 24))
    assert refused.value.fault.code == "I-11"
    with pytest.raises(Refused) as refused:
        expiry_day("301301")
    assert refused.value.fault.code == "I-90"
    assert expiry_day("300101") == date(2030, 1, 1)


NUMBERS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
DAYS = st.dates(date(2000, 1, 1), date(2026, 11, 23))


@given(NUMBERS, DAYS, DAYS)
def test_every_rightly_written_passport_is_read(number: str, born: date, expires: date) -> None:
    written = passport_zone(number=number, born=f"{born:%y%m%d}", expires=f"{expires:%y%m%d}")
    zone = parse(written)
    assert zone.number == number
    assert birth_day(zone.born, date(2026, 11, 24)) == born
    assert expiry_day(zone.expires) == expires
    assert zone.key == written[44:54] + written[57:64] + written[65:72]


@given(st.integers(44, 71), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(place: int, digit: str) -> None:
    if SPECIMEN[place] == digit or place in range(54, 57) or place == 64 or not SPECIMEN[place].isdigit():
        return
    assert refusal(SPECIMEN[:place] + digit + SPECIMEN[place + 1 :])["code"] == "I-91"
