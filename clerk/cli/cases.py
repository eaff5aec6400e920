"""Commands that look at cases. Personal data is masked, as on the screen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from clerk.cli.desk import open_desk
from clerk.cli.options import Options, counter_options, either, json_option, print_json
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.desk.views import WarningView
    from clerk.domain.holding import Spans


_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def cases() -> None:
    """List cases, or show one."""


@cases.command("list")
@counter_options
@json_option
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Cases at most.")
def list_(options: Options, *, as_json: bool, limit: int) -> None:
    """List the newest cases of this site."""
    from clerk.desk.wording import STATE_WORDS

    with open_desk(options) as desk:
        rows = desk.list_cases(None, 0, limit)
    if as_json:
        print_json(
            [
                {
                    "receipt_no": row.receipt_no,
                    "item": row.item_name,
                    "home": row.home,
                    "state": row.state.value,
                    "since": row.since.isoformat(),
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        state = either(STATE_WORDS[row.state].zh, STATE_WORDS[row.state].en)
        click.echo(f"{row.receipt_no}  {row.since:%m-%d %H:%M}  {row.home:<9} {state}  {row.item_name}")


@cases.command()
@click.argument("receipt_no")
@counter_options
@json_option
def show(options: Options, receipt_no: str, *, as_json: bool) -> None:
    """Show one case by its receipt number: state, deliveries, who held it how long, timeline."""
    from clerk.desk.holding import held_words

    with open_desk(options) as desk:
        case_id = desk.find_by_scan(receipt_no)
        if case_id is None:
            raise Refused("C-08")
        view = desk.view_case(case_id)
        home = view.case.home
    if as_json:
        print_json(
            {
                "receipt_no": view.case.receipt_no,
                "item": view.case.item_name,
                "home": view.case.home,
                "state": view.case.state.value,
                "home_case_no": view.case.home_case_no,
                "held_seconds": _seconds(view.held),
                "held_since": view.held_since.isoformat(),
                "warnings": [_warning(warning) for warning in view.warnings],
                "deliveries": [
                    {"kind": d.kind.value, "round": d.round, "state": d.state.value, "attempts": d.attempts}
                    for d in view.deliveries
                ],
                "timeline": [
                    {"at": row.at.isoformat(), "what": row.what.en, "who": row.who.en}
                    for row in view.timeline
                ],
            }
        )
        return
    click.echo(f"{view.case.receipt_no}  {view.case.item_name}  {view.case.home}  {view.case.home_case_no}")
    held = held_words(view.held, desk.counter.region_name(home), desk.counter.english_name(home))
    click.echo(f"  {either(held.zh, held.en)}")
    for warning in view.warnings:
        colour, words, to_do = warning.colour_words, warning.words, warning.to_do
        click.echo(
            f"  {either(colour.zh, colour.en)}  {either(words.zh, words.en)}  {either(to_do.zh, to_do.en)}"
        )
    for row in view.timeline:
        more = row.detail if row.more is None else either(row.more.zh, row.more.en)
        click.echo(f"  {row.at:%m-%d %H:%M:%S}  {either(row.what.zh, row.what.en)}  {more}")
    click.echo(either(view.next_step.zh, view.next_step.en))


@cases.command()
@counter_options
@json_option
@click.option("--from", "first", type=_DAY, help="Cases received from this day on.")
@click.option("--to", "last", type=_DAY, help="Cases received up to this day.")
def holding(options: Options, *, as_json: bool, first: datetime | None, last: datetime | None) -> None:
    """Show how long applicants, counters, home regions and the line held cases, by home region."""
    from clerk.desk.holding import held_words

    with open_desk(options) as desk:
        totals = desk.holding_by_region(first.date() if first else None, last.date() if last else None)
    if as_json:
        print_json(
            [
                {"home": total.region, "cases": total.cases, "held_seconds": _seconds(total.held)}
                for total in totals
            ]
        )
        return
    for total in totals:
        name, english = desk.counter.region_name(total.region), desk.counter.english_name(total.region)
        held = held_words(total.held, name, english)
        click.echo(f"{total.region:<9} {total.cases:>6}  {either(held.zh, held.en)}")


def _seconds(held: Spans) -> dict[str, float]:
    four = {"citizen": held.citizen, "counter": held.clerk, "region": held.region, "line": held.line}
    return {holder: span.total_seconds() for holder, span in four.items()}


def _warning(warning: WarningView) -> dict[str, object]:
    return {
        "colour": warning.colour.value,
        "what": warning.words.en,
        "to_do": warning.to_do.en,
        "since": warning.since.isoformat(),
        "verified": warning.verified,
    }
