"""Commands about the store: proving it, bringing it up to date, copying it."""

from __future__ import annotations

import sys

import click

from clerk.cli.options import (
    Options,
    json_option,
    language,
    place_options,
    print_json,
    training_option,
)
from clerk.domain.faults import Language


@click.command()
@place_options
@training_option
@json_option
def verify(options: Options, *, training: bool, as_json: bool) -> None:
    """Prove the store: chain, rows against journal, numbers, queue. Exit 1 names the first wrong record."""
    from clerk import assembly
    from clerk.store.verify import verify as prove

    place = options.place(training=True if training else None)
    store = assembly.open_store(place, assembly.open_vault(place), create=False)
    try:
        report = prove(store)
    finally:
        store.close()
    if as_json:
        print_json(report.as_dict())
    else:
        chinese = language() is Language.ZH
        for name, count in report.checked.items():
            click.echo(f"{name:<14}{count:>10,}")
        problem = report.first_problem
        if problem is None:
            click.echo("全部相符。" if chinese else "Everything agrees.")
        else:
            click.echo(f"{problem.where}: {problem.fault.sentence(language())}")
    sys.exit(0 if report.ok else 1)


@click.group()
def store() -> None:
    """Bring the store up to date, or copy it."""


@store.command()
@place_options
@training_option
def upgrade(options: Options, *, training: bool) -> None:
    """Make the store, or bring it to this program's version."""
    from clerk import assembly

    place = options.place(training=True if training else None)
    opened = assembly.open_store(place, assembly.open_vault(place))
    try:
        assembly.open_queue(opened).close()
    finally:
        opened.close()
    click.echo(place.store_url.rpartition("@")[2])
