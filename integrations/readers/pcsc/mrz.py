"""The machine-readable zone (机读码) of a travel document, typed or scanned: ICAO Doc 9303 parts 4 and 5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clerk.domain.codes.machine_readable_zone import CARD_LINE, PASSPORT_LINE, folded, is_of_a_zone
from clerk.domain.codes.typed_text import is_digits
from clerk.domain.faults import Refused
from clerk.domain.parties import Sex

FILLER = "<"
_NUMBER_LENGTH = 9
_WEIGHTS = (7, 3, 1)
_SEX = {"M": Sex.MALE, "F": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Mrz:
    """A zone taken apart, its check digits verified. Days are kept as written: six characters."""

    code: str
    """Kind of document; passports begin with P."""
    issuer: str
    """State, three letters."""
    number: str
    nationality: str
    born: str
    sex: Sex
    expires: str
    surname: str
    given: str
    name_full: bool
    """Whether the name fills its field, so that its end may be missing."""

    @property
    def name(self) -> str:
        """Surname and given names, as the zone transliterates them."""
        return f"{self.surname} {self.given}".strip()

    @property
    def key(self) -> str:
        """What a chip wants to know before it speaks: number, birth and expiry with their check digits."""
        number = self.number.ljust(_NUMBER_LENGTH, FILLER)
        return "".join(part + check_digit(part) for part in (number, self.born, self.expires))

    def same_document(self, other: Mrz) -> bool:
        """Whether ``other`` names the same document; a zone typed without its first line has no name."""
        mine = (self.number, self.born, self.expires)
        return mine == (other.number, other.born, other.expires)


def parse(typed: str) -> Mrz:
    """The zone in ``typed``: a passport's two lines or its second, or a card's three; line ends are free.

    Raises:
        Refused: ``I-90`` no such zone, ``I-91`` a check digit does not fit (which one is said).
    """
    zone = folded(typed)
    if not is_of_a_zone(zone):
        raise Refused("I-90", length=str(len(zone)))
    if len(zone) == 2 * PASSPORT_LINE:
        found = _passport(zone[:PASSPORT_LINE], zone[PASSPORT_LINE:])
    elif len(zone) == PASSPORT_LINE:
        found = _passport("", zone)
    elif len(zone) == 3 * CARD_LINE:
        found = _card(zone[:CARD_LINE], zone[CARD_LINE : 2 * CARD_LINE], zone[2 * CARD_LINE :])
    else:
        raise Refused("I-90", length=str(len(zone)))
    if not found.number:
        raise Refused("I-90", length=str(len(zone)))
    return found


def check_digit(text: str) -> str:
    """Check digit of ``text`` (weights 7, 3, 1; letters from A = 10, filler 0)."""
    total = sum(_value(c) * _WEIGHTS[place % 3] for place, c in enumerate(text))
    return str(total % 10)


def birth_day(written: str, today: date) -> date | None:
    """A birth day as written (YYMMDD), in the last hundred years; None when a part of it is not known.

    Raises:
        Refused: ``I-11`` there is no such day.
    """
    if FILLER in written:
        return None
    born = _date(today.year // 100 * 100, written)
    return born if born <= today else _date(today.year // 100 * 100 - 100, written)


def expiry_day(written: str) -> date:
    """A day of expiry as written (YYMMDD). No document with a chip is older than this century.

    Raises:
        Refused: ``I-90`` there is no such day.
    """
    try:
        return _date(2000, written)
    except Refused:
        raise Refused("I-90", length="6") from None


def _passport(first: str, second: str) -> Mrz:
    if not first:
        first = "P<".ljust(PASSPORT_LINE, FILLER)
    number, born, expires = second[0:9], second[13:19], second[21:27]
    _check(number, second[9], "证件号码", "document number")
    _days(born, second[19], expires, second[27])
    _check(second[28:42], second[42], "个人号码", "personal number", blank=True)
    _check(second[0:10] + second[13:20] + second[21:43], second[43], "第二行", "second line")
    surname, given = _names(first[5:])
    return Mrz(
        code=first[0:2].rstrip(FILLER),
        issuer=first[2:5].rstrip(FILLER),
        number=number.rstrip(FILLER),
        nationality=second[10:13].rstrip(FILLER),
        born=born,
        sex=_SEX.get(second[20], Sex.UNKNOWN),
        expires=expires,
        surname=surname,
        given=given,
        name_full=not first.endswith(FILLER),
    )


def _card(first: str, second: str, third: str) -> Mrz:
    number, check, optional = first[5:14], first[14], first[15:30]
    if check == FILLER and optional.strip(FILLER):
        # A number of more than nine characters goes on in the optional data, its check digit at its end.
        rest = optional.partition(FILLER)[0]
        number, check = number + rest[:-1], rest[-1:]
    _check(number, check, "证件号码", "document number")
    born, expires = second[0:6], second[8:14]
    _days(born, second[6], expires, second[14])
    whole = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    _check(whole, second[29], "第二行", "second line")
    surname, given = _names(third)
    return Mrz(
        code=first[0:2].rstrip(FILLER),
        issuer=first[2:5].rstrip(FILLER),
        number=number.rstrip(FILLER),
        nationality=second[15:18].rstrip(FILLER),
        born=born,
        sex=_SEX.get(second[7], Sex.UNKNOWN),
        expires=expires,
        surname=surname,
        given=given,
        name_full=not third.endswith(FILLER),
    )


def _days(born: str, born_check: str, expires: str, expires_check: str) -> None:
    _check(born, born_check, "出生日期", "birth day")
    _check(expires, expires_check, "有效期", "day of expiry")
    if not is_digits(expires) or not is_digits(born.replace(FILLER, "0")):
        raise Refused("I-90", length="6")


def _check(text: str, check: str, zh: str, en: str, *, blank: bool = False) -> None:
    if blank and check == FILLER and not text.strip(FILLER):
        return
    if check_digit(text) != check:
        raise Refused("I-91", field=zh, field_en=en)


def _names(field: str) -> tuple[str, str]:
    surname, _, given = field.strip(FILLER).partition(FILLER * 2)
    return surname.replace(FILLER, " "), " ".join(given.replace(FILLER, " ").split())


def _value(character: str) -> int:
    return 0 if character == FILLER else int(character, 36)


def _date(century: int, written: str) -> date:
    try:
        return date(century + int(written[:2]), int(written[2:4]), int(written[4:6]))
    except ValueError:
        raise Refused("I-11") from None
