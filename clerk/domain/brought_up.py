"""What is laid before a supervisor when no person asked: about a case, or about one of its deliveries."""

from __future__ import annotations

from clerk.domain.case_file import CaseFile
from clerk.domain.china_time import in_china
from clerk.domain.deliveries import Delivery
from clerk.domain.escalations import ShownLine
from clerk.domain.faults import Language
from clerk.domain.names import mask_name
from clerk.domain.parties import ApplicantKind


def lines_about(case: CaseFile, delivery: Delivery | None = None) -> tuple[ShownLine, ...]:
    """The lines, in Chinese as papers are, the applicant's name masked."""
    person = case.applicant.kind is ApplicantKind.PERSON
    lines = [
        ShownLine("收件凭证", case.receipt_no),
        ShownLine("事项", case.item_name),
        ShownLine("受理", case.department),
        ShownLine("申请人", mask_name(case.applicant.name) if person else case.applicant.name),
        ShownLine("收件", f"{in_china(case.received_at):%Y-%m-%d %H:%M}，{case.clerk}"),
    ]
    if delivery is not None and delivery.fault is not None:
        lines.append(ShownLine("原因", f"{delivery.fault.code} {delivery.fault.sentence(Language.ZH)}"))
    if delivery is not None and delivery.words:
        lines.append(ShownLine("对方答复", delivery.words))
    return tuple(lines)
