"""The control interface of the simulator: fault switches, rules, and a look at what a region holds.

It is served at every region's port for all regions, so that one that is down can be brought up by another's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from clerk.domain.cases import Event
from clerk.domain.regions import RegionId
from integrations.simulator.engine import RegionEngine
from integrations.simulator.faults import FaultKind, Switch
from integrations.simulator.operations import Operation
from integrations.simulator.records import HomeNews, Refusal, SimCase
from integrations.simulator.rules import DECISIONS, Point, Rules, RulesFile, Step

CONTROL = "/_simulator"


class SwitchModel(BaseModel):
    """A fault switch as it travels."""

    model_config = ConfigDict(extra="forbid")
    kind: FaultKind
    operations: list[Operation] = []
    count: int | None = Field(None, ge=1)
    seconds: float = Field(5.0, ge=-86400 * 3650, le=86400 * 3650)

    def switch(self) -> Switch:
        """The value it stands for.

        Raises:
            ValueError: a state of the region with a count or with single calls.
        """
        return Switch(self.kind, frozenset(self.operations), self.count, self.seconds)

    @classmethod
    def of(cls, switch: Switch) -> SwitchModel:
        """As it travels."""
        return cls(
            kind=switch.kind,
            operations=sorted(switch.operations),
            count=switch.count,
            seconds=switch.seconds,
        )


class PointModel(BaseModel):
    """One point of a correction: material (code or part of its name) and words."""

    material: str
    words: str


class DecisionModel(BaseModel):
    """A step that a person lets the home department do now."""

    model_config = ConfigDict(extra="forbid")
    event: Event
    words: str = ""
    points: list[PointModel] = []


class HeldFile(BaseModel):
    """A file that a region holds, without its content."""

    round: int
    material: str
    file_name: str
    media_type: str
    size: int
    digest: str


def control_routes(
    engines: Mapping[RegionId, RegionEngine], addresses: Callable[[], Mapping[RegionId, str]]
) -> APIRouter:
    """Routes over all regions of this simulator."""
    router = APIRouter(prefix=CONTROL, tags=["control"])

    def engine(region: RegionId) -> RegionEngine:
        try:
            return engines[region]
        except KeyError:
            raise HTTPException(404, "no such region") from None

    @router.get("/regions")
    def regions() -> dict[str, Any]:
        """All regions, where they are, and what is wrong with them now."""
        return {
            region: {
                "url": addresses()[region],
                "dialect": e.region.dialect.value,
                "faults": [SwitchModel.of(s).model_dump(mode="json") for s in e.faults.active()],
            }
            for region, e in engines.items()
        }

    @router.get("/regions/{region}/faults")
    def faults(region: RegionId) -> list[SwitchModel]:
        """What is switched on."""
        return [SwitchModel.of(s) for s in engine(region).faults.active()]

    @router.post("/regions/{region}/faults")
    def set_fault(region: RegionId, model: SwitchModel) -> list[SwitchModel]:
        """Switch a fault on."""
        try:
            engine(region).faults.set(model.switch())
        except ValueError as error:
            raise HTTPException(422, str(error)) from None
        return faults(region)

    @router.delete("/regions/{region}/faults")
    def clear_faults(region: RegionId, kind: FaultKind | None = None) -> list[SwitchModel]:
        """Switch a fault off, or all."""
        engine(region).faults.clear(None if kind is None else [kind])
        return faults(region)

    @router.get("/regions/{region}/rules")
    def rules(region: RegionId) -> Any:
        """How it decides."""
        return TypeAdapter(Rules).dump_python(engine(region).rules, mode="json")

    @router.put("/regions/{region}/rules")
    def set_rules(region: RegionId, model: RulesFile) -> Any:
        """Decide otherwise from the next hand-in on."""
        try:
            engine(region).set_rules(model.rules())
        except ValueError as error:
            raise HTTPException(422, str(error)) from None
        return rules(region)

    @router.get("/regions/{region}/cases")
    def cases(region: RegionId, receipt_no: str) -> Any:
        """All cases under a receipt number, as they were understood."""
        return TypeAdapter(tuple[SimCase, ...]).dump_python(engine(region).find(receipt_no), mode="json")

    @router.get("/regions/{region}/receipts")
    def receipts(region: RegionId) -> dict[str, int]:
        """How many cases there are under each receipt number."""
        return engine(region).state.receipts()

    @router.get("/regions/{region}/cases/{home_no}/files")
    def files(region: RegionId, home_no: str) -> list[HeldFile]:
        """Files of a case with the digests the region computed."""
        return [
            HeldFile(
                round=round_,
                material=file.material,
                file_name=file.file_name,
                media_type=file.media_type,
                size=len(file.content),
                digest=file.digest,
            )
            for round_, file in engine(region).state.files_of(home_no)
        ]

    @router.post("/regions/{region}/cases/{home_no}/decisions")
    def decide(region: RegionId, home_no: str, model: DecisionModel) -> Any:
        """Let the home department decide now."""
        if model.event not in DECISIONS:
            raise HTTPException(422, "not a home department's to do")
        points = tuple(Point(p.material, p.words) for p in model.points)
        try:
            news = engine(region).decide(home_no, Step(model.event, 0.0, model.words, points))
        except Refusal as refusal:
            raise HTTPException(409, refusal.words) from None
        return TypeAdapter(HomeNews).dump_python(news, mode="json")

    @router.get("/regions/{region}/uses")
    def uses(region: RegionId) -> list[dict[str, str]]:
        """Who looked at which licence, and why."""
        return [
            {"licence": licence, "cause": use.cause, "item": use.item_code, "case": use.case_id}
            for licence, use in engine(region).state.uses()
        ]

    return router
