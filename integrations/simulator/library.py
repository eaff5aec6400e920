"""The library of one simulated region, filled from the made-up people and companies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clerk.domain.catalogue import Variant
from clerk.domain.licences import Licence
from clerk.domain.parties import Applicant, Person
from clerk.domain.regions import RegionId
from clerk.ports import WaitingApplication
from integrations.simulator.people import FiledApplication, SampleCompany, SamplePerson
from integrations.simulator.records import Library


def library_of(
    region: RegionId,
    people: Iterable[SamplePerson],
    companies: Iterable[SampleCompany],
    variants: Sequence[Variant],
) -> Library:
    """What ``region`` knows. Everybody can be verified everywhere; licences are where they were issued.

    Raises:
        ValueError: somebody filed an application for an item or material that the region does not have.
    """
    own = {v.item: v for v in variants if v.region == region}
    holders: dict[str, Applicant] = {}
    licences: dict[str, tuple[Licence, ...]] = {}
    waiting: dict[str, tuple[WaitingApplication, ...]] = {}
    for person in people:
        number = person.person.number
        holders[number] = person.person
        licences[number] = tuple(licence for licence in person.licences if licence.region == region)
        if person.home == region:
            waiting[number] = tuple(
                _waiting(region, person.person, filed, own.get(filed.item)) for filed in person.waiting
            )
    for company in companies:
        code = company.organisation.credit_code
        holders[code] = company.organisation
        licences[code] = tuple(licence for licence in company.licences if licence.region == region)
    return Library(holders, licences, waiting)


def _waiting(
    region: RegionId, person: Person, filed: FiledApplication, variant: Variant | None
) -> WaitingApplication:
    if variant is None:
        raise ValueError(f"{filed.reference}: {region} has no item {filed.item}")
    names = {m.code: m.name for m in variant.materials}
    unknown = [code for code in (*filed.filed, *filed.missing) if code not in names]
    if unknown:
        raise ValueError(f"{filed.reference}: {filed.item} asks for no material {unknown[0]}")
    return WaitingApplication(
        reference=filed.reference,
        region=region,
        variant_code=variant.code,
        filed_at=filed.filed_at,
        form=dict(filed.form),
        files=tuple((code, f"{names[code]}（示例）.pdf") for code in filed.filed),
        missing=filed.missing,
        applicant_name=person.name,
        applicant_number=person.number,
    )
