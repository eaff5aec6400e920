"""The documented table says what the shipped rules say, and sensitive matters are those it names."""

from __future__ import annotations

from pathlib import Path

from clerk.catalogue_files import load_catalogue
from clerk.desk.wording import ESCALATION_KIND_WORDS
from clerk.domain.escalations import LEVEL_WORDS
from clerk.sign_off_files import load_sign_off_rules, sign_off_rules_for

DOCUMENT = Path(__file__).parents[2] / "docs" / "sign-offs.md"


def test_the_documented_table_is_what_the_rules_say() -> None:
    expected = []
    for kind, rule in load_sign_off_rules().items():
        words, minutes = ESCALATION_KIND_WORDS[kind], int(rule.within.total_seconds()) // 60
        cells = (
            f"{words.en} ({words.zh})",
            LEVEL_WORDS[rule.level][1],
            f"{minutes} min",
            rule.on_silence.value.replace("_", " "),
            "yes" if rule.holds else "no",
        )
        expected.append(f"| {' | '.join(cells)} |")
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    start = lines.index("|---|---|---|---|---|") + 1
    assert lines[start : start + len(expected)] == expected
    assert not lines[start + len(expected)].startswith("|")


def test_a_profile_may_bring_its_own_rules(tmp_path: Path) -> None:
    assert sign_off_rules_for(str(tmp_path)) == load_sign_off_rules()
    shipped = Path(__file__).parents[2] / "clerk" / "data" / "sign_off.toml"
    own = shipped.read_text(encoding="utf-8").replace("minutes = 2880", "minutes = 60")
    (tmp_path / "sign_off.toml").write_text(own, encoding="utf-8")
    assert sign_off_rules_for(str(tmp_path)) != load_sign_off_rules()


def test_household_register_marriage_archives_and_medical_bills_are_sensitive() -> None:
    sensitive = {item.name for item in load_catalogue() if item.sensitive}
    for words in ("结婚登记", "户", "档案", "医疗费"):
        assert any(words in name for name in sensitive), words
    assert not any("公司" in name for name in sensitive)
