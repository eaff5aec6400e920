"""All commands by the place where they work, in the order of ``docs/keys.md``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from screens.command_sets import audit, cases, day, everywhere, liaison, sheets, signing, visit
from screens.commands import AnyCommand
from screens.language import N_

PLACES: Mapping[str, Callable[[], tuple[AnyCommand, ...]]] = MappingProxyType(
    {
        N_("Everywhere"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS),
        N_("Start"): lambda: (*everywhere.ALWAYS, *sheets.START),
        N_("Desk"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *visit.DESK),
        N_("Differences"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *visit.DIFFERENCES),
        N_("Case list"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *cases.CASE_LIST),
        N_("Case"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *cases.CASE),
        N_("Exceptions"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *cases.EXCEPTIONS),
        N_("Sign-offs"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *signing.SIGN_OFFS),
        N_("Sign-off"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *signing.SIGN_OFF),
        N_("Asking for a sign-off"): lambda: (*everywhere.ALWAYS, *signing.ASK),
        N_("Sign-off at this counter"): lambda: (*everywhere.ALWAYS, *signing.SHOULDER),
        N_("Day end"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *day.DAY),
        N_("Closing the day at this counter"): lambda: (*everywhere.ALWAYS, *day.DAY_CLOSE),
        N_("Audit"): lambda: (*everywhere.ALWAYS, *audit.AUDIT),
        N_("Event"): lambda: (*everywhere.ALWAYS, *audit.AUDIT_EVENT),
        N_("Liaison"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *liaison.DUTY),
        N_("Questions between regions"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *liaison.THREADS),
        N_("A question between regions"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *liaison.THREAD),
        N_("Asked and answered before"): lambda: (*everywhere.ALWAYS, *liaison.PROBLEMS),
        N_("Ask another region"): lambda: (*everywhere.ALWAYS, *liaison.QUESTION_FIELDS),
        N_("A phone call"): lambda: (*everywhere.ALWAYS, *liaison.CALL),
        N_("Liaison roster"): lambda: (*everywhere.ALWAYS, *everywhere.VERBS, *liaison.ROSTER),
        N_("Search"): lambda: (*everywhere.ALWAYS, *sheets.SEARCH),
        N_("Confirmation"): lambda: (*everywhere.ALWAYS, *sheets.CONFIRM),
        N_("Receipt"): lambda: (*everywhere.ALWAYS, *sheets.PREVIEW),
        N_("Lists that open over the page"): lambda: (*everywhere.ALWAYS, *sheets.LIST_SHEET),
        N_("Choosing a card"): lambda: (*everywhere.ALWAYS, *sheets.CARDS),
        N_("Fields that open over the page"): lambda: (*everywhere.ALWAYS, *sheets.FIELD_SHEET),
        N_("Lines of a passport"): lambda: (*everywhere.ALWAYS, *sheets.ZONE),
        N_("Questions"): lambda: (*everywhere.ALWAYS, *sheets.QUESTION),
        N_("Help"): lambda: (*everywhere.ALWAYS, *sheets.READING),
        N_("Lock"): lambda: sheets.LOCK,
    }
)
