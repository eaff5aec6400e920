"""签批: the rules that hold whoever sits at the counter and whatever the data say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.china_time import CHINA
from clerk.domain.escalations import (
    LEVEL_WORDS,
    LONGEST_REASON,
    STANDING_WORDS,
    Escalation,
    EscalationKind,
    EscalationRule,
    ShownLine,
    Silence,
    Standing,
    Subject,
    SubjectKind,
    Verdict,
    answered,
    decided,
    digest_of,
    fallen_silent,
    kept_words,
    taken_back,
    used,
    why_not_decide,
)
from clerk.domain.faults import Refused
from clerk.domain.regions import Site
from clerk.domain.staff import EVERYWHERE, Level, Role, StaffMember
from clerk.sign_off_files import load_sign_off_rules

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=CHINA)
SITE = Site("QP02", "示例窗口", "1", "qingpu")
SUBJECT = Subject(SubjectKind.CASE, "case-1")
LINES = (ShownLine("收件凭证", "示例"), ShownLine("申请人", "示*"))
KIND = EscalationKind.VOID
ASKED = Escalation(
    id="e-1",
    kind=KIND,
    subject=SUBJECT,
    case_id="case-1",
    site="QP02",
    window="1",
    level=Level.SITE,
    standing=Standing.OPEN,
    asked_by="A0231",
    asked_at=NOW,
    due_at=NOW + timedelta(hours=1),
    shown=LINES,
    digest=digest_of(KIND, SUBJECT, LINES),
    reason="填错人了",
)
SUPERVISOR = StaffMember("S0101", "示例", Role.SUPERVISOR, "QP02")


def decide(escalation: Escalation, verdict: Verdict, by: StaffMember = SUPERVISOR, **how: str) -> Escalation:
    """A decision on exactly what was shown, of a case that has not changed."""
    seen = how.get("seen", escalation.digest)
    current = how.get("current", escalation.digest)
    return decided(escalation, verdict, by, SITE, how.get("reason", "已核"), seen, NOW, current=current)


@given(
    st.sampled_from(Role),
    st.sampled_from(["QP02", "qingpu", "wujiang", "WJ01", EVERYWHERE]),
    st.sampled_from(Level),
)
def test_whoever_decides_is_a_supervisor_of_the_place_at_that_level_or_above_and_never_the_asker(
    role: Role, place: str, level: Level
) -> None:
    stands_at = {"QP02": 1, "qingpu": 2, EVERYWHERE: 3}.get(place, 0)
    escalation = replace(ASKED, level=level)
    may = why_not_decide(escalation, StaffMember("S0101", "示例", role, place), SITE) is None
    assert may == (role is Role.SUPERVISOR and stands_at >= level)
    own = why_not_decide(escalation, StaffMember("A0231", "示例", role, place), SITE)
    assert own is not None
    assert own.fault.code == "Q-02"


@pytest.mark.parametrize("standing", [s for s in Standing if not s.is_open])
def test_what_has_its_result_is_not_decided_answered_or_taken_back(standing: Standing) -> None:
    done = replace(ASKED, standing=standing, decided_by="S0102", decided_at=NOW)
    for act in (
        lambda: decide(done, Verdict.APPROVE),
        lambda: answered(done, "A0231", "还有"),
        lambda: taken_back(done, "A0231", NOW),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.fault.code == "Q-01"
        assert caught.value.fault.details["who"] == "S0102"


def test_only_an_approval_needs_the_case_to_be_as_it_was_and_every_decision_needs_what_was_shown() -> None:
    other = "0" * 64
    with pytest.raises(Refused, match="Q-04"):
        decide(ASKED, Verdict.APPROVE, current=other)
    assert decide(ASKED, Verdict.REFUSE, current=other).standing is Standing.REFUSED
    assert decide(ASKED, Verdict.ASK_BACK, current=other).standing is Standing.ASKED_BACK
    for verdict in Verdict:
        with pytest.raises(Refused, match="Q-04"):
            decide(ASKED, verdict, seen=other)


def test_asking_back_decides_nothing_and_the_clock_goes_on() -> None:
    back = decide(ASKED, Verdict.ASK_BACK, reason="哪一位？")
    assert (back.decided_by, back.due_at, back.question) == ("", ASKED.due_at, "哪一位？")
    again = answered(back, "A0231", "同名的另一位")
    assert (again.standing, again.digest) == (Standing.OPEN, ASKED.digest)
    assert again.reason == "填错人了\n同名的另一位"


def test_an_approval_is_used_once_and_only_for_what_was_approved() -> None:
    with pytest.raises(Refused, match="Q-13"):
        used(ASKED, ASKED.digest, NOW)
    approved = decide(ASKED, Verdict.APPROVE)
    with pytest.raises(Refused, match="Q-04"):
        used(approved, "0" * 64, NOW)
    spent = used(approved, approved.digest, NOW)
    with pytest.raises(Refused, match="Q-06"):
        used(spent, approved.digest, NOW)


def test_any_other_line_word_subject_or_kind_is_another_digest() -> None:
    seen = {
        ASKED.digest,
        digest_of(EscalationKind.EXTENSION, SUBJECT, LINES),
        digest_of(KIND, Subject(SubjectKind.VISIT, "case-1"), LINES),
        digest_of(KIND, Subject(SubjectKind.CASE, "case-1", "m1"), LINES),
        digest_of(KIND, SUBJECT, LINES[::-1]),
        digest_of(KIND, SUBJECT, LINES[:1]),
        digest_of(KIND, SUBJECT, (ShownLine("收件凭证示", "例"), LINES[1])),
    }
    assert len(seen) == 7


@given(st.sampled_from(Silence), st.integers(min_value=0, max_value=5))
def test_silence_never_allows_anything_and_ends_at_the_last_level(on_silence: Silence, times: int) -> None:
    rule = EscalationRule(KIND, Level.SITE, timedelta(hours=1), on_silence, holds=True)
    now, escalation = NOW, ASKED
    assert fallen_silent(escalation, rule, ASKED.due_at - timedelta(microseconds=1)) == escalation
    for _ in range(times):
        now = max(now, escalation.due_at)
        escalation = fallen_silent(escalation, rule, now)
    assert escalation.standing is not Standing.APPROVED
    assert escalation.decided_by == ""
    expected = {
        Silence.LAPSE: (Level.SITE, times >= 1, not times),
        Silence.NEXT_LEVEL: (Level(min(3, 1 + times)), times > 2, True),
        Silence.STAYS: (Level.SITE, times >= 1, True),
    }
    assert (escalation.level, escalation.overdue, escalation.standing.is_open) == expected[on_silence]


def test_words_are_kept_as_typed_up_to_their_end() -> None:
    odd = "'; DROP TABLE cases; -- \x1b[2J \u202e王 [/]"
    assert kept_words(f"  {odd} ") == odd
    assert kept_words("长" * LONGEST_REASON) == "长" * LONGEST_REASON
    for text, code in (("\n \t", "U-05"), ("长" * (LONGEST_REASON + 1), "Q-11")):
        with pytest.raises(Refused, match=code):
            kept_words(text)


def test_a_long_conversation_is_never_too_long_to_go_on() -> None:
    escalation = replace(ASKED, reason="长" * LONGEST_REASON, standing=Standing.ASKED_BACK)
    again = answered(escalation, "A0231", "短")
    assert again.reason.endswith("\n短")


def test_the_shipped_rules_have_every_kind_once_and_none_is_said_to_be_verified() -> None:
    rules = load_sign_off_rules()
    assert set(rules) == set(EscalationKind)
    assert all(rule.kind is kind for kind, rule in rules.items())
    assert not any(rule.verified for rule in rules.values())
    assert {kind for kind, rule in rules.items() if rule.holds} >= {
        EscalationKind.TYPED_IDENTITY,
        EscalationKind.LICENCE_MISMATCH,
        EscalationKind.DEFICIENCY_TOLERANCE,
        EscalationKind.VOID,
    }
    assert not rules[EscalationKind.PAPER_DESPITE_LICENCE].holds


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("[void]\nlevel = 'site'\nminutes = 1\non_silence = 'lapse'\nholds = true\n", "no rule for"),
        ("[tea_break]\nlevel = 'site'\n", "tea_break"),
        ("[void]\nlevel = 'ministry'\n", "void"),
        ("[void]\nlevel = 'site'\n[void]\nlevel = 'site'\n", "void"),
        ("[void", ""),
    ],
)
def test_rules_that_miss_or_repeat_a_kind_are_refused_by_name(tmp_path: Path, wrong: str, said: str) -> None:
    path = tmp_path / "sign_off.toml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_sign_off_rules(path)
    assert caught.value.fault.code == "G-10"
    assert said in caught.value.fault.details["what"]


def test_every_standing_and_level_has_its_words() -> None:
    assert set(STANDING_WORDS) == set(Standing)
    assert set(LEVEL_WORDS) == set(Level)
