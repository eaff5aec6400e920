"""Reads the rules of sign-offs (签批规则) from their TOML file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from clerk.domain.escalations import EscalationKind, EscalationRule, Rules, Silence
from clerk.domain.staff import Level
from clerk.rule_files import read_rules

SHIPPED = Path(__file__).parent / "data" / "sign_off.toml"
"""The rules that come with the program."""


class _RuleEntry(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    level: Literal["site", "region", "group"]
    minutes: Annotated[int, Field(ge=1)]
    on_silence: Annotated[Silence, Field(strict=False)]
    holds: bool
    verified: bool = False

    def rule(self, kind: EscalationKind) -> EscalationRule:
        """The frozen value."""
        return EscalationRule(
            kind,
            Level[self.level.upper()],
            timedelta(minutes=self.minutes),
            self.on_silence,
            self.holds,
            self.verified,
        )


class _RuleFile(RootModel[dict[EscalationKind, _RuleEntry]]):
    @model_validator(mode="after")
    def _has_every_kind(self) -> _RuleFile:
        missing = sorted(set(EscalationKind) - set(self.root))
        if missing:
            raise ValueError(f"no rule for {', '.join(missing)}")
        return self


def load_sign_off_rules(path: Path = SHIPPED) -> Rules:
    """The rules in ``path``: one for every kind.

    Raises:
        Refused: ``G-10`` with the entry that is wrong.
    """
    file = read_rules(path, _RuleFile)
    return {kind: entry.rule(kind) for kind, entry in file.root.items()}


def sign_off_rules_for(catalogue: str) -> Rules:
    """The rules in a profile's own data folder, the shipped ones where it has none or names no folder.

    Raises:
        Refused: ``G-10`` as :func:`load_sign_off_rules`.
    """
    own = Path(catalogue) / SHIPPED.name if catalogue else SHIPPED
    return load_sign_off_rules(own if own.is_file() else SHIPPED)
