"""Words of the auditor's questions, and what an event says in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from clerk.desk.audit import Look
from screens.language import N_

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

QUESTIONS: Mapping[Look, str] = MappingProxyType(
    {
        Look.WHO_SAW: N_("who saw whom"),
        Look.PAPER_ASKED: N_("paper although a licence was there"),
        Look.SIGN_OFFS: N_("sign-offs"),
        Look.UNLOCKS: N_("locks and failed sign-ins"),
        Look.SIGN_INS: N_("sign-ins"),
        Look.READS: N_("cards read"),
        Look.EXPORTS: N_("evidence and looks"),
        Look.DAYS: N_("days closed, heads noted"),
        Look.PEOPLE_AND_KEYS: N_("operators, staff, keys"),
    }
)


def said(facts: Mapping[str, Any]) -> str:
    """What an event says, in one line; what is empty is left out, and what only machines tell apart."""
    return "  ".join(
        f"{name}={value}"
        for name, value in sorted(facts.items())
        if value not in (None, "", False) and not _UUID.fullmatch(str(value))
    )
