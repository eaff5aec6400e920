"""比对: whether two records speak of one person, and how sure that is.

One number with two names is either one person whom two systems spell differently, or a mistake that must not
travel on: a variant is told, another name stops.
"""

from __future__ import annotations

from clerk.domain.codes.typed_text import plain
from clerk.domain.identity import Finding, block, warn
from clerk.domain.licences import Licence
from clerk.domain.names import NameMatch, compare_names, fits_mask
from clerk.domain.parties import Applicant, Person


def check_second_document(before: Person, now: Person) -> tuple[Finding, ...]:
    """What is to be said when a second document of one visit bears the number of the first."""
    match compare_names(before.name, now.name):
        case NameMatch.SAME:
            return ()
        case NameMatch.VARIANT:
            return (warn("I-24"),)
        case NameMatch.CUT:
            return (warn("I-25"),)
        case NameMatch.DIFFERENT:
            return (block("I-26"),)


def check_filed_online(applicant: Applicant, name: str, number: str) -> tuple[Finding, ...]:
    """Whether ``applicant`` filed the application that bears ``name`` and ``number``.

    Either may be masked with stars as the region masks, or empty where the region does not tell it.
    """
    if number and not fits_mask(plain(applicant.number), plain(number)):
        return (block("I-47"),)
    if not name or fits_mask(applicant.name, name):
        return ()
    match compare_names(applicant.name, name):
        case NameMatch.SAME:
            return ()
        case NameMatch.VARIANT | NameMatch.CUT:
            return (warn("I-48"),)
        case NameMatch.DIFFERENT:
            return (block("I-49"),)


def licence_names(licence: Licence, holders: tuple[Applicant, ...]) -> NameMatch:
    """How a licence stands to those whose licences may be used.

    Libraries name a licence's holders by number or by name. One that names none is the library's own answer
    to the number that was asked for, and is taken.
    """
    if not licence.holders:
        return NameMatch.SAME
    matches = {_held(written, holder) for written in licence.holders for holder in holders}
    return next((match for match in _BEST_FIRST if match in matches), NameMatch.DIFFERENT)


_BEST_FIRST = (NameMatch.SAME, NameMatch.VARIANT, NameMatch.CUT)


def _held(written: str, holder: Applicant) -> NameMatch:
    if plain(written) == plain(holder.number):
        return NameMatch.SAME
    if "*" in written:
        fits = fits_mask(plain(holder.number), plain(written)) or fits_mask(holder.name, written)
        return NameMatch.SAME if fits else NameMatch.DIFFERENT
    return compare_names(holder.name, written)
