"""The start gate: what must work before the first visitor, each with its state and its cure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from clerk.domain.faults import Fault, Language

if TYPE_CHECKING:
    from clerk.desk.facade import Desk


class CheckName(StrEnum):
    """What the gate looks at."""

    STORE = "store"
    KEYS = "keys"
    """Shown only where the keys are of this session only."""
    STAFF = "staff"
    """Shown only while there is nobody who could sign in."""
    WORKER = "worker"
    REGION = "region"
    READER = "reader"
    PRINTER = "printer"
    DISK = "disk"
    CLOCK = "clock"


class CheckState(StrEnum):
    """How a check stands."""

    PENDING = "pending"
    OK = "ok"
    WARN = "warn"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the gate. ``subject`` tells several of a name apart (a region's id, a reader's name)."""

    name: CheckName
    subject: str
    state: CheckState
    fault: Fault | None = None
    detail: str = ""


class Boot(Protocol):
    """Opens the counter behind the first frame. Built before any heavy import."""

    @property
    def training(self) -> bool:
        """Whether this is a training counter."""
        ...

    @property
    def session_keys(self) -> bool:
        """Whether the keys are of this session only, and nowhere on this machine."""
        ...

    @property
    def title(self) -> str:
        """Site and window, for the first line."""
        ...

    @property
    def language(self) -> Language:
        """Language to start in."""
        ...

    @property
    def language_pinned(self) -> bool:
        """Whether the profile forbids switching."""
        ...

    @property
    def keymap(self) -> dict[str, str]:
        """Command id → key, from the profile."""
        ...

    @property
    def sign_in_note(self) -> tuple[str, str]:
        """What a trainee must know to sign in, Chinese and English; empty at a live counter."""
        ...

    def start(self, report: Callable[[Check], None], ready: Callable[[Desk], None]) -> None:
        """Begin in a daemon thread: ``report`` each check as it changes, ``ready`` once the store is open."""
        ...

    def recheck(self) -> None:
        """Look again at everything; results come through the same ``report``."""
        ...

    def stop(self) -> None:
        """End what was started (worker, simulator, threads)."""
        ...
