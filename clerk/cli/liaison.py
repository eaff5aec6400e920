"""Commands about the liaison group: its roster, its questions, and what is asked often."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clerk.cli.desk import open_store
from clerk.cli.options import Options, counter_options, either, json_option, print_json
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.domain.liaison import Contact, Thread
    from clerk.store.threads import Answered

_MOST = 1000


@click.group()
def liaison() -> None:
    """Keep the roster of the liaison group, and look at the questions between regions."""


@liaison.command()
@click.option("--region", default="", help="Contacts of one region only.")
@counter_options
@json_option
def roster(options: Options, *, region: str, as_json: bool) -> None:
    """List the contacts by region and department."""
    from clerk.store import roster as rows

    with open_store(options.place()) as store, store.reading() as unit:
        found = rows.list_contacts(unit, region or None)
    if as_json:
        print_json([_contact(contact) for contact in found])
        return
    for contact in found:
        click.echo("  ".join(_line(part) for part in _contact_words(contact)))


@liaison.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", default="", help="Region of vCards that name none.")
@click.option("--department", default="", help="Department of vCards that name none.")
@counter_options
@json_option
def import_(options: Options, *, file: Path, region: str, department: str, as_json: bool) -> None:
    """Take in a roster: CSV (UTF-8 or GB 18030) or vCard. Every line is checked before any is written."""
    from clerk import assembly
    from clerk.desk.liaison.roster_csv import read_csv
    from clerk.desk.liaison.roster_import import import_roster
    from clerk.desk.liaison.roster_vcard import read_vcards

    place = options.place()
    book = assembly.read_book(place).regions
    data = _read(file)
    if file.suffix.lower() in {".vcf", ".vcard"}:
        lines = read_vcards(data, book, region, department)
    else:
        lines = read_csv(data, book)
    with open_store(place) as store:
        done = import_roster(store, lines, book, place.clock.now())
    if as_json:
        print_json({"added": done.added, "changed": done.changed})
        return
    click.echo(
        either(f"新增 {done.added}，更新 {done.changed}", f"{done.added} added, {done.changed} changed")
    )


@liaison.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@counter_options
def export(options: Options, *, file: Path) -> None:
    """Write the roster to FILE: vCard 4.0 where its name ends in .vcf, else CSV. It replaces an older one."""
    from clerk.desk.liaison.roster_csv import write_csv
    from clerk.desk.liaison.roster_vcard import write_vcards
    from clerk.domain.journal import EventKind
    from clerk.store import journal
    from clerk.store import roster as rows

    place = options.place()
    with open_store(place) as store:
        with store.writing() as unit:
            found = rows.list_contacts(unit)
            # Names and phones leave the counter: whoever asks later has to find that.
            payload = {"step": "exported", "contacts": len(found)}
            journal.append_by_command(unit, EventKind.ROSTER_CHANGED, place.clock.now(), payload)
        written = write_vcards(found) if file.suffix.lower() in {".vcf", ".vcard"} else write_csv(found)
        _write(file, written)
    click.echo(either(f"{len(found)} 位联络人", f"{len(found)} contacts"))


@liaison.command()
@click.option("--open", "only_open", is_flag=True, help="Only those that wait for an answer.")
@click.option("--limit", type=click.IntRange(1, _MOST), default=100, show_default=True, help="At most.")
@counter_options
@json_option
def threads(options: Options, *, only_open: bool, limit: int, as_json: bool) -> None:
    """List questions between regions: open ones by their term, else the newest first."""
    from clerk.store import threads as rows

    states = rows.OPEN_STATES if only_open else None
    with open_store(options.place()) as store, store.reading() as unit:
        found = rows.list_threads(unit, states=states, limit=limit)
    if as_json:
        print_json([_thread(thread) for thread in found])
        return
    for thread in found:
        due = thread.due_at.isoformat(" ", "minutes")
        click.echo(
            f"{thread.id}  {thread.asking} -> {thread.asked}  {thread.state.value}  {due}  "
            f"{_line(thread.topic)}"
        )


@liaison.command()
@click.argument("region")
@click.argument("item")
@counter_options
@json_option
def problems(options: Options, *, region: str, item: str, as_json: bool) -> None:
    """List what was asked a region about an item and answered, what was asked most often first."""
    from clerk.store import threads as rows

    with open_store(options.place()) as store, store.reading() as unit:
        known = rows.answered(unit, region, item)
    found = sorted(known, key=lambda answered: answered.asked_times, reverse=True)
    if as_json:
        print_json([_problem(answered) for answered in found])
        return
    for answered in found:
        click.echo(f"{answered.asked_times:>4}  {_line(answered.thread.topic)}")
        click.echo(f"      {_line(answered.question.text)}")
        click.echo(f"      {_line(answered.answer.text)}")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused("J-22", what=error.strerror or "", what_en=error.strerror or "") from None


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, for the owner's eyes only."""
    aside = file.with_name(f".{file.name}.part")
    try:
        with open(os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as handle:
            handle.write(data)
        aside.replace(file)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise Refused("J-24", what=error.strerror or "") from None


def _line(text: str) -> str:
    """On one line, without characters that could move a cursor."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _contact_words(contact: Contact) -> Iterable[str]:
    yield contact.region
    yield contact.department
    yield contact.name
    yield contact.role
    yield contact.phone
    confirmed = contact.confirmed_on
    yield either("未核对", "never confirmed") if confirmed is None else confirmed.isoformat()
    if contact.sample:
        yield "示例"


def _contact(contact: Contact) -> dict[str, object]:
    from clerk.desk.liaison.roster_fields import write_hours

    confirmed = contact.confirmed_on
    return {
        "id": contact.id,
        "region": contact.region,
        "department": contact.department,
        "items": sorted(contact.items),
        "level": contact.level.name.lower(),
        "hours": write_hours(contact.hours),
        "name": contact.name,
        "role": contact.role,
        "phone": contact.phone,
        "backup": contact.backup,
        "confirmed_on": None if confirmed is None else confirmed.isoformat(),
        "sample": contact.sample,
    }


def _thread(thread: Thread) -> dict[str, object]:
    return {
        "id": thread.id,
        "asking": thread.asking,
        "asked": thread.asked,
        "department": thread.department,
        "item": thread.item,
        "topic": thread.topic,
        "state": thread.state.value,
        "level": thread.level.name.lower(),
        "asked_by": thread.asked_by,
        "asked_at": thread.asked_at.isoformat(),
        "due_at": thread.due_at.isoformat(),
        "receipt_no": "" if thread.case is None else thread.case.receipt_no,
    }


def _problem(answered: Answered) -> dict[str, object]:
    return {
        "id": answered.thread.id,
        "topic": answered.thread.topic,
        "question": answered.question.text,
        "answer": answered.answer.text,
        "answered_at": answered.answer.at.isoformat(),
        "asked_times": answered.asked_times,
    }
