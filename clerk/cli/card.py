"""Commands for readers: read the card that lies there, watch readers and cards. Personal data is masked."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from queue import Empty, Queue
from typing import TYPE_CHECKING, TypeVar

import click

from clerk.cli.options import (
    Options,
    counter_options,
    either,
    fault_document,
    json_option,
    language,
    print_json,
    speak,
)
from clerk.domain.codes.machine_readable_zone import PASSPORT_LINE
from clerk.domain.faults import Refused
from clerk.domain.names import mask_name, mask_number

if TYPE_CHECKING:
    from clerk.card_readers import ReaderSet
    from clerk.domain.identity import Finding
    from clerk.domain.parties import Person, Validity
    from clerk.ports import CardEvent, CardRead, CardReader, Clock, StaffCards

_Reader = TypeVar("_Reader", bound="CardReader | StaffCards")

_EVENTS = {
    "reader_added": ("读卡器已接通", "the reader is there"),
    "reader_removed": ("读卡器不在", "the reader is not there"),
    "card_in": ("放上证件", "a card was laid"),
    "card_out": ("证件已拿起", "the card was lifted"),
    "service_up": ("读卡服务已启动", "the service is there"),
    "service_down": ("读卡服务已停止", "the service is not there"),
}

_MOST_OF_A_ZONE = 1000
"""Characters that are looked at: three lines and whatever stands between them."""

reader_option = click.option(
    "--reader", "name", metavar="NAME", help="The reader by its name in the profile."
)


@click.group()
def card() -> None:
    """Read the card on a reader, or watch the readers."""


@card.command()
@reader_option
@click.option("--sample", metavar="KEY", help="The sample card to lay on a simulated reader.")
@click.option(
    "--zone",
    "with_zone",
    is_flag=True,
    help="A passport lies there: ask for its machine-readable lines, or read them from standard input.",
)
@click.option("--whole", is_flag=True, help="Mask nothing; only at a training counter.")
@counter_options
@json_option
def read(
    options: Options,
    name: str | None,
    sample: str | None,
    *,
    with_zone: bool,
    whole: bool,
    as_json: bool,
) -> None:
    """Read one card. Exit 1 when it cannot be read, or must not be taken today."""
    from clerk.card_readers import open_readers
    from clerk.domain.identity import Severity, check

    place = options.place()
    if whole and not place.profile.training:
        raise click.UsageError("--whole is for the training counter: a real card is shown masked.")
    with open_readers(place) as readers:
        reader = _chosen(readers.applicants, name)
        kind = next(one.kind for one in place.profile.readers if one.name == reader.name)
        if sample and kind != "simulated":
            raise click.UsageError("--sample is for a simulated reader; lay the card on this one.")
        if with_zone and kind != "pcsc":
            raise click.UsageError("--zone is for a PC/SC reader: no other reads passports.")
        found = reader.read(_ask_zone() if with_zone else sample)
    findings = check(found.person, found.evidence, place.clock.now().date())
    if as_json:
        print_json(_document(reader, found, findings, whole=whole))
    else:
        _tell(reader, found, findings, whole=whole)
    sys.exit(1 if any(finding.severity is Severity.BLOCK for finding in findings) else 0)


@card.command()
@reader_option
@click.option(
    "--for", "seconds", type=click.FloatRange(min=0, min_open=True), help="Stop after so many seconds."
)
@counter_options
@json_option
def watch(options: Options, name: str | None, seconds: float | None, *, as_json: bool) -> None:
    """Tell what readers, cards and the PC/SC service do, until Ctrl-C. With --json one document a line."""
    from clerk.card_readers import open_readers

    place = options.place()
    events: Queue[CardEvent] = Queue()
    with open_readers(place) as readers, contextlib.suppress(KeyboardInterrupt):
        if name:
            _named(readers.all, name)
        _refuse_silent(readers, name)
        readers.watch(events.put)
        for event in _until(events, seconds):
            if name in {None, event.reader} or not event.reader:
                _tell_event(event, place.clock, as_json=as_json)


def _chosen(readers: tuple[CardReader, ...], name: str | None) -> CardReader:
    """The reader of that name; without one the first, which is the usual one."""
    if not readers:
        raise Refused("G-03")
    return readers[0] if name is None else _named(readers, name)


def _named(readers: tuple[_Reader, ...], name: str) -> _Reader:
    for reader in readers:
        if reader.name == name:
            return reader
    names = ", ".join(reader.name for reader in readers)
    raise click.BadParameter(f"the profile has: {names}", param_hint="--reader")


def _refuse_silent(readers: ReaderSet, name: str | None) -> None:
    """Refuse to watch what never tells anything; say it where it is only some of the readers."""
    absent = [reader.fault for reader in readers.absent if name in {None, reader.name}]
    if absent and (name or not readers.tells):
        raise Refused(absent[0].code, **absent[0].details)
    if not readers.tells:
        raise Refused("G-25")
    for fault in absent[:1]:  # the same for all of them
        speak(fault)


def _ask_zone() -> str:
    """The machine-readable lines of a passport: typed or scanned at a terminal, else all of standard input.

    Not shown and never an option, for they are personal data. An empty line ends them: the second is enough.
    """
    if not sys.stdin.isatty():
        return sys.stdin.read(_MOST_OF_A_ZONE)
    words = either("机读码（不显示，空行结束）", "Machine-readable line (not shown; an empty one ends)")
    lines: list[str] = []
    while sum(map(len, lines)) < 2 * PASSPORT_LINE:
        line = str(click.prompt(words, hide_input=True, default="", show_default=False, err=True)).strip()
        if not line:
            break
        lines.append(line)
    return "\n".join(lines)


def _until(events: Queue[CardEvent], seconds: float | None) -> Iterator[CardEvent]:
    end = None if seconds is None else time.monotonic() + seconds
    while True:
        left = None if end is None else end - time.monotonic()
        if left is not None and left <= 0:
            return
        try:
            yield events.get(timeout=left)
        except Empty:
            return


def _tell_event(event: CardEvent, clock: Clock, *, as_json: bool) -> None:
    at = clock.now()
    if as_json:
        row = {
            "at": at.isoformat(),
            "reader": event.reader or None,
            "role": event.role.value if event.reader else None,
            "event": event.kind.value,
        }
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        reader = event.reader or "PC/SC"
        click.echo(f"{at:%H:%M:%S}  {reader}  {either(*_EVENTS[event.kind.value])}")


def _document(
    reader: CardReader, found: CardRead, findings: tuple[Finding, ...], *, whole: bool
) -> dict[str, object]:
    return {
        "reader": reader.name,
        "simulated": reader.simulated,
        "number": found.evidence.reader,
        "strength": found.evidence.strength.value,
        "read_at": found.evidence.read_at.isoformat(),
        "masked": not whole,
        "person": _person(found.person, whole=whole),
        "warnings": [fault_document(fault) for fault in found.warnings],
        "findings": [
            {"severity": finding.severity.value, "fault": fault_document(finding.fault)}
            for finding in findings
        ],
    }


def _person(person: Person, *, whole: bool) -> dict[str, object]:
    """What is shown of a person; masked it names nobody."""
    shown: dict[str, object] = {
        "document": person.document.value,
        "name": person.name if whole else mask_name(person.name),
        "number": person.number if whole else mask_number(person.number),
        "validity": _period(person.validity),
    }
    if whole:
        shown |= {
            "sex": person.sex.value,
            "birth": person.birth.isoformat() if person.birth else None,
            "nation": person.nation,
            "address": person.address,
            "issuer": person.issuer,
        }
    return shown


def _period(validity: Validity | None) -> str | None:
    if validity is None:
        return None
    until = validity.until.isoformat() if validity.until else "长期"
    return f"{validity.since.isoformat()} – {until}"


def _tell(reader: CardReader, found: CardRead, findings: tuple[Finding, ...], *, whole: bool) -> None:
    click.echo(f"{reader.name}  {found.evidence.reader}")
    for name, value in _person(found.person, whole=whole).items():
        if value:
            click.echo(f"  {name:<10}{value}")
    for fault in found.warnings:
        speak(fault)
    for finding in findings:
        click.echo(f"  {finding.severity.value:<7}{finding.code}  {finding.fault.sentence(language())}")
