from dataclasses import replace

import pytest

from clerk.domain.catalogue import CaseType, DifferenceRow, Differences, Item, Limit, Mode, Variant
from clerk.domain.differences import differences
from clerk.domain.materials import Material, Necessity, Way
from clerk.domain.parties import ApplicantKind

REGIONS = ("qingpu", "wujiang", "jiashan")
ID_CARD = Material(
    "id_card", "居民身份证", Necessity.ESSENTIAL, frozenset({Way.E_LICENCE, Way.PAPER}), verified=True
)
FORM = Material("form", "申请表", Necessity.DEFERRABLE, frozenset({Way.PAPER, Way.DEFERRED}))
PROOF = Material("proof", "住所证明", Necessity.OPTIONAL, frozenset({Way.COMMITMENT}), note="示例说明")

QINGPU = Variant(
    "YB-0001",
    "qingpu",
    "QP-1",
    "示例事项",
    "青浦区示例局",
    "",
    Limit(20, 0, verified=True),
    CaseType.ON_THE_SPOT,
    (ID_CARD, FORM),
    attributes=(("章程格式", "2024 版"),),
    gives_licence="示例许可证",
)
WUJIANG = replace(
    QINGPU,
    region="wujiang",
    code="WJ-1",
    department="吴江区示例局",
    limit=Limit(20, 5),
    case_type=CaseType.PROMISED,
    materials=(replace(ID_CARD, name="身份证", ways=frozenset({Way.PAPER, Way.SCAN})), FORM, PROOF),
    attributes=(("章程格式", "2023 版"), ("电子签名", "可用")),
    gives_licence="",
)
ITEM = Item(
    "YB-0001",
    "示例事项",
    "行政许可",
    "示例",
    frozenset({Mode.RECEIPT}),
    frozenset({ApplicantKind.PERSON}),
    (WUJIANG, QINGPU),
)


def _row(shown: Differences, label: str) -> DifferenceRow:
    (row,) = [row for row in shown.rows if row.label == label]
    return row


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("承诺办结时限", ("即办", "5 个工作日", "未开办")),
        ("法定办结时限", ("20 个工作日", "20 个工作日", "未开办")),
        ("办件类型", ("即办件", "承诺件", "未开办")),
        ("办理部门", ("青浦区示例局", "吴江区示例局", "未开办")),
        ("结果证照", ("示例许可证", "仅出具告知", "未开办")),
        ("居民身份证", ("电子证照、纸质", "身份证：扫描、纸质", "未开办")),
        ("申请表", ("容缺、纸质（可容缺）", "容缺、纸质（可容缺）", "未开办")),
        ("住所证明", ("不需要", "告知承诺（非必要）；示例说明", "未开办")),
        ("章程格式", ("2024 版", "2023 版", "未开办")),
        ("电子签名", ("—", "可用", "未开办")),
    ],
)
def test_the_regions_stand_side_by_side_in_the_order_asked_for(label: str, values: tuple[str, ...]) -> None:
    assert _row(differences(ITEM, REGIONS), label).values == values


def test_a_row_says_whether_the_regions_differ() -> None:
    both = differences(ITEM, ("qingpu", "wujiang"))
    assert not _row(both, "法定办结时限").differs
    assert _row(both, "承诺办结时限").differs
    assert _row(differences(ITEM, REGIONS), "法定办结时限").differs, "not handled is a difference too"


def test_what_is_not_verified_is_marked_per_region() -> None:
    shown = differences(ITEM, REGIONS)
    assert _row(shown, "承诺办结时限").unverified == (False, True, False)
    assert _row(shown, "居民身份证").unverified == (False, False, False)
    assert _row(shown, "申请表").unverified == (True, True, False)


def test_common_materials_are_asked_for_everywhere_and_met_in_one_way() -> None:
    assert differences(ITEM, REGIONS).common_materials == ("居民身份证", "申请表")
    scan_only = replace(WUJIANG, materials=(replace(ID_CARD, ways=frozenset({Way.SCAN})), FORM))
    item = replace(ITEM, variants=(QINGPU, scan_only))
    assert differences(item, REGIONS).common_materials == ("申请表",)


def test_a_closed_variant_says_why() -> None:
    closed = replace(QINGPU, open=False, opened_note="系统升级")
    item = replace(ITEM, variants=(closed, replace(WUJIANG, opened_note="2023-12-01 起")))
    assert _row(differences(item, REGIONS), "办理状态").values == (
        "暂停办理（系统升级）",
        "已开办（2023-12-01 起）",
        "未开办",
    )


def test_a_limit_that_is_not_published_is_not_made_up() -> None:
    item = replace(ITEM, variants=(replace(QINGPU, limit=Limit(None, None)),))
    assert _row(differences(item, ("qingpu",)), "承诺办结时限").values == ("未公布",)


def test_an_item_that_nobody_handles_has_nothing_in_common() -> None:
    shown = differences(replace(ITEM, variants=()), REGIONS)
    assert shown.common_materials == ()
    assert shown.regions == REGIONS
    assert all(set(row.values) == {"未开办"} for row in shown.rows)
