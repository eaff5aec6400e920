"""What stands on papers handed to the applicant. Pure content; drawing is for :mod:`printing`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A line of the material list (材料清单)."""

    number: int
    name: str
    source: str
    """Chinese words for how it was met, e.g. 电子证照（派生件）."""
    originals: int = 0
    copies: int = 0
    reference: str = ""
    deferred: bool = False
    """容缺: comes later, so the paper must not call the dossier complete."""


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """收件凭证 with its material list (domain.md §1.4). Receipt (收件) is not acceptance (受理)."""

    receipt_no: str
    query_code: str
    item_name: str
    item_code: str
    applicant_name: str
    applicant_number_masked: str
    applicant_phone_masked: str
    identity_note: str
    """How identity was established, in Chinese; says so when it was typed."""
    agent_line: str
    """代办人 with relation and mandate; empty when the applicant came herself."""
    near_site: str
    near_window: str
    near_phone: str
    clerk_no: str
    home_region: str
    home_department: str
    home_phone: str
    clock_wording: str
    """The paragraph on the five working days, per agreement."""
    unverified_note: str
    """What on this paper rests on unverified rules; empty when nothing does."""
    received_at: datetime
    materials: tuple[MaterialLine, ...]
    delivery_mode: str
    query_url: str
    training: bool


@dataclass(frozen=True, slots=True)
class AcceptancePaper:
    """受理通知书: always in the home department's name, from its own data, printed by the counter."""

    document_no: str
    """受理文书编号 as the home department gave it."""
    receipt_no: str
    home_case_no: str
    item_name: str
    applicant_name: str
    home_department: str
    home_phone: str
    accepted_at: datetime
    statutory_limit: str
    promised_limit: str
    due: str
    materials: tuple[MaterialLine, ...]
    printed_by: str
    """Site and clerk that printed it on the department's behalf."""
    printed_at: datetime
    deemed: bool
    """True when accepted by silence (逾期视为受理)."""
    training: bool
    item_code: str = ""
    fee: str = ""
    """收费 in the department's words; empty when its data say nothing."""


@dataclass(frozen=True, slots=True)
class CorrectionPaper:
    """补正通知书 in the home department's name: each missing or wrong material and why, once."""

    document_no: str
    receipt_no: str
    home_case_no: str
    item_name: str
    applicant_name: str
    home_department: str
    home_phone: str
    asked_at: datetime
    points: tuple[tuple[str, str], ...]
    """Material name, what is wrong."""
    printed_by: str
    printed_at: datetime
    training: bool
    legal_basis: str = ""
    """依据 in the department's words; empty when its data say nothing."""
    deadline: str = ""
    """补正期限 in the department's words; empty when its data say nothing."""


@dataclass(frozen=True, slots=True)
class HandOverPaper:
    """送达回证: what was handed over, to whom, by whom."""

    receipt_no: str
    home_case_no: str
    item_name: str
    document_name: str
    document_no: str
    home_department: str
    recipient_name: str
    recipient_number: str
    recipient_relation: str
    """Relation to the applicant, with what an agent's authority rests on."""
    mode: str
    handed_over_at: datetime
    deliverer: str
    training: bool
    recipient_identity: str = ""
    """How the recipient was identified, in Chinese; says so when it was typed."""
