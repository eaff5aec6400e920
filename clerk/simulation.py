"""Runs the three simulated regions of a training counter."""

from __future__ import annotations

import json
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

import click

from clerk import assembly
from clerk.assembly import Place
from clerk.domain.faults import Refused
from clerk.log_setup import log_to_file, log_to_stderr


def run_simulation(place: Place, *, parent_pipe: bool) -> None:
    """Serve until a signal, or until standard input closes when ``parent_pipe``.

    Raises:
        Refused: ``G-13`` it cannot serve, ``S-07`` the folder is a live counter's.
    """
    assembly.refuse_other_kind(place)
    try:
        if parent_pipe:
            log_to_file(place.folder.log / "simulate.log")
        else:
            log_to_stderr()
        with _only_simulator(place):
            _serve(place, parent_pipe=parent_pipe)
    except OSError as error:
        raise Refused("G-13", what=str(error)) from None


def _serve(place: Place, *, parent_pipe: bool) -> None:
    from integrations.simulator.people import load_companies, load_people
    from integrations.simulator.rules import shipped_rules
    from integrations.simulator.server import SimulatorSettings, serve
    from integrations.simulator.state import ForeignState
    from printing.fonts import MAIN_FONT

    book = assembly.read_book(place)
    people = load_people()
    rules = shipped_rules()
    settings = SimulatorSettings(
        regions=book.data.regions,
        variants=[variant for item in book.data.items for variant in item.variants],
        kinds=book.data.licence_kinds,
        people=people,
        companies=load_companies(people),
        rules=replace(rules, pace=rules.pace * place.profile.simulator.speed),
        ports=_ports(place),
        data=place.folder.root,
        font=MAIN_FONT,
        promise=book.calendar.after,
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    try:
        serve(settings, stop, ready=None if parent_pipe else _tell, parent_pipe=parent_pipe)
    except ForeignState as error:
        raise Refused("G-13", what=str(error)) from None


@contextmanager
def _only_simulator(place: Place) -> Iterator[None]:
    """Two simulators would decide the same cases twice; the lock goes with the process."""
    import fcntl

    with (place.folder.root / "simulator.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("G-13", what="simulator.lock") from None
        yield


def _ports(place: Place) -> dict[str, int]:
    """Ports of the last run where they are still free, so that who knew the addresses still does."""
    try:
        known = json.loads((place.folder.root / "ports.json").read_text(encoding="utf-8"))
        ports = {region: int(port) for region, port in known.items() if _free(int(port))}
    except (OSError, ValueError, AttributeError):
        ports = {}
    for region in place.profile.regions:
        if region.region not in ports:
            ports[region.region] = _any_port()
    (place.folder.root / "ports.json").write_text(json.dumps(ports), encoding="utf-8")
    return ports


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _any_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tell(addresses: Mapping[str, str]) -> None:
    for region, url in addresses.items():
        click.echo(f"{region:<10} {url}  (port {urlsplit(url).port})", file=sys.stderr)
