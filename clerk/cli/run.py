"""Commands that run something: the training console, a worker, the simulated regions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from clerk.cli.options import Options, place_options, training_option

if TYPE_CHECKING:
    from threading import Event

    from clerk.assembly import Place


def open_console(options: Options, *, training: bool) -> None:
    """Open the counter on this terminal."""
    from clerk.console import run_console

    place = options.place(training=training)
    sys.exit(run_console(place))


@click.command()
@place_options
def train(options: Options) -> None:
    """Open the training counter with its three simulated regions."""
    open_console(options, training=True)


@click.command()
@place_options
@training_option
@click.option("--parent-pipe", is_flag=True, help="End when standard input closes.")
def worker(options: Options, *, training: bool, parent_pipe: bool) -> None:
    """Run the durable workflows of a store until stopped."""
    from clerk.delivery.process import run_process

    place = options.place(training=True if training else None)
    run_process(lambda stop: _work(place, stop), parent_pipe=parent_pipe)


def _work(place: Place, stop: Event) -> None:
    from clerk import assembly
    from clerk.delivery.backoff import Patience
    from clerk.delivery.follow import Rhythm
    from clerk.delivery.worker import WorkerSettings, run_worker
    from clerk.log_setup import log_to_stderr

    log_to_stderr()
    book = assembly.read_book(place)
    vault = assembly.open_vault(place)
    store = assembly.open_store(place, vault, create=False)
    profile = place.profile
    settings = WorkerSettings(
        patience=Patience(settle=profile.settle_after),
        rhythm=Rhythm(interval=profile.follow_every),
    )
    regions = assembly.connect_regions_when_there(place, book, vault, stop)
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
    """Serve the three simulated regions on loopback; addresses go to simulator.json in the data folder."""
    from clerk.simulation import run_simulation

    run_simulation(options.place(training=True), parent_pipe=parent_pipe)
