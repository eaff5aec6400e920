import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.codes.charsets import Charset, decode, encode
from clerk.domain.faults import Refused

TEXT = st.text(st.characters(exclude_categories=("Cs", "Co")))


@given(TEXT, st.sampled_from([Charset.UTF_8, Charset.GB_18030]))
def test_every_text_comes_back_whole(text: str, charset: Charset) -> None:
    assert decode(encode(text, charset), charset) == text


@pytest.mark.parametrize("name", ["龚䶮", "马𬱖", "周\U00030ede", "冯\U0002ebf0", "买买提·艾力"])
def test_rare_names_pass_through_gb_18030(name: str) -> None:
    assert decode(encode(name, Charset.GB_18030), Charset.GB_18030) == name


def test_a_character_that_the_set_cannot_hold_is_named_and_nothing_is_replaced() -> None:
    with pytest.raises(Refused) as refused:
        encode("王㛃㛃", Charset.GB_2312)
    assert refused.value.fault.code == "I-22"
    assert refused.value.fault.details == {"charset": "gb2312", "characters": "U+36C3"}


def test_a_private_substitute_is_never_sent() -> None:
    with pytest.raises(Refused) as refused:
        encode("吴\ue864", Charset.GB_18030)
    assert refused.value.fault.details["characters"] == "U+E864"


def test_a_substitute_of_an_older_edition_is_repaired_when_it_comes_in() -> None:
    assert decode(bytes.fromhex("FE59"), Charset.GB_18030) == "\u9fb4"


def test_bytes_of_another_set_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        decode("吴".encode("gb18030"), Charset.UTF_8)
    assert refused.value.fault.code == "I-23"
