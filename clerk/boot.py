"""Opens a counter behind the first frame: the checks of the start gate, the processes beside the console."""

from __future__ import annotations

import contextlib
import locale
import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from clerk import assembly, checks
from clerk.assembly import Place
from clerk.children import Child
from clerk.desk.gate import Check, CheckName, CheckState
from clerk.domain.faults import Fault, Language, Refused

if TYPE_CHECKING:
    from clerk.desk.facade import Desk
    from clerk.domain.regions import Region, RegionId
    from clerk.ports import RegionBackend, Vault
    from clerk.store.store import Store

SIMULATOR_PATIENCE = 20.0
"""Seconds the simulated regions get to come up."""
WORKER_PATIENCE = 20.0
"""Seconds the worker gets to give its first sign."""
LOOK_EVERY = 0.2

Report = Callable[[Check], None]


class ConsoleBoot:
    """A :class:`clerk.desk.gate.Boot`: starts in a daemon thread and reports every check as it changes."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._report: Report = lambda check: None
        self._simulator: Child | None = None
        self._worker: Child | None = None
        self._desk: Desk | None = None
        self._stopped = threading.Event()
        self._closing = contextlib.ExitStack()

    @property
    def training(self) -> bool:
        """Whether this is a training counter."""
        return self._place.profile.training

    @property
    def title(self) -> str:
        """Site code, until the desk knows the site's name."""
        return self._place.profile.site

    @property
    def language(self) -> Language:
        """The profile's language, else what the locale says."""
        pinned = self._place.profile.language
        if pinned is not None:
            return pinned
        named = locale.getlocale()[0] or ""
        return Language.EN if named.lower().startswith("en") else Language.ZH

    @property
    def language_pinned(self) -> bool:
        """Whether the profile forbids switching."""
        return self._place.profile.language_pinned

    @property
    def keymap(self) -> dict[str, str]:
        """Command id → key, from the profile."""
        return dict(self._place.profile.keymap)

    def start(self, report: Report, ready: Callable[[Desk], None]) -> None:
        """Begin in a daemon thread."""
        self._report = report
        threading.Thread(target=self._start, args=(ready,), name="boot", daemon=True).start()

    def recheck(self) -> None:
        """Look again at everything that can change."""
        threading.Thread(target=self._check_all, name="recheck", daemon=True).start()

    def stop(self) -> None:
        """End the worker, the simulator and the press, and give the store back."""
        self._stopped.set()
        for child in (self._worker, self._simulator):
            if child is not None:
                child.stop()
        self._closing.close()

    # in the boot thread ------------------------------------------------------------------------------------

    def _start(self, ready: Callable[[Desk], None]) -> None:
        self._say(checks.check_disk(self._place))
        try:
            self._closing.enter_context(assembly.only_console(self._place))
            desk = self._open()
        except Exception as error:  # noqa: BLE001 - a traceback must not reach the clerk; the gate says what is wrong
            self._say(Check(CheckName.STORE, "", CheckState.FAILED, assembly.fault_of(error)))
            return
        self._desk = desk
        ready(desk)
        self._check_all()

    def _open(self) -> Desk:
        from clerk.desk.facade import Desk
        from printing.press import ChildPress

        place = self._place
        if place.profile.training:
            from clerk.training import lay_out_samples

            lay_out_samples(place)
        if place.profile.simulator.child and place.profile.training:
            self._start_simulator()
        book = assembly.read_book(place)
        vault = assembly.open_vault(place)
        store = assembly.open_store(place, vault)
        self._closing.callback(store.close)
        if place.profile.training:
            from clerk.training import enrol_trainees

            enrol_trainees(place, store)
        queue = assembly.open_queue(store)
        self._closing.callback(queue.close)
        self._say(Check(CheckName.STORE, "", CheckState.OK, detail=store.engine.dialect.name))
        if place.profile.worker_child:
            self._start_worker()
        regions = self._connect(book, vault)
        press = ChildPress()
        self._closing.callback(press.close)
        threading.Thread(target=_quietly, args=(press.warm,), name="warm the press", daemon=True).start()
        readers = assembly.make_readers(place)
        return Desk(assembly.build_counter(place, book, store, queue, regions, press, readers))

    def _connect(self, book: assembly.Book, vault: Vault) -> Mapping[RegionId, RegionBackend]:
        if self._simulator is not None:
            self._wait_for_simulator()
        regions = assembly.connect_regions(self._place, book, vault)
        for backend in regions.values():
            self._closing.callback(backend.close)
        return regions

    def _start_simulator(self) -> None:
        (self._place.folder.root / assembly.SIMULATOR_FILE).unlink(missing_ok=True)
        self._simulator = self._child("simulate", lambda running: None)

    def _start_worker(self) -> None:
        self._say(Check(CheckName.WORKER, "", CheckState.PENDING))
        self._worker = self._child("worker", self._worker_changed)

    def _worker_changed(self, running: bool) -> None:
        if not running:
            self._say(Check(CheckName.WORKER, "", CheckState.WARN, Fault("G-01")))

    def _child(self, command: str, on_change: Callable[[bool], None]) -> Child:
        place = self._place
        argv = [
            sys.executable, "-m", "clerk", command, "--parent-pipe",
            "--profile", str(place.profile.path), "--data", str(place.folder.root),
        ]  # fmt: skip
        child = Child(argv, place.log / f"{command}.log", on_change)
        child.start()
        return child

    def _wait_for_simulator(self) -> None:
        if not self._wait_until(self._simulator_says_where, SIMULATOR_PATIENCE):
            raise Refused("G-13", what=f"{SIMULATOR_PATIENCE:.0f} s")

    def _simulator_says_where(self) -> bool:
        return (self._place.folder.root / assembly.SIMULATOR_FILE).exists()

    def _wait_until(self, condition: Callable[[], bool], patience: float) -> bool:
        looks = int(patience / LOOK_EVERY)
        for _ in range(looks):
            if condition():
                return True
            if self._stopped.wait(LOOK_EVERY):
                return False
        return condition()

    # checks ------------------------------------------------------------------------------------------------

    def _check_all(self) -> None:
        self._say(checks.check_disk(self._place))
        desk = self._desk
        if desk is None:
            return
        counter = desk.counter
        for backend in counter.regions.values():
            region = counter.region_book[backend.region]
            threading.Thread(
                target=self._check_region, args=(region, backend), name=f"check {region.id}", daemon=True
            ).start()
        for check in checks.check_readers(desk.readers):
            self._say(check)
        self._say(checks.check_printer(counter.printer))
        self._check_worker(counter.store)

    def _check_region(self, region: Region, backend: RegionBackend) -> None:
        self._say(Check(CheckName.REGION, region.name, CheckState.PENDING))
        for check in checks.check_region(self._place, region, backend):
            self._say(check)

    def _check_worker(self, store: Store) -> None:
        """A worker that has just been started gets time for its first sign."""
        self._wait_until(
            lambda: checks.check_worker(self._place, store).state is CheckState.OK, WORKER_PATIENCE
        )
        self._say(checks.check_worker(self._place, store))

    def _say(self, check: Check) -> None:
        if not self._stopped.is_set():
            self._report(check)


def _quietly(job: Callable[[], None]) -> None:
    """Run a job whose failure shows again, in words, when it is needed."""
    with contextlib.suppress(Refused):
        job()
