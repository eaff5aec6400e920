"""Who stands at the counter: applicants, agents, and how sure we are of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clerk.domain.faults import Refused


class Sex(StrEnum):
    """Sex as on the card (GB/T 2261.1)."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class DocumentKind(StrEnum):
    """Kind of identity document (GA/T 2000.156 gives the wire codes; 111 = resident ID card)."""

    RESIDENT_ID = "resident_id"
    """居民身份证."""
    HMT_RESIDENCE = "hmt_residence"
    """港澳台居民居住证, type J."""
    FOREIGN_RESIDENCE = "foreign_residence"
    """外国人永久居留身份证, types I (2017) and Y (2023)."""
    SOCIAL_SECURITY = "social_security"
    """社会保障卡."""
    PASSPORT = "passport"
    """护照."""
    CREDIT_CODE = "credit_code"
    """统一社会信用代码 of an organisation."""


class Strength(StrEnum):
    """How an identity was established, strongest first."""

    CHIP = "chip"
    """Read from the chip."""
    E_LICENCE = "e_licence"
    """亮证码 or e-licence."""
    CHIP_UNAUTHENTICATED = "chip_unauthenticated"
    """Read from a chip whose data nobody vouched for here: a copied chip says the same."""
    TYPED = "typed"
    """Keyed by hand: weaker, marked everywhere."""

    @property
    def weak(self) -> bool:
        """Whether papers, screens and the home department are told to look closer."""
        return self in {Strength.CHIP_UNAUTHENTICATED, Strength.TYPED}

    def weaker_than(self, other: Strength) -> bool:
        """Whether ``other`` establishes more."""
        ranked = tuple(Strength)
        return ranked.index(self) > ranked.index(other)


class ApplicantKind(StrEnum):
    """自然人 or 法人; each dialect writes it differently (domain.md §11 no. 13)."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Validity:
    """Period printed on a document. ``until`` is None when it is 长期 (long-term)."""

    since: date
    until: date | None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise Refused("I-03", since=self.since.isoformat(), until=self.until.isoformat())

    def holds_on(self, day: date) -> bool:
        """Whether the document is valid on ``day``, both ends included."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person (自然人) as the card says. ``name`` is kept whole, whatever its length."""

    name: str
    document: DocumentKind
    number: str
    sex: Sex = Sex.UNKNOWN
    birth: date | None = None
    validity: Validity | None = None
    address: str = ""
    nation: str = ""
    phone: str = ""
    issuer: str = ""

    @property
    def kind(self) -> ApplicantKind:
        """Always a person."""
        return ApplicantKind.PERSON


@dataclass(frozen=True, slots=True)
class Organisation:
    """A legal person (法人) known by its unified social credit code."""

    name: str
    credit_code: str
    legal_representative: str = ""
    phone: str = ""
    address: str = ""

    @property
    def kind(self) -> ApplicantKind:
        """Always an organisation."""
        return ApplicantKind.ORGANISATION

    @property
    def number(self) -> str:
        """The credit code, under the name every applicant has."""
        return self.credit_code


Applicant = Person | Organisation


@dataclass(frozen=True, slots=True)
class IdentityEvidence:
    """身份核验: how, when and by which reader a person was identified."""

    strength: Strength
    read_at: datetime
    reader: str
    """Reader number (SAM number) or ``typed``."""
    reason: str = ""
    """Required when typed."""

    def __post_init__(self) -> None:
        if self.strength is Strength.TYPED and not self.reason.strip():
            raise Refused("I-04")


@dataclass(frozen=True, slots=True)
class Agent:
    """代办人: who acts for the applicant, in which relation, by which mandate."""

    person: Person
    evidence: IdentityEvidence
    relation: str
    """``guardian``, ``employee``, ``relative``, ``mandated``."""
    mandate: str = ""
    """What shows that the agent may act: reference of the mandate (授权委托书), or a guardian's proof."""
