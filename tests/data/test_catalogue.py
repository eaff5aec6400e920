"""The shipped catalogue: every item in three regions, nothing claimed that was not published."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from stdnum.cn import uscc

from clerk.catalogue_files import CounterData, load_counter_data
from clerk.domain.catalogue import CaseType, Mode
from clerk.domain.materials import Necessity, Way, best_way
from clerk.domain.parties import ApplicantKind
from clerk.domain.regions import Action

REGIONS = ("qingpu", "wujiang", "jiashan")
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def data() -> CounterData:
    return load_counter_data()


def test_there_are_sixty_two_items_numbered_as_in_the_sample(data: CounterData) -> None:
    assert [int(item.code[-4:]) for item in data.items] == list(range(1, 63))


def test_every_item_has_one_variant_in_each_of_the_three_regions(data: CounterData) -> None:
    for item in data.items:
        assert tuple(variant.region for variant in item.variants) == REGIONS, item.code
        assert all(variant.item == item.code for variant in item.variants)


def test_no_code_is_used_twice(data: CounterData) -> None:
    codes = Counter(item.code for item in data.items)
    codes.update(variant.code for item in data.items for variant in item.variants)
    assert [code for code, times in codes.items() if times > 1] == []


def test_region_codes_have_the_form_their_region_uses(data: CounterData) -> None:
    lengths = {"qingpu": 12, "wujiang": 31, "jiashan": 33}
    for item in data.items:
        for variant in item.variants:
            assert len(variant.code) == lengths[variant.region], variant.code
            if variant.region != "qingpu":
                assert variant.code.startswith(variant.department_code)


def test_every_department_has_a_credit_code_with_a_valid_check_character(data: CounterData) -> None:
    for item in data.items:
        for variant in item.variants:
            assert uscc.is_valid(variant.department_code), variant.department_code


def test_a_department_is_one_code_and_one_name(data: CounterData) -> None:
    names: dict[str, set[str]] = {}
    for item in data.items:
        for variant in item.variants:
            names.setdefault(variant.department_code, set()).add(variant.department)
    assert all(len(known) == 1 for known in names.values())
    assert names["11320509MB0000060F"] == {"吴江区医疗保障局"}


def test_no_essential_material_can_come_later(data: CounterData) -> None:
    deferrable = 0
    for item in data.items:
        for variant in item.variants:
            for material in variant.materials:
                essential = material.necessity is Necessity.ESSENTIAL
                assert not (essential and Way.DEFERRED in material.ways), (variant.code, material.code)
                deferrable += material.necessity is Necessity.DEFERRABLE
                assert (material.necessity is Necessity.DEFERRABLE) == (Way.DEFERRED in material.ways)
    assert deferrable > 0


def test_what_an_e_licence_can_replace_can_still_be_handed_in(data: CounterData) -> None:
    kinds = {kind.code for kind in data.licence_kinds}
    for item in data.items:
        for variant in item.variants:
            for material in variant.materials:
                if Way.E_LICENCE in material.ways:
                    assert material.licence_kind in kinds
                    assert {Way.PAPER, Way.SCAN} <= material.ways
                else:
                    assert material.licence_kind == ""


def test_an_original_is_never_replaced_by_a_file(data: CounterData) -> None:
    originals = [
        material
        for item in data.items
        for variant in item.variants
        for material in variant.materials
        if material.code.startswith(("original_", "old_")) or material.code.endswith("_original")
    ]
    assert originals
    assert {material.ways for material in originals} == {frozenset({Way.PAPER})}


def test_limits_and_items_and_agreements_are_shown_as_unverified(data: CounterData) -> None:
    assert not any(item.verified for item in data.items)
    assert not any(variant.limit.verified for item in data.items for variant in item.variants)
    assert not any(m.verified for i in data.items for v in i.variants for m in v.materials)
    assert not any(agreement.verified for agreement in data.agreements.entries)
    assert all(item.sources for item in data.items)
    without_source = {item.code for item in data.items if "待核实" in item.sources}
    assert {"SC-0005", "ZR-0058"} <= without_source
    assert "YB-0021" not in without_source


def test_an_on_the_spot_item_promises_nothing_later(data: CounterData) -> None:
    for item in data.items:
        for variant in item.variants:
            on_the_spot = variant.case_type is CaseType.ON_THE_SPOT
            assert on_the_spot == (variant.limit.promised == 0), variant.code


def test_no_promise_is_longer_than_the_law_allows(data: CounterData) -> None:
    for item in data.items:
        for variant in item.variants:
            limit = variant.limit
            if limit.statutory is not None and limit.promised is not None:
                assert limit.promised <= limit.statutory, variant.code


def test_phones_are_marked_as_samples(data: CounterData) -> None:
    phones = [variant.phone for item in data.items for variant in item.variants]
    phones += [site.phone for site in data.sites]
    assert all(phone.endswith("（示例）") for phone in phones)


def test_a_medical_filing_needs_no_paper_in_any_region(data: CounterData) -> None:
    usable = {kind.code for kind in data.licence_kinds if kind.usable}
    filing = next(item for item in data.items if item.code == "YB-0021")
    assert filing.name == "跨省异地就医备案"
    assert {variant.name for variant in filing.variants} >= {"跨省异地就医备案", "异地就医备案"}
    for variant in filing.variants:
        assert [m.code for m in variant.materials] == ["id_card", "social_card", "filing_form"]
        for material in variant.materials:
            available = material.licence_kind in usable
            way = best_way(material, licence_available=available, archived=False)
            assert way.without_paper, (variant.region, material.code)


def test_articles_for_a_company_in_jiashan_are_handed_in_as_a_scan_or_on_paper(data: CounterData) -> None:
    company = next(item for item in data.items if item.code == "SC-0001")
    variant = company.variant("jiashan")
    assert variant is not None
    articles = variant.material("articles")
    assert articles.necessity is Necessity.ESSENTIAL
    assert {Way.SCAN, Way.PAPER} <= articles.ways
    assert best_way(articles, licence_available=False, archived=False) is Way.SCAN
    assert not articles.allows(Way.COMMITMENT)


def test_regions_differ_in_how_a_company_proves_its_address(data: CounterData) -> None:
    company = next(item for item in data.items if item.code == "SC-0001")
    proof = {variant.region: variant.material("address_proof") for variant in company.variants}
    assert proof["qingpu"].allows(Way.COMMITMENT)
    assert proof["jiashan"].allows(Way.COMMITMENT)
    assert proof["wujiang"].ways == {Way.ARCHIVE, Way.SCAN, Way.PAPER}
    editions = {variant.region: dict(variant.attributes)["章程格式"] for variant in company.variants}
    assert editions == {"qingpu": "2024 版", "wujiang": "2024 版", "jiashan": "2023 版"}


def test_a_region_changes_only_what_it_writes(data: CounterData) -> None:
    change = next(item for item in data.items if item.code == "SC-0002")
    wujiang = change.variant("wujiang")
    assert wujiang is not None
    proof = wujiang.material("address_proof")
    assert proof.necessity is Necessity.OPTIONAL
    assert proof.ways == {Way.DATA_CHECK, Way.ARCHIVE, Way.SCAN, Way.PAPER}


def test_a_household_certificate_is_not_open_in_jiashan_and_says_why(data: CounterData) -> None:
    item = next(item for item in data.items if item.code == "GA-0035")
    closed = [variant for variant in item.variants if not variant.open]
    assert [variant.region for variant in closed] == ["jiashan"]
    assert closed[0].opened_note.startswith("暂未开通")


def test_whatever_is_closed_says_why(data: CounterData) -> None:
    closed = [variant for item in data.items for variant in item.variants if not variant.open]
    assert {variant.item for variant in closed} == {"GA-0035", "GA-0038"}
    assert all(variant.opened_note for variant in closed)


def test_every_way_of_handling_and_kind_of_applicant_occurs(data: CounterData) -> None:
    assert {mode for item in data.items for mode in item.modes} == set(Mode)
    assert {kind for item in data.items for kind in item.applicants} == set(ApplicantKind)


def test_nineteen_licence_kinds_of_which_nine_are_unverified_and_off(data: CounterData) -> None:
    batches = {batch: [k for k in data.licence_kinds if k.batch == batch] for batch in (1, 2)}
    assert {batch: len(kinds) for batch, kinds in batches.items()} == {1: 8, 2: 11}
    assert sum(not kind.verified for kind in batches[1]) == 1
    assert sum(not kind.verified for kind in batches[2]) == 8
    off = {kind.name for kind in data.licence_kinds if not kind.usable}
    assert off == {
        "离婚证", "残疾人证", "不动产权证书", "食品经营许可证", "药品经营许可证",
        "医疗机构执业许可证", "道路运输证", "内河船舶证书", "居民户口簿",
    }  # fmt: skip


def test_agreements_run_both_ways_between_all_three_regions(data: CounterData) -> None:
    for near in REGIONS:
        for home in REGIONS:
            assert data.agreements.can(near, home, "YB-0021", Action.RECEIVE, TODAY), (near, home)
            agreement = data.agreements.require(near, home, "YB-0021", Action.HAND_OVER, TODAY)
            assert agreement.basis


def test_a_residence_permit_is_received_only_in_its_own_region(data: CounterData) -> None:
    can = data.agreements.can
    assert can("qingpu", "qingpu", "GA-0044", Action.RECEIVE, TODAY)
    assert not can("qingpu", "wujiang", "GA-0044", Action.RECEIVE, TODAY)


def test_the_three_windows_of_qingpu_and_their_counterparts(data: CounterData) -> None:
    sites = {site.code: site for site in data.sites}
    assert [code for code, site in sites.items() if site.region == "qingpu"] == ["QP01", "QP02", "QP03"]
    assert "金泽" in sites["QP02"].name
    assert "香花桥" in sites["QP03"].name
    assert {sites["WJ01"].region, sites["JS01"].region} == {"wujiang", "jiashan"}


def test_regions_have_their_division_and_dialect(data: CounterData) -> None:
    assert [(r.id, r.division, r.dialect.value) for r in data.regions] == [
        ("qingpu", "310118000000", "shanghai"),
        ("wujiang", "320509000000", "jiangsu"),
        ("jiashan", "330421000000", "zhejiang"),
    ]
