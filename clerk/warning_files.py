"""Reads the rules of warnings (预警规则) from their TOML file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from clerk.domain.escalations import EscalationKind
from clerk.domain.warnings import Colour, Measure, WarningRule, WarningRules, Watch
from clerk.rule_files import read_rules

SHIPPED = Path(__file__).parent / "data" / "warnings.toml"
"""The rules that come with the program."""

_Text = Annotated[str, Field(min_length=1)]
_Count = Annotated[int, Field(ge=0)]


class _RuleEntry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    watch: Annotated[Watch, Field(strict=False)]
    colour: Annotated[Colour, Field(strict=False)]
    percent: _Count | None = None
    day: _Count | None = None
    days_before: _Count | None = None
    minutes: _Count | None = None
    passed: bool = False
    unacknowledged: bool = False
    acknowledged: bool = False
    escalates: Annotated[EscalationKind | None, Field(strict=False)] = None
    zh: _Text
    en: _Text
    do_zh: _Text
    do_en: _Text
    verified: bool = False

    @model_validator(mode="after")
    def _is_a_rule(self) -> _RuleEntry:
        if len(self._measures()) != 1:
            raise ValueError("a rule counts in one way: percent, day, days_before, minutes or passed")
        if self.acknowledged and self.unacknowledged:
            raise ValueError("a transfer is acknowledged or it is not")
        self.rule()
        return self

    def _measures(self) -> list[tuple[Measure, int]]:
        given = {
            Measure.PERCENT: self.percent,
            Measure.DAY: self.day,
            Measure.DAYS_BEFORE: self.days_before,
            Measure.MINUTES: self.minutes,
            Measure.PASSED: 0 if self.passed else None,
        }
        return [(measure, count) for measure, count in given.items() if count is not None]

    def rule(self) -> WarningRule:
        """The frozen value."""
        ((measure, at),) = self._measures()
        return WarningRule(
            code=self.code,
            watch=self.watch,
            colour=self.colour,
            measure=measure,
            at=at,
            zh=self.zh,
            en=self.en,
            do_zh=self.do_zh,
            do_en=self.do_en,
            unacknowledged=self.unacknowledged,
            acknowledged=self.acknowledged,
            escalates=self.escalates,
            verified=self.verified,
        )


class _RuleFile(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    rule: list[_RuleEntry]

    @model_validator(mode="after")
    def _codes_are_apart(self) -> _RuleFile:
        codes = [rule.code for rule in self.rule]
        if len(codes) != len(set(codes)):
            raise ValueError("two rules have one code")
        return self


def load_warning_rules(path: Path = SHIPPED) -> WarningRules:
    """The rules in ``path``.

    Raises:
        Refused: ``G-10`` with the entry that is wrong.
    """
    file = read_rules(path, _RuleFile)
    return tuple(entry.rule() for entry in file.rule)
