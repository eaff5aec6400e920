"""Names of people: any Unicode, any length, nothing cut; what was put right is told.

About sixty million people carry rare characters, and names of several nationalities are long and hold the
separator U+00B7. A name that a system has changed silently is a name that no longer opens any door.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from clerk.domain.faults import Refused

SEPARATOR = "\u00b7"
"""间隔号 between the parts of a name."""

CHIP_NAME_LIMIT = 15
"""UTF-16 units of the name field on a resident card's chip (devices A1); longer names are cut there."""

_DOTS = "\u2022\u30fb\uff65\u2027\u2219\u22c5\u25cf\u2024\u0387\u16eb\u2e31" + SEPARATOR
_FULL_STOPS = ".\uff0e"

PRIVATE_USE_REPAIR = MappingProxyType(
    {
        chr(private): chr(standard)
        for private, standard in (
            (0xE78D, 0xFE10),
            (0xE78E, 0xFE12),
            (0xE78F, 0xFE11),
            (0xE790, 0xFE13),
            (0xE791, 0xFE14),
            (0xE792, 0xFE15),
            (0xE793, 0xFE16),
            (0xE794, 0xFE17),
            (0xE795, 0xFE18),
            (0xE796, 0xFE19),
            (0xE7C7, 0x1E3F),
            (0xE816, 0x20087),
            (0xE817, 0x20089),
            (0xE818, 0x200CC),
            (0xE81E, 0x9FB4),
            (0xE826, 0x9FB5),
            (0xE82B, 0x9FB6),
            (0xE82C, 0x9FB7),
            (0xE831, 0x215D7),
            (0xE832, 0x9FB8),
            (0xE83B, 0x2298F),
            (0xE843, 0x9FB9),
            (0xE854, 0x9FBA),
            (0xE855, 0x241FE),
            (0xE864, 0x9FBB),
        )
    }
)
"""Private-use code points of older GB 18030 editions and what GB 18030-2022 has in their place."""

_REPAIR = {ord(private): standard for private, standard in PRIVATE_USE_REPAIR.items()}
_STAND_INS = frozenset("?\uff1f\u25a1\u3013")
"""？ □ 〓."""
_JOINERS = frozenset("\u200c\u200d")
_COMPATIBILITY_IDEOGRAPHS = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")


class NameChange(StrEnum):
    """What :func:`normalise` put right, for a mark beside the name."""

    PRIVATE_USE = "private_use"
    """系统替代字 replaced by the character it stood for."""
    SEPARATOR = "separator"
    """Another dot replaced by U+00B7."""
    WHITESPACE = "whitespace"
    COMPOSED = "composed"
    """Letter and accent joined into one character."""


@dataclass(frozen=True, slots=True)
class NormalisedName:
    """A name as it is kept, beside the name as it came."""

    value: str
    original: str
    changes: tuple[NameChange, ...]

    @property
    def unknown_characters(self) -> tuple[str, ...]:
        """Private-use characters that no table explains: no other system reads them the same way."""
        return tuple(dict.fromkeys(c for c in self.value if unicodedata.category(c) == "Co"))


def normalise(name: str) -> NormalisedName:
    """``name`` in its one spelling. Doing it twice changes nothing more.

    Raises:
        Refused: ``N-01`` nothing but white space, ``N-02`` control, direction or invisible characters.
    """
    changes: list[NameChange] = []
    value = name
    for change, step in _STEPS:
        improved = step(value)
        if improved != value:
            changes.append(change)
        value = improved
    if not value:
        raise Refused("N-01")
    forbidden = [c for c in value if _is_forbidden(c)]
    if forbidden:
        raise Refused("N-02", characters="、".join(code_point(c) for c in dict.fromkeys(forbidden)))
    return NormalisedName(value, name, tuple(changes))


def repair_private_use(text: str) -> str:
    """``text`` with the 25 known private-use code points replaced."""
    return text.translate(_REPAIR)


def code_point(character: str) -> str:
    """``character`` as ``U+2CC56``."""
    return f"U+{ord(character):04X}"


class NameMatch(StrEnum):
    """How two spellings of a name stand to each other."""

    SAME = "same"
    VARIANT = "variant"
    """Another code point, dot, width, case or spacing of one name, or a stand-in for a rare character."""
    CUT = "cut"
    """One ends where a card's chip cuts names: compare with the face of the card."""
    DIFFERENT = "different"


def compare_names(one: str, other: str) -> NameMatch:
    """How ``one`` and ``other`` stand to each other; what cannot be a name matches nothing but itself."""
    if one == other:
        return NameMatch.SAME
    try:
        first, second = normalise(one).value, normalise(other).value
    except Refused:
        return NameMatch.DIFFERENT
    if _folded(first) == _folded(second) or _agree_but_for_stand_ins(first, second):
        return NameMatch.VARIANT
    if is_cut_on_chip(first) and second.startswith(first):
        return NameMatch.CUT
    if is_cut_on_chip(second) and first.startswith(second):
        return NameMatch.CUT
    return NameMatch.DIFFERENT


def is_cut_on_chip(name: str) -> bool:
    """Whether ``name`` fills the chip's field to the last unit, so that its end may be missing."""
    units = len(name.encode("utf-16-le")) // 2
    # A character of two units that did not fit leaves one unit blank.
    return units in {CHIP_NAME_LIMIT - 1, CHIP_NAME_LIMIT}


def fits_mask(whole: str, shown: str) -> bool:
    """Whether ``shown`` can be ``whole`` with characters starred out; a number's stars keep its length.

    A run of stars after the beginning of a name stands for any end, as in ``张*``.
    """
    if shown in {whole, mask_name(whole)}:  # also a name that itself begins with a star
        return True
    if "*" not in shown:
        return False
    if len(whole) == len(shown) and all(b in {"*", a} for a, b in zip(whole, shown, strict=True)):
        return True
    beginning = shown.rstrip("*")
    return "*" not in beginning and shown == f"{beginning}*" and whole.startswith(beginning)


def mask_name(name: str) -> str:
    """``张*``: the first character and one star, which hides the length too."""
    whole = name.strip()
    if not whole:
        return ""
    end = 1
    while end < len(whole) and (unicodedata.combining(whole[end]) or _chooses_a_shape(whole[end])):
        end += 1
    return whole[:end] + "*"


def mask_number(number: str) -> str:
    """``310118********001X``: six, stars, four; shorter numbers keep at most a quarter at each end."""
    text = number.strip()
    if len(text) >= 15:
        head, tail = 6, 4
    else:
        head = tail = min(4, len(text) // 4)
    return text[:head] + "*" * (len(text) - head - tail) + (text[-tail:] if tail else "")


def mask_phone(phone: str) -> str:
    """``138****0000``: three, stars, four; shorter numbers keep their last two digits at most."""
    text = phone.strip()
    if len(text) >= 11:
        return text[:3] + "*" * (len(text) - 7) + text[-4:]
    tail = min(2, len(text) // 3)
    return "*" * (len(text) - tail) + (text[-tail:] if tail else "")


def _composed(text: str) -> str:
    # NFC would also turn compatibility ideographs into other characters than the card shows: keep those.
    parts: list[str] = []
    start = 0
    for kept in _COMPATIBILITY_IDEOGRAPHS.finditer(text):
        parts += [unicodedata.normalize("NFC", text[start : kept.start()]), kept.group()]
        start = kept.end()
    return "".join([*parts, unicodedata.normalize("NFC", text[start:])])


def _is_ideograph(character: str) -> bool:
    if unicodedata.category(character) == "Co":
        return True  # on cards these are ideographs that had no code yet
    point = ord(character)
    return 0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFD


def _is_name_part(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM" or _is_ideograph(character)


def _with_separators(text: str) -> str:
    result = list(text)
    for place, character in enumerate(text):
        if place in {0, len(text) - 1} or character not in _DOTS + _FULL_STOPS:
            continue
        before, after = _neighbour(text[:place][::-1]), _neighbour(text[place + 1 :])
        if not (before and after and _is_name_part(before) and _is_name_part(after)):
            continue
        # "J.R. Smith" keeps its full stops; between ideographs a full stop is a separator mistyped.
        if character in _FULL_STOPS and not (_is_ideograph(before) or _is_ideograph(after)):
            continue
        result[place] = SEPARATOR
    return "".join(result)


def _neighbour(text: str) -> str:
    return next((c for c in text if not c.isspace() and not _chooses_a_shape(c)), "")


def _spaced(text: str) -> str:
    plain = "".join(" " if unicodedata.category(c) == "Zs" else c for c in text.strip())
    words = re.sub(" {2,}", " ", plain).strip(" ")
    result: list[str] = []
    for place, character in enumerate(words):
        if character == " ":
            before, after = words[place - 1], words[place + 1]
            if SEPARATOR in {before, after} or (_is_ideograph(before) and _is_ideograph(after)):
                continue
        result.append(character)
    return "".join(result)


def _agree_but_for_stand_ins(one: str, other: str) -> bool:
    # A system whose character set lacks a rare character writes one of these in its place.
    if len(one) != len(other):
        return False
    differ = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differ) < len(one) and all(_stands_in(a) or _stands_in(b) for a, b in differ)


def _stands_in(character: str) -> bool:
    return character in _STAND_INS or unicodedata.category(character) == "Co"


def _folded(name: str) -> str:
    # Compatibility forms, case, spacing and the separator itself are what systems differ in.
    folded = unicodedata.normalize("NFKC", repair_private_use(name)).casefold()
    folded = unicodedata.normalize("NFKC", folded)
    return "".join(c for c in folded if c != SEPARATOR and not c.isspace() and not _chooses_a_shape(c))


def _chooses_a_shape(character: str) -> bool:
    point = ord(character)
    return character in _JOINERS or 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF


def _is_forbidden(character: str) -> bool:
    category = unicodedata.category(character)
    if category in {"Cc", "Cs", "Zl", "Zp"}:
        return True
    if category == "Cf":
        return character not in _JOINERS
    point = ord(character)
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF


_STEPS: tuple[tuple[NameChange, Callable[[str], str]], ...] = (
    (NameChange.PRIVATE_USE, repair_private_use),
    (NameChange.COMPOSED, _composed),
    (NameChange.SEPARATOR, _with_separators),
    (NameChange.WHITESPACE, _spaced),
)
