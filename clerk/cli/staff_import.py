"""``clerk staff import``: many at once, or nobody."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from clerk.cli.options import Options, counter_options, either, json_option, print_json
from clerk.cli.staff_office import open_office, refuse_no_terminal, show_once


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--no-passwords", is_flag=True, help="Nobody of them signs in before: clerk staff reset NUMBER."
)
@click.option("--check", is_flag=True, help="Look at every line, and add nobody.")
@counter_options
@json_option
def import_(options: Options, file: Path, *, no_passwords: bool, check: bool, as_json: bool) -> None:
    """Add everybody of a list: CSV in UTF-8 or GB 18030 with the heading number,name,role,place.

    Every line is looked at before anybody is added; the first thing wrong is named by line and column. Each
    begins with a one-time password, shown once on the terminal. FILE may be - for standard input.
    """
    from clerk.desk.staffing import office as staffing
    from clerk.desk.staffing.staff_list import LARGEST, read_staff_list

    passwords = not (no_passwords or check)
    if passwords:
        if as_json:
            raise click.UsageError("--json shows no passwords: give --no-passwords too")
        refuse_no_terminal()
    if str(file) == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with file.open("rb") as source:
            data = source.read(LARGEST + 1)
    with open_office(options) as (office, _):
        members = read_staff_list(office, data)
        newcomers = [staffing.begin_with(member, None, once=passwords) for member in members]
        if not check:
            staffing.add(office, newcomers)
    if as_json:
        print_json(
            [{"number": m.number, "role": m.role.value, "place": m.site, "added": not check} for m in members]
        )
        return
    done = either("可以添加", "can be added") if check else either("已添加", "added")
    click.echo(f"{len(members)}  {done}")
    if passwords:
        show_once({new.member.number: str(new.password) for new in newcomers})
