"""Words of the liaison group for codes of the domain: English msgids of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clerk.domain.liaison import CallOutcome, MessageKind, Post
from clerk.domain.staff import Level
from screens.language import N_

MESSAGE_WORDS: Mapping[MessageKind, str] = MappingProxyType(
    {
        MessageKind.QUESTION: N_("asks"),
        MessageKind.TAKEN_ON: N_("takes it on"),
        MessageKind.ANSWER: N_("answers"),
        MessageKind.REFUSAL: N_("declines"),
        MessageKind.PASSED_UP: N_("no answer in time, passed up to"),
        MessageKind.SILENT: N_("no level answered in time"),
        MessageKind.CLOSED: N_("closes it"),
    }
)
POST_WORDS: Mapping[Post, str] = MappingProxyType(
    {Post.WAITING: N_("on its way"), Post.SENT: N_("there"), Post.FAILED: N_("not taken")}
)
CONTACT_LEVELS: Mapping[Level, str] = MappingProxyType(
    {Level.SITE: N_("window"), Level.REGION: N_("region"), Level.GROUP: N_("liaison group")}
)
OUTCOMES: Mapping[CallOutcome, str] = MappingProxyType(
    {
        CallOutcome.ANSWERED: N_("answered"),
        CallOutcome.PROMISED: N_("promised to act"),
        CallOutcome.NOT_THERE: N_("nobody there"),
        CallOutcome.REFUSED: N_("refused"),
        CallOutcome.WRONG_NUMBER: N_("wrong number"),
    }
)
OUTCOME_KEYS: Mapping[CallOutcome, str] = MappingProxyType(
    {
        CallOutcome.ANSWERED: "a",
        CallOutcome.PROMISED: "p",
        CallOutcome.NOT_THERE: "n",
        CallOutcome.REFUSED: "r",
        CallOutcome.WRONG_NUMBER: "w",
    }
)
