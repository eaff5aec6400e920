"""Opens a counter behind the first frame: the checks of the start gate, the processes beside the console."""

from __future__ import annotations

import contextlib
import gc
import logging
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from clerk import assembly, checks
from clerk.assembly import Place
from clerk.children import Child
from clerk.desk.gate import Check, CheckName, CheckState
from clerk.domain.faults import Fault, Language, Refused
from clerk.log_setup import trail
from clerk.settings import locale_language

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
TIME_TO_END = 2.0
"""Seconds that children get to end by themselves, and connections to close, when the console is left."""

Report = Callable[[Check], None]

_log = logging.getLogger(__name__)


class ConsoleBoot:
    """A :class:`clerk.desk.gate.Boot`: works in daemon threads and reports every check as it changes."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._report: Report = lambda check: None
        self._ready: Callable[[Desk], None] = lambda desk: None
        self._opening = threading.Lock()
        self._next = threading.Lock()
        self._stopped = threading.Event()
        self._open: OpenCounter | None = None

    @property
    def training(self) -> bool:
        """Whether this is a training counter."""
        return self._place.profile.training

    @property
    def session_keys(self) -> bool:
        """Whether the keys are of this session only."""
        return self._place.session is not None

    @property
    def title(self) -> str:
        """Site code, until the desk knows the site's name."""
        return self._place.profile.site

    @property
    def language(self) -> Language:
        """The profile's language, else what the locale says."""
        return self._place.profile.language or locale_language() or Language.ZH

    @property
    def language_pinned(self) -> bool:
        """Whether the profile forbids switching."""
        return self._place.profile.language_pinned

    @property
    def keymap(self) -> dict[str, str]:
        """Command id → key, from the profile."""
        return dict(self._place.profile.keymap)

    @property
    def sign_in_note(self) -> tuple[str, str]:
        """Numbers and password of the made-up staff of a training counter."""
        if not self.training:
            return "", ""
        from clerk.training import TRAINEE_PASSWORD, trainees

        numbers = " ".join(member.number for member in trainees("", ""))
        return (
            f"练习：工号 {numbers}，密码 {TRAINEE_PASSWORD}",
            f"Practice: {numbers}, password {TRAINEE_PASSWORD}",
        )

    def start(self, report: Report, ready: Callable[[Desk], None]) -> None:
        """Begin in a daemon thread. Called once the first frame is painted."""
        gc.freeze()  # the first frame was made without collecting; what it made stays for good
        gc.enable()
        self._report, self._ready = report, ready
        self._in_background("boot", self._look)

    def recheck(self) -> None:
        """Look again at everything; a counter that did not open is tried again."""
        self._in_background("recheck", self._look)

    def stop(self) -> None:
        """End the worker, the simulator and the press, and give the store back. Bounded, whatever hangs."""
        self._stopped.set()
        opened = self._open
        if opened is not None:
            opened.close(TIME_TO_END)

    # in background threads ---------------------------------------------------------------------------------

    def _in_background(self, name: str, job: Callable[[], None]) -> None:
        def safely() -> None:
            try:
                job()
            except Exception as error:  # noqa: BLE001 - a traceback would be written over the screen
                _log.error("%s: %s", name, trail(error))

        threading.Thread(target=safely, name=name, daemon=True).start()

    def _say(self, *found: Check) -> None:
        for check in found:
            if not self._stopped.is_set():
                self._report(check)

    def _look(self) -> None:
        self._say(checks.check_disk(self._place), *checks.check_keys(self._place))
        if not self._next.acquire(blocking=False):
            return  # one look waits already for the opening that is under way
        with self._opening:
            self._next.release()
            if self._open is None or self._open.desk is None:
                self._open_counter()
        if self._open is not None and self._open.desk is not None:
            self._check_all(self._open.desk, self._open)

    def _open_counter(self) -> None:
        self._say(Check(CheckName.STORE, "", CheckState.PENDING))
        opened = self._open = OpenCounter(self._place, self._stopped, self._say, self._watch_worker)
        try:
            desk = opened.open()
        except Left:
            opened.close(TIME_TO_END)
            return
        except Exception as error:  # noqa: BLE001 - a traceback must not reach the clerk; the gate says what is wrong
            opened.close(TIME_TO_END)
            self._say(Check(opened.failing, "", CheckState.FAILED, assembly.fault_of(error, self._place)))
            return
        if self._stopped.is_set():
            opened.close(TIME_TO_END)
            return
        self._ready(desk)

    def _check_all(self, desk: Desk, opened: OpenCounter) -> None:
        counter = desk.counter
        for backend in counter.regions.values():
            region = counter.region_book[backend.region]
            self._in_background(f"check {region.id}", self._region_check(region, backend))
        self._in_background("check readers", lambda: self._say(*checks.check_readers(desk.all_readers)))
        self._say(checks.check_printer(counter.printer))
        if opened.worker is None:
            self._watch_worker(None, True)
        elif opened.worker.running:
            self._watch_worker(opened.worker, True)

    def _region_check(self, region: Region, backend: RegionBackend) -> Callable[[], None]:
        def check() -> None:
            self._say(Check(CheckName.REGION, region.name, CheckState.PENDING))
            look = lambda: checks.check_region(self._place, region, backend)  # noqa: E731
            self._say(*checks.guarded(self._place, CheckName.REGION, region.name, look))

        return check

    def _watch_worker(self, worker: Child | None, running: bool) -> None:
        """Tell that the worker is gone, or wait for the first sign of the one that was started."""
        if not running:
            self._say(Check(CheckName.WORKER, "", CheckState.WARN, Fault("G-01")))
            return
        self._in_background("check worker", lambda: self._await_sign(worker))

    def _await_sign(self, worker: Child | None) -> None:
        opened = self._open
        store = opened.store if opened is not None else None
        if store is None:
            return
        pid = worker.pid if worker is not None else None

        def look() -> tuple[Check, ...]:
            return (checks.check_worker(self._place, store, pid),)

        until = time.monotonic() + (WORKER_PATIENCE if worker is not None else 0.0)
        while not self._stopped.is_set():
            found = checks.guarded(self._place, CheckName.WORKER, "", look)
            if found[0].state is CheckState.OK or time.monotonic() >= until:
                self._say(*found)
                return
            if worker is not None and worker.pid != pid:
                return  # that one ended already; the next is watched by itself
            self._stopped.wait(LOOK_EVERY)


class Left(Exception):
    """The console was left while the counter was still being opened."""


class OpenCounter:
    """Everything one opening of the counter started; closed as a whole, also half-way."""

    def __init__(
        self,
        place: Place,
        stopped: threading.Event,
        say: Callable[[Check], None],
        on_worker: Callable[[Child, bool], None],
    ) -> None:
        self._place = place
        self._stopped = stopped
        self._say = say
        self._on_worker = on_worker
        self._closing = contextlib.ExitStack()
        self._children: list[Child] = []
        self.failing = CheckName.STORE
        """What is being opened, and is to blame when it fails."""
        self.store: Store | None = None
        self.worker: Child | None = None
        self.desk: Desk | None = None

    def open(self) -> Desk:
        """The desk.

        Raises:
            Refused: with the fault to show under :attr:`failing`.
        """
        from clerk.card_readers import open_readers
        from clerk.desk.facade import Desk
        from printing.press import ChildPress

        place = self._place
        self._closing.enter_context(assembly.only_console(place))
        assembly.refuse_other_kind(place)
        simulator = self._start_simulator() if place.profile.simulator.child else None
        book = assembly.read_book(place)
        book.site(place.profile.site)
        vault = assembly.open_vault(place)
        store = self.store = assembly.open_store(place, vault)
        self._closing.callback(store.close)
        if place.profile.training:
            from clerk.training import enrol_trainees, lay_out_samples
            from clerk.training_roster import fill_sample_roster

            lay_out_samples(place)
            enrol_trainees(place, store, book.site(place.profile.site).region)
            variants = (variant for item in book.data.items for variant in item.variants)
            fill_sample_roster(store, variants, place.clock.now())
        queue = assembly.open_queue(store)
        self._closing.callback(queue.close)
        self._say(Check(CheckName.STORE, "", CheckState.OK, detail=store.engine.dialect.name))
        self._say(*checks.check_staff(store))
        if place.profile.worker_child:
            self._start_worker()
        self.failing = CheckName.REGION
        if simulator is not None:
            self._wait_for(simulator)
        regions = self._connect(book, vault)
        self.failing = CheckName.READER
        readers = self._closing.enter_context(open_readers(place))
        press = ChildPress()
        self._closing.callback(press.close)
        threading.Thread(target=_quietly, args=(press.warm,), name="warm the press", daemon=True).start()
        self.desk = Desk(assembly.build_counter(place, book, store, queue, regions, press, readers))
        return self.desk

    def close(self, patience: float) -> None:
        """End the children and close the rest: at most ``patience`` seconds for either."""
        self.desk = None
        for child in self._children:
            child.release()
        until = time.monotonic() + patience
        for child in self._children:
            child.wait(max(0.0, until - time.monotonic()))
        # A connection in the middle of a call may hold its own closing up: nothing that is saved needs it.
        closing = threading.Thread(target=self._closing.close, name="closing", daemon=True)
        closing.start()
        closing.join(patience / 2)

    def _connect(self, book: assembly.Book, vault: Vault) -> Mapping[RegionId, RegionBackend]:
        regions = assembly.connect_regions(self._place, book, vault)
        for backend in regions.values():
            self._closing.callback(backend.close)
        return regions

    def _start_simulator(self) -> Child:
        (self._place.folder.root / assembly.SIMULATOR_FILE).unlink(missing_ok=True)
        return self._start_child("simulate", lambda child, running: None)

    def _start_worker(self) -> None:
        self._say(Check(CheckName.WORKER, "", CheckState.PENDING))
        session = self._place.session
        if session is None:
            self.worker = self._start_child("worker", self._on_worker)
        else:
            # Its pipe is seen by nobody else; arguments and environment are, by whoever uses the machine.
            given = session.handed_over()
            self.worker = self._start_child("worker", self._on_worker, "--session-keys", given=given)

    def _start_child(
        self, command: str, on_change: Callable[[Child, bool], None], *options: str, given: bytes = b""
    ) -> Child:
        if self._stopped.is_set():
            raise Left
        place = self._place
        argv = [
            sys.executable, "-m", "clerk", command, "--parent-pipe",
            "--profile", str(place.profile.path), "--data", str(place.folder.root), *options,
        ]  # fmt: skip
        said = place.folder.log / f"{command}.out"
        child: Child = Child(argv, said, lambda running: on_change(child, running), given=given)
        self._children.append(child)
        child.start()
        return child

    def _wait_for(self, simulator: Child) -> None:
        addresses = self._place.folder.root / assembly.SIMULATOR_FILE
        until = time.monotonic() + SIMULATOR_PATIENCE
        while not addresses.exists():
            if self._stopped.wait(LOOK_EVERY):
                raise Left
            if time.monotonic() >= until:
                raise Refused("G-13", what=str(self._place.folder.log / "simulate.out"))


def _quietly(job: Callable[[], None]) -> None:
    """Run a job whose failure shows again, in words, when it is needed."""
    with contextlib.suppress(Refused):
        job()
