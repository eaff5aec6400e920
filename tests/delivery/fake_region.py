"""A home region in memory that does what a script says, including every way in which a real one fails."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NoReturn

from clerk.domain.catalogue import Variant
from clerk.domain.faults import Fault
from clerk.domain.licences import DerivedCopy, Licence, Purpose
from clerk.domain.parties import Applicant
from clerk.domain.regions import Action, RegionId
from clerk.ports import (
    Acknowledgement,
    Busy,
    Capability,
    Changes,
    Clock,
    Dossier,
    News,
    OutcomeUnknown,
    Rejected,
    Unreachable,
    WaitingApplication,
)


class Does(StrEnum):
    """What the region does with one request."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    REJECT = "reject"
    LOSE_REPLY = "lose reply after commit"
    LOSE_REQUEST = "lose request, say nothing"
    COMMIT_LATE = "say nothing, commit a while later"
    BREAK = "adapter fails"
    DIE_BEFORE = "worker dies before the commit"
    DIE_AFTER = "worker dies after the commit"


class Died(BaseException):
    """The worker's process was killed here."""


LATE = 12.0
"""Seconds after which a slow commit is visible."""


@dataclass
class FakeRegion:
    """Implements the port. ``submitting`` and ``finding`` are scripts; after their end everything is well."""

    region: RegionId
    clock: Clock
    submitting: deque[Does] = field(default_factory=deque)
    finding: deque[Does] = field(default_factory=deque)
    copies: dict[str, int] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    late: list[tuple[datetime, str]] = field(default_factory=list)
    handed_over: list[str] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    dossiers: list[Dossier] = field(default_factory=list)
    down: bool = False
    retry_after: float | None = 7.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def script(self, submitting: Iterable[Does] = (), finding: Iterable[Does] = ()) -> None:
        """What to do with the next requests."""
        self.submitting.extend(submitting)
        self.finding.extend(finding)

    def submit(self, dossier: Dossier) -> Acknowledgement:
        """Take a case in."""
        self.calls.append("submit")
        self.dossiers.append(dossier)
        number = dossier.receipt_no
        self._act(self.submitting, lambda: self._add(number), lambda: self._later(number))
        return self._acknowledgement(number)

    def correct(self, dossier: Dossier, home_case_no: str) -> Acknowledgement:
        """Take a correction in."""
        self.calls.append("correct")
        number = dossier.receipt_no
        assert home_case_no == self._home_number(number)
        commit = lambda: self.rounds.__setitem__(number, dossier.round)  # noqa: E731 - short and used once
        self._act(self.submitting, commit, commit)
        return self._acknowledgement(number)

    def find(self, receipt_no: str) -> Acknowledgement | None:
        """What is there under a receipt number."""
        self.calls.append("find")
        self._act(self.finding, lambda: None, lambda: None)
        self._settle_late()
        return self._acknowledgement(receipt_no) if self.copies.get(receipt_no) else None

    def report_handed_over(self, receipt_no: str, home_case_no: str, at: datetime, mode: str) -> None:
        """Note a hand-over."""
        self.calls.append("handed_over")
        self._act(self.submitting, lambda: self.handed_over.append(receipt_no), lambda: None)

    def changes(self, cursor: str) -> Changes:
        """News in pages of three."""
        self._fail_when_down()
        start = int(cursor or 0)
        page = tuple(self.news[start : start + 3])
        return Changes(str(start + len(page)), page)

    def capability(self) -> Capability:
        """Everything works, unless it is down."""
        self._fail_when_down()
        return Capability(self.region, True, self.clock.now(), dict.fromkeys(Action, True))

    def catalogue(self) -> tuple[Variant, ...]:
        """Not asked."""
        return ()

    def find_licences(self, holder: Applicant, purpose: Purpose) -> tuple[Licence, ...]:
        """Not asked."""
        return ()

    def derive(self, licence: Licence, purpose: Purpose) -> tuple[DerivedCopy, bytes]:
        """Not asked."""
        raise NotImplementedError

    def waiting_applications(self, holder: Applicant) -> tuple[WaitingApplication, ...]:
        """Not asked."""
        return ()

    def waiting_file(self, reference: str, material: str) -> bytes:
        """Not asked."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to close."""

    def _act(self, script: deque[Does], commit: object, commit_late: object) -> None:
        assert callable(commit)
        assert callable(commit_late)
        self._fail_when_down()
        does = script.popleft() if script else Does.OK
        if does in {Does.OK, Does.LOSE_REPLY, Does.DIE_AFTER}:
            commit()
        if does is Does.COMMIT_LATE:
            commit_late()
        if does is not Does.OK:
            self._fail(does)

    def _fail(self, does: Does) -> NoReturn:
        fault = Fault("D-10", {"region": self.region})
        match does:
            case Does.UNREACHABLE:
                raise Unreachable(fault)
            case Does.BUSY:
                raise Busy(fault, self.retry_after)
            case Does.REJECT:
                raise Rejected(fault, "申请表缺少签名")
            case Does.BREAK:
                raise ValueError("not a date")
            case Does.DIE_BEFORE | Does.DIE_AFTER:
                raise Died
            case _:
                raise OutcomeUnknown(fault)

    def _fail_when_down(self) -> None:
        if self.down:
            raise Unreachable(Fault("D-10", {"region": self.region}))

    def _add(self, number: str) -> None:
        with self.lock:
            self.copies[number] = self.copies.get(number, 0) + 1

    def _later(self, number: str) -> None:
        from datetime import timedelta

        self.late.append((self.clock.now() + timedelta(seconds=LATE), number))

    def _settle_late(self) -> None:
        due = [entry for entry in self.late if entry[0] <= self.clock.now()]
        for entry in due:
            self.late.remove(entry)
            self._add(entry[1])

    def settle_everything(self) -> None:
        """Let every slow commit come through."""
        for _, number in self.late:
            self._add(number)
        self.late.clear()

    def _acknowledgement(self, number: str) -> Acknowledgement:
        return Acknowledgement(
            self._home_number(number),
            self.clock.now(),
            round=self.rounds.get(number, 0),
            copies=self.copies.get(number, 0) or 1,
        )

    @staticmethod
    def _home_number(number: str) -> str:
        return f"WJ-{number}"
