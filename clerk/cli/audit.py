"""Commands for the auditor: looks into the journal, and the evidence of a case as a file.

Each asks who looks, by number and password, and each look is written into the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clerk.cli.operator import signed_in, staff_option
from clerk.cli.options import (
    Options,
    ask_secret,
    counter_options,
    either,
    json_option,
    print_json,
)
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.desk.audit import Found, Query, Row

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def audit() -> None:
    """Look into the journal, or hand over the evidence of a case. For the roles auditor and supervisor."""


def whole_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``--whole`` and ``--reason``; the command gets ``reason``, None where nothing is shown whole."""

    @click.option("--whole", is_flag=True, help="What is encrypted as well, which may name people.")
    @click.option("--reason", metavar="TEXT", help="Why; wanted with --whole, and kept in the journal.")
    @wraps(command)
    def with_reason(*args: Any, whole: bool, reason: str | None, **kwargs: Any) -> None:
        if bool(reason) != whole:
            raise click.UsageError("--whole and --reason belong together")
        command(*args, reason=reason if whole else None, **kwargs)

    return with_reason


def look_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what every look takes; the command gets the days and the rest as ``asked``."""

    @click.option("--since", type=_DAY, metavar="DAY", help="From this day on, YYYY-MM-DD.")
    @click.option("--until", type=_DAY, metavar="DAY", help="Up to this day, included.")
    @click.option("--limit", type=click.IntRange(min=1, max=1_000_000), default=1000, show_default=True,
                  help="Events at most, oldest first.")  # fmt: skip
    @whole_options
    @staff_option
    @counter_options
    @json_option
    @wraps(command)
    def with_query(
        *args: Any,
        since: datetime | None,
        until: datetime | None,
        limit: int,
        reason: str | None,
        **kwargs: Any,
    ) -> None:
        if since is not None and until is not None and until < since:
            raise click.BadParameter("it is before --since", param_hint="--until")
        asked = {
            "since": since.date() if since else None,
            "until": until.date() if until else None,
            "limit": limit,
            "reason": reason,
        }
        command(*args, asked=asked, **kwargs)

    return with_query


@audit.command("who-saw")
@click.argument("subject", required=False)
@click.option("--case", metavar="RECEIPT_NO", help="The case by its receipt number.")
@click.option("--person", is_flag=True, help="Somebody's cases: the document's number is asked for.")
@look_options
def who_saw(
    options: Options,
    subject: str | None,
    case: str | None,
    staff: str | None,
    asked: dict[str, Any],
    *,
    person: bool,
    as_json: bool,
) -> None:
    """Who saw the data of a case, a person, or SUBJECT, the id of a case or visit as events name it."""
    from clerk.desk.audit import Look, Query

    if bool(subject) + bool(case) + person != 1:
        raise click.UsageError("one of SUBJECT, --case and --person is wanted")

    def query() -> Query:
        number = ask_secret(either("证件号码", "Number of the document"), twice=False) if person else ""
        return Query(Look.WHO_SAW, case=case or "", subject=subject or "", person=number.strip(), **asked)

    _look(options, staff, query, as_json=as_json)


@audit.command("paper-asked")
@look_options
def paper_asked(options: Options, staff: str | None, asked: dict[str, Any], *, as_json: bool) -> None:
    """Who asked for paper although an e-licence was there, for what and why."""
    from clerk.desk.audit import Look, Query

    _look(options, staff, lambda: Query(Look.PAPER_ASKED, **asked), as_json=as_json)


@audit.command("sign-ins")
@look_options
def sign_ins(options: Options, staff: str | None, asked: dict[str, Any], *, as_json: bool) -> None:
    """Who signed in, failed to, locked, unlocked and signed out, when and where."""
    from clerk.desk.audit import Look, Query

    _look(options, staff, lambda: Query(Look.SIGN_INS, **asked), as_json=as_json)


@audit.command()
@look_options
def reads(options: Options, staff: str | None, asked: dict[str, Any], *, as_json: bool) -> None:
    """Which cards were read or typed: reader, strength, time, for which role. Nobody is named."""
    from clerk.desk.audit import Look, Query

    _look(options, staff, lambda: Query(Look.READS, **asked), as_json=as_json)


@audit.command("sign-offs")
@look_options
def sign_offs(options: Options, staff: str | None, asked: dict[str, Any], *, as_json: bool) -> None:
    """Who asked for a sign-off, who decided it and how, at whose console, and which were used."""
    from clerk.desk.audit import Look, Query

    _look(options, staff, lambda: Query(Look.SIGN_OFFS, **asked), as_json=as_json)


@audit.command()
@look_options
def unlocks(options: Options, staff: str | None, asked: dict[str, Any], *, as_json: bool) -> None:
    """Which consoles were locked and unlocked, when, by whom, and which sign-ins failed."""
    from clerk.desk.audit import Look, Query

    _look(options, staff, lambda: Query(Look.UNLOCKS, **asked), as_json=as_json)


@audit.command()
@click.argument("receipt_no")
@click.option(
    "-o",
    "--output",
    "file",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The new file; none is ever overwritten.",
)
@whole_options
@staff_option
@counter_options
@json_option
def evidence(
    options: Options, receipt_no: str, file: Path, staff: str | None, reason: str | None, *, as_json: bool
) -> None:
    """Write the evidence of a case into a zip FILE that proves itself with: clerk verify FILE.

    Note the head that is printed, where nobody who writes the store can change it: it fixes the file.
    """
    with signed_in(options, staff) as (desk, operator):
        made = desk.export_evidence(operator, receipt_no, file, reason)
    if as_json:
        head = {"seq": made.head_seq, "hash": made.head_hash}
        print_json({"file": str(made.file), "size": made.size, "events": made.events, "head": head})
        return
    click.echo(f"{made.file}  {made.size:,} B  {made.events:,} {either('条流水', 'events')}")
    click.echo(f"{made.head_seq} {made.head_hash}")


@audit.command()
@click.option("--file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False),
              help="Instead of the profile's file of heads.")  # fmt: skip
@counter_options
@json_option
def anchor(options: Options, file: Path | None, *, as_json: bool) -> None:
    """Note the head of the journal's chain in a file outside the store, once a day.

    Keep the file where nobody who writes the store can change it. No seal service seals it yet. Held against
    it, clerk verify sees that the end of the journal was cut off, or the whole of it written anew.
    """
    from clerk.cli.desk import open_store
    from clerk.desk.anchors import note_head

    place = options.place()
    path = file or (Path(place.profile.anchors) if place.profile.anchors else None)
    if path is None:
        raise Refused("V-24")
    with open_store(place) as store:
        noted = note_head(store, path, place.clock.now())
    if as_json:
        head = {"seq": noted.seq, "hash": noted.hash}
        print_json({"file": str(path), "head": head, "sealed": noted.sealed})
        return
    click.echo(noted.line)
    click.echo(either("未加盖：没有印章服务。", "Unsealed: there is no seal service."), err=True)


def _look(options: Options, staff: str | None, query: Callable[[], Query], *, as_json: bool) -> None:
    """Sign in, ask what else is wanted, look, and show it."""
    with signed_in(options, staff) as (desk, operator):
        found = desk.audit(operator, query())
    if as_json:
        print_json({"events": [_document(row) for row in found.rows], "more": found.more})
        return
    _tell(found)


def _tell(found: Found) -> None:
    from screens.safe_text import shown

    for row in found.rows:
        click.echo(shown(_line(row)))
    if found.more:
        click.echo(
            either("还有更多：请用 --since 或 --limit。", "There are more: use --since or --limit."), err=True
        )


def _line(row: Row) -> str:
    from clerk.desk.audit import WORDS

    words = WORDS[row.kind]
    said = {**row.facts, **(row.private or {})}
    facts = "  ".join(f"{key}={value}" for key, value in said.items() if value is not None and value != "")
    head = (
        f"{row.seq:>7}  {row.at:%Y-%m-%d %H:%M:%S}  {row.actor:<8} {row.terminal:<8} {row.receipt_no or '—'}"
    )
    return f"{head}  {either(words.zh, words.en)}  {facts}".rstrip()


def _document(row: Row) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "kind": row.kind.value,
        "actor": row.actor,
        "terminal": row.terminal,
        "receipt_no": row.receipt_no,
        "facts": _harmless(dict(row.facts)),
        "private": _harmless(dict(row.private)) if row.private is not None else None,
    }


def _harmless(value: Any) -> Any:
    """Texts in it as they may be written to a terminal."""
    from screens.safe_text import shown

    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {shown(key): _harmless(part) for key, part in value.items()}
    return [_harmless(part) for part in value] if isinstance(value, list) else value
