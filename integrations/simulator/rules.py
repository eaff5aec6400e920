"""How a simulated home department decides: steps with times, per item where it differs. Data, not code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from clerk.domain.cases import Event
from clerk.domain.catalogue import Variant

DECISIONS = frozenset(
    {
        Event.ACCEPT,
        Event.ASK_CORRECTION,
        Event.REFUSE_ACCEPTANCE,
        Event.FIND_NOT_APPLICABLE,
        Event.BEGIN_REVIEW,
        Event.GRANT,
        Event.REFUSE,
        Event.RETURN,
        Event.FORWARD,
        Event.SUSPEND,
        Event.RESUME,
        Event.EXTEND,
        Event.MAKE_LICENCE,
    }
)
"""What a home department can do to a case."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a correction: a material by its code or a part of its name, and what is wrong with it."""

    material: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the home department does, ``after`` seconds after the step before it."""

    event: Event
    after: float
    words: str = ""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemRule:
    """Another course for items whose code is ``item`` or whose name contains it.

    ``rounds[0]`` follows the first hand-in, ``rounds[n]`` the n-th correction, later ones the last.
    """

    item: str
    rounds: tuple[tuple[Step, ...], ...]

    def matches(self, variant: Variant) -> bool:
        """Whether this rule is meant for ``variant``."""
        return self.item in {variant.item, variant.code} or self.item in variant.name


@dataclass(frozen=True, slots=True)
class Rules:
    """How one region decides. ``pace`` 10 = ten times faster than the seconds say."""

    steps: tuple[Step, ...] = (
        Step(Event.ACCEPT, 4.0),
        Step(Event.BEGIN_REVIEW, 3.0),
        Step(Event.GRANT, 5.0),
    )
    items: tuple[ItemRule, ...] = ()
    licence_after: float = 3.0
    """Seconds from the grant to the licence, for variants that give one."""
    derive_seconds: float = 0.0
    """How long the library takes to make a derived copy."""
    pace: float = 1.0
    officials: tuple[str, ...] = ("示例-经办01", "示例-经办02", "示例-经办03")

    def course(self, variant: Variant, round_: int) -> tuple[Step, ...]:
        """What will happen to a case after its ``round_``-th hand-in, licence included."""
        steps = self.steps
        for rule in self.items:
            if rule.matches(variant) and rule.rounds:
                steps = rule.rounds[min(round_, len(rule.rounds) - 1)]
                break
        if variant.gives_licence and steps and steps[-1].event is Event.GRANT:
            steps = (*steps, Step(Event.MAKE_LICENCE, self.licence_after))
        return steps

    def official(self, number: int) -> str:
        """Who signs step ``number`` of a case."""
        return self.officials[number % len(self.officials)] if self.officials else ""


class _PointFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    material: str
    words: str


class _StepFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    event: Event
    after: float = Field(ge=0)
    words: str = ""
    points: list[_PointFile] = []

    def step(self) -> Step:
        if self.event not in DECISIONS:
            raise ValueError(f"{self.event} is not a home department's to do")
        points = tuple(Point(p.material, p.words) for p in self.points)
        return Step(self.event, self.after, self.words, points)


class _ItemFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    item: str
    rounds: list[list[_StepFile]]


class RulesFile(BaseModel):
    """Rules as they stand in a TOML file or arrive over the control interface."""

    model_config = ConfigDict(extra="forbid")
    steps: list[_StepFile] | None = None
    items: list[_ItemFile] = []
    licence_after: float = Field(3.0, ge=0)
    derive_seconds: float = Field(0.0, ge=0, le=60)
    pace: float = Field(1.0, gt=0)

    def rules(self) -> Rules:
        """The rules it describes. No ``steps``: the simulator's own; an empty list: nobody decides.

        Raises:
            ValueError: a step names something that a home department cannot do.
        """
        return Rules(
            steps=Rules().steps if self.steps is None else tuple(s.step() for s in self.steps),
            items=tuple(
                ItemRule(i.item, tuple(tuple(s.step() for s in steps) for steps in i.rounds))
                for i in self.items
            ),
            licence_after=self.licence_after,
            derive_seconds=self.derive_seconds,
            pace=self.pace,
        )


def read_rules(text: str) -> Rules:
    """Rules from TOML.

    Raises:
        ValueError: the text is not TOML, or not rules (pydantic and TOML errors are ValueErrors).
    """
    return RulesFile.model_validate(tomllib.loads(text)).rules()


def shipped_rules() -> Rules:
    """The rules that come with the simulator (``rules.toml``)."""
    return read_rules(resources.files("integrations.simulator").joinpath("rules.toml").read_text("utf-8"))
