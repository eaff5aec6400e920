"""Commands that look at cases. Personal data is masked, as on the screen."""

from __future__ import annotations

import click

from clerk.cli.desk import open_desk
from clerk.cli.options import Options, counter_options, either, json_option, print_json
from clerk.domain.faults import Refused


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
    """Show one case by its receipt number: state, deliveries, timeline."""
    with open_desk(options) as desk:
        case_id = desk.find_by_scan(receipt_no)
        if case_id is None:
            raise Refused("C-08")
        view = desk.view_case(case_id)
    if as_json:
        print_json(
            {
                "receipt_no": view.case.receipt_no,
                "item": view.case.item_name,
                "home": view.case.home,
                "state": view.case.state.value,
                "home_case_no": view.case.home_case_no,
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
    for row in view.timeline:
        click.echo(f"  {row.at:%m-%d %H:%M:%S}  {either(row.what.zh, row.what.en)}  {row.detail}")
    click.echo(either(view.next_step.zh, view.next_step.en))
