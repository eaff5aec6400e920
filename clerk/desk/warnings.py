"""预警 at the desk: colour as a word, what is the matter, and what a clerk does about it."""

from __future__ import annotations

from collections.abc import Iterable

from clerk.desk.counter import Counter
from clerk.desk.views import WarningView, Words
from clerk.domain.case_file import CaseFile
from clerk.domain.warnings import Colour, rule_of
from clerk.store import cases, warnings
from clerk.store.store import Unit
from clerk.store.warnings import OpenWarning

COLOUR_WORDS: dict[Colour, Words] = {
    Colour.YELLOW: Words("黄色", "yellow"),
    Colour.ORANGE: Words("橙色", "orange"),
    Colour.RED: Words("红色", "red"),
}
_LOST = Words("规则已删除", "its rule is gone")
_NOTHING = Words("看办件。", "Look at the case.")


def warning_views(counter: Counter, raised: Iterable[OpenWarning]) -> tuple[WarningView, ...]:
    """Warnings as they are shown, the reddest first, then the oldest."""
    views = (_view(counter, one) for one in raised)
    return tuple(sorted(views, key=lambda view: (-view.colour.severity, view.since)))


def rule_words(counter: Counter, code: str) -> Words:
    """What a rule says; its code where the data in force has lost it."""
    rule = rule_of(counter.warning_rules, code)
    return Words(rule.zh, rule.en) if rule else Words(f"{_LOST.zh} {code}", f"{_LOST.en}: {code}")


def due_cases(
    counter: Counter, unit: Unit, offset: int, limit: int
) -> tuple[tuple[CaseFile, WarningView], ...]:
    """A page of the cases of this site that warn, the reddest first, each with its worst warning."""
    found = warnings.warned_cases(unit, counter.site.code, offset, limit)
    raised = warnings.open_warnings(unit, found)
    return tuple(
        (cases.load_case(unit, case_id), warning_views(counter, raised[case_id])[0]) for case_id in found
    )


def _view(counter: Counter, raised: OpenWarning) -> WarningView:
    rule = rule_of(counter.warning_rules, raised.warned.rule)
    return WarningView(
        colour=raised.warned.colour,
        colour_words=COLOUR_WORDS[raised.warned.colour],
        words=rule_words(counter, raised.warned.rule),
        to_do=Words(rule.do_zh, rule.do_en) if rule else _NOTHING,
        since=raised.raised_at,
        verified=rule is not None and rule.verified,
    )
