"""Hypothesis strategies for what crosses the line: any value the counter may have, in either dialect."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date, datetime

from hypothesis import strategies as st

from clerk.domain.cases import Event
from clerk.domain.catalogue import CaseType, Limit, Variant
from clerk.domain.china_time import CHINA
from clerk.domain.licences import Licence, LicenceKind, LicenceState
from clerk.domain.materials import Material, Met, Necessity, PaperReason, Way
from clerk.domain.parties import (
    Agent,
    DocumentKind,
    IdentityEvidence,
    Organisation,
    Person,
    Strength,
    Validity,
)
from clerk.ports import CorrectionPoint, News, WaitingApplication
from integrations.regions.licence_types import LicenceTypes

KINDS = (
    LicenceKind("business_licence", "企业营业执照", 1, True, national_type="11100000MB0143028R001"),
    LicenceKind("resident_id", "居民身份证", 1, True),
)
TYPES = LicenceTypes.of(KINDS)

HOME_EVENTS = (
    Event.ACCEPT,
    Event.ASK_CORRECTION,
    Event.REFUSE_ACCEPTANCE,
    Event.FIND_NOT_APPLICABLE,
    Event.BEGIN_REVIEW,
    Event.GRANT,
    Event.REFUSE,
    Event.RETURN,
    Event.FORWARD,
    Event.SUSPEND,
    Event.RESUME,
    Event.EXTEND,
    Event.MAKE_LICENCE,
    Event.CLOSE,
    Event.WITHDRAW,
    Event.VOID,
)
"""What a home department can tell of a case."""


def words(least: int = 0, most: int = 40) -> st.SearchStrategy[str]:
    """Text as people write it: Chinese, Latin, rare characters beyond U+FFFF, the separator of long names."""
    alphabet = st.one_of(
        st.characters(codec="gb18030", categories=("L", "M", "N", "P", "S", "Zs")),
        st.sampled_from("张沈·𠮷𡃁㐂㒰ä[/]'\"\\<&"),
    )
    return st.text(alphabet, min_size=least, max_size=most)


def codes(most: int = 33) -> st.SearchStrategy[str]:
    """Numbers and codes."""
    return st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=most)


def moments() -> st.SearchStrategy[datetime]:
    """Whole seconds: no dialect writes less."""
    return st.datetimes(datetime(2001, 9, 10), datetime(2099, 12, 31)).map(  # noqa: DTZ001
        lambda at: at.replace(microsecond=0, tzinfo=CHINA)
    )


def days() -> st.SearchStrategy[date]:
    """Days that any document may show."""
    return st.dates(date(1900, 1, 1), date(2099, 12, 30))


@st.composite
def validities(draw: st.DrawFn) -> Validity:
    """With an end or 长期."""
    since, until = sorted((draw(days()), draw(days())))
    return Validity(since, draw(st.sampled_from((until, None))))


@st.composite
def materials(draw: st.DrawFn) -> Material:
    """A line of a material list."""
    necessity = draw(st.sampled_from(Necessity))
    ways = draw(st.frozensets(st.sampled_from(Way), min_size=1))
    if necessity is Necessity.ESSENTIAL:
        ways = ways - {Way.DEFERRED} or frozenset({Way.PAPER})
    return Material(
        code=draw(codes(20)),
        name=draw(words(1)),
        necessity=necessity,
        ways=ways,
        licence_kind=draw(st.sampled_from(("", "business_licence", "resident_id"))),
        note=draw(words()),
        verified=draw(st.booleans()),
    )


@st.composite
def variants(draw: st.DrawFn, region: str) -> Variant:
    """An item as one region handles it."""
    limit = st.one_of(st.none(), st.integers(0, 365))
    return Variant(
        item=draw(codes(10)),
        region=region,
        code=draw(codes()),
        name=draw(words(1)),
        department=draw(words(1)),
        department_code=draw(codes(18)),
        limit=Limit(draw(limit), draw(limit), draw(st.booleans())),
        case_type=draw(st.sampled_from(CaseType)),
        materials=tuple(draw(st.lists(materials(), max_size=4))),
        attributes=tuple(draw(st.lists(st.tuples(words(1, 8), words()), max_size=2))),
        open=draw(st.booleans()),
        opened_note=draw(words()),
        gives_licence=draw(words()),
        phone=draw(codes(12)),
    )


def licences(region: str) -> st.SearchStrategy[Licence]:
    """Licences with one or more holders."""
    return st.builds(
        Licence,
        id=codes(),
        kind=st.sampled_from(("business_licence", "resident_id", "not_in_the_table")),
        name=words(1),
        number=codes(),
        holders=st.lists(words(1, 60), min_size=1, max_size=2).map(tuple),
        issuer=words(1),
        region=st.just(region),
        validity=validities(),
        state=st.sampled_from(LicenceState),
        identifier=st.one_of(st.just(""), codes()),
    )


def waiting_applications(region: str) -> st.SearchStrategy[WaitingApplication]:
    """Applications filed online."""
    return st.builds(
        WaitingApplication,
        reference=codes(),
        region=st.just(region),
        variant_code=codes(),
        filed_at=moments(),
        form=st.dictionaries(codes(10), words(), max_size=3),
        files=st.lists(st.tuples(codes(10), words(1)), max_size=3).map(tuple),
        missing=st.lists(codes(10), max_size=3).map(tuple),
        applicant_name=words(0, 60),
        applicant_number=codes(18),
    )


def persons(longest_name: int = 60) -> st.SearchStrategy[Person]:
    """What a dossier tells of a person; the rest of a card stays at the counter."""
    return st.builds(
        Person,
        name=words(1, longest_name),
        document=st.sampled_from([k for k in DocumentKind if k is not DocumentKind.CREDIT_CODE]),
        number=codes(18),
        address=words(0, 80),
        phone=codes(11),
    )


def organisations() -> st.SearchStrategy[Organisation]:
    """Legal persons."""
    return st.builds(
        Organisation,
        name=words(1, 60),
        credit_code=st.sampled_from(("91310118MA1K00000E", "91330421MA2K00000N", "12310118MB00000001")),
        legal_representative=words(0, 30),
        phone=codes(11),
        address=words(0, 80),
    )


def evidences() -> st.SearchStrategy[IdentityEvidence]:
    """How somebody was identified."""
    return st.builds(
        IdentityEvidence,
        strength=st.sampled_from(Strength),
        read_at=moments(),
        reader=codes(20),
        reason=words(1).filter(lambda reason: bool(reason.strip())),
    )


def agents() -> st.SearchStrategy[Agent]:
    """Who acts for somebody; an agent's address is nobody's business."""
    return st.builds(
        Agent,
        person=persons(longest_name=30).map(lambda p: replace(p, address="")),
        evidence=evidences(),
        relation=st.sampled_from(("guardian", "employee", "relative", "mandated")),
        mandate=st.one_of(st.just(""), codes(20)),
    )


def mets() -> st.SearchStrategy[Met]:
    """How a material was met."""
    return st.builds(
        Met,
        material=codes(20),
        way=st.sampled_from(Way),
        reference=st.one_of(st.just(""), codes(36)),
        digest=st.sampled_from(("", "0" * 64, "a1" * 32)),
        file_name=words(),
        due=st.one_of(st.none(), days()),
        paper_reason=st.one_of(st.none(), st.sampled_from(PaperReason)),
    )


@st.composite
def news(draw: st.DrawFn, home_case_no: st.SearchStrategy[str]) -> News:
    """News of any event, with what such an event can carry and nothing else."""
    event = draw(st.sampled_from(HOME_EVENTS))
    told = News(
        id=draw(codes(20)),
        receipt_no=draw(codes(30)),
        home_case_no=draw(home_case_no),
        event=event,
        at=draw(moments()),
        words=draw(words()),
        official=draw(words(0, 20)),
    )
    if event not in {Event.BEGIN_REVIEW, Event.RETURN}:
        told = replace(told, document_no=draw(words(0, 30)))
    if event is Event.ASK_CORRECTION:
        points = draw(st.lists(st.builds(CorrectionPoint, codes(10), words(1)), max_size=3))
        told = replace(told, corrections=tuple(points))
    if event in {Event.ACCEPT, Event.EXTEND}:
        told = replace(told, promised_until=draw(st.one_of(st.none(), moments())))
    if event is Event.MAKE_LICENCE:
        told = replace(told, licence_name=draw(words(1)), licence_no=draw(codes()))
    return told
