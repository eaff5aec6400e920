"""Commands about the store: bringing it up to date, copying it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clerk.cli.desk import open_store
from clerk.cli.options import (
    Options,
    asked_for_json,
    counter_options,
    either,
    json_option,
    print_json,
    progress,
)

if TYPE_CHECKING:
    from clerk.copies import Copied


@click.group()
def store() -> None:
    """Bring the store up to date, back it up, restore it."""


@store.command()
@counter_options
@json_option
def upgrade(options: Options, *, as_json: bool) -> None:
    """Make the store, or bring it to this program's version."""
    from clerk import assembly
    from clerk.store.engines import where

    with open_store(options.place(), create=True) as opened:
        assembly.open_queue(opened).close()
        if as_json:
            print_json({"store": where(opened.engine), "kind": opened.kind.value})
        else:
            click.echo(where(opened.engine))


@store.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@counter_options
@json_option
def backup(options: Options, file: Path, *, as_json: bool) -> None:
    """Copy the store into a new FILE, while the counter goes on working. The copy is proved.

    The keys are not in it: keep them too, once, with: clerk keys export FILE.
    A store on a PostgreSQL server is backed up with pg_dump.
    """
    from clerk import assembly
    from clerk.copies import back_up

    place = options.place()
    with progress(either("正在核验", "Proving")) as tell:
        done = back_up(place, assembly.open_vault(place), file, tell)
    _tell(done)
    click.echo(
        either(
            "备份中没有密钥：请另用 clerk keys export 保存一次。",
            "The keys are not in the backup: save them once with: clerk keys export.",
        ),
        err=True,
    )


@store.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@counter_options
@json_option
def restore(options: Options, file: Path, *, as_json: bool) -> None:
    """Put the copy in FILE in the place of the store, which is kept beside it under another name.

    Console and worker have to be closed. Refused where receipt numbers of today would be given out twice.
    """
    from clerk import assembly
    from clerk.copies import restore as put_back

    place = options.place()
    with progress(either("正在核验", "Proving")) as tell:
        done = put_back(place, assembly.open_vault(place), file, tell)
    _tell(done)
    if done.events_lost != 0:
        click.echo(
            either(
                "备份之后办理的事项不在其中：请逐一与属地核对。",
                "What was done after the backup is not in it: compare with the home regions.",
            ),
            err=True,
        )


def _tell(done: Copied) -> None:
    if asked_for_json():
        print_json(done.as_dict())
        return
    click.echo(f"{done.file}  {done.size:,} B  {done.head.seq:,} {either('条流水', 'events')}")
    click.echo(done.head.hash)
    if done.replaced is not None:
        click.echo(f"{either('原数据库', 'before')}: {done.replaced}")
