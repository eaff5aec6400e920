"""The end of the day on the command line: what differs, and the paper of a closed day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from clerk.cli.desk import open_desk
from clerk.cli.operator import signed_in, staff_option
from clerk.cli.options import (
    Options,
    counter_options,
    either,
    json_option,
    language,
    print_json,
    progress,
    speak,
)
from clerk.domain.faults import Language, Refused

if TYPE_CHECKING:
    from clerk.desk.day_end.views import DayView
    from clerk.desk.facade import Desk
    from clerk.domain.day import Difference

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(invoke_without_command=True)
@counter_options
@click.option("--date", "on", type=_DAY, metavar="DAY", help="The day, YYYY-MM-DD; today without it.")
@json_option
@click.pass_context
def day(ctx: click.Context, options: Options, on: datetime | None, *, as_json: bool) -> None:
    """Count a day of this site, asking the regions, and tell what differs.

    Exit codes: 0 the day is closed or nothing differs, 1 something differs, 2 used wrongly.
    A day is closed at the console, by a supervisor.
    """
    if ctx.invoked_subcommand is not None:
        return
    with _desk_with_regions(options) as desk:
        with progress(either("正在核对", "Asking")) as said:
            view = desk.day_end.count(_day(on), lambda region, done, _all: said(region, done))
        if as_json:
            print_json(_document(desk, view))
        else:
            for line in _lines(desk, view):
                click.echo(line)
    ctx.exit(0 if view.closed is not None or not view.count.differences else 1)


@day.command()
@click.option("--date", "on", type=_DAY, metavar="DAY", help="The closed day, YYYY-MM-DD; today without it.")
@staff_option
@counter_options
@json_option
def paper(options: Options, on: datetime | None, staff: str | None, *, as_json: bool) -> None:
    """Put the paper of a closed day into the tray, and tell where it lies."""
    with signed_in(options, staff) as (desk, operator):
        printed = desk.day_end.print_paper(operator, _day(on) or desk.day_end.today)
    if as_json:
        print_json({"job": printed.job, "file": printed.where, "digest": printed.digest})
    else:
        click.echo(printed.where)


@contextmanager
def _desk_with_regions(options: Options) -> Iterator[Desk]:
    """The desk with its regions; where they cannot be connected it counts without and says so on stderr."""
    from clerk import assembly
    from clerk.desk.facade import Desk

    place = options.place()
    with open_desk(options) as desk:
        try:
            book = assembly.read_book(place)
            regions = assembly.connect_regions(place, book, assembly.open_vault(place))
        except Refused as refused:
            speak(refused.fault)
            regions = {}
        try:
            yield Desk(replace(desk.counter, regions=regions))
        finally:
            for backend in regions.values():
                backend.close()


def _day(on: datetime | None) -> date | None:
    return None if on is None else on.date()


def _document(desk: Desk, view: DayView) -> dict[str, Any]:
    """What was counted. What people wrote is sealed, and stays so."""
    from dataclasses import asdict

    count, closed = view.count, view.closed
    late = count.supplement
    return {
        "site": count.site,
        "day": count.day.isoformat(),
        "digest": view.digest,
        "closed": None
        if closed is None
        else {
            "by": closed.closed_by,
            "at": closed.closed_at.isoformat(),
            "over_the_shoulder": closed.over_the_shoulder,
            "explained_alone": closed.explained_alone,
        },
        "not_closed": [earlier.isoformat() for earlier in view.not_closed],
        "regions": [asdict(region) for region in count.regions],
        "receipts": asdict(count.receipts),
        "papers": [asdict(paper_) for paper_ in count.papers],
        "open": asdict(count.open),
        "after_closing": None if late is None else {"day": late.day.isoformat(), "receipts": late.receipts},
        "sheets": None,
        "differences": [_difference(desk, difference) for difference in count.differences],
    }


def _difference(desk: Desk, difference: Difference) -> dict[str, Any]:
    from clerk.desk.day_end.wording import sentence

    words, answer = sentence(desk.counter, difference), difference.answer
    return {
        "kind": difference.kind.value,
        "receipts": list(difference.receipts),
        "region": difference.region or None,
        "since": None if difference.since is None else difference.since.isoformat(),
        "answer": None
        if answer is None
        else {"kind": answer.kind.value, "by": answer.by, "at": answer.at.isoformat()},
        "zh": words.zh,
        "en": words.en,
    }


def _lines(desk: Desk, view: DayView) -> Iterator[str]:
    from clerk.desk.day_end.wording import SHEETS, sentence

    chinese = language() is Language.ZH
    count, closed = view.count, view.closed
    yield f"{count.site}  {count.day.isoformat()}"
    heads = ("received", "confirmed", "they have", "doubled", "they lack", "not asked")
    yield f"  {'':<9}" + "".join(f"{head:>11}" for head in heads)
    for r in count.regions:
        numbers = (r.received, r.acknowledged, r.there, r.doubled, r.missing, r.not_asked)
        yield f"  {r.region:<9}" + "".join(f"{number:>11}" for number in numbers)
    receipts = count.receipts
    yield either(
        f"  编号 {receipts.numbers}  办件 {receipts.cases}  流水 {receipts.journalled}",
        f"  numbers {receipts.numbers}  cases {receipts.cases}  in the journal {receipts.journalled}",
    )
    yield f"  {either(SHEETS.zh, SHEETS.en)}"
    for difference in count.differences:
        words = sentence(desk.counter, difference)
        mark = "·" if difference.answer else "!"
        yield f"  {mark} {words.zh if chinese else words.en}"
    if closed is not None:
        yield either(
            f"{closed.closed_by} 于 {closed.closed_at:%Y-%m-%d %H:%M} 签结",
            f"Closed by {closed.closed_by} at {closed.closed_at:%Y-%m-%d %H:%M}",
        )
    elif not count.differences:
        yield either("没有差异，尚未签结。", "Nothing differs; not closed yet.")
