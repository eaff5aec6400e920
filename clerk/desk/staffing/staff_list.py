"""人员名单 as CSV: number, name, role and place. Every line is looked at before anybody is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clerk.desk.csv_files import csv_rows
from clerk.desk.rights import ROLE_ZH
from clerk.desk.staffing.office import Office, member_of
from clerk.domain.faults import Refused
from clerk.domain.staff import EVERYWHERE, StaffMember
from clerk.store import staff as rows

COLUMNS: Mapping[str, str] = {"number": "工号", "name": "姓名", "role": "角色", "place": "工作地点"}
"""Heading of each column, in English and in Chinese."""
LARGEST = 2**20
"""Bytes of a list; that of a whole province is smaller."""
_WHERE = {"U-24": "number", "N-01": "name", "N-02": "name", "U-25": "role", "U-26": "place"}
_ROLES = {words: role.value for role, words in ROLE_ZH.items()}


def read_staff_list(office: Office, data: bytes) -> tuple[StaffMember, ...]:
    """Staff of a list in UTF-8 (with or without its mark) or GB 18030; columns stand in any order.

    Raises:
        Refused: ``U-28`` it is no such list, ``U-29`` with line, column and what is wrong there.
    """
    lines = csv_rows(data, LARGEST, "U-28")
    if not lines:
        raise Refused("U-28", what="空文件", what_en="it is empty")
    places = _places(lines[0][1])
    with office.store.reading() as unit:
        taken = {row.member.number.casefold(): 0 for row in rows.list_staff(unit)}
    found = []
    for number, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(lines[0][1]):
            raise _wrong(number, "place", "多出列", "there are more cells than columns")
        member = _member(office, number, {name: _cell(cells, at) for name, at in places.items()})
        before = taken.setdefault(member.number.casefold(), number)
        if before == 0:
            raise _wrong(number, "number", "该工号已存在", "the number is taken already")
        if before != number:
            raise _wrong(number, "number", f"与第 {before} 行重复", f"it is the number of line {before} too")
        found.append(member)
    if not found:
        raise Refused("U-28", what="只有表头", what_en="it has a heading and nobody under it")
    return tuple(found)


def _member(office: Office, number: int, cells: Mapping[str, str]) -> StaffMember:
    role = _ROLES.get(cells["role"], cells["role"].casefold())
    place = _place(office, cells["place"])
    try:
        return member_of(office, cells["number"], cells["name"], role, place)
    except Refused as refused:
        name = _WHERE.get(refused.fault.code)
        if name is None:
            raise
        from clerk.domain.faults import Language

        fault = refused.fault
        words = fault.sentence(Language.ZH).rstrip("。"), fault.sentence(Language.EN).rstrip(".")
        raise _wrong(number, name, *words) from None


def _place(office: Office, typed: str) -> str:
    """The code of a place that may be given by its name."""
    if typed in {"全部", "三地"}:
        return EVERYWHERE
    named = {s.name: code for code, s in office.sites.items()} | {
        r.name: i for i, r in office.regions.items()
    }
    return named.get(typed, typed)


def _places(heading: Sequence[str]) -> dict[str, int]:
    words = [cell.strip().casefold() for cell in heading]
    found = {
        name: place
        for name, chinese in COLUMNS.items()
        for place, word in enumerate(words)
        if word in {name, chinese}
    }
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        raise _wrong(1, missing[0], "缺少此列", "the column is missing")
    if sum(word in {*COLUMNS, *COLUMNS.values()} for word in words) > len(COLUMNS):
        raise Refused("U-28", what="有重复的列", what_en="a column stands twice")
    return found


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip(" \u3000") if place < len(cells) else ""


def _wrong(line: int, column: str, what: str, what_en: str) -> Refused:
    return Refused(
        "U-29", line=str(line), column=COLUMNS[column], column_en=column, what=what, what_en=what_en
    )
