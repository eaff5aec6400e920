"""Commands that look at sign-offs (签批). Deciding takes a person with two factors, at a console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clerk.cli.desk import open_desk
from clerk.cli.options import Options, counter_options, either, json_option, print_json

if TYPE_CHECKING:
    from datetime import datetime

    from clerk.desk.sign_offs.views import EscalationRow


@click.group()
def sign_offs() -> None:
    """List what waits for a supervisor, or show one."""


@sign_offs.command("list")
@counter_options
@json_option
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="Lines at most.")
def list_(options: Options, *, as_json: bool, limit: int) -> None:
    """List what is open at this site, the most urgent first."""
    from clerk.desk.wording import ESCALATION_KIND_WORDS

    with open_desk(options) as desk:
        rows = desk.sign_offs.open_here(limit)
    if as_json:
        print_json([_facts(row) for row in rows])
        return
    for row in rows:
        one, kind = row.escalation, ESCALATION_KIND_WORDS[row.escalation.kind]
        late = either("逾期", "overdue") if one.overdue else f"{one.due_at:%m-%d %H:%M}"
        words = (one.id, late, one.asked_by, either(kind.zh, kind.en), row.receipt_no, row.item_name)
        click.echo("  ".join(words))


@sign_offs.command()
@click.argument("escalation_id", metavar="ID")
@counter_options
@json_option
def show(options: Options, escalation_id: str, *, as_json: bool) -> None:
    """Show one by its id: what is laid before the supervisor, why, and what became of it."""
    from clerk.desk.wording import ESCALATION_KIND_WORDS
    from clerk.domain.escalations import LEVEL_WORDS, STANDING_WORDS

    with open_desk(options) as desk:
        view = desk.sign_offs.view(None, escalation_id)
    one = view.row.escalation
    if as_json:
        print_json(
            {
                **_facts(view.row),
                "reason": one.reason,
                "question": one.question,
                "decided_reason": one.decided_reason,
                "shown": [{"label": line.label, "text": line.text} for line in view.shown],
                "changed": view.changed,
            }
        )
        return
    kind = ESCALATION_KIND_WORDS[one.kind]
    standing, level = STANDING_WORDS[one.standing], LEVEL_WORDS[one.level]
    click.echo(f"{one.id}  {either(kind.zh, kind.en)}  {either(*standing)}  {either(*level)}")
    for line in view.shown:
        click.echo(f"  {line.label}  {_plain(line.text)}")
    for words in (one.reason, one.question, one.decided_reason):
        if words:
            click.echo(f"  {_plain(words)}")
    if view.changed:
        click.echo(either("内容在提请后已变化。", "It changed since it was asked."))


def _facts(row: EscalationRow) -> dict[str, object]:
    one = row.escalation
    return {
        "id": one.id,
        "kind": one.kind.value,
        "subject": {"kind": one.subject.kind.value, "id": one.subject.id, "part": one.subject.part},
        "receipt_no": row.receipt_no,
        "item": row.item_name,
        "site": one.site,
        "window": one.window,
        "level": one.level.name.lower(),
        "standing": one.standing.value,
        "asked_by": one.asked_by,
        "asked_at": one.asked_at.isoformat(),
        "due_at": one.due_at.isoformat(),
        "overdue": one.overdue,
        "digest": one.digest,
        "decided_by": one.decided_by,
        "decided_at": _when(one.decided_at),
        "over_the_shoulder": one.over_the_shoulder,
        "used_at": _when(one.used_at),
    }


def _when(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _plain(text: str) -> str:
    """What somebody typed, on one line, with nothing that a terminal or a reader's eye obeys."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)
