"""Commands for the administrator: the authenticator (动态口令) that is a second factor of signing in."""

from __future__ import annotations

import sys

import click

from clerk.cli.options import Options, ask_secret, counter_options, either
from clerk.cli.staff_office import open_office, refuse_no_terminal


@click.group()
def totp() -> None:
    """Enrol an authenticator for somebody, or take it away."""


@totp.command()
@click.argument("number")
@click.option("--text", is_flag=True, help="Print the secret instead of a QR code, also where it is kept.")
@counter_options
def enrol(options: Options, number: str, *, text: bool) -> None:
    """Enrol the authenticator of NUMBER, in place of the one before.

    Its holder scans the QR code and types the digits that the authenticator shows then: before these are
    right nothing changes. The terminal forgets the code afterwards where it can.
    """
    from clerk.desk.staffing import authenticator
    from clerk.domain.one_time_password import base32, enrolment_uri

    if not text:
        refuse_no_terminal()
    with open_office(options) as (office, here):
        secret = authenticator.new_secret(office, number)
        uri = enrolment_uri(secret, number, f"CLERK {here}")
        if text:
            click.echo(base32(secret))
            click.echo(uri)
        else:
            _draw(uri)
        asked = either(
            "动态口令（扫码后显示的 6 位数字）", "One-time password (six digits, shown after the scan)"
        )
        replaced = authenticator.enrol(office, number, secret, ask_secret(asked, twice=False))
    if not text:
        click.clear()
    done = either("已登记", "enrolled")
    before = either("，原来的作废", "; the one before opens nothing any more") if replaced else ""
    click.echo(f"{number}  {done}{before}")


@totp.command()
@click.argument("number")
@counter_options
def remove(options: Options, number: str) -> None:
    """Take the authenticator of NUMBER away. Its codes open nothing from the next sign-in or unlock on."""
    from clerk.desk.staffing import authenticator

    with open_office(options) as (office, _):
        authenticator.remove(office, number)
    click.echo(f"{number}  {either('已撤销', 'taken away')}")


def _draw(uri: str) -> None:
    """The QR code in half blocks, dark on light whatever the terminal's colours are."""
    import segno

    segno.make_qr(uri, error="l", boost_error=False).terminal(out=sys.stdout, border=2, compact=True)
