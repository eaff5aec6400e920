"""Commands for the administrator: staff, and credentials of regions."""

from __future__ import annotations

import json
import sys

import click

from clerk.cli.options import Options, json_option, place_options, print_json, training_option
from clerk.domain.faults import Refused
from clerk.domain.staff import Role, StaffMember

SHORTEST_PASSWORD = 8
"""Characters of a password at least (GB/T 22239-2019 asks for complexity; the number is local)."""


@click.group()
def staff() -> None:
    """Add staff, or list them."""


@staff.command()
@click.argument("number")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@place_options
@training_option
@click.password_option(help="Asked for when not given.")
def add(options: Options, number: str, name: str, role: str, password: str, *, training: bool) -> None:
    """Add a member of staff. The password is asked for; there is no default one."""
    from clerk import assembly
    from clerk.desk.sign_in import hash_password
    from clerk.domain.journal import EventKind
    from clerk.store import journal
    from clerk.store import staff as rows

    if len(password) < SHORTEST_PASSWORD:
        raise Refused("U-06", least=str(SHORTEST_PASSWORD))
    place = options.place(training=True if training else None)
    store = assembly.open_store(place, assembly.open_vault(place))
    member = StaffMember(number, name, Role(role), place.profile.site)
    try:
        with store.writing() as unit:
            if rows.staff(unit, number) is not None:
                raise Refused("U-07", number=number)
            rows.add_staff(unit, member, hash_password(password))
            journal.append(
                unit,
                EventKind.STAFF_CHANGED,
                actor="administrator",
                terminal="command",
                at=place.clock.now(),
                payload={"number": number, "role": role},
            )
    finally:
        store.close()
    click.echo(f"{number}  {role}")


@staff.command("list")
@place_options
@training_option
@json_option
def list_(options: Options, *, training: bool, as_json: bool) -> None:
    """List members of staff by number and role."""
    from clerk import assembly
    from clerk.store import staff as rows

    place = options.place(training=True if training else None)
    store = assembly.open_store(place, assembly.open_vault(place), create=False)
    try:
        with store.reading() as unit:
            members = [row.member for row in rows.list_staff(unit)]
    finally:
        store.close()
    if as_json:
        print_json([{"number": m.number, "role": m.role.value, "disabled": m.disabled} for m in members])
        return
    for member in members:
        click.echo(f"{member.number:<10}{member.role.value:<15}{'disabled' if member.disabled else ''}")


@click.group()
def credentials() -> None:
    """Keep the credentials of a region's interface in the vault."""


@credentials.command("set")
@click.argument("entry")
@place_options
def set_(options: Options, entry: str) -> None:
    """Read NAME=VALUE lines from standard input and keep them under ENTRY, e.g. region/wujiang."""
    from clerk import assembly

    values: dict[str, str] = {}
    for line in sys.stdin.read().splitlines():
        name, mark, value = line.partition("=")
        if not mark or not name.strip():
            raise click.UsageError("each line is NAME=VALUE")
        values[name.strip()] = value.strip()
    if not values:
        raise click.UsageError("standard input held no credentials")
    place = options.place()
    assembly.open_vault(place).put(entry, json.dumps(values).encode())
    click.echo(f"{entry}: {', '.join(sorted(values))}")
