"""Any value that the store has to keep, made by Hypothesis."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from hypothesis import strategies as st

from clerk.domain.case_file import CaseFile, CorrectionAsked
from clerk.domain.cases import Holder, State
from clerk.domain.clocks import Clock, ClockKind, Limits, Stop
from clerk.domain.deliveries import Delivery, DeliveryKind, DeliveryState
from clerk.domain.faults import Fault
from clerk.domain.holding import Holding, Spans
from clerk.domain.materials import Met, PaperReason, Way
from clerk.domain.parties import (
    Agent,
    DocumentKind,
    IdentityEvidence,
    Organisation,
    Person,
    Sex,
    Strength,
    Validity,
)

_T = TypeVar("_T")


def whole(cls: type[_T], /, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[_T]:
    """Values of a dataclass, every field drawn: one added later fails here until the store keeps it."""
    names = {f.name for f in fields(cls)}  # type: ignore[arg-type]
    if set(parts) != names:
        raise TypeError(f"{cls.__name__}: {sorted(names ^ set(parts))}")
    return st.builds(cls, **parts)


texts = st.text(max_size=60)
"""Any Unicode that can be written: control characters, beyond U+FFFF, private use."""

clear_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
"""What may stand in a column in the clear: PostgreSQL keeps no NUL in text."""

moments = st.datetimes(
    min_value=datetime(1949, 10, 1),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(2199, 12, 31),  # noqa: DTZ001
    timezones=st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)
validities = (
    st.lists(st.dates(), min_size=2, max_size=2)
    .map(sorted)
    .flatmap(lambda days: st.sampled_from((days[1], None)).map(lambda until: Validity(days[0], until)))
)
persons = whole(
    Person,
    name=texts,
    document=st.sampled_from(DocumentKind),
    number=texts,
    sex=st.sampled_from(Sex),
    birth=st.none() | st.dates(),
    validity=st.none() | validities,
    address=texts,
    nation=texts,
    phone=texts,
    issuer=texts,
)
organisations = whole(
    Organisation, name=texts, credit_code=texts, legal_representative=texts, phone=texts, address=texts
)
applicants = persons | organisations
evidences = whole(
    IdentityEvidence,
    strength=st.sampled_from(Strength),
    read_at=moments,
    reader=texts,
    reason=texts.filter(str.strip),
)
agents = whole(Agent, person=persons, evidence=evidences, relation=texts, mandate=texts)
mets = whole(
    Met,
    material=texts,
    way=st.sampled_from(Way),
    reference=texts,
    digest=texts,
    file_name=texts,
    due=st.none() | st.dates(),
    paper_reason=st.none() | st.sampled_from(PaperReason),
)
corrections = whole(CorrectionAsked, material=texts, words=texts, answered=st.booleans())
clocks = whole(
    Clock,
    kind=st.sampled_from(ClockKind),
    started=moments,
    allowed=st.integers(0, 99),
    stops=st.lists(whole(Stop, since=moments, until=st.none() | moments), max_size=2).map(tuple),
    extended=st.integers(0, 20),
    ended=st.none() | moments,
)
days = st.none() | st.integers(0, 365)
limits = whole(
    Limits,
    acceptance=st.integers(0, 99),
    promised=days,
    statutory=days,
    delivery=st.integers(0, 99),
    extension=st.integers(0, 99),
)
spans = st.timedeltas(timedelta(0), timedelta(days=40_000))
holdings = whole(
    Holding,
    begun=moments,
    holder=st.sampled_from(Holder),
    since=moments,
    before=whole(Spans, citizen=spans, clerk=spans, region=spans, line=spans),
)
case_files = whole(
    CaseFile,
    id=st.uuids().map(str),
    receipt_no=st.uuids().map(str),
    query_code=texts,
    site=clear_texts,
    window=clear_texts,
    near=clear_texts,
    home=clear_texts,
    item=clear_texts,
    item_name=clear_texts,
    variant_code=clear_texts,
    department=clear_texts,
    applicant=applicants,
    evidence=evidences,
    agent=st.none() | agents,
    form=st.dictionaries(texts, texts, max_size=3),
    met=st.lists(mets, max_size=2).map(tuple),
    state=st.sampled_from(State),
    clocks=st.lists(clocks, max_size=2).map(tuple),
    limits=limits,
    clerk=clear_texts,
    opened_at=moments,
    received_at=moments,
    consent_at=moments,
    changed_at=moments,
    online_reference=texts,
    round=st.integers(0, 9),
    home_case_no=clear_texts,
    corrections=st.lists(corrections, max_size=2).map(tuple),
    correction_document=texts,
    acceptance_document=texts,
    accepted_at=st.none() | moments,
    deemed=st.booleans(),
    decided_at=st.none() | moments,
    decision_document=texts,
    words=texts,
    licence_name=texts,
    licence_no=texts,
    handed_over_at=st.none() | moments,
    handed_over_to=texts,
    handed_over_number=texts,
    handed_over_relation=texts,
    handed_over_identity=texts,
    handed_over_mode=texts,
    handed_over_by=texts,
    printed=st.dictionaries(texts, texts, max_size=2),
    holding=st.none() | holdings,
    version=st.integers(0, 2**31 - 1),
)
deliveries = whole(
    Delivery,
    case_id=st.uuids().map(str),
    kind=st.sampled_from(DeliveryKind),
    round=st.integers(0, 9),
    region=clear_texts,
    state=st.sampled_from(DeliveryState),
    queued_at=moments,
    attempts=st.integers(0, 999),
    generation=st.integers(0, 99),
    began_at=st.none() | moments,
    next_try_at=st.none() | moments,
    settled_at=st.none() | moments,
    fault=st.none()
    | whole(Fault, code=clear_texts, details=st.dictionaries(clear_texts, clear_texts, max_size=2)),
    words=texts,
    next_actor=clear_texts,
    decided_by=clear_texts,
    decided_reason=texts,
)
