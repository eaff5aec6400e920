"""Commands and answers of ISO/IEC 7816-4, with what T=0 makes of them (``61xx``, ``6Cxx``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from integrations.readers.pcsc.steps import Step, refused_by_card, unreadable

OK = 0x9000
SECURITY_STATUS = 0x6982
"""The card wants something first: a PIN, a key, another module."""
FILE_NOT_FOUND = 0x6A82
RECORD_NOT_FOUND = 0x6A83
ALL = 256
"""``Le`` that asks for whatever there is."""

_NO_APPLICATION = frozenset({FILE_NOT_FOUND, 0x6A81, 0x6A86, 0x6A87, 0x6999})
_NO_COMMAND = frozenset({0x67, 0x68, 0x6B, 0x6D, 0x6E})
"""Wrong length, class, parameters or instruction: answers of cards of another kind."""
_SHORT_DATA = 255
_CHAINED = 0x10
_MORE = 0x61
_WRONG_LENGTH = 0x6C
_GET_RESPONSE = 0xC0
_LONGEST_ANSWER = 0x8000
_ROUNDS = 300
"""No honest card needs more: 32 KiB in pieces of 256 bytes."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``expect`` is Le in bytes, None when no answer data is wanted."""

    ins: int
    p1: int
    p2: int
    data: bytes = b""
    expect: int | None = None
    cla: int = 0x00

    def encoded(self) -> bytes:
        """The command on the wire, in the short form."""
        if len(self.data) > _SHORT_DATA:
            raise ValueError("a short command has at most 255 bytes of data")
        head = bytes((self.cla, self.ins, self.p1, self.p2))
        body = bytes((len(self.data),)) + self.data if self.data else b""
        return head + body + (b"" if self.expect is None else bytes((self.expect % ALL,)))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the card answered: data and status word. Data never shows up in a log."""

    data: bytes
    status: int

    @property
    def ok(self) -> bool:
        """Whether the card did what it was asked."""
        return self.status == OK

    @property
    def no_application(self) -> bool:
        """Whether the card knows no application of the name selected, or no selection by name at all."""
        return self.status in _NO_APPLICATION or self.status >> 8 in _NO_COMMAND

    def need(self, step: Step) -> bytes:
        """The data, when the card did what it was asked.

        Raises:
            Refused: ``I-79`` it did not.
        """
        if not self.ok:
            raise refused_by_card(step, self.status)
        return self.data


class Card(Protocol):
    """A card in a reader, as the card protocols of this package talk to it."""

    @property
    def reader(self) -> str:
        """Name of the reader it lies in."""
        ...

    def ask(self, step: Step, command: Command) -> Answer:
        """Send one command.

        Raises:
            Refused: a named failure of the line: pulled, service stopped, silent, unreadable (I-7x, I-8x).
        """
        ...


def select_application(name: bytes, expect: int | None = ALL) -> Command:
    """SELECT by DF name; ``expect`` None asks for no file control information."""
    return Command(0xA4, 0x04, 0x0C if expect is None else 0x00, name, expect)


def exchange(transmit: Callable[[bytes], bytes], step: Step, command: Command, *, t0: bool) -> Answer:
    """Send ``command`` and gather its whole answer. ``t0`` says that the line speaks T=0.

    Raises:
        Refused: ``I-78`` the answer has no status word, or does not end.
    """
    last = _last_of_chain(transmit, step, command)
    if isinstance(last, Answer):
        return last
    command = last
    # T=0 has no command with data both ways: the answer is fetched afterwards.
    outward = replace(command, expect=None) if t0 and command.data else command
    answer = _once(transmit, step, outward)
    if answer.status >> 8 == _WRONG_LENGTH:
        answer = _once(transmit, step, replace(command, expect=answer.status & 0xFF or ALL))
    data = bytearray(answer.data)
    for _ in range(_ROUNDS):
        if answer.status >> 8 != _MORE:
            return Answer(bytes(data), answer.status)
        rest = Command(_GET_RESPONSE, 0, 0, expect=answer.status & 0xFF or ALL, cla=command.cla & 0x03)
        answer = _once(transmit, step, rest)
        if answer.status >> 8 == _WRONG_LENGTH:
            answer = _once(transmit, step, replace(rest, expect=answer.status & 0xFF or ALL))
        data += answer.data
        if len(data) > _LONGEST_ANSWER:
            break
    raise unreadable(step)


def _last_of_chain(transmit: Callable[[bytes], bytes], step: Step, command: Command) -> Command | Answer:
    """Send all but the last link of a long command; an answer when the card breaks the chain off."""
    while len(command.data) > _SHORT_DATA:
        link = replace(command, cla=command.cla | _CHAINED, data=command.data[:_SHORT_DATA], expect=None)
        answer = _once(transmit, step, link)
        if not answer.ok:
            return answer
        command = replace(command, data=command.data[_SHORT_DATA:])
    return command


def _once(transmit: Callable[[bytes], bytes], step: Step, command: Command) -> Answer:
    raw = transmit(command.encoded())
    if len(raw) < 2:
        raise unreadable(step)
    return Answer(raw[:-2], int.from_bytes(raw[-2:], "big"))
