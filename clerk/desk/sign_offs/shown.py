"""What is laid before whoever decides, line by line: the same lines give the digest that is signed.

The lines are Chinese, as papers are: a digest must not depend on the language of a screen. Names are masked;
nothing in them changes by the passing of time alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from clerk.desk.counter import Counter
from clerk.desk.materials import material_rows
from clerk.desk.views import PaperKind
from clerk.desk.visit import Visit
from clerk.desk.wording import PAPER_WORDS, STATE_WORDS, STRENGTH_WORDS, WAY_WORDS
from clerk.domain.case_file import CaseFile
from clerk.domain.china_time import in_china
from clerk.domain.deliveries import Delivery
from clerk.domain.escalations import EscalationKind, ShownLine, Subject
from clerk.domain.faults import Language
from clerk.domain.materials import Material, Met
from clerk.domain.names import mask_name
from clerk.domain.parties import Applicant, ApplicantKind, IdentityEvidence


def who(applicant: Applicant | None) -> str:
    """A person's name masked; an organisation's is public; empty where there is nobody."""
    if applicant is None:
        return ""
    return mask_name(applicant.name) if applicant.kind is ApplicantKind.PERSON else applicant.name


def of_visit(counter: Counter, visit: Visit, kind: EscalationKind, subject: Subject) -> tuple[ShownLine, ...]:
    """A visit as it is laid before a supervisor."""
    variant = counter.variant_as_known(visit.item, visit.home)
    lines = [
        ShownLine("事项", variant.name if variant else visit.item),
        ShownLine(
            "受理", f"{counter.region_name(visit.home)} {variant.department if variant else ''}".strip()
        ),
        ShownLine("申请人", who(visit.applicant)),
    ]
    if visit.subject is not None:
        lines += _identity("身份核验", visit.subject.evidence)
    if visit.agent is not None:
        lines.append(ShownLine("代办人", mask_name(visit.agent.person.name)))
        lines += _identity("代办人核验", visit.agent.evidence)
    if kind is EscalationKind.LICENCE_MISMATCH and visit.subject is not None:
        lines += [
            ShownLine("不一致", fault.sentence(Language.ZH))
            for fault in visit.subject.warnings
            if fault.code == MISMATCH
        ]
    lines += _materials(counter, visit, subject)
    return tuple(lines)


MISMATCH = "I-27"
"""A licence names somebody else than the card."""


def _identity(label: str, evidence: IdentityEvidence) -> list[ShownLine]:
    lines = [ShownLine(label, STRENGTH_WORDS[evidence.strength])]
    return [*lines, ShownLine("录入原因", evidence.reason)] if evidence.reason else lines


def _materials(counter: Counter, visit: Visit, subject: Subject) -> Iterator[ShownLine]:
    """The one that is asked about; all of them where none is."""
    for row in material_rows(counter, visit):
        if subject.part in {"", row.material.code}:
            yield ShownLine(f"材料 {row.material.name}", _met(row.met))


def _met(met: Met | None) -> str:
    if met is None:
        return "尚未提供"
    words = WAY_WORDS[met.way].zh
    if met.due is not None:
        words += f"，{met.due.isoformat()} 前补交"
    if met.paper_reason is not None:
        words += f"，理由：{met.paper_reason.value}"
    return words


def of_case(counter: Counter, case: CaseFile, subject: Subject) -> tuple[ShownLine, ...]:
    """A received case as it is laid before a supervisor."""
    lines = [
        ShownLine("收件凭证", case.receipt_no),
        ShownLine("事项", case.item_name),
        ShownLine("受理", f"{counter.region_name(case.home)} {case.department}"),
        ShownLine("申请人", who(case.applicant)),
        *_identity("身份核验", case.evidence),
        ShownLine("收件", f"{in_china(case.received_at):%Y-%m-%d %H:%M}，{case.clerk}"),
        ShownLine("状态", STATE_WORDS[case.state].zh),
    ]
    if case.home_case_no:
        lines.append(ShownLine("对方编号", case.home_case_no))
    if case.decision_document:
        lines.append(ShownLine("决定书", case.decision_document))
    if subject.part in set(PaperKind):
        lines.append(ShownLine("纸件", PAPER_WORDS[PaperKind(subject.part)].zh))
    names = {m.code: m.name for m in _known_materials(counter, case)}
    for met in case.met:
        if subject.part in {"", met.material}:
            lines.append(ShownLine(f"材料 {names.get(met.material, met.material)}", _met(met)))
    return tuple(lines)


def of_delivery(
    counter: Counter, case: CaseFile, delivery: Delivery, subject: Subject
) -> tuple[ShownLine, ...]:
    """A delivery of a case as it is laid before a supervisor, with the region's own words."""
    lines = [*of_case(counter, case, subject), ShownLine("移交", delivery.kind.value)]
    if delivery.fault is not None:
        lines.append(ShownLine("原因", f"{delivery.fault.code} {delivery.fault.sentence(Language.ZH)}"))
    if delivery.words:
        lines.append(ShownLine("对方答复", delivery.words))
    return tuple(lines)


def _known_materials(counter: Counter, case: CaseFile) -> tuple[Material, ...]:
    variant = counter.variant_as_known(case.item, case.home)
    return variant.materials if variant else ()
