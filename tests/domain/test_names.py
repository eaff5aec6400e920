import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain import names
from clerk.domain.faults import Refused
from clerk.domain.names import NameChange, NameMatch

LETTERS = st.characters(exclude_categories=("C", "Z"))
RAW_NAMES = st.text(LETTERS | st.sampled_from("·•・．. 　张古丽\ue864"), min_size=1, max_size=80)


@pytest.mark.parametrize("dot", "·•・．.‧･∙⋅")
def test_every_dot_between_parts_of_a_name_becomes_the_one_separator(dot: str) -> None:
    found = names.normalise(f"买买提{dot}艾力")
    assert found.value == "买买提\u00b7艾力"
    assert found.original == f"买买提{dot}艾力"


def test_what_was_put_right_is_told() -> None:
    assert names.normalise("买买提 • 艾力").changes == (NameChange.SEPARATOR, NameChange.WHITESPACE)
    assert names.normalise("张示例").changes == ()


@pytest.mark.parametrize(
    "name", ["J.R. Smith", "Smith [VIP]", "O'[/]Brien", "[@click=app.quit]", "Dr. No", ".张", "张.", "A.B"]
)
def test_a_full_stop_that_separates_nothing_stays(name: str) -> None:
    assert names.normalise(name).value == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  张示例\n", "张示例"),
        ("张　示例", "张示例"),
        ("Anna   Maria\u00a0Li", "Anna Maria Li"),
        ("Jose\u0301", "Jos\u00e9"),
    ],
)
def test_white_space_and_accents_are_brought_into_one_spelling(typed: str, kept: str) -> None:
    assert names.normalise(typed).value == kept


@given(RAW_NAMES)
def test_putting_a_name_right_twice_changes_nothing_more(raw: str) -> None:
    try:
        once = names.normalise(raw)
    except Refused:
        return
    again = names.normalise(once.value)
    assert again.value == once.value
    assert again.changes == ()


@given(st.text(st.characters(categories=("Lo",), min_codepoint=0x4E00), min_size=1, max_size=300))
def test_nothing_of_a_name_is_cut_or_replaced(name: str) -> None:
    assert unicodedata.normalize("NFC", names.normalise(name).value) == unicodedata.normalize("NFC", name)


def test_a_compatibility_ideograph_stays_the_character_on_the_card() -> None:
    assert names.normalise("李\uf9dc").value == "李\uf9dc"
    assert names.compare_names("李\uf9dc", "李隆") is NameMatch.VARIANT


def test_all_twenty_five_private_characters_are_repaired_to_standard_ones() -> None:
    assert len(names.PRIVATE_USE_REPAIR) == 25
    assert len(set(names.PRIVATE_USE_REPAIR.values())) == 25
    for private, standard in names.PRIVATE_USE_REPAIR.items():
        assert unicodedata.category(private) == "Co"
        assert names.repair_private_use(private) == standard
        assert unicodedata.category(standard) != "Co"
    assert names.normalise("吴\ue864").value == "吴\u9fbb"


def test_a_private_character_that_no_table_explains_is_kept_and_told() -> None:
    found = names.normalise("吴\ue000")
    assert found.value == "吴\ue000"
    assert found.unknown_characters == ("\ue000",)


@pytest.mark.parametrize(
    "hidden",
    [
        "\x00",
        "\t",
        "\n",
        "\x7f",
        "\u200b",
        "\u200e",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\ud800",
        "\uffff",
        "\u2028",
    ],
)
def test_hidden_characters_are_refused_with_their_code_points(hidden: str) -> None:
    with pytest.raises(Refused) as refused:
        names.normalise(f"张{hidden}示例")
    assert refused.value.fault.code == "N-02"
    assert refused.value.fault.details["characters"] == names.code_point(hidden)


@pytest.mark.parametrize("blank", ["", " ", "　\n"])
def test_a_blank_name_is_refused(blank: str) -> None:
    with pytest.raises(Refused) as refused:
        names.normalise(blank)
    assert refused.value.fault.code == "N-01"


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("张示例", "张示例", NameMatch.SAME),
        ("买买提·艾力", "买买提．艾力", NameMatch.VARIANT),
        ("买买提·艾力", "买买提艾力", NameMatch.VARIANT),
        ("吴\ue864", "吴\u9fbb", NameMatch.VARIANT),
        ("SMITH JOHN", "Smith John", NameMatch.VARIANT),
        ("ＳＭＩＴＨ", "Smith", NameMatch.VARIANT),
        ("张示例", "张示列", NameMatch.DIFFERENT),
        ("张示例", "", NameMatch.DIFFERENT),
        ("一二三四五六七八九十一二三四五", "一二三四五六七八九十一二三四五六七", NameMatch.CUT),
        ("一二三四五六七八九十一二三四五六七", "一二三四五六七八九十一二三四五", NameMatch.CUT),
        ("张示", "张示例", NameMatch.DIFFERENT),
        ("张\U0002cc56", "张？", NameMatch.VARIANT),
        ("张\U0002cc56示", "张\ue123示", NameMatch.VARIANT),
        ("张\U0002cc56", "李？", NameMatch.DIFFERENT),
        ("张三", "??", NameMatch.DIFFERENT),
    ],
)
def test_two_records_of_one_person_are_recognised(one: str, other: str, match: NameMatch) -> None:
    assert names.compare_names(one, other) is match


@given(RAW_NAMES, RAW_NAMES)
def test_it_does_not_matter_which_record_comes_first(one: str, other: str) -> None:
    assert names.compare_names(one, other) is names.compare_names(other, one)


@pytest.mark.parametrize(
    ("whole", "shown", "fits"),
    [
        ("钱又新", "钱又新", True),
        ("钱又新", "钱*", True),
        ("钱又新", "钱**", True),
        ("钱又新", "钱*新", True),
        ("钱又新", "*又新", True),
        ("钱又新", "孙*", False),
        ("钱又新", "钱又", False),
        ("330421199209090045", "330421********0045", True),
        ("330421199209090045", "330421********0046", False),
        ("330421199209090045", "330421*******0045", False),
    ],
)
def test_a_masked_record_fits_or_does_not(whole: str, shown: str, fits: bool) -> None:
    assert names.fits_mask(whole, shown) is fits


@given(RAW_NAMES)
def test_our_own_mask_of_a_name_always_fits_it(name: str) -> None:
    try:
        kept = names.normalise(name).value
    except Refused:
        return
    assert names.fits_mask(kept, names.mask_name(kept))


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张示例", "张*"),
        ("欧阳示例", "欧*"),
        ("张\U000e0100三", "张\U000e0100*"),
        ("\U0002cc56三", "\U0002cc56*"),
        ("", ""),
    ],
)
def test_a_masked_name_shows_one_character_and_no_length(name: str, masked: str) -> None:
    assert names.mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("31011819900101001X", "310118********001X"),
        ("ABC310181010112", "ABC310*****0112"),
        ("E12345678", "E1*****78"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_a_masked_number_keeps_six_and_four(number: str, masked: str) -> None:
    assert names.mask_number(number) == masked


@pytest.mark.parametrize(
    ("phone", "masked"), [("13800000000", "138****0000"), ("12345678", "******78"), ("12", "**"), ("", "")]
)
def test_a_masked_phone_keeps_three_and_four(phone: str, masked: str) -> None:
    assert names.mask_phone(phone) == masked


@given(st.text(st.sampled_from("0123456789X"), max_size=30))
def test_masking_hides_at_least_a_third_and_keeps_the_length(text: str) -> None:
    for masked in (names.mask_number(text), names.mask_phone(text)):
        assert len(masked) == len(text)
        assert masked.count("*") * 3 >= len(text)
