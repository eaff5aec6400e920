"""协议: what this counter may do for another region, refused in words and with the names of both."""

from __future__ import annotations

from datetime import date

from clerk.desk.counter import Counter
from clerk.desk.wording import ACTION_WORDS
from clerk.domain.case_file import CaseFile
from clerk.domain.china_time import day_of
from clerk.domain.faults import Refused
from clerk.domain.regions import Action, RegionId


def may(counter: Counter, near: RegionId, home: RegionId, item: str, action: Action, day: date) -> bool:
    """Whether ``near`` may do ``action`` for ``home``; at home every counter may do everything."""
    return near == home or counter.agreements.can(near, home, item, action, day)


def refuse_unless_agreed(
    counter: Counter, near: RegionId, home: RegionId, item: str, action: Action, day: date
) -> None:
    """Refuse what no agreement lets this counter do.

    Raises:
        Refused: ``C-18`` no agreement is in force, ``C-19`` it does not cover the action or the item.
    """
    if may(counter, near, home, item, action, day):
        return
    names = {
        "near": counter.region_name(near),
        "near_en": counter.english_name(near),
        "home": counter.region_name(home),
        "home_en": counter.english_name(home),
    }
    if counter.agreements.between(near, home, day) is None:
        raise Refused("C-18", **names)
    words = ACTION_WORDS[action]
    known = counter.items.items.get(item)
    raise Refused(
        "C-19",
        home=names["home"],
        home_en=names["home_en"],
        item=known.name if known else item,
        action=words.zh,
        action_en=words.en,
    )


def refuse_unless_agreed_at_receipt(counter: Counter, case: CaseFile, action: Action) -> None:
    """Refuse what the agreement under which the case was received does not let this counter do.

    Raises:
        Refused: ``C-18``, ``C-19``.
    """
    refuse_unless_agreed(counter, case.near, case.home, case.item, action, day_of(case.received_at))
