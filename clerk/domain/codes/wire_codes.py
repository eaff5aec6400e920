"""Codes that different systems give the same thing (domain facts §11): enums inside, codes at the edges.

Only what belongs to no single region stands here. A region's own tables live in its adapter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from clerk.domain.catalogue import CaseType
from clerk.domain.faults import Refused
from clerk.domain.parties import Applicant, ApplicantKind, Person

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CodeTable(Generic[T]):
    """A table of one code list, readable in both directions; every code and every meaning stands once."""

    name: str
    """Name of the list, for the sentence a clerk reads."""
    rows: tuple[tuple[T, str], ...]

    def __post_init__(self) -> None:
        meanings, codes = zip(*self.rows, strict=True)
        if len(set(meanings)) != len(meanings) or len(set(codes)) != len(codes):
            raise ValueError(f"code list {self.name} is not one to one")

    def encode(self, meaning: T) -> str:
        """The code of ``meaning``.

        Raises:
            Refused: ``I-20`` the list has no code for it.
        """
        for known, code in self.rows:
            if known == meaning:
                return code
        raise Refused("I-20", table=self.name, value=str(meaning))

    def decode(self, code: str | int) -> T:
        """The meaning of ``code``.

        Raises:
            Refused: ``I-20`` the list has no such code.
        """
        text = str(code).strip()
        for meaning, known in self.rows:
            if known == text:
                return meaning
        raise Refused("I-20", table=self.name, value=text[:20])


class Satisfaction(StrEnum):
    """满意度, best first. Never stored as a number: the numbers run in opposite directions."""

    VERY_SATISFIED = "very_satisfied"  # 非常满意
    SATISFIED = "satisfied"  # 满意
    FAIRLY_SATISFIED = "fairly_satisfied"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意
    VERY_DISSATISFIED = "very_dissatisfied"  # 非常不满意

    @property
    def is_bad(self) -> bool:
        """Whether it is a 差评 that must be followed up."""
        return self in {Satisfaction.DISSATISFIED, Satisfaction.VERY_DISSATISFIED}


SATISFACTION_NATIONAL: CodeTable[Satisfaction] = CodeTable(
    "满意度（国家接口）", tuple((level, str(5 - place)) for place, level in enumerate(Satisfaction))
)
"""National rating interface: 5 = 非常满意."""

SATISFACTION_GBT_39046: CodeTable[Satisfaction] = CodeTable(
    "满意度（GB/T 39046）", tuple((level, str(place + 1)) for place, level in enumerate(Satisfaction))
)
"""GB/T 39046-2020: 1 = 非常满意."""

CASE_TYPE_SPOT_FIRST: CodeTable[CaseType] = CodeTable(
    "办件类型（1 即办）", ((CaseType.ON_THE_SPOT, "1"), (CaseType.PROMISED, "2"))
)
"""GB/T 39046 and most systems: 1 即办件, 2 承诺件."""

CASE_TYPE_PROMISED_FIRST: CodeTable[CaseType] = CodeTable(
    "办件类型（1 承诺）", ((CaseType.PROMISED, "1"), (CaseType.ON_THE_SPOT, "2"))
)
"""The rating interface as used in Zhejiang: 1 承诺件, 2 即办件."""

APPLICANT_LETTERS: CodeTable[ApplicantKind] = CodeTable(
    "申请人类型（a/b）", ((ApplicantKind.PERSON, "a"), (ApplicantKind.ORGANISATION, "b"))
)
"""Shanghai: a 自然人, b 法人."""

APPLICANT_RATING: CodeTable[ApplicantKind] = CodeTable(
    "申请人类型（1/2）", ((ApplicantKind.PERSON, "1"), (ApplicantKind.ORGANISATION, "2"))
)
"""Rating interface: 1 自然人, 2 法人."""

APPLICANT_ZERO_ONE: CodeTable[ApplicantKind] = CodeTable(
    "申请人类型（0/1）", ((ApplicantKind.PERSON, "0"), (ApplicantKind.ORGANISATION, "1"))
)
"""Other systems: 0 and 1; which is which is 待核实 for each of them."""


class ServiceObject(StrEnum):
    """服务对象 of GB/T 39046, which tells kinds of legal person apart."""

    PERSON = "person"  # 自然人
    ENTERPRISE = "enterprise"  # 企业法人
    INSTITUTION = "institution"  # 事业法人
    SOCIAL_ORGANISATION = "social_organisation"  # 社会组织法人
    AUTHORITY = "authority"  # 行政机关
    OTHER = "other"  # 其他

    @property
    def applicant_kind(self) -> ApplicantKind:
        """Person or organisation; everything that is no person is one of the latter."""
        return ApplicantKind.PERSON if self is ServiceObject.PERSON else ApplicantKind.ORGANISATION


SERVICE_OBJECT: CodeTable[ServiceObject] = CodeTable(
    "服务对象（GB/T 39046）", tuple((kind, str(place + 1)) for place, kind in enumerate(ServiceObject))
)
"""GB/T 39046-2020: 1 to 6."""


def service_object(applicant: Applicant) -> ServiceObject:
    """Which 服务对象 ``applicant`` is, judged by the first characters of the credit code (待核实)."""
    if isinstance(applicant, Person):
        return ServiceObject.PERSON
    by_prefix = {
        "91": ServiceObject.ENTERPRISE,
        "93": ServiceObject.ENTERPRISE,
        "11": ServiceObject.AUTHORITY,
        "12": ServiceObject.INSTITUTION,
        "51": ServiceObject.SOCIAL_ORGANISATION,
    }
    return by_prefix.get(applicant.credit_code[:2].upper(), ServiceObject.OTHER)


class DoneResult(StrEnum):
    """办结结果. Two lists use one field name, so a code means nothing without its list."""

    GRANTED = "granted"  # 出证办结 / 准予
    REFUSED = "refused"  # 不予许可
    RETURNED = "returned"  # 退回办结
    VOID = "void"  # 作废办结
    DELETED = "deleted"  # 删除办结
    FORWARDED = "forwarded"  # 转报办结
    NOT_CORRECTED = "not_corrected"  # 补正不来办结
    SENT_BACK = "sent_back"  # 退件
    CLOSED = "closed"  # 办结
    NOT_ACCEPTED = "not_accepted"  # 不予受理


class DoneResultList(StrEnum):
    """Which of the two lists a ``doneresult`` was written with; stored beside the code."""

    OLDER = "older"
    NEWER = "newer"


_DONE_OLDER: CodeTable[DoneResult] = CodeTable(
    "办结结果（旧表）",
    (
        (DoneResult.GRANTED, "0"),
        (DoneResult.RETURNED, "1"),
        (DoneResult.VOID, "2"),
        (DoneResult.DELETED, "3"),
        (DoneResult.FORWARDED, "4"),
        (DoneResult.NOT_CORRECTED, "5"),
        (DoneResult.CLOSED, "6"),
    ),
)
_DONE_NEWER: CodeTable[DoneResult] = CodeTable(
    "办结结果（新表）",
    (
        (DoneResult.GRANTED, "0"),
        (DoneResult.REFUSED, "1"),
        (DoneResult.VOID, "2"),
        (DoneResult.DELETED, "3"),
        (DoneResult.FORWARDED, "4"),
        (DoneResult.SENT_BACK, "5"),
        (DoneResult.NOT_ACCEPTED, "6"),
    ),
)


def done_results(version: DoneResultList) -> CodeTable[DoneResult]:
    """The list of that version."""
    return _DONE_OLDER if version is DoneResultList.OLDER else _DONE_NEWER


class TimeUnit(StrEnum):
    """Unit of a time limit."""

    WORKING_DAY = "working_day"  # 工作日
    NATURAL_DAY = "natural_day"  # 自然日
    HOUR = "hour"  # 小时
    MINUTE = "minute"  # 分钟
    MONTH = "month"  # 月


TIME_UNIT_NUMBERS: CodeTable[TimeUnit] = CodeTable(
    "时限单位（1–5）", tuple((unit, str(place + 1)) for place, unit in enumerate(TimeUnit))
)
"""promisetimeunit: 1 工作日 … 5 月."""

TIME_UNIT_LETTERS: CodeTable[TimeUnit] = CodeTable(
    "时限单位（G/Z）", ((TimeUnit.WORKING_DAY, "G"), (TimeUnit.NATURAL_DAY, "Z"))
)
"""timeunit: G 工作日, Z 自然日."""

DAYS_OF_A_MONTH = 30
"""Natural days that the G/Z systems count for a month."""


def in_letter_units(amount: int, unit: TimeUnit) -> tuple[int, str]:
    """``amount`` of ``unit`` as the G/Z systems write it; a month becomes thirty natural days.

    Raises:
        Refused: ``I-20`` hours and minutes have no letter.
    """
    if unit is TimeUnit.MONTH:
        return amount * DAYS_OF_A_MONTH, TIME_UNIT_LETTERS.encode(TimeUnit.NATURAL_DAY)
    return amount, TIME_UNIT_LETTERS.encode(unit)
