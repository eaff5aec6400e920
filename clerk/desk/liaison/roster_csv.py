"""通讯录 as CSV: read from what spreadsheets save, written so that they read it back and run none of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clerk.desk.csv_files import csv_rows
from clerk.desk.liaison.roster_fields import (
    Unfit,
    read_day,
    read_hours,
    read_items,
    read_level,
    read_region,
    read_sample,
    write_hours,
    write_items,
    write_level,
)
from clerk.domain.faults import Refused
from clerk.domain.liaison import Contact
from clerk.domain.regions import Region, RegionId

_COLUMNS: tuple[tuple[str, str], ...] = (
    ("编号", "id"),
    ("地区", "region"),
    ("部门", "department"),
    ("事项", "items"),
    ("级别", "level"),
    ("值守时间", "hours"),
    ("姓名", "name"),
    ("岗位", "role"),
    ("电话", "phone"),
    ("替班", "backup"),
    ("核对日期", "confirmed_on"),
    ("示例", "sample"),
)
_NEEDED = ("region", "department", "name")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula."""
_LARGEST = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Line:
    """One contact of a file and the line it stood on, from 1."""

    number: int
    contact: Contact


def write_csv(contacts: Iterable[Contact]) -> bytes:
    """The roster in UTF-8 with its mark, so that spreadsheets see the character set."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([chinese for chinese, _ in _COLUMNS])
    for contact in contacts:
        writer.writerow([_tame(value) for value in _row(contact)])
    return text.getvalue().encode("utf-8-sig")


def read_csv(data: bytes, book: Mapping[RegionId, Region]) -> tuple[Line, ...]:
    """Contacts of a file in UTF-8 or GB 18030, with Chinese or English headings in any order.

    Raises:
        Refused: ``J-22`` it is no such file, ``J-21`` with line and column of the first thing wrong.
    """
    rows = csv_rows(data, _LARGEST, "J-22")
    if not rows:
        raise Refused("J-22", what="文件为空", what_en="it is empty")
    heading, names = rows[0][1], {}
    for place, cell in enumerate(heading):
        for chinese, english in _COLUMNS:
            if cell.strip().casefold() in {chinese, english}:
                names[english] = place
    missing = [chinese for chinese, english in _COLUMNS if english in _NEEDED and english not in names]
    if missing:
        raise _wrong(1, "、".join(missing), Unfit("缺少此列", "the column is missing"))
    return tuple(
        Line(number, _contact(number, _cells(names, row), book))
        for number, row in rows[1:]
        if any(cell.strip() for cell in row)
    )


def _cells(names: Mapping[str, int], row: list[str]) -> dict[str, str]:
    return {
        english: _wild(row[place].strip()) if place < len(row) else "" for english, place in names.items()
    }


def _contact(number: int, cells: Mapping[str, str], book: Mapping[RegionId, Region]) -> Contact:
    chinese = {english: name for name, english in _COLUMNS}
    for name in _NEEDED:
        if not cells.get(name):
            raise _wrong(number, chinese[name], Unfit("不能为空", "it is empty"))
    column = ""
    try:
        column = "region"
        region = read_region(cells["region"], book)
        column = "level"
        level = read_level(cells.get("level", ""))
        column = "hours"
        hours = read_hours(cells.get("hours", ""))
        column = "confirmed_on"
        confirmed_on = read_day(cells.get("confirmed_on", ""))
    except Unfit as unfit:
        raise _wrong(number, chinese[column], unfit) from None
    return Contact(
        id=cells.get("id", ""),
        region=region,
        department=cells["department"],
        items=read_items(cells.get("items", "")),
        level=level,
        hours=hours,
        name=cells["name"],
        role=cells.get("role", ""),
        phone=cells.get("phone", ""),
        backup=cells.get("backup", ""),
        confirmed_on=confirmed_on,
        sample=read_sample(cells.get("sample", "")),
    )


def _wrong(number: int, column: str, unfit: Unfit) -> Refused:
    return Refused("J-21", line=str(number), column=column, what=unfit.zh, what_en=unfit.en)


def _row(contact: Contact) -> tuple[str, ...]:
    return (
        contact.id,
        contact.region,
        contact.department,
        write_items(contact.items),
        write_level(contact.level),
        write_hours(contact.hours),
        contact.name,
        contact.role,
        contact.phone,
        contact.backup,
        "" if contact.confirmed_on is None else contact.confirmed_on.isoformat(),
        "示例" if contact.sample else "",
    )


def _tame(value: str) -> str:
    """A cell that no spreadsheet runs; an apostrophe of the text's own is doubled."""
    return f"'{value}" if value.startswith((*_FORMULA, "'")) else value


def _wild(value: str) -> str:
    return value[1:] if value.startswith("'") and value[1:].startswith((*_FORMULA, "'")) else value
