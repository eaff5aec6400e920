"""Fields of forms: every kind refuses bad input in words, and nothing typed breaks anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clerk.catalogue_files import data_folder
from clerk.desk.counter import Counter
from clerk.domain.faults import Language, Refused
from clerk.domain.forms import TEXT_LIMIT, FieldKind, FieldSpec, check_field
from clerk.form_files import load_forms
from tests.desk.refusals import refused

CHOICES = ("跨省长期居住", "临时外出就医")


def _spec(kind: FieldKind, *, required: bool = True) -> FieldSpec:
    choices = CHOICES if kind is FieldKind.CHOICE else ()
    return FieldSpec("field", "字段", "Field", kind, required, choices)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (FieldKind.TEXT, "  示例路\r\n 1 号\t甲 ", "示例路 1 号 甲"),
        (FieldKind.TEXT, "𬱖伯庸·示例", "𬱖伯庸·示例"),
        (FieldKind.TEXT, "Smith [VIP]", "Smith [VIP]"),
        (FieldKind.PHONE, "１３８ ００００ ０００１", "13800000001"),
        (FieldKind.PHONE, "138-0000-0001", "13800000001"),
        (FieldKind.PHONE, "+86 13800000001", "13800000001"),
        (FieldKind.PHONE, "0512－12345678", "0512-12345678"),
        (FieldKind.PHONE, "021-00000001-12", "021-00000001-12"),
        (FieldKind.DATE, "2026/2/3", "2026-02-03"),
        (FieldKind.DATE, "2026年11月24日", "2026-11-24"),
        (FieldKind.DATE, "20261124", "2026-11-24"),
        (FieldKind.DATE, "２０２６－１１－２４", "2026-11-24"),
        (FieldKind.MONEY, "1,234.50", "1234.5"),
        (FieldKind.MONEY, "０．０１", "0.01"),
        (FieldKind.MONEY, "007", "7"),
        (FieldKind.CHOICE, " 临时外出就医 ", "临时外出就医"),
    ],
)
def test_what_is_meant_is_kept_in_one_spelling(kind: FieldKind, typed: str, kept: str) -> None:
    assert check_field(_spec(kind), typed) == kept
    assert check_field(_spec(kind), kept) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        *((kind, "  \u3000 ", "E-01") for kind in FieldKind),
        *((kind, "甲\u202e乙", "E-07") for kind in FieldKind),
        (FieldKind.TEXT, "甲\x07", "E-07"),
        (FieldKind.TEXT, "甲\u200b", "E-07"),
        (FieldKind.TEXT, "甲\ud800", "E-07"),
        (FieldKind.TEXT, "长" * (TEXT_LIMIT + 1), "E-06"),
        (FieldKind.PHONE, "1380000000", "E-02"),
        (FieldKind.PHONE, "12800000001", "E-02"),
        (FieldKind.PHONE, "1380000000a", "E-02"),
        (FieldKind.PHONE, "١٣٨٠٠٠٠٠٠٠١", "E-02"),
        (FieldKind.DATE, "2026-02-30", "E-03"),
        (FieldKind.DATE, "0000-01-01", "E-03"),
        (FieldKind.DATE, "2026-W48-2", "E-03"),
        (FieldKind.DATE, "明天", "E-03"),
        (FieldKind.MONEY, "0", "E-04"),
        (FieldKind.MONEY, "-1", "E-04"),
        (FieldKind.MONEY, "1e9", "E-04"),
        (FieldKind.MONEY, "1E+999999999", "E-04"),
        (FieldKind.MONEY, "NaN", "E-04"),
        (FieldKind.MONEY, "Infinity", "E-04"),
        (FieldKind.MONEY, "很多", "E-04"),
        (FieldKind.MONEY, "1_000", "E-04"),
        (FieldKind.CHOICE, "别的", "E-05"),
    ],
)
def test_bad_input_is_refused_in_words(kind: FieldKind, typed: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_field(_spec(kind), typed)
    fault = caught.value.fault
    assert fault.code == code
    assert "字段" in fault.sentence(Language.ZH)
    assert "Field" in fault.sentence(Language.EN)
    assert "—" not in fault.sentence(Language.ZH) + fault.cure(Language.ZH) + fault.cure(Language.EN)


def test_an_optional_field_may_be_emptied() -> None:
    for kind in FieldKind:
        assert check_field(_spec(kind, required=False), " ") == ""


@given(kind=st.sampled_from(FieldKind), required=st.booleans(), typed=st.text(max_size=TEXT_LIMIT + 50))
@example(kind=FieldKind.MONEY, required=True, typed="1E+999999999")
@example(kind=FieldKind.TEXT, required=True, typed="\ud83d")
@example(kind=FieldKind.DATE, required=True, typed="9999-12-31")
def test_nothing_typed_does_more_than_be_refused(kind: FieldKind, required: bool, typed: str) -> None:
    spec = _spec(kind, required=required)
    try:
        kept = check_field(spec, typed)
    except Refused:
        return
    assert check_field(spec, kept) == kept
    kept.encode()  # it can be written


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_kept_as_it_is(day: date) -> None:
    for typed in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert check_field(_spec(FieldKind.DATE), typed) == day.isoformat()


# the file of forms


def test_every_form_belongs_to_an_item_of_the_catalogue(shipped: Counter) -> None:
    assert set(shipped.forms.by_item) <= set(shipped.items.items)
    assert [f.name for f in shipped.forms.fields("YB-0021")] == ["phone", "filing_kind", "destination"]
    with pytest.raises(KeyError):
        shipped.forms.field("YB-0021", "no_such")
    assert load_forms(data_folder() / "forms.toml") == shipped.forms


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[common]\n", "forms.toml"),
        ('[[common]]\nname = "phone"\nzh = "电话"\n', "en"),
        ('[[common]]\nname = "phone"\nzh = "电话"\nen = "Phone"\nkind = "fax"\n', "kind"),
        ('[[common]]\nname = "phone"\nzh = "电话"\nen = "Phone"\nkind = "choice"\n', "choices"),
        ('[[common]]\nname = "a"\nzh = "电话"\nen = "A"\n[[item.X]]\nname = "a"\nzh = "甲"\nen = "A"\n', "X"),
        ('[[common]]\nname = "phone"\nzh = "电话"\nen = "Phone"\nrequierd = true\n', "requierd"),
    ],
)
def test_a_wrong_file_of_forms_says_what_is_wrong(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "forms.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_forms(path)
    assert caught.value.fault.code == "G-10"
    assert what in " ".join(caught.value.fault.details.values())
    with refused("G-10", where="missing.toml"):
        load_forms(tmp_path / "missing.toml")
