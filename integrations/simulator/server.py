"""Serves the simulated regions in one process: a port for each, one thread for all of them."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp

from clerk.domain.catalogue import Variant
from clerk.domain.faults import Language, Refused
from clerk.domain.licences import LicenceKind
from clerk.domain.regions import Region, RegionId
from integrations.simulator.clock import SimulatorClock, WallClock
from integrations.simulator.control import CONTROL, control_routes
from integrations.simulator.dialect import DialectRoutes, RoutesOf
from integrations.simulator.engine import RegionEngine
from integrations.simulator.faults import FaultKind
from integrations.simulator.library import library_of
from integrations.simulator.line import Line
from integrations.simulator.listener import Listener
from integrations.simulator.numbering import numbering_of
from integrations.simulator.operations import Operation
from integrations.simulator.pages import operations_page
from integrations.simulator.people import SampleCompany, SamplePerson
from integrations.simulator.records import Reason, Refusal
from integrations.simulator.rules import Rules
from integrations.simulator.sample_papers import SamplePapers
from integrations.simulator.state import RegionState

ADDRESS_FILE = "simulator.json"
"""Name of the file in the data folder that says where the regions are."""
_LONGEST_SHUT = 10.0


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    """What is simulated, and where."""

    regions: Sequence[Region]
    variants: Sequence[Variant]
    kinds: Sequence[LicenceKind]
    people: Sequence[SamplePerson]
    companies: Sequence[SampleCompany]
    rules: Rules = field(default_factory=Rules)
    ports: Mapping[RegionId, int] = field(default_factory=dict)
    """0 or absent: the system chooses."""
    data: Path | None = None
    """Folder of the regions' states and of the address file; None keeps everything in memory."""
    font: Path | None = None
    """TrueType font with Chinese for the sample papers."""
    promise: Callable[[date, int], date] | None = None
    """Counts working days, for the date a home department promises."""
    clock: SimulatorClock = field(default_factory=WallClock)


class Simulator:
    """All simulated regions. ``start`` returns when every one takes connections."""

    def __init__(self, settings: SimulatorSettings) -> None:
        self._settings = settings
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulator", daemon=True)
        self._listeners: dict[RegionId, Listener] = {}
        self._closing = ExitStack()
        self.engines: dict[RegionId, RegionEngine] = {}

    @property
    def addresses(self) -> Mapping[RegionId, str]:
        """Region → base URL."""
        return {region: listener.url for region, listener in self._listeners.items()}

    def start(self) -> Mapping[RegionId, str]:
        """Open the states, serve, and begin to decide. Returns the addresses.

        Raises:
            OSError: a port is taken or a folder cannot be written.
            ForeignState: a state file belongs to another region.
        """
        with ExitStack() as undo:
            undo.callback(self._loop.close)
            papers = SamplePapers(self._settings.font)
            for region in self._settings.regions:
                engine = self._engine(region, papers)
                undo.callback(engine.close)
                self.engines[region.id] = engine
            for region in self._settings.regions:
                listener = Listener(self._app(region), self._settings.ports.get(region.id, 0))
                self._listeners[region.id] = listener
            self._thread.start()
            undo.callback(self._end_loop)
            for listener in self._listeners.values():
                undo.callback(self._run, listener.close)
                self._run(listener.open)
            for region_id, engine in self.engines.items():
                engine.faults.on_change(self._follow_down(region_id))
                engine.start()
            self._closing = undo.pop_all()
        if self._settings.data is not None:
            write_addresses(self._settings.data / ADDRESS_FILE, self)
        return self.addresses

    def stop(self) -> None:
        """Stop serving and deciding; what was acknowledged is on disk."""
        if self._settings.data is not None:
            _withdraw_addresses(self._settings.data / ADDRESS_FILE)
        self._closing.close()

    def _run(self, action: Callable[[], object]) -> None:
        """Do something on the serving thread and wait until it is done."""
        coroutine = action()
        if not asyncio.iscoroutine(coroutine):
            raise TypeError("not a coroutine")
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(_LONGEST_SHUT)

    def _end_loop(self) -> None:
        self._run(_cancel_the_others)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _follow_down(self, region: RegionId) -> Callable[[], None]:
        engine, listener = self.engines[region], self._listeners[region]

        def follow() -> None:
            down = engine.faults.standing(FaultKind.DOWN) is not None
            self._run(listener.shut if down else listener.open)

        return follow

    def _engine(self, region: Region, papers: SamplePapers) -> RegionEngine:
        settings = self._settings
        folder = settings.data
        return RegionEngine(
            region,
            settings.variants,
            library_of(region.id, settings.people, settings.companies, settings.variants),
            clock=settings.clock,
            rules=settings.rules,
            numbering=numbering_of(region),
            state=RegionState(region.id, None if folder is None else folder / f"region-{region.id}.sqlite3"),
            papers=papers,
            kinds=settings.kinds,
            promise=settings.promise,
        )

    def _app(self, region: Region) -> ASGIApp:
        engine = self.engines[region.id]
        routes_of: RoutesOf = import_module(f"integrations.simulator.{region.dialect.value}").routes
        dialect = routes_of(engine)
        app = FastAPI(
            title=f"{region.name}（模拟） {region.english_name} (simulated)",
            description="模拟后台，数据均为示例。A simulated back end; all data are samples.",
            version="1",
            docs_url=None,
            redoc_url=None,
        )
        app.include_router(dialect.router)
        operations = _operations(dialect)
        _say_no_in_dialect(app, dialect)
        _add_page(app, region)
        app.include_router(control_routes(self.engines, lambda: self.addresses), include_in_schema=False)
        return Line(app, engine, operations)


def serve(
    settings: SimulatorSettings,
    stop: threading.Event,
    *,
    ready: Callable[[Mapping[RegionId, str]], None] | None = None,
    parent_pipe: bool = False,
) -> None:
    """Serve until ``stop`` is set.

    Args:
        settings: what, and where.
        stop: ends it.
        ready: told the addresses once every region takes connections.
        parent_pipe: end also when standard input closes, so that no simulator outlives who started it.

    Raises:
        OSError, ForeignState: as :meth:`Simulator.start`.
    """
    simulator = Simulator(settings)
    addresses = simulator.start()
    try:
        if parent_pipe:
            threading.Thread(target=_wait_for_end_of_input, args=(stop,), daemon=True).start()
        if ready is not None:
            ready(addresses)
        stop.wait()
    finally:
        simulator.stop()


def write_addresses(path: Path, simulator: Simulator) -> None:
    """Say where the regions are, whole or not at all."""
    content = json.dumps(
        {"simulated": True, "pid": os.getpid(), "regions": dict(simulator.addresses)}, indent=2
    )
    beside = path.with_suffix(".part")
    beside.write_text(content, "utf-8")
    beside.replace(path)


def _withdraw_addresses(path: Path) -> None:
    """Take back what this process said; another's word stays."""
    try:
        said = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(said, dict) and said.get("pid") == os.getpid():
        path.unlink(missing_ok=True)


async def _cancel_the_others() -> None:
    """End calls that are still being answered; nobody listens any more."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _operations(dialect: DialectRoutes) -> dict[str, Operation]:
    """Path → operation, from the tag each route of a dialect carries."""
    operations: dict[str, Operation] = {}
    for route in dialect.router.routes:
        path, tags = getattr(route, "path", ""), getattr(route, "tags", [])
        if len(tags) != 1 or "{" in path:
            raise ValueError(f"{path} needs a fixed path and exactly one operation")
        operations[path] = Operation(tags[0])
    return operations


def _say_no_in_dialect(app: FastAPI, dialect: DialectRoutes) -> None:
    def refuse(request: Request, error: Exception) -> Response:
        if isinstance(error, Refusal):
            return dialect.say_no(error.reason, error.words)
        if isinstance(error, Refused):
            return dialect.say_no(Reason.BAD_REQUEST, error.fault.sentence(Language.ZH))
        if isinstance(error, RequestValidationError):
            fields = "、".join(sorted({".".join(map(str, e["loc"][1:])) for e in error.errors()}))
            if request.url.path.startswith(CONTROL):
                return JSONResponse({"detail": fields}, 422)
            return dialect.say_no(Reason.BAD_REQUEST, f"参数不符合要求：{fields}")
        raise error

    app.add_exception_handler(Refusal, refuse)
    app.add_exception_handler(Refused, refuse)
    app.add_exception_handler(RequestValidationError, refuse)


def _add_page(app: FastAPI, region: Region) -> None:
    @app.get("/", include_in_schema=False, response_class=HTMLResponse)
    @app.get("/docs", include_in_schema=False, response_class=HTMLResponse)
    def page() -> str:
        return operations_page(region, app.openapi())


def _wait_for_end_of_input(stop: threading.Event) -> None:
    # The descriptor, not sys.stdin: a daemon thread inside its lock would break the interpreter's end.
    while os.read(0, 4096):
        pass
    stop.set()
