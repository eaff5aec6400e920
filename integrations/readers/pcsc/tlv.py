"""BER-TLV as cards write it (ISO/IEC 7816-4): tag of one or two bytes, length of up to three."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


class Malformed(ValueError):
    """Bytes that are no TLV. Never leaves this package: readers turn it into ``I-78`` with the step."""


@dataclass(frozen=True, slots=True)
class Field:
    """One data object."""

    tag: int
    value: bytes


def fields(data: bytes) -> Iterator[Field]:
    """Data objects of ``data``, one after the other, all of it.

    Raises:
        Malformed: a length that goes beyond the end, or a length of no allowed form.
    """
    place = 0
    while place < len(data):
        tag, place = _tag(data, place)
        length, place = _length(data, place)
        if place + length > len(data):
            raise Malformed("a value ends early")
        yield Field(tag, data[place : place + length])
        place += length


def find(data: bytes, *path: int) -> bytes | None:
    """Value of the first object under ``path``, one tag a level; None when there is none.

    Raises:
        Malformed: the data are no TLV.
    """
    value = data
    for tag in path:
        inner = next((field.value for field in fields(value) if field.tag == tag), None)
        if inner is None:
            return None
        value = inner
    return value


def header(data: bytes) -> tuple[int, int]:
    """Length of the first object's header and of its value, when ``data`` holds at least the header.

    Raises:
        Malformed: it does not.
    """
    _, place = _tag(data, 0)
    length, place = _length(data, place)
    return place, length


def encoded(tag: int, value: bytes) -> bytes:
    """One data object on the wire."""
    size = len(value)
    if size < 0x80:
        length = bytes((size,))
    elif size < 0x100:
        length = bytes((0x81, size))
    elif size < 0x10000:
        length = b"\x82" + size.to_bytes(2, "big")
    else:
        raise ValueError("longer than any object here may be")
    return tag.to_bytes(2 if tag > 0xFF else 1, "big") + length + value


def _tag(data: bytes, place: int) -> tuple[int, int]:
    first = _byte(data, place)
    if first & 0x1F != 0x1F:
        return first, place + 1
    second = _byte(data, place + 1)
    if second & 0x80:
        raise Malformed("a tag of more than two bytes")
    return first << 8 | second, place + 2


def _length(data: bytes, place: int) -> tuple[int, int]:
    first = _byte(data, place)
    if first < 0x80:
        return first, place + 1
    count = first & 0x7F
    if not 1 <= count <= 3 or place + 1 + count > len(data):
        raise Malformed("a length of no allowed form")
    return int.from_bytes(data[place + 1 : place + 1 + count], "big"), place + 1 + count


def _byte(data: bytes, place: int) -> int:
    if place >= len(data):
        raise Malformed("the header ends early")
    return data[place]
