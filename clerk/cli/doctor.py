"""The start gate without a screen: every check, for scripts and for the telephone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from clerk.cli.options import Options, counter_options, fault_document, json_option, language, print_json
from clerk.desk.gate import Check, CheckName, CheckState
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.assembly import Book, Place
    from clerk.ports import Vault


@click.command()
@counter_options
@json_option
def doctor(options: Options, *, as_json: bool) -> None:
    """Look at store, worker, regions, readers, printer, disk and clock. Exit 1 when something is wrong."""
    checks = list(_checks(options.place()))
    if as_json:
        print_json([_document(check) for check in checks])
    else:
        for check in checks:
            _tell(check)
    sys.exit(1 if any(check.state is not CheckState.OK for check in checks) else 0)


def _document(check: Check) -> dict[str, object]:
    return {
        "check": check.name.value,
        "subject": check.subject,
        "state": check.state.value,
        "fault": fault_document(check.fault) if check.fault else None,
        "detail": check.detail,
    }


def _tell(check: Check) -> None:
    spoken = language()
    click.echo(f"{check.state.value:<8}{check.name.value:<9}{check.subject}  {check.detail}".rstrip())
    if check.fault is not None:
        click.echo(f"        {check.fault.code}  {check.fault.sentence(spoken)}")
        click.echo(f"        {check.fault.cure(spoken)}")


def _checks(place: Place) -> Iterator[Check]:
    from clerk import assembly, checks
    from printing.tray import TrayPrinter

    book = assembly.read_book(place)
    book.site(place.profile.site)
    yield checks.check_disk(place)
    yield from checks.check_keys(place)
    yield checks.check_printer(TrayPrinter(place.tray))
    yield from checks.guarded(place, CheckName.READER, "", lambda: _readers(place))
    try:
        vault = assembly.open_vault(place)
    except Refused as refused:
        yield Check(CheckName.STORE, "", CheckState.FAILED, refused.fault)
        return
    yield from checks.guarded(place, CheckName.STORE, "", lambda: tuple(_store(place, vault)))
    yield from checks.guarded(place, CheckName.REGION, "", lambda: tuple(_regions(place, book, vault)))


def _readers(place: Place) -> tuple[Check, ...]:
    from clerk import checks
    from clerk.card_readers import open_readers

    with open_readers(place) as readers:
        return checks.check_readers(readers.all)


def _store(place: Place, vault: Vault) -> Iterator[Check]:
    from clerk import assembly, checks

    store = assembly.open_store(place, vault, create=False)
    try:
        yield Check(CheckName.STORE, "", CheckState.OK, detail=store.engine.dialect.name)
        if not place.profile.training:  # a training counter enrols its made-up staff when it opens
            yield from checks.check_staff(store)
        yield checks.check_worker(place, store)
    finally:
        store.close()


def _regions(place: Place, book: Book, vault: Vault) -> Iterator[Check]:
    from clerk import assembly, checks

    backends = assembly.connect_regions(place, book, vault)
    try:
        for backend in backends.values():
            yield from checks.check_region(place, book.regions[backend.region], backend)
    finally:
        for backend in backends.values():
            backend.close()
