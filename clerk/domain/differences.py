"""三地对照: how the regions differ on one item, and what all of them ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from clerk.domain.catalogue import CaseType, DifferenceRow, Differences, Item, Limit, Variant
from clerk.domain.materials import WAYS_IN_ORDER, Material, Necessity, Way
from clerk.domain.regions import RegionId

NOT_HANDLED = "未开办"
"""Shown for a region that has no variant of the item."""
NOT_ASKED = "不需要"
"""Shown for a material that a region does not ask for."""
NOT_SAID = "—"

_CASE_TYPES = {CaseType.ON_THE_SPOT: "即办件", CaseType.PROMISED: "承诺件"}
_WAYS = {
    Way.DATA_CHECK: "数据核验",
    Way.E_LICENCE: "电子证照",
    Way.ARCHIVE: "已有档案",
    Way.COMMITMENT: "告知承诺",
    Way.DEFERRED: "容缺",
    Way.SCAN: "扫描",
    Way.PAPER: "纸质",
}
_NECESSITIES = {Necessity.ESSENTIAL: "", Necessity.OPTIONAL: "（非必要）", Necessity.DEFERRABLE: "（可容缺）"}


def differences(item: Item, regions: Iterable[RegionId]) -> Differences:
    """``item`` side by side in ``regions``, in that order; words are Chinese, as on the guides."""
    order = tuple(regions)
    variants = tuple(item.variant(region) for region in order)
    rows = (
        _row("办理状态", variants, _open),
        _row("承诺办结时限", variants, lambda v: _days(v.limit.promised), _limit_unverified),
        _row("法定办结时限", variants, lambda v: _days(v.limit.statutory), _limit_unverified),
        _row("办件类型", variants, lambda v: _CASE_TYPES[v.case_type]),
        _row("办理部门", variants, lambda v: v.department or NOT_SAID),
        _row("结果证照", variants, lambda v: v.gives_licence or "仅出具告知"),
        *(_material_row(code, variants) for code in _material_codes(variants)),
        *(_attribute_row(label, variants) for label in _attribute_labels(variants)),
    )
    return Differences(order, rows, _common(variants))


def _row(
    label: str,
    variants: tuple[Variant | None, ...],
    value: Callable[[Variant], str],
    unverified: Callable[[Variant], bool] = lambda _: False,
) -> DifferenceRow:
    values = tuple(NOT_HANDLED if v is None else value(v) for v in variants)
    return DifferenceRow(
        label, values, len(set(values)) > 1, tuple(v is not None and unverified(v) for v in variants)
    )


def _open(variant: Variant) -> str:
    words = "已开办" if variant.open else "暂停办理"
    return f"{words}（{variant.opened_note}）" if variant.opened_note else words


def _days(days: int | None) -> str:
    if days is None:
        return "未公布"
    return "即办" if days == 0 else f"{days} 个工作日"


def _limit_unverified(variant: Variant) -> bool:
    limit: Limit = variant.limit
    return not limit.verified


def _material_codes(variants: tuple[Variant | None, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.code for v in variants if v is not None for m in v.materials))


def _material(variant: Variant | None, code: str) -> Material | None:
    return None if variant is None else next((m for m in variant.materials if m.code == code), None)


def _material_row(code: str, variants: tuple[Variant | None, ...]) -> DifferenceRow:
    asked = [m for m in (_material(v, code) for v in variants) if m is not None]
    label = asked[0].name

    def how(variant: Variant) -> str:
        material = _material(variant, code)
        if material is None:
            return NOT_ASKED
        # The same material goes by other names elsewhere; the clerk must see the name she will be asked for.
        name = "" if material.name == label else f"{material.name}："
        ways = "、".join(_WAYS[way] for way in WAYS_IN_ORDER if material.allows(way))
        note = f"；{material.note}" if material.note else ""
        return f"{name}{ways}{_NECESSITIES[material.necessity]}{note}"

    def unverified(variant: Variant) -> bool:
        material = _material(variant, code)
        return material is not None and not material.verified

    return _row(label, variants, how, unverified)


def _attribute_labels(variants: tuple[Variant | None, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for v in variants if v is not None for label, _ in v.attributes))


def _attribute_row(label: str, variants: tuple[Variant | None, ...]) -> DifferenceRow:
    return _row(label, variants, lambda v: dict(v.attributes).get(label, NOT_SAID))


def _common(variants: tuple[Variant | None, ...]) -> tuple[str, ...]:
    """Names of materials that every region asks for and that one way satisfies everywhere."""
    handled = [v for v in variants if v is not None]
    names: list[str] = []
    for code in _material_codes(variants):
        materials = [_material(v, code) for v in handled]
        asked = [m for m in materials if m is not None]
        if len(asked) == len(handled) and frozenset.intersection(*(m.ways for m in asked)):
            names.append(asked[0].name)
    return tuple(names)
