"""Commands for the administrator: staff, and credentials of regions."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from clerk.cli.desk import open_store
from clerk.cli.operator import asked_factors
from clerk.cli.options import (
    Options,
    ask_secret,
    counter_options,
    credentials_of,
    either,
    json_option,
    print_json,
)
from clerk.cli.staff_card import card
from clerk.cli.staff_import import import_
from clerk.cli.staff_office import once_option, open_office, refuse_no_terminal, show_once
from clerk.cli.staff_totp import totp
from clerk.domain.staff import Role

if TYPE_CHECKING:
    from clerk.store.staff import StaffRow


@click.group()
def staff() -> None:
    """Add staff, list them, let them in or not, and enrol their second factor."""


staff.add_command(card)
staff.add_command(totp)
staff.add_command(import_)


@staff.command()
@click.argument("number")
@click.argument("name")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), required=True, help="What they may do."
)
@click.option("--place", metavar="PLACE", help="Code of a site, a region, or * (all three); else this site.")
@once_option
@counter_options
def add(options: Options, number: str, name: str, role: str, place: str | None, *, once: bool) -> None:
    """Add a member of staff. The password is asked for, or read from standard input; there is no default.

    With --once it is made up, shown once on the terminal, and changed at the first sign-in.
    """
    from clerk.desk.staffing import office as staffing

    if not name.strip():
        raise click.BadParameter("a name is needed", param_hint="NAME")
    if not staffing.NUMBER.fullmatch(number):
        raise click.BadParameter("letters, digits and hyphens, at most 20", param_hint="NUMBER")
    if once:
        refuse_no_terminal()
    with open_office(options, create=True) as (office, here):
        member = staffing.member_of(office, number, name, role, here if place is None else place)
        staffing.refuse_taken(office, number)
        password = None if once else ask_secret(either("密码", "Password"))
        newcomer = staffing.begin_with(member, password, once=once)
        staffing.add(office, [newcomer])
    click.echo(f"{number}  {role}")
    if once:
        show_once({number: str(newcomer.password)})


@staff.command()
@click.argument("number")
@counter_options
def disable(options: Options, number: str) -> None:
    """Let NUMBER in no more. A session that is open ends with its next act."""
    from clerk.desk.staffing import office as staffing

    with open_office(options) as (office, _):
        staffing.disable(office, number)
    click.echo(f"{number}  {either('已停用', 'disabled')}")


@staff.command()
@click.argument("number")
@counter_options
def enable(options: Options, number: str) -> None:
    """Let NUMBER in again, and lift the lock after failed sign-ins."""
    from clerk.desk.staffing import office as staffing

    with open_office(options) as (office, _):
        staffing.enable(office, number)
    click.echo(f"{number}  {either('已启用', 'enabled')}")


@staff.command()
@click.argument("number")
@once_option
@counter_options
def reset(options: Options, number: str, *, once: bool) -> None:
    """Give NUMBER a password that is changed at the first sign-in. It lifts a lock; the second factor stays.

    The password is asked for, or read from standard input; with --once it is made up and shown once.
    """
    from clerk.desk.staffing import office as staffing

    if once:
        refuse_no_terminal()
    with open_office(options) as (office, _):
        staffing.refuse_unknown(office, number)
        given = None if once else ask_secret(either("密码", "Password"))
        password = staffing.reset(office, number, given)
    click.echo(f"{number}  {either('下次登录须更换密码', 'chooses another password at the next sign-in')}")
    if once:
        show_once({number: password})


@staff.command()
@click.argument("number")
@counter_options
def password(options: Options, number: str) -> None:
    """Choose another password for yourself: the one of now, your second factor, then the new one twice."""
    from clerk.cli.desk import open_desk
    from clerk.desk.sign_in import change_password
    from clerk.desk.views import Credentials

    with open_desk(options, with_readers=True) as desk:
        old = ask_secret(either("现在的密码", "Password of now"), twice=False)
        new = ask_secret(either("新密码", "New password"))
        asked_factors(
            lambda pin, code: change_password(desk.counter, Credentials(number, old, pin, code), new)
        )
    click.echo(f"{number}  {either('密码已更换', 'password changed')}")


@staff.command("list")
@counter_options
@json_option
def list_(options: Options, *, as_json: bool) -> None:
    """List members of staff by number: role, place, second factor, and whether they are let in."""
    from clerk.store import staff as rows

    with open_store(options.place()) as store, store.reading() as unit:
        found = rows.list_staff(unit)
    if as_json:
        print_json([_document(row) for row in found])
        return
    for row in found:
        member = row.member
        words = (f"{member.number:<10}", f"{member.role.value:<15}", f"{member.site:<10}", _in_words(row))
        click.echo("".join(words).rstrip())


def _document(row: StaffRow) -> dict[str, object]:
    member, key = row.member, row.card
    enrolled = {"slot": key.slot.value, "valid_until": key.valid_until.isoformat()} if key else None
    return {
        "number": member.number,
        "role": member.role.value,
        "place": member.site,
        "disabled": member.disabled,
        "card": enrolled,
        "totp": row.code_key is not None,
        "must_change": row.must_change,
        "locked_until": row.locked_until.isoformat() if row.locked_until else None,
    }


def _in_words(row: StaffRow) -> str:
    words = []
    if row.member.disabled:
        words.append(either("已停用", "disabled"))
    if row.card is not None:
        slot, day = row.card.slot.value, row.card.valid_until.isoformat()
        words.append(either(f"卡 {slot}，证书至 {day}", f"card {slot}, certificate until {day}"))
    if row.code_key is not None:
        words.append(either("动态口令", "one-time passwords"))
    if row.must_change:
        words.append(either("须更换密码", "password to be changed"))
    return either("；", "; ").join(words)


@click.group()
def credentials() -> None:
    """Keep the credentials of regions in the vault."""


@credentials.command("set")
@click.argument("entry")
@counter_options
def set_(options: Options, entry: str) -> None:
    """Read NAME=VALUE lines from standard input and keep them under ENTRY, e.g. region/wujiang.

    ENTRY is the name that the region's "credentials" in the profile says.
    """
    from clerk import assembly

    place = options.place()
    known = [address.credentials for address in place.profile.regions]
    if entry not in known:
        raise click.BadParameter(f"the profile knows {', '.join(known)}", param_hint="ENTRY")
    kept = credentials_of(sys.stdin.read().splitlines())
    assembly.open_vault(place).put(entry, kept)
    click.echo(f"{entry}: {', '.join(sorted(json.loads(kept)))}")
