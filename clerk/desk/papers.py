"""Papers this counter prints: what stands on them, when they may be printed, and that they were.

A paper of the home department is drawn from the department's data and says who issued it.
"""

from __future__ import annotations

from dataclasses import replace

from clerk.desk.counter import Counter
from clerk.desk.rights import require
from clerk.desk.views import Operator, PaperKind
from clerk.desk.wording import PAPER_WORDS, WAY_WORDS, identity_note
from clerk.desk.worklists import require_case
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import CaseId
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.materials import Way
from clerk.domain.names import mask_number, mask_phone
from clerk.domain.papers import (
    AcceptancePaper,
    CorrectionPaper,
    HandOverPaper,
    MaterialLine,
    ReceiptPaper,
)
from clerk.domain.regions import ClockStart
from clerk.domain.staff import Right
from clerk.ports import Paper, Printed
from clerk.store import cases, journal

QUERY_URL = "https://query.example.invalid/r/{receipt_no}"
"""Where progress is asked for. No public address of such a service is known (待核实)."""


def printable(case: CaseFile) -> tuple[PaperKind, ...]:
    """Papers that exist for the case now."""
    kinds = [PaperKind.RECEIPT]
    if case.accepted_at is not None:
        kinds.append(PaperKind.ACCEPTANCE)
    if case.corrections:
        kinds.append(PaperKind.CORRECTION)
    if case.handed_over_at is not None:
        kinds.append(PaperKind.HAND_OVER)
    return tuple(kinds)


def printed(case: CaseFile) -> tuple[PaperKind, ...]:
    """Papers that were printed."""
    return tuple(kind for kind in PaperKind if kind.value in case.printed)


def print_paper(counter: Counter, operator: Operator, case_id: CaseId, kind: PaperKind) -> Printed:
    """Print a paper of the case. Drawn in another process; call it off the screen's thread.

    Printing the same paper again gives the same job: nothing is doubled in the tray.

    Raises:
        Refused: ``C-11`` there is no such paper now, ``P-…``.
    """
    require(operator, Right.PRINT_PAPERS)
    case = require_case(counter, case_id)
    pdf = counter.press.render(paper_of(counter, operator, case, kind))
    result = counter.printer.print(_job(case, kind), pdf)
    with counter.store.writing() as unit:
        now_case = cases.load_case(unit, case_id)
        if kind.value not in now_case.printed:
            cases.save_case(unit, replace(now_case, printed={**now_case.printed, kind.value: result.job}))
        journal.append(
            unit,
            EventKind.PAPER_PRINTED,
            actor=operator.member.number,
            terminal=counter.terminal,
            at=counter.clock.now(),
            case_id=case_id,
            payload={"paper": kind.value, "job": result.job, "digest": result.digest},
            once=f"{case_id}:{result.job}:{result.digest}",
        )
    return result


def _job(case: CaseFile, kind: PaperKind) -> str:
    suffix = f"-{case.round}" if kind is PaperKind.CORRECTION else ""
    return f"{case.receipt_no}-{kind.value}{suffix}"


def paper_of(counter: Counter, operator: Operator, case: CaseFile, kind: PaperKind) -> Paper:
    """What stands on a paper.

    Raises:
        Refused: ``C-11``.
    """
    if kind not in printable(case):
        words = PAPER_WORDS[kind]
        raise Refused("C-11", paper=words.zh, paper_en=words.en)
    match kind:
        case PaperKind.RECEIPT:
            return receipt_paper(counter, case)
        case PaperKind.ACCEPTANCE:
            return _acceptance(counter, operator, case)
        case PaperKind.CORRECTION:
            return _correction(counter, operator, case)
        case PaperKind.HAND_OVER:
            return _hand_over(counter, case)


def receipt_paper(counter: Counter, case: CaseFile) -> ReceiptPaper:
    """收件凭证 of a case: the same words however often it is printed."""
    variant = counter.items.get(case.item).variant(case.home)
    agreement = counter.agreements.between(case.near, case.home, case.received_at.date())
    site = counter.sites.get(case.site, counter.site)
    starts_here = agreement is None or agreement.clock_start is ClockStart.RECEIPT
    verified = agreement is not None and agreement.verified
    start = "自本凭证出具之日起" if starts_here else f"自{counter.region_name(case.home)}收到之日起"
    return ReceiptPaper(
        receipt_no=case.receipt_no,
        query_code=case.query_code,
        item_name=case.item_name,
        item_code=case.variant_code,
        applicant_name=case.applicant.name,
        applicant_number_masked=mask_number(case.applicant.number),
        applicant_phone_masked=mask_phone(case.form.get("phone", case.applicant.phone)),
        identity_note=identity_note(case.evidence),
        agent_line=_agent_line(case),
        near_site=site.name,
        near_window=site.window,
        near_phone=site.phone,
        clerk_no=case.clerk,
        home_region=counter.region_name(case.home),
        home_department=case.department,
        home_phone=variant.phone if variant else "",
        clock_wording=(
            f"{start}五个工作日内，{case.department}作出受理、不予受理或一次性告知补正的决定；"
            "逾期不告知的，自收到申请材料之日起即为受理。"
        ),
        unverified_note="" if verified else "注：跨区域收件的期限起算规则以两地协议为准（待核实）。",
        received_at=case.received_at,
        materials=material_lines(counter, case),
        delivery_mode="专窗领取",
        query_url=QUERY_URL.format(receipt_no=case.receipt_no),
        training=counter.training,
    )


def material_lines(counter: Counter, case: CaseFile) -> tuple[MaterialLine, ...]:
    """收件材料清单: every material with the way it was met."""
    variant = counter.items.get(case.item).variant(case.home)
    names = {m.code: m.name for m in variant.materials} if variant else {}
    lines = []
    for number, met in enumerate(case.met, start=1):
        source = WAY_WORDS[met.way].zh
        if met.due is not None:
            source += f"（{met.due.isoformat()}前补交）"
        lines.append(
            MaterialLine(
                number,
                names.get(met.material, met.material),
                source,
                originals=1 if met.way is Way.PAPER else 0,
                copies=1 if met.way is Way.SCAN else 0,
            )
        )
    return tuple(lines)


def _agent_line(case: CaseFile) -> str:
    if case.agent is None:
        return ""
    agent = case.agent
    mandate = f"，授权 {agent.mandate}" if agent.mandate else ""
    return f"{agent.person.name}（{agent.relation}{mandate}）{mask_number(agent.person.number)}"


def _printed_by(counter: Counter, operator: Operator) -> str:
    return f"{counter.site.name} {counter.site.window} · {operator.member.number}"


def _acceptance(counter: Counter, operator: Operator, case: CaseFile) -> AcceptancePaper:
    variant = counter.items.get(case.item).variant(case.home)
    if case.accepted_at is None:
        raise Refused("C-11", paper="受理通知书", paper_en="notice of acceptance")
    limit = variant.limit if variant else None
    return AcceptancePaper(
        document_no=case.acceptance_document,
        receipt_no=case.receipt_no,
        home_case_no=case.home_case_no,
        item_name=case.item_name,
        applicant_name=case.applicant.name,
        home_department=case.department,
        home_phone=variant.phone if variant else "",
        accepted_at=case.accepted_at,
        statutory_limit=_days(limit.statutory if limit else None, verified=bool(limit and limit.verified)),
        promised_limit=_days(limit.promised if limit else None, verified=bool(limit and limit.verified)),
        due=_due(counter, case),
        materials=material_lines(counter, case),
        printed_by=_printed_by(counter, operator),
        printed_at=counter.clock.now(),
        deemed=case.deemed,
        training=counter.training,
    )


def _correction(counter: Counter, operator: Operator, case: CaseFile) -> CorrectionPaper:
    variant = counter.items.get(case.item).variant(case.home)
    names = {m.code: m.name for m in variant.materials} if variant else {}
    return CorrectionPaper(
        document_no=case.correction_document,
        receipt_no=case.receipt_no,
        home_case_no=case.home_case_no,
        item_name=case.item_name,
        applicant_name=case.applicant.name,
        home_department=case.department,
        home_phone=variant.phone if variant else "",
        asked_at=case.changed_at,
        points=tuple((names.get(c.material, c.material), c.words) for c in case.corrections),
        printed_by=_printed_by(counter, operator),
        printed_at=counter.clock.now(),
        training=counter.training,
    )


def _hand_over(counter: Counter, case: CaseFile) -> HandOverPaper:
    if case.handed_over_at is None:
        raise Refused("C-11", paper="送达回证", paper_en="proof of service")
    person = case.agent.person if case.agent else case.applicant
    return HandOverPaper(
        receipt_no=case.receipt_no,
        home_case_no=case.home_case_no,
        item_name=case.item_name,
        document_name=case.licence_name or "决定书",
        document_no=case.licence_no or case.decision_document,
        home_department=case.department,
        recipient_name=case.handed_over_to or person.name,
        recipient_number=case.handed_over_number or person.number,
        recipient_relation=case.handed_over_relation,
        mode=case.handed_over_mode,
        handed_over_at=case.handed_over_at,
        deliverer=case.handed_over_by,
        training=counter.training,
    )


def _days(days: int | None, *, verified: bool) -> str:
    if days is None:
        return "未公布"
    text = "当场" if days == 0 else f"{days} 个工作日"
    return text if verified else f"{text}（待核实）"


def _due(counter: Counter, case: CaseFile) -> str:
    for clock in case.clocks:
        if clock.ended is None:
            try:
                due = clock.due(counter.calendar)
            except Refused:
                return "—"
            return due.isoformat() if due else "—"
    return "—"
