"""通讯录 as vCard 4.0 (RFC 6350). Cards of other programs are read too, also of versions 2.1 and 3.

A codec of our own: a handful of properties is needed, and the libraries at hand write version 3 only.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from clerk.desk.csv_files import decoded
from clerk.desk.liaison.roster_csv import Line
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

_LINE = 75
"""Octets of a line without its end (RFC 6350, 3.2)."""
_PROPERTY = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;(?:\"[^\"]*\"|[^\":;])*)*):(.*)", re.DOTALL)
_ESCAPES = {"\\": "\\\\", "\n": "\\n", ",": "\\,", ";": "\\;"}


@dataclass(frozen=True, slots=True)
class _Property:
    line: int
    name: str
    parameters: str
    value: str


def write_vcards(contacts: Iterable[Contact]) -> bytes:
    """The contacts as one file of cards."""
    return "".join(_card(contact) for contact in contacts).encode()


def read_vcards(
    data: bytes, book: Mapping[RegionId, Region], region: RegionId = "", department: str = ""
) -> tuple[Line, ...]:
    """The contacts of a file of cards; ``region`` and ``department`` are for cards that tell none.

    Raises:
        Refused: ``J-22`` there is no card in it, ``J-21`` with the line of the first thing wrong.
    """
    cards = list(_cards(list(_properties(decoded(data, "J-22")))))
    if not cards:
        raise Refused("J-22", what="没有 vCard", what_en="there is no vCard in it")
    return tuple(_contact(line, card, book, region, department) for line, card in cards)


def _card(contact: Contact) -> str:
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID;VALUE=text:{_escaped(contact.id)}",
        f"FN:{_escaped(contact.name)}",
        f"ORG:{_escaped(contact.region)};{_escaped(contact.department)}",
        f"ROLE:{_escaped(contact.role)}",
        f"TEL;VALUE=text;TYPE=work:{_escaped(contact.phone)}",
        f"X-CLERK-LEVEL:{write_level(contact.level)}",
        f"X-CLERK-ITEMS:{_escaped(write_items(contact.items))}",
        f"X-CLERK-HOURS:{_escaped(write_hours(contact.hours))}",
        f"X-CLERK-BACKUP:{_escaped(contact.backup)}",
    ]
    if contact.confirmed_on is not None:
        lines.append(f"X-CLERK-CONFIRMED:{contact.confirmed_on.isoformat()}")
    if contact.sample:
        lines.append("X-CLERK-SAMPLE:示例")
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCARD"])


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never within a character."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    return "\r\n".join([*pieces, piece])


def _escaped(text: str) -> str:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_ESCAPES.get(character, character) for character in unix)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text, flags=re.DOTALL)


def _parts(text: str) -> list[str]:
    """The components of a structured value, each unescaped."""
    return [_unescaped(part) for part in re.findall(r"((?:\\.|[^;\\])*)(?:;|$)", text, re.DOTALL)]


def _properties(text: str) -> Iterator[_Property]:
    for number, line in _unfolded(text):
        found = _PROPERTY.fullmatch(line)
        if found is not None:
            yield _Property(number, found[1].upper(), found[2], _plain(found[2], found[3]))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of the first physical one; quoted-printable goes on after ``=``."""
    whole, began = "", 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        soft = whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper()
        if soft:
            whole = f"{whole[:-1]}{line}"
        elif line.startswith((" ", "\t")) and whole:
            whole += line[1:]
        else:
            if whole:
                yield began, whole
            whole, began = line, number
    if whole:
        yield began, whole


def _plain(parameters: str, value: str) -> str:
    """The value of a property; older cards write it in quoted-printable and name its character set."""
    told = parameters.upper()
    if "QUOTED-PRINTABLE" not in told:
        return value
    charset = re.search(r"CHARSET=\"?([A-Za-z0-9_-]+)", told)
    try:
        raw = quopri.decodestring(value.encode("ascii"))
        return raw.decode(charset[1] if charset else "utf-8")
    except (UnicodeError, LookupError, binascii.Error):
        return value


def _cards(properties: list[_Property]) -> Iterator[tuple[int, dict[str, _Property]]]:
    """Each card with its line; of a property that stands there twice the first that says anything counts."""
    card: dict[str, _Property] | None = None
    began = 0
    for found in properties:
        if found.name == "BEGIN" and found.value.strip().upper() == "VCARD":
            card, began = {}, found.line
        elif card is not None and found.name == "END" and found.value.strip().upper() == "VCARD":
            yield began, card
            card = None
        elif card is not None and (found.name not in card or not card[found.name].value.strip(" ;")):
            card[found.name] = found


def _contact(
    line: int,
    card: Mapping[str, _Property],
    book: Mapping[RegionId, Region],
    region: RegionId,
    department: str,
) -> Line:
    def told(name: str) -> str:
        return _unescaped(card[name].value).strip() if name in card else ""

    organisation = [part.strip() for part in _parts(card["ORG"].value)] if "ORG" in card else []
    name = _name(card)
    if not name:
        raise _wrong(line, "FN", Unfit("缺少姓名", "there is no name"))
    place, reading = line, "ORG"
    try:
        found_region = _region(organisation, book, region)
        unit = _department(organisation, book, department)
        reading = "X-CLERK-LEVEL"
        level = read_level(told(reading))
        reading = "X-CLERK-HOURS"
        hours = read_hours(told(reading))
        reading = "X-CLERK-CONFIRMED"
        confirmed_on = read_day(told(reading))
    except Unfit as unfit:
        place = card[reading].line if reading in card else line
        raise _wrong(place, reading, unfit) from None
    contact = Contact(
        id=told("UID").removeprefix("urn:uuid:"),
        region=found_region,
        department=unit,
        items=read_items(told("X-CLERK-ITEMS")),
        level=level,
        hours=hours,
        name=name,
        role=told("ROLE") or told("TITLE"),
        phone=told("TEL").removeprefix("tel:"),
        backup=told("X-CLERK-BACKUP"),
        confirmed_on=confirmed_on,
        sample=read_sample(told("X-CLERK-SAMPLE")),
    )
    return Line(line, contact)


def _name(card: Mapping[str, _Property]) -> str:
    """FN; where there is none, the parts of N in Chinese order, then a nickname."""
    if "FN" in card and (whole := _unescaped(card["FN"].value).strip()):
        return whole
    if "N" in card:
        family, given, more, *_ = [*(part.strip() for part in _parts(card["N"].value)), "", "", ""]
        blank = " " if (family + given).isascii() else ""
        if joined := (f"{given}{blank}{more}{blank}{family}" if blank else f"{family}{given}{more}").strip():
            return " ".join(joined.split())
    return _unescaped(card["NICKNAME"].value).strip() if "NICKNAME" in card else ""


def _region(organisation: list[str], book: Mapping[RegionId, Region], region: RegionId) -> RegionId:
    for part in organisation:
        try:
            return read_region(part, book)
        except Unfit:
            continue
    return read_region(region, book)


def _department(organisation: list[str], book: Mapping[RegionId, Region], department: str) -> str:
    names = {name for region in book.values() for name in (region.id, region.name, region.english_name)}
    rest = [part for part in organisation if part and part not in names]
    found = rest[-1] if rest else department
    if not found:
        raise Unfit("缺少部门", "there is no department")
    return found


def _wrong(line: int, column: str, unfit: Unfit) -> Refused:
    return Refused("J-21", line=str(line), column=column, what=unfit.zh, what_en=unfit.en)
