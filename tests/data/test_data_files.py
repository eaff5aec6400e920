"""A data file that says something wrong is refused with the file, the entry and the field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clerk.catalogue_files import (
    DataFileError,
    data_folder,
    load_agreements,
    load_catalogue,
    load_counter_data,
    load_regions,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(data_folder(), tmp_path / "data"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder: Path) -> DataFileError:
    with pytest.raises(DataFileError) as error:
        load_counter_data(folder)
    return error.value


def test_an_administrators_own_folder_is_read_like_the_shipped_one(folder: Path) -> None:
    assert load_counter_data(folder) == load_counter_data()


def test_a_misspelt_field_is_named_with_file_and_item(folder: Path) -> None:
    change(folder / "items" / "20_medical_insurance.toml", "case_type", "casetype")
    error = refused(folder)
    assert (error.file, error.entry) == ("20_medical_insurance.toml", "YB-0021")
    assert error.field.startswith("item.0.casetype") or error.field.startswith("item.0.case_type")
    assert "20_medical_insurance.toml: YB-0021" in str(error)


def test_a_limit_written_as_text_is_refused(folder: Path) -> None:
    change(folder / "items" / "10_enterprise.toml", "statutory = 3", 'statutory = "3"')
    error = refused(folder)
    assert (error.entry, error.field) == ("SC-0001", "item.0.limit.statutory")


def test_an_unknown_material_is_refused(folder: Path) -> None:
    change(folder / "items" / "20_medical_insurance.toml", "filing_form =", "filling_form =")
    error = refused(folder)
    assert (error.entry, error.field) == ("YB-0021 qingpu", "materials.filling_form")


def test_a_mark_that_does_not_exist_is_refused(folder: Path) -> None:
    change(folder / "items" / "20_medical_insurance.toml", 'filing_form = "A"', 'filing_form = "Z"')
    assert refused(folder).entry == "YB-0021"


def test_an_e_licence_without_a_kind_is_refused(folder: Path) -> None:
    change(folder / "items" / "20_medical_insurance.toml", 'filing_form = "A"', 'filing_form = "E"')
    assert refused(folder).field == "materials.filing_form"


def test_a_code_used_twice_is_refused(folder: Path) -> None:
    change(folder / "items" / "20_medical_insurance.toml", "YB-0022", "YB-0021")
    error = refused(folder)
    assert (error.entry, error.words) == ("YB-0021", "used twice")


def test_an_owner_without_a_department_is_refused(folder: Path) -> None:
    change(folder / "items" / "20_medical_insurance.toml", 'owner = "医保"', 'owner = "水利"')
    error = refused(folder)
    assert error.field == "owner"
    assert "水利" in error.words


def test_a_closed_variant_must_say_why(folder: Path) -> None:
    path = folder / "items" / "40_public_security.toml"
    change(path, 'open = false\nopened_note = "暂未开通（按公开程序所见，日期待核实）"', "open = false")
    error = refused(folder)
    assert error.entry == "GA-0035"
    assert "opened_note" in error.words


def test_a_window_in_an_unknown_region_is_refused(folder: Path) -> None:
    change(folder / "regions.toml", 'window = "长三角专窗"\nregion = "jiashan"', 'window = "1"\nregion = "x"')
    error = refused(folder)
    assert (error.entry, error.field) == ("JS01", "region")


def test_an_agreement_that_excepts_an_unknown_item_is_refused() -> None:
    with pytest.raises(DataFileError, match="GA-0044"):
        load_agreements(None, ["YB-0021"])


def test_a_file_that_is_no_toml_is_refused_by_name(folder: Path) -> None:
    (folder / "materials.toml").write_text("= nonsense", encoding="utf-8")
    assert refused(folder).file == "materials.toml"


def test_a_file_in_another_character_set_is_refused_by_name(folder: Path) -> None:
    path = folder / "departments.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert refused(folder).file == "departments.toml"


def test_a_missing_file_is_refused_by_name(folder: Path) -> None:
    (folder / "regions.toml").unlink()
    with pytest.raises(DataFileError, match=r"regions\.toml"):
        load_regions(folder / "regions.toml")


def test_a_folder_without_items_is_refused(folder: Path) -> None:
    shutil.rmtree(folder / "items")
    with pytest.raises(DataFileError, match="no item file"):
        load_catalogue(folder)
