"""Words of the field for values that the domain gives as codes: English msgids of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clerk.desk.views import Worklist
from clerk.domain.cases import Holder
from clerk.domain.escalations import EscalationKind, Standing
from clerk.domain.materials import PaperReason, Way
from clerk.domain.parties import DocumentKind, Sex, Strength
from clerk.domain.regions import Action
from clerk.domain.staff import Level
from screens.language import N_

WAYS: Mapping[Way, str] = MappingProxyType(
    {
        Way.DATA_CHECK: N_("data check"),
        Way.E_LICENCE: N_("e-licence"),
        Way.ARCHIVE: N_("filed online"),
        Way.COMMITMENT: N_("commitment"),
        Way.DEFERRED: N_("comes later"),
        Way.PAPER: N_("paper"),
        Way.SCAN: N_("scan"),
    }
)
PAPER_REASONS: Mapping[PaperReason, str] = MappingProxyType(
    {
        PaperReason.NOT_IN_LIBRARY: N_("not in the licence library"),
        PaperReason.DOES_NOT_MATCH: N_("the data do not match"),
        PaperReason.SYSTEM_FAULT: N_("the system is at fault"),
        PaperReason.APPLICANT_WISHES: N_("the applicant wishes it"),
    }
)
SEXES: Mapping[Sex, str] = MappingProxyType({Sex.MALE: N_("male"), Sex.FEMALE: N_("female"), Sex.UNKNOWN: ""})
STRENGTHS: Mapping[Strength, str] = MappingProxyType(
    {
        Strength.CHIP: N_("chip read {time}"),
        Strength.E_LICENCE: N_("e-licence shown {time}"),
        Strength.CHIP_UNAUTHENTICATED: N_("chip read {time}, not authenticated"),
        Strength.TYPED: N_("typed by hand {time}"),
    }
)
DOCUMENTS: Mapping[DocumentKind, str] = MappingProxyType(
    {
        DocumentKind.RESIDENT_ID: N_("resident ID card"),
        DocumentKind.HMT_RESIDENCE: N_("residence permit for Hong Kong, Macao and Taiwan"),
        DocumentKind.FOREIGN_RESIDENCE: N_("foreign permanent resident ID card"),
        DocumentKind.SOCIAL_SECURITY: N_("social security card"),
        DocumentKind.PASSPORT: N_("passport"),
        DocumentKind.CREDIT_CODE: N_("unified social credit code"),
    }
)
WORKLISTS: Mapping[Worklist, str] = MappingProxyType(
    {
        Worklist.SENDING: N_("Being sent"),
        Worklist.AT_HOME: N_("At home region"),
        Worklist.CORRECTION: N_("Correction"),
        Worklist.TO_HAND_OVER: N_("To hand over"),
        Worklist.DUE_SOON: N_("Due soon"),
        Worklist.EXCEPTIONS: N_("Exceptions"),
        Worklist.TODAY: N_("Received today"),
    }
)
HOLDERS: Mapping[Holder, str] = MappingProxyType(
    {
        Holder.CITIZEN: N_("the applicant"),
        Holder.CLERK: N_("this counter"),
        Holder.REGION: N_("the home region"),
        Holder.LINE: N_("on the line"),
        Holder.NOBODY: N_("nobody"),
    }
)
ACTIONS: Mapping[Action, str] = MappingProxyType(
    {
        Action.RECEIVE: N_("receive"),
        Action.RECALL: N_("recall"),
        Action.SEAL: N_("seal"),
        Action.PRINT: N_("print"),
        Action.HAND_OVER: N_("hand over"),
    }
)
ACTION_SIGNS: Mapping[Action, str] = MappingProxyType(
    {Action.RECEIVE: "收", Action.RECALL: "取", Action.SEAL: "章", Action.PRINT: "印", Action.HAND_OVER: "发"}
)
RELATIONS: tuple[str, ...] = (N_("guardian"), N_("employee"), N_("relative"), N_("mandated"))
"""Relations of an agent to the applicant; the domain keeps the English word."""
SIGN_OFF_KINDS: Mapping[EscalationKind, str] = MappingProxyType(
    {
        EscalationKind.TYPED_IDENTITY: N_("identity typed by hand"),
        EscalationKind.LICENCE_MISMATCH: N_("licence and card differ"),
        EscalationKind.PAPER_DESPITE_LICENCE: N_("paper despite licence"),
        EscalationKind.DEFICIENCY_TOLERANCE: N_("material comes later"),
        EscalationKind.REPRINT: N_("print again"),
        EscalationKind.SPOILED_SHEET: N_("spoiled sheet"),
        EscalationKind.MISSING_SHEET: N_("missing sheet"),
        EscalationKind.VOID: N_("void the case"),
        EscalationKind.WITHDRAWAL_AFTER_DECISION: N_("withdraw after decision"),
        EscalationKind.EXTENSION: N_("extend the time"),
        EscalationKind.OVERDUE: N_("clock has run out"),
        EscalationKind.OUTCOME_UNKNOWN: N_("outcome unknown"),
        EscalationKind.EXCEPTION_ITEM: N_("exception"),
        EscalationKind.BAD_RATING: N_("bad rating"),
        EscalationKind.REGION_DISPUTE: N_("dispute between regions"),
    }
)
STANDINGS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.OPEN: N_("waits"),
        Standing.ASKED_BACK: N_("asked back"),
        Standing.APPROVED: N_("approved"),
        Standing.REFUSED: N_("refused"),
        Standing.LAPSED: N_("lapsed"),
        Standing.TAKEN_BACK: N_("taken back"),
    }
)
LEVELS: Mapping[Level, str] = MappingProxyType(
    {Level.SITE: N_("site"), Level.REGION: N_("district"), Level.GROUP: N_("liaison group")}
)
