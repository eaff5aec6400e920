"""A PC/SC service in memory, in which anything can happen at any call, and the reads that it happens to.

The real service answers a pulled card after up to a second. Here every command of every read can be hit in
every way within seconds; what the real one does at some of them is tested against it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clerk.domain.staff import KeySlot
from integrations.readers.pcsc.applicant import ApplicantReader
from integrations.readers.pcsc.library import Code, ReaderChange, ReaderState
from integrations.readers.pcsc.staff_card import StaffCardReader
from tests.readers.pcsc.cards.social import SocialCard
from tests.readers.pcsc.cards.staff import StaffCard
from tests.readers.pcsc.cards.travel import PassportChip, passport_zone
from tests.readers.pcsc.conftest import StoppedClock
from tests.readers.pcsc.slot import VirtualCard

READER = "示例读卡器 00 00"
EMPTY, PRESENT, UNKNOWN = 0x10, 0x20, 0x04
T0, T1 = 1, 2
PIN = "246810"
Transmitted = tuple[int, list[int]]


class FaultyService:
    """Works until its ``at``-th command; ``fault`` then answers instead, and may change what is there."""

    def __init__(self, card: VirtualCard | None, *, t0: bool = False) -> None:
        self.card = card
        self.t0 = t0
        self.up = True
        self.plugged = True
        self.commands = 0
        self.at = 0
        self.fault: Callable[[FaultyService, bytes], Transmitted] = FaultyService.answered
        self.codes: dict[str, int] = {}
        """What a call other than a command returns instead of success, by its name."""

    def answered(self, command: bytes) -> Transmitted:
        """What a sound line gives."""
        assert self.card is not None
        return Code.SUCCESS, list(self.card.answer(command))

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:  # noqa: N802
        """Open when it is up."""
        return self._code("SCardEstablishContext"), 1

    def SCardReleaseContext(self, context: int) -> int:  # noqa: N802
        """Nothing to close."""
        return Code.SUCCESS

    def SCardListReaders(self, context: int, groups: Sequence[str]) -> tuple[int, Sequence[str]]:  # noqa: N802
        """The one reader."""
        code = self._code("SCardListReaders")
        if code == Code.SUCCESS and not self.plugged:
            code = Code.NO_READERS
        return code, [READER] if code == Code.SUCCESS else []

    def SCardGetStatusChange(  # noqa: N802
        self, context: int, timeout: int, states: Sequence[ReaderState]
    ) -> tuple[int, Sequence[ReaderChange]]:
        """The state now; a wait for another one is over at once."""
        code = self._code("SCardGetStatusChange")
        now = UNKNOWN if not self.plugged else PRESENT if self.card else EMPTY
        if code == Code.SUCCESS and states[0][1] == now:
            code = Code.TIMEOUT
        return code, [(name, now, []) for name, _ in states]

    def SCardCancel(self, context: int) -> int:  # noqa: N802
        """Nobody waits."""
        return Code.SUCCESS

    def SCardConnect(  # noqa: N802
        self, context: int, reader: str, share: int, protocols: int
    ) -> tuple[int, int, int]:
        """Power the card up."""
        code = self._code("SCardConnect")
        if code == Code.SUCCESS and self.card is None:
            code = Code.NO_SMARTCARD
        if self.card is not None:
            self.card.reset()
        return code, 1, T0 if self.t0 else T1

    def SCardBeginTransaction(self, card: int) -> int:  # noqa: N802
        """Nobody else wants it."""
        return self._code("SCardBeginTransaction")

    def SCardTransmit(self, card: int, protocol: int, command: Sequence[int]) -> Transmitted:  # noqa: N802
        """A command, or the fault in its place."""
        self.commands += 1
        act = self.fault if self.commands == self.at else FaultyService.answered
        return act(self, bytes(command))

    def SCardDisconnect(self, card: int, disposition: int) -> int:  # noqa: N802
        """Let go."""
        return Code.SUCCESS

    def _code(self, call: str) -> int:
        return self.codes.get(call, Code.SUCCESS if self.up else Code.NO_SERVICE)


def pulled(code: int, answer: bytes = b"") -> Callable[[FaultyService, bytes], Transmitted]:
    """The card is gone, and the driver says it so."""

    def fault(service: FaultyService, _: bytes) -> Transmitted:
        service.card = None
        return code, list(answer)

    return fault


def ended(code: int) -> Callable[[FaultyService, bytes], Transmitted]:
    """The service is gone."""

    def fault(service: FaultyService, _: bytes) -> Transmitted:
        service.up = False
        return code, []

    return fault


def unplugged(code: int) -> Callable[[FaultyService, bytes], Transmitted]:
    """The reader is gone, and the card with it."""

    def fault(service: FaultyService, _: bytes) -> Transmitted:
        service.plugged, service.card = False, None
        return code, []

    return fault


def said(code: int, answer: bytes = b"") -> Callable[[FaultyService, bytes], Transmitted]:
    """Everything is where it was, and the driver says this."""
    return lambda _service, _command: (code, list(answer))


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of read: the card it is for, and the read through a service with a patience in seconds."""

    name: str
    card: Callable[[], VirtualCard]
    act: Callable[[FaultyService, float], object]
    t0: bool = False

    def service(self) -> FaultyService:
        """A sound service with the card in it."""
        return FaultyService(self.card(), t0=self.t0)

    def commands(self) -> int:
        """How many commands the whole read takes."""
        service = self.service()
        self.act(service, 10)
        return service.commands


_STAFF_KEY = StaffCard().keys[0x9E]


def _applicant(service: FaultyService, patience: float, zone: str | None = None) -> object:
    return ApplicantReader("身份读卡器", service, "", StoppedClock(), patience).read(zone).person


def _passport(service: FaultyService, patience: float) -> object:
    return _applicant(service, patience, passport_zone())


def _enrol(service: FaultyService, patience: float) -> object:
    reader = StaffCardReader("工作人员读卡器", service, "", patience)
    return reader.enrol(KeySlot.AUTHENTICATION, PIN)


WAYS = (
    Way("social card T=0", SocialCard, _applicant, t0=True),
    Way("social card T=1", lambda: SocialCard(t0=False), _applicant),
    Way("social card without short names", lambda: SocialCard(short_names=False), _applicant, t0=True),
    Way(
        "passport",
        lambda: PassportChip(groups=b"\x61\x75\x6c", issued="20200102"),
        _passport,
    ),
    Way("staff card", lambda: StaffCard(personal_key=_STAFF_KEY), _enrol),
    Way("staff card T=0", lambda: StaffCard(personal_key=_STAFF_KEY, t0=True), _enrol, t0=True),
)
