"""行政区划代码 (GB/T 2260 and its longer forms): 6, 9 or 12 digits outside, 12 digits inside."""

from __future__ import annotations

from clerk.domain.codes.typed_text import is_digits, plain
from clerk.domain.faults import Refused

WIDTH = 12
"""Digits of a division inside, right-padded with 0."""
_WIDTHS = (6, 9, WIDTH)


def widen(code: str) -> str:
    """``code`` of 6, 9 or 12 digits as 12 digits.

    Raises:
        Refused: ``I-18`` another length, or not digits.
    """
    value = plain(code)
    if len(value) not in _WIDTHS or not is_digits(value) or value.startswith("0"):
        raise Refused("I-18")
    return value.ljust(WIDTH, "0")


def narrow(code: str, width: int) -> str:
    """``code`` in the ``width`` a system can take (6, 9 or 12), never losing a town or a village.

    Raises:
        Refused: ``I-18`` not a division, ``I-19`` digits that mean something would be cut off.
        ValueError: no system knows that width.
    """
    if width not in _WIDTHS:
        raise ValueError(f"divisions have 6, 9 or 12 digits, not {width}")
    full = widen(code)
    if full[width:].strip("0"):
        raise Refused("I-19", width=str(width))
    return full[:width]


def province(code: str) -> str:
    """The province of ``code`` as six digits, e.g. ``310000``.

    Raises:
        Refused: ``I-18`` not a division.
    """
    return widen(code)[:2] + "0000"


def is_within(code: str, outer: str) -> bool:
    """Whether ``code`` lies in ``outer``: province, city, district, town or village.

    Raises:
        Refused: ``I-18`` one of them is not a division.
    """
    inner, frame = widen(code), widen(outer)
    for depth in (2, 4, 6, 9):
        if not frame[depth:].strip("0"):
            return inner.startswith(frame[:depth])
    return inner == frame
