"""The worker: one process that runs the workflows of a store until it is told to stop."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Any

from clerk.delivery.backoff import Patience
from clerk.delivery.clock_duties import Ticking, Warnings
from clerk.delivery.clock_escalations import Unanswered
from clerk.delivery.deliver import Deliverer
from clerk.delivery.dossier import Directory
from clerk.delivery.engine import (
    APPLICATION,
    DELIVER,
    FOLLOW,
    POST,
    TICK,
    TICK_QUEUE,
    VERSION,
    Turn,
    deliver_queue,
    engine_config,
    follow_queue,
    post_queue,
    silence_engine,
)
from clerk.delivery.follow import Follower, Rhythm
from clerk.delivery.heartbeat import BEAT, beat
from clerk.delivery.lease import Lease, Leases, leases_for, take_over, take_slot
from clerk.delivery.liaison import FallSilent, MailCollector, Postman
from clerk.delivery.queue import EngineQueue
from clerk.delivery.scribe import Interrupted, Scribe
from clerk.delivery.upkeep import Upkeep
from clerk.domain.duty import LiaisonRules
from clerk.domain.escalations import Rules
from clerk.domain.faults import Refused
from clerk.domain.regions import RegionId
from clerk.domain.warnings import WarningRules
from clerk.domain.working_days import WorkingCalendar
from clerk.ports import Clock, RegionBackend
from clerk.store.store import Store

if TYPE_CHECKING:
    from dbos import EnqueueOptions

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How a worker works. Times in seconds."""

    machine: str = field(default_factory=socket.gethostname)
    """Name of this machine; with a slot number it is the worker's name, so it has to stay the same over
    restarts.
    """
    patience: Patience = field(default_factory=Patience)
    rhythm: Rhythm = field(default_factory=Rhythm)
    at_once: int = 8
    """Deliveries to one region at the same time."""
    poll: float = 0.3
    """How often the queue of a region is looked at."""
    take_over_every: float = 5.0
    upkeep_every: float = 60.0
    ticks: str = "*/30 * * * * *"
    """When clocks act, as a cron line that begins with seconds."""
    warning_rules: WarningRules = ()
    sign_off_rules: Rules = field(default_factory=dict)
    """One for every kind; without them nothing is brought before a supervisor by itself."""
    own: RegionId = ""
    """Region of this counter: whose letters are taken in; empty = nobody's."""
    liaison_rules: LiaisonRules = field(default_factory=LiaisonRules)
    stop_within: float = 20.0
    """How long running attempts are given to end when the worker stops."""


def run_worker(
    settings: WorkerSettings,
    store: Store,
    regions: Mapping[RegionId, RegionBackend],
    directory: Directory,
    clock: Clock,
    calendar: WorkingCalendar,
    stop: Event,
    ready: Callable[[str], None] = lambda executor_id: None,
) -> None:
    """Run the workflows of ``store`` until ``stop`` is set. ``ready`` is called with the worker's name once
    it works.

    One worker a process, because the engine is one a process.

    Raises:
        Refused: ``D-21`` the engine's tables are missing or of another version, ``D-22`` no free name for a
        worker, ``D-23`` the database took the worker's name away; it must be started anew.
    """
    leases = leases_for(store.url)
    lease = take_slot(leases, settings.machine)
    queue = EngineQueue(store.url)
    try:
        worker = _Worker(
            settings,
            store,
            regions,
            directory,
            clock,
            calendar,
            stop,
            queue,
            leases,
            lease,
            Scribe(store, stop),
        )
        worker.run(ready)
    finally:
        queue.close()
        lease.release()


@dataclass(frozen=True, slots=True)
class _Worker:
    settings: WorkerSettings
    store: Store
    regions: Mapping[RegionId, RegionBackend]
    directory: Directory
    clock: Clock
    calendar: WorkingCalendar
    stop: Event
    queue: EngineQueue
    leases: Leases
    lease: Lease
    scribe: Scribe

    def run(self, ready: Callable[[str], None]) -> None:
        from dbos import DBOS

        silence_engine()
        os.environ.pop("DBOS__VMID", None)
        os.environ.pop("DBOS__APPVERSION", None)
        DBOS(config=engine_config(self.store.url, self.lease.executor_id))
        silence_engine()
        try:
            self._register(DBOS)
            tick = self._register_ticks(DBOS)
            self._launch(DBOS)
            self._schedule(DBOS, tick)
            self._beat()
            ready(self.lease.executor_id)
            self._mind()
        finally:
            DBOS.destroy(
                workflow_completion_timeout_sec=_whole(self.settings.stop_within)
                if self.stop.is_set()
                else 0,
                destroy_registry=True,
            )
        self._beat(stopped=True)

    def _register(self, engine: Any) -> None:
        """Tell the engine the workflows.

        Without a limit of restarts: a delivery is never given up silently.
        """
        deliverer = Deliverer(
            self.store,
            self.regions,
            self.queue,
            self.directory,
            self.clock,
            self.settings.patience,
            self.scribe,
            self.lease.executor_id,
            self.settings.sign_off_rules,
        )

        def deliver(delivery_id: str) -> str:
            return _deliver(deliverer, engine.workflow_id, delivery_id)

        def follow(region: RegionId) -> int:
            backend = self.regions.get(region)
            return 0 if backend is None else self._follower(backend).run()

        engine.workflow(name=DELIVER, max_recovery_attempts=None)(deliver)
        engine.workflow(name=FOLLOW, max_recovery_attempts=None)(follow)
        self._register_letters(engine)

    def _register_letters(self, engine: Any) -> None:
        postman = Postman(
            self.store,
            self.regions,
            self.queue,
            self.clock,
            self.settings.patience,
            self.scribe,
            self.lease.executor_id,
        )

        def post(message_id: str) -> str:
            return _post(postman, engine.workflow_id, message_id)

        engine.workflow(name=POST, max_recovery_attempts=None)(post)

    def _register_ticks(self, engine: Any) -> Callable[..., Any]:
        ticking = self._ticking()

        def tick(scheduled_at: datetime, context: object) -> int:
            return ticking.tick()

        named: Callable[..., Any] = engine.workflow(name=TICK, max_recovery_attempts=None)(tick)
        return named

    def _ticking(self) -> Ticking:
        name, settings = self.lease.executor_id, self.settings
        warnings = Warnings(settings.warning_rules, self.calendar, name, settings.sign_off_rules)
        unanswered = Unanswered(settings.sign_off_rules, name)
        return Ticking(self.store, self.scribe, self.clock, (warnings, unanswered, *self._silence()))

    def _silence(self) -> tuple[FallSilent, ...]:
        settings = self.settings
        if not settings.own:
            return ()
        rules = settings.liaison_rules
        return (FallSilent(self.queue, settings.own, rules, self.calendar, self.lease.executor_id),)

    def _follower(self, backend: RegionBackend) -> Follower:
        return Follower(
            self.store,
            backend,
            self.queue,
            self.clock,
            self.calendar,
            self.scribe,
            self.lease.executor_id,
            self.settings.rhythm,
            self._mail(backend),
        )

    def _mail(self, backend: RegionBackend) -> MailCollector | None:
        own = self.settings.own
        if not own:
            return None
        return MailCollector(self.store, backend, own, self.clock, self.scribe, self.lease.executor_id)

    def _launch(self, engine: Any) -> None:
        # Only queues of regions that this worker can reach: what is for another region waits for a worker
        # that can.
        engine.listen_queues(
            [
                *(
                    name
                    for region in self.regions
                    for name in (deliver_queue(region), post_queue(region), follow_queue(region))
                ),
                TICK_QUEUE,
            ]
        )
        try:
            engine.launch()
        except Exception as error:
            raise Refused("D-21", kind=type(error).__name__) from error
        silence_engine()
        for region in self.regions:
            for name in (deliver_queue(region), post_queue(region)):
                engine.register_queue(
                    name,
                    worker_concurrency=self.settings.at_once,
                    polling_interval_sec=self.settings.poll,
                    on_conflict="always_update",
                )
            engine.register_queue(
                follow_queue(region),
                global_concurrency=1,
                worker_concurrency=1,
                polling_interval_sec=max(2.0, self.settings.poll),
                on_conflict="always_update",
            )

    def _schedule(self, engine: Any, tick: Callable[..., Any]) -> None:
        """Let the engine call the ticks. The same moment is one run, whichever workers call it."""
        engine.register_queue(
            TICK_QUEUE,
            global_concurrency=1,
            worker_concurrency=1,
            polling_interval_sec=1.0,
            on_conflict="always_update",
        )
        engine.apply_schedules(
            [
                {
                    "schedule_name": TICK,
                    "workflow_fn": tick,
                    "schedule": self.settings.ticks,
                    "context": None,
                    "queue_name": TICK_QUEUE,
                }
            ]
        )

    def _mind(self) -> None:
        """Until told to stop: keep the followers alive, give signs of life, take over from the dead, tidy."""
        upkeep = Upkeep(self.store, self.queue, self.scribe)
        duties = [
            _Duty("followers", 5.0, self._keep_following),
            _Duty("take over", self.settings.take_over_every, self._take_over),
            _Duty("sign of life", BEAT, self._beat),
            _Duty("lost deliveries", self.settings.upkeep_every, upkeep.pick_up_lost),
            _Duty("old runs", 10 * self.settings.upkeep_every, upkeep.forget_old),
        ]
        while not self.stop.is_set():
            for duty in duties:
                duty.when_due()
            if not self.lease.holds():
                # Another worker may be taking over already; what is half done here is cleared up there.
                raise Refused("D-23", name=self.lease.executor_id)
            self.stop.wait(1.0)

    def _keep_following(self) -> None:
        for region in self.regions:
            options: EnqueueOptions = {
                "queue_name": follow_queue(region),
                "workflow_name": FOLLOW,
                "app_version": VERSION,
                "application_name": APPLICATION,
                # One follower a region over all workers: while one waits or runs, no second is queued.
                "deduplication_id": "follower",
                "duplication_policy": "return-existing",
            }
            if not self._follower_lives(region):
                self.queue.client.enqueue(options, region)

    def _follower_lives(self, region: RegionId) -> bool:
        return bool(
            self.queue.client.list_workflows(
                status=["ENQUEUED", "PENDING"],
                queue_name=follow_queue(region),
                limit=1,
                load_input=False,
                load_output=False,
            )
        )

    def _take_over(self) -> None:
        taken = take_over(self.queue.client, self.leases, self.lease.executor_id)
        if taken:
            _log.warning("took over %d runs of a worker that ended", taken)

    def _beat(self, *, stopped: bool = False) -> None:
        try:
            with self.store.writing() as unit:
                beat(unit, self.lease.executor_id, os.getpid(), self.clock.now(), stopped=stopped)
        except Refused as refused:
            _log.warning("no sign of life: %s", refused.fault.code)


@dataclass(slots=True)
class _Duty:
    """Something done again and again. A failure is logged, and it is tried again next time."""

    name: str
    every: float
    work: Callable[[], object]
    due: float = 0.0

    def when_due(self) -> None:
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + self.every
        try:
            self.work()
        except Interrupted:
            return
        except Exception as error:  # noqa: BLE001 - the worker goes on; signs of life show it
            _log.error("%s failed with %s", self.name, type(error).__name__)


def _deliver(deliverer: Deliverer, workflow_id: str, delivery_id: str) -> str:
    turn = Turn.of(workflow_id)
    if turn.delivery_id != delivery_id:
        return "mismatch"
    try:
        state = deliverer.run(turn)
    except Interrupted:
        raise
    except Exception as error:  # noqa: BLE001 - a failure of the program has to show on the exception list
        _log.error("delivery %s failed with %s", delivery_id, type(error).__name__)
        state = deliverer.give_up(turn, type(error).__name__)
    return "nothing to do" if state is None else state.value


def _post(postman: Postman, workflow_id: str, message_id: str) -> str:
    turn = Turn.of(workflow_id)
    if turn.delivery_id != message_id:
        return "mismatch"
    try:
        post = postman.run(turn)
    except Interrupted:
        raise
    except Exception as error:  # noqa: BLE001 - a failure of the program has to show in the thread
        _log.error("letter %s failed with %s", message_id, type(error).__name__)
        post = postman.give_up(turn, type(error).__name__)
    return "nothing to do" if post is None else post.value


def _whole(seconds: float) -> int:
    return max(1, round(seconds))
