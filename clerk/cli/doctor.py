"""The start gate without a screen: every check, for scripts and for the telephone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from clerk.cli.options import Options, json_option, language, place_options, print_json, training_option
from clerk.desk.gate import Check, CheckName, CheckState
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.assembly import Book, Place
    from clerk.ports import Vault


@click.command()
@place_options
@training_option
@json_option
def doctor(options: Options, *, training: bool, as_json: bool) -> None:
    """Look at store, worker, regions, readers, printer, disk and clock. Exit 1 when something is wrong."""
    checks = list(_checks(options.place(training=True if training else None)))
    if as_json:
        print_json(
            [
                {
                    "check": check.name.value,
                    "subject": check.subject,
                    "state": check.state.value,
                    "fault": check.fault.as_dict() if check.fault else None,
                    "detail": check.detail,
                }
                for check in checks
            ]
        )
    else:
        spoken = language()
        for check in checks:
            click.echo(f"{check.state.value:<8}{check.name.value:<9}{check.subject}  {check.detail}".rstrip())
            if check.fault is not None:
                click.echo(f"        {check.fault.code}  {check.fault.sentence(spoken)}")
                click.echo(f"        {check.fault.cure(spoken)}")
    sys.exit(1 if any(check.state is not CheckState.OK for check in checks) else 0)


def _checks(place: Place) -> Iterator[Check]:
    from clerk import assembly, checks
    from printing.tray import TrayPrinter

    yield checks.check_disk(place)
    yield checks.check_printer(TrayPrinter(place.tray))
    try:
        yield from checks.check_readers(assembly.make_readers(place))
    except Refused as refused:
        yield Check(CheckName.READER, "", CheckState.FAILED, refused.fault)
    try:
        vault = assembly.open_vault(place)
        store = assembly.open_store(place, vault, create=False)
    except Refused as refused:
        yield Check(CheckName.STORE, "", CheckState.FAILED, refused.fault)
        return
    try:
        yield Check(CheckName.STORE, "", CheckState.OK, detail=store.engine.dialect.name)
        yield checks.check_worker(place, store)
    finally:
        store.close()
    yield from _regions(place, assembly.read_book(place), vault)


def _regions(place: Place, book: Book, vault: Vault) -> Iterator[Check]:
    from clerk import assembly, checks

    try:
        backends = assembly.connect_regions(place, book, vault)
    except Refused as refused:
        yield Check(CheckName.REGION, "", CheckState.FAILED, refused.fault)
        return
    for backend in backends.values():
        yield from checks.check_region(place, book.regions[backend.region], backend)
        backend.close()
