"""Commands that run something: the training console, a worker, the simulated regions."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from clerk.cli.options import Options, counter_options, credentials_typed, place_options, speak
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from threading import Event

    from clerk.assembly import Place
    from integrations.session_vault import SessionVault


def open_console(options: Options, *, training: bool) -> None:
    """Open the counter on this terminal."""
    place = options.console_place(training=training)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.UsageError("the counter needs a terminal: standard input and output are not one")
    if place.session is not None:
        place = _with_credentials(place, place.session)
    from clerk.console import run_console

    sys.exit(run_console(place))


def _with_credentials(place: Place, session: SessionVault) -> Place:
    """The place with the credentials that were not carried in, asked for region by region."""
    asked: dict[str, bytes] = {}
    for address in place.profile.regions:
        if address.credentials not in asked and session.get(address.credentials) is None:
            asked[address.credentials] = credentials_typed(address.credentials)
    return replace(place, session=session.with_entries(asked))


@click.command()
@place_options
def train(options: Options) -> None:
    """Open the training counter with its three simulated regions."""
    open_console(options, training=True)


@click.command()
@counter_options
@click.option("--parent-pipe", is_flag=True, help="End when standard input closes.")
@click.option("--session-keys", is_flag=True, hidden=True, help="Take keys from the parent's pipe first.")
def worker(options: Options, *, parent_pipe: bool, session_keys: bool) -> None:
    """Run the durable workflows of a store until stopped (SIGTERM, SIGINT). Logs to standard error."""
    from clerk.delivery.process import run_process
    from clerk.log_setup import log_to_file, log_to_stderr

    place = options.place()
    if parent_pipe:
        log_to_file(place.folder.log / "worker.log")
    else:
        log_to_stderr()
    if session_keys:
        from integrations.session_vault import SessionVault

        place = replace(place, session=SessionVault.taken_over(_line_of(sys.stdin.fileno())))
    run_process(lambda stop: _work(place, stop), parent_pipe=parent_pipe)


def _line_of(pipe: int) -> bytes:
    """The first line, without a buffer that would hide the end of the pipe from who watches it."""
    line = b""
    while not line.endswith(b"\n"):
        part = os.read(pipe, 65536)
        if not part:
            break
        line += part
    return line


def _work(place: Place, stop: Event) -> None:
    from clerk import assembly
    from clerk.delivery.backoff import Patience
    from clerk.delivery.follow import Rhythm
    from clerk.delivery.worker import WorkerSettings, run_worker
    from clerk.liaison_files import rules_for
    from clerk.sign_off_files import sign_off_rules_for

    profile = place.profile
    try:
        book = assembly.read_book(place)
        settings = WorkerSettings(
            patience=Patience(settle=profile.settle_after),
            rhythm=Rhythm(interval=profile.follow_every),
            own=book.site(profile.site).region,
            warning_rules=book.warning_rules,
            sign_off_rules=sign_off_rules_for(profile.catalogue),
            liaison_rules=rules_for(profile.catalogue),
        )
        vault = assembly.open_vault(place)
        store = assembly.open_store(place, vault, create=False)
        regions = assembly.connect_regions_when_there(place, book, vault, stop)
    except Refused as refused:
        if not stop.is_set():
            speak(refused.fault)
        raise
    try:
        run_worker(settings, store, regions, assembly.BookDirectory(book), place.clock, book.calendar, stop)
    finally:
        for backend in regions.values():
            backend.close()
        store.close()


@click.command()
@place_options
@click.option("--parent-pipe", is_flag=True, help="End when standard input closes.")
def simulate(options: Options, *, parent_pipe: bool) -> None:
    """Serve the three simulated regions on loopback until stopped.

    Their addresses go to simulator.json in the data folder, and to standard error.
    """
    from clerk.simulation import run_simulation

    run_simulation(options.console_place(training=True), parent_pipe=parent_pipe)
