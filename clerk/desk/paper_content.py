"""What stands on the papers this counter prints.

A paper of the home department is drawn from the department's data and says who issued it. The same case
gives the same words however often it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from clerk.desk.clock_view import due_day
from clerk.desk.counter import Counter
from clerk.desk.views import PaperKind
from clerk.desk.wording import STRENGTH_WORDS, WAY_WORDS, agent_words, identity_note
from clerk.domain.case_file import CaseFile
from clerk.domain.china_time import day_of
from clerk.domain.clocks import ClockKind, latest
from clerk.domain.faults import Refused
from clerk.domain.materials import Met, Way
from clerk.domain.names import mask_number, mask_phone
from clerk.domain.papers import (
    AcceptancePaper,
    CorrectionPaper,
    HandOverPaper,
    MaterialLine,
    ReceiptPaper,
)
from clerk.domain.regions import ClockStart
from clerk.ports import Paper

QUERY_URL = "https://query.example.invalid/r/{receipt_no}"
"""Where progress is asked for. No public address of such a service is known (待核实)."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Who prints a paper of the home department on its behalf, and when."""

    clerk: str
    at: datetime


def paper_of(counter: Counter, case: CaseFile, kind: PaperKind, drawing: Drawing) -> Paper:
    """What stands on a paper of the case.

    Raises:
        Refused: ``C-11`` there is no such paper now.
    """
    match kind:
        case PaperKind.RECEIPT:
            return receipt_paper(counter, case)
        case PaperKind.ACCEPTANCE:
            return _acceptance(counter, case, drawing)
        case PaperKind.CORRECTION:
            return _correction(counter, case, drawing)
        case PaperKind.HAND_OVER:
            return _hand_over(counter, case)


def receipt_paper(counter: Counter, case: CaseFile) -> ReceiptPaper:
    """收件凭证 of a case."""
    agreement = counter.agreements.between(case.near, case.home, day_of(case.received_at))
    site = counter.sites.get(case.site, counter.site)
    starts_here = agreement is None or agreement.clock_start is ClockStart.RECEIPT
    unverified = case.near != case.home and not (agreement is not None and agreement.verified)
    start = "自本凭证出具之日起" if starts_here else f"自{counter.region_name(case.home)}收到之日起"
    return ReceiptPaper(
        receipt_no=case.receipt_no,
        query_code=case.query_code,
        item_name=case.item_name,
        item_code=case.variant_code,
        applicant_name=case.applicant.name,
        applicant_number_masked=mask_number(case.applicant.number),
        applicant_phone_masked=mask_phone(case.form.get("phone") or case.applicant.phone),
        identity_note=identity_note(case.evidence),
        agent_line=_agent_line(case),
        near_site=site.name,
        near_window=case.window,
        near_phone=site.phone,
        clerk_no=case.clerk,
        home_region=counter.region_name(case.home),
        home_department=case.department,
        home_phone=_home_phone(counter, case),
        clock_wording=(
            f"{start}五个工作日内，{case.department}作出受理、不予受理或一次性告知补正的决定；"
            "逾期不告知的，自收到申请材料之日起即为受理。"
        ),
        unverified_note="跨区域收件的期限起算规则以两地协议为准。" if unverified else "",
        received_at=case.received_at,
        materials=material_lines(counter, case),
        delivery_mode="专窗领取",
        query_url=QUERY_URL.format(receipt_no=case.receipt_no),
        training=counter.training,
    )


def material_lines(counter: Counter, case: CaseFile) -> tuple[MaterialLine, ...]:
    """收件材料清单: every material with the way it was met."""
    names = material_names(counter, case)
    return tuple(
        _material_line(number, names.get(met.material, met.material), met)
        for number, met in enumerate(case.met, start=1)
    )


def _material_line(number: int, name: str, met: Met) -> MaterialLine:
    source = WAY_WORDS[met.way].zh
    if met.due is not None:
        source += f"（{met.due.isoformat()}前补交）"
    return MaterialLine(
        number,
        name,
        source,
        originals=1 if met.way is Way.PAPER else 0,
        copies=1 if met.way is Way.SCAN else 0,
        deferred=met.way is Way.DEFERRED,
    )


def _agent_line(case: CaseFile) -> str:
    if case.agent is None:
        return ""
    agent = case.agent
    strength = STRENGTH_WORDS[agent.evidence.strength]
    return f"{agent.person.name}（{agent_words(agent)}）{mask_number(agent.person.number)}，{strength}"


def _printed_by(counter: Counter, drawing: Drawing) -> str:
    return f"{counter.site.name} {counter.site.window} · {drawing.clerk}"


def _acceptance(counter: Counter, case: CaseFile, drawing: Drawing) -> AcceptancePaper:
    if case.accepted_at is None:
        raise Refused("C-11", paper="受理通知书", paper_en="notice of acceptance")
    variant = counter.variant_as_known(case.item, case.home)
    verified = variant is not None and variant.limit.verified
    return AcceptancePaper(
        document_no=case.acceptance_document,
        receipt_no=case.receipt_no,
        home_case_no=case.home_case_no,
        item_name=case.item_name,
        item_code=case.variant_code,
        applicant_name=case.applicant.name,
        home_department=case.department,
        home_phone=_home_phone(counter, case),
        accepted_at=case.accepted_at,
        statutory_limit=_days(case.limits.statutory, verified=verified),
        promised_limit=_days(case.limits.promised, verified=verified),
        due=_due_as_accepted(counter, case),
        materials=material_lines(counter, case),
        printed_by=_printed_by(counter, drawing),
        printed_at=drawing.at,
        deemed=case.deemed,
        training=counter.training,
    )


def _correction(counter: Counter, case: CaseFile, drawing: Drawing) -> CorrectionPaper:
    names = material_names(counter, case)
    return CorrectionPaper(
        document_no=case.correction_document,
        receipt_no=case.receipt_no,
        home_case_no=case.home_case_no,
        item_name=case.item_name,
        applicant_name=case.applicant.name,
        home_department=case.department,
        home_phone=_home_phone(counter, case),
        asked_at=_asked_at(case),
        points=tuple((names.get(c.material, c.material), c.words) for c in case.corrections),
        printed_by=_printed_by(counter, drawing),
        printed_at=drawing.at,
        training=counter.training,
    )


def _asked_at(case: CaseFile) -> datetime:
    """When the clock stopped for the correction: later changes of the case do not move it."""
    clock = latest(case.clocks, ClockKind.ACCEPTANCE)
    return clock.stops[-1].since if clock is not None and clock.stops else case.changed_at


def _hand_over(counter: Counter, case: CaseFile) -> HandOverPaper:
    if case.handed_over_at is None:
        raise Refused("C-11", paper="送达回证", paper_en="proof of service")
    return HandOverPaper(
        receipt_no=case.receipt_no,
        home_case_no=case.home_case_no,
        item_name=case.item_name,
        document_name=case.licence_name or "决定书",
        document_no=case.licence_no or case.decision_document,
        home_department=case.department,
        recipient_name=case.handed_over_to,
        recipient_number=case.handed_over_number,
        recipient_relation=case.handed_over_relation,
        recipient_identity=case.handed_over_identity,
        mode=case.handed_over_mode,
        handed_over_at=case.handed_over_at,
        deliverer=case.handed_over_by,
        training=counter.training,
    )


def material_names(counter: Counter, case: CaseFile) -> dict[str, str]:
    """Names of the materials of the case as its home region calls them, by code."""
    variant = counter.variant_as_known(case.item, case.home)
    return {m.code: m.name for m in variant.materials} if variant else {}


def _home_phone(counter: Counter, case: CaseFile) -> str:
    variant = counter.variant_as_known(case.item, case.home)
    return variant.phone if variant else ""


def _days(days: int | None, *, verified: bool) -> str:
    if days is None:
        return "未公布"
    text = "当场" if days == 0 else f"{days} 个工作日"
    return text if verified else f"{text}（待核实）"


def _due_as_accepted(counter: Counter, case: CaseFile) -> str:
    """The promised day as it stood at the acceptance: what moves it later has its own notice."""
    clock = latest(case.clocks, ClockKind.DECISION) or latest(case.clocks, ClockKind.STATUTORY)
    if clock is None:
        return "—"
    due = due_day(counter, replace(clock, stops=(), extended=0, ended=None))
    if due is None:
        return "—"
    verified = counter.calendar.is_verified(day_of(clock.started), due)
    return due.isoformat() if verified else f"{due.isoformat()}（待核实）"
