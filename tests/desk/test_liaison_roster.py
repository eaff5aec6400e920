"""The roster as files: nothing is lost on the way out and in, and a wrong file changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.desk.counter import Counter
from clerk.desk.liaison.roster_csv import read_csv, write_csv
from clerk.desk.liaison.roster_fields import read_hours, write_hours
from clerk.desk.liaison.roster_import import import_roster
from clerk.desk.liaison.roster_vcard import read_vcards, write_vcards
from clerk.domain.liaison import Contact, DutyHours
from clerk.domain.regions import Dialect, Region
from clerk.domain.staff import Level
from clerk.store import Store, roster
from tests.desk.refusals import refused
from tests.desk.window import NOW, Window

BOOK = {
    "qingpu": Region("qingpu", "青浦", "Qingpu", "310118000000", Dialect.SHANGHAI),
    "wujiang": Region("wujiang", "吴江", "Wujiang", "320509000000", Dialect.JIANGSU),
}
HEADING = "编号,地区,部门,事项,级别,值守时间,姓名,岗位,电话,替班,核对日期,示例\r\n"
ROW = ",吴江,医保局,YB-0021;YB-0022,地区,1-5 09:00-17:00,示例甲,联络员,0512-00000001,,2026-11-01,示例\r\n"

LINE = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Co")), max_size=30)
    .map(str.strip)
    .filter(str.isprintable)
)
WORDS = LINE.filter(bool)
DEPARTMENTS = WORDS.filter(lambda d: d not in {"qingpu", "wujiang", "青浦", "吴江", "Qingpu", "Wujiang"})
CODES = st.from_regex(r"[A-Z0-9-]{1,10}", fullmatch=True)


@st.composite
def duty_hours(draw: st.DrawFn) -> DutyHours:
    """Days and times to the minute."""
    begins, ends = sorted(draw(st.lists(st.integers(0, 1439), min_size=2, max_size=2, unique=True)))
    days = draw(st.frozensets(st.integers(1, 7), min_size=1))
    return DutyHours(days, time(begins // 60, begins % 60), time(ends // 60, ends % 60))


CONTACTS = st.builds(
    Contact,
    id=st.uuids().map(str),
    region=st.sampled_from(["qingpu", "wujiang"]),
    department=DEPARTMENTS,
    items=st.frozensets(CODES, max_size=4),
    level=st.sampled_from(Level),
    hours=st.lists(duty_hours(), max_size=3).map(tuple),
    name=WORDS,
    role=LINE,
    phone=LINE,
    backup=st.one_of(st.just(""), st.uuids().map(str)),
    confirmed_on=st.one_of(st.none(), st.dates(date(1000, 1, 1), date(9999, 12, 31))),
    sample=st.booleans(),
)


@given(st.lists(CONTACTS, max_size=5))
def test_a_roster_goes_out_as_csv_and_comes_back_the_same(contacts: list[Contact]) -> None:
    assert [line.contact for line in read_csv(write_csv(contacts), BOOK)] == contacts


@given(st.lists(CONTACTS, min_size=1, max_size=5))
def test_a_roster_goes_out_as_vcards_and_comes_back_the_same(contacts: list[Contact]) -> None:
    written = write_vcards(contacts)
    assert [line.contact for line in read_vcards(written, BOOK)] == contacts
    lines = written.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()


@given(st.lists(duty_hours(), max_size=4).map(tuple))
def test_hours_are_read_as_they_were_written(hours: tuple[DutyHours, ...]) -> None:
    assert read_hours(write_hours(hours)) == hours


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_in_the_character_sets_that_spreadsheets_save(charset: str) -> None:
    (line,) = read_csv((HEADING + ROW).encode(charset), BOOK)
    contact = line.contact
    assert (contact.name, contact.region, contact.level) == ("示例甲", "wujiang", Level.REGION)
    assert contact.items == {"YB-0021", "YB-0022"}
    assert contact.sample


def test_headings_may_be_english_and_in_any_order_and_marks_full_width() -> None:
    text = (
        "name,hours,department,region\n示例乙,１－５　０９：００－１７：００；6 9:00-12:00,医保局,Wujiang\n"
    )
    (line,) = read_csv(text.encode(), BOOK)
    assert write_hours(line.contact.hours) == "1-5 09:00-17:00; 6 09:00-12:00"


@pytest.mark.parametrize(
    ("row", "line", "column"),
    [
        (ROW.replace("吴江", "昆山"), "3", "地区"),
        (ROW.replace("1-5 09:00-17:00", "周一至周五"), "3", "值守时间"),
        (ROW.replace("1-5 09:00-17:00", "1-5 17:00-09:00"), "3", "值守时间"),
        (ROW.replace("1-5 09:00-17:00", "1-5 09:00-25:00"), "3", "值守时间"),
        (ROW.replace("1-5 09:00-17:00", "5-1 09:00-17:00"), "3", "值守时间"),
        (ROW.replace(",地区,", ",省级,"), "3", "级别"),
        (ROW.replace("2026-11-01", "2026-13-01"), "3", "核对日期"),
        (ROW.replace("示例甲", " "), "3", "姓名"),
        (ROW.replace("医保局", ""), "3", "部门"),
    ],
)
def test_a_wrong_line_is_named_with_its_column(row: str, line: str, column: str) -> None:
    with refused("J-21", line=line, column=column):
        read_csv((HEADING + ROW + row).encode(), BOOK)


def test_a_line_is_counted_as_a_person_counts_it_though_a_cell_has_two() -> None:
    two_lines = ROW.replace("联络员", '"联络员\n二线"')
    with refused("J-21", line="4", column="地区"):
        read_csv((HEADING + two_lines + ROW.replace("吴江", "昆山")).encode(), BOOK)


@pytest.mark.parametrize("data", [b"", b"\xff\xff\xff\xff", b"PK\x03\x04\x00\x00", HEADING.encode() + b'"a'])
def test_what_is_no_such_file_is_refused(data: bytes) -> None:
    with refused("J-22"):
        read_csv(data, BOOK)


def test_a_missing_column_is_named() -> None:
    with refused("J-21", line="1", column="姓名"):
        read_csv("地区,部门\n吴江,医保局\n".encode(), BOOK)


def test_no_cell_is_a_formula_for_a_spreadsheet() -> None:
    contact = Contact(
        "1", "wujiang", "@SUM(A1)", frozenset(), Level.SITE, (), "=HYPERLINK(1)", "-1", "+86 512", "", None
    )
    rows = list(csv.reader(io.StringIO(write_csv([contact]).decode("utf-8-sig"))))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert read_csv(write_csv([contact]), BOOK)[0].contact == contact


FOREIGN = [
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:示;例甲;;;\r\nFN:示例甲\r\nORG:吴江区;医保局\r\nEND:VCARD\r\n",
    "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=A4=BA;=E4=BE=8B=E7=\n"
    "=94=B2\nEND:VCARD\n",
    'begin:vcard\r\nversion:4.0\r\nitem1.FN;LANGUAGE=zh;X-A="a:b;c":示例\r\n 甲\r\nend:vcard\r\n',
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:\r\nN:;;;;\r\nNICKNAME:示例甲\r\nEND:VCARD\r\n",
    "\ufeffBEGIN:VCARD\rVERSION:4.0\rFN: \rFN:示例甲\rEND:VCARD\r",
]


@pytest.mark.parametrize("card", FOREIGN)
def test_a_card_from_elsewhere_keeps_its_name(card: str) -> None:
    (line,) = read_vcards(card.encode(), BOOK, "wujiang", "医保局")
    assert line.contact.name == "示例甲"
    assert (line.contact.region, line.contact.department) == ("wujiang", "医保局")


def test_a_western_name_keeps_its_order_and_a_phone_its_number() -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nN:Smith;Jane;Q.;;\nTEL;VALUE=uri:tel:+86-512-0000\nEND:VCARD\n"
    (line,) = read_vcards(card.encode(), BOOK, "wujiang", "医保局")
    assert (line.contact.name, line.contact.phone) == ("Jane Q. Smith", "+86-512-0000")


@pytest.mark.parametrize(
    ("card", "line", "column"),
    [
        ("BEGIN:VCARD\nORG:吴江;医保局\nEND:VCARD\n", "1", "FN"),
        ("\nBEGIN:VCARD\nFN:甲\nORG:昆山;医保局\nEND:VCARD\n", "4", "ORG"),
        ("BEGIN:VCARD\nFN:甲\nORG:吴江;医保局\nX-CLERK-HOURS:always\nEND:VCARD\n", "4", "X-CLERK-HOURS"),
    ],
)
def test_a_wrong_card_is_named_with_its_line(card: str, line: str, column: str) -> None:
    with refused("J-21", line=line, column=column):
        read_vcards(card.encode(), BOOK)


def test_a_file_without_a_card_is_refused() -> None:
    with refused("J-22"):
        read_vcards(b"hello", BOOK)


def _imported(store: Store, shipped: Counter, text: str) -> tuple[int, int]:
    done = import_roster(store, read_csv(text.encode(), shipped.region_book), shipped.region_book, NOW)
    return done.added, done.changed


def test_a_file_is_taken_in_whole_or_not_at_all(window_on_each: Window) -> None:
    store, counter = window_on_each.store, window_on_each.counter
    with refused("J-21", line="3", column="替班"):
        _imported(store, counter, HEADING + ROW + ROW.replace("示例甲", "示例乙").replace("1,,2", "1,谁,2"))
    with refused("J-21", line="3", column="编号"):
        _imported(store, counter, HEADING + ("a" + ROW) * 2)
    with refused("J-21", line="2", column="姓名"):
        _imported(store, counter, HEADING + ROW.replace("示例甲", "示例\x1b[2J甲"))
    with store.reading() as unit:
        assert roster.list_contacts(unit) == ()


def test_the_same_file_twice_changes_and_adds_nobody(window: Window) -> None:
    text = HEADING + ROW + ROW.replace("示例甲", "示例乙")
    assert _imported(window.store, window.counter, text) == (2, 0)
    assert _imported(window.store, window.counter, text) == (0, 2)
    with window.store.reading() as unit:
        assert {c.name for c in roster.list_contacts(unit)} == {"示例甲", "示例乙"}


def test_a_stand_in_may_be_named_by_an_id_of_the_same_file(window: Window) -> None:
    second = "b" + ROW.replace("示例甲", "示例乙")
    first = "a" + ROW.replace("00000001,,", "00000001,b,")
    assert _imported(window.store, window.counter, HEADING + first + second) == (2, 0)
    rows = window.desk.liaison.on_duty("wujiang", "医保局")
    assert {row.contact.id: row.backup and row.backup.id for row in rows} == {"a": "b", "b": None}
