"""Staff of the counter, with what sign-in needs. Rules of sign-in are the desk's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from clerk.domain.one_time_password import CodeKey
from clerk.domain.staff import KeySlot, Role, StaffKey, StaffMember
from clerk.store.columns import Cell, ColumnKeys
from clerk.store.moments import moment_or_none, stamp
from clerk.store.tables import STAFF
from clerk.store.unit import Unit


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff with what sign-in needs."""

    member: StaffMember
    password_hash: str = field(repr=False)
    failures: int
    """Failed sign-ins since the last one that worked."""
    locked_until: datetime | None
    card: StaffKey | None = None
    """Key of the staff card enrolled for them; sealed as the name is: no hand in the table swaps it."""
    code_key: CodeKey | None = None
    """Their authenticator's secret, sealed likewise, with the last code that was taken."""
    must_change: bool = False
    """Whether the password was given out to be used once, and a new one is chosen at the next sign-in."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a member may have changed while their session was open."""

    role: Role
    site: str
    disabled: bool


def add_staff(unit: Unit, member: StaffMember, password_hash: str, *, must_change: bool = False) -> None:
    """Write a new member of staff.

    Raises:
        Refused: ``S-16`` the number is taken.
    """
    row = {
        **_to_row(unit.keys, StaffRow(member, password_hash, 0, None, must_change=must_change)),
        "password_hash": password_hash,
        "failures": 0,
        "locked_until": None,
    }
    unit.connection.execute(sa.insert(STAFF), row)


def change_staff(unit: Unit, member: StaffMember) -> None:
    """Write the member's name, role, site and whether they are disabled.

    Raises:
        KeyError: nobody has this number.
    """
    row = _to_row(unit.keys, replace(_there(unit, member.number), member=member))
    _change(unit, row.pop("number"), row)


def set_card(unit: Unit, number: str, card: StaffKey | None) -> None:
    """Enrol a staff card in place of the one before; None takes it away.

    Raises:
        KeyError: nobody has this number.
    """
    _seal(unit, replace(_there(unit, number), card=card))


def set_code_key(unit: Unit, number: str, key: CodeKey | None) -> None:
    """Enrol an authenticator in place of the one before, or note the code it gave; None takes it away.

    Raises:
        KeyError: nobody has this number.
    """
    _seal(unit, replace(_there(unit, number), code_key=key))


def set_password(unit: Unit, number: str, password_hash: str, *, must_change: bool = False) -> None:
    """Replace the password; failures are forgotten and a lock is lifted.

    Raises:
        KeyError: nobody has this number.
    """
    _seal(unit, replace(_there(unit, number), must_change=must_change))
    _change(unit, number, {"password_hash": password_hash, "failures": 0, "locked_until": None})


def standing(unit: Unit, number: str) -> Standing | None:
    """Role, place and whether they are disabled, as they are now; None where nobody has the number."""
    query = sa.select(STAFF.c.role, STAFF.c.site, STAFF.c.disabled).where(STAFF.c.number == number)
    row = unit.connection.execute(query).first()
    return None if row is None else Standing(Role(row.role), row.site, row.disabled)


def staff(unit: Unit, number: str) -> StaffRow | None:
    """The member with this number, None where nobody has it."""
    row = unit.connection.execute(sa.select(STAFF).where(STAFF.c.number == number)).first()
    return None if row is None else _from_row(unit.keys, row)


def list_staff(unit: Unit) -> tuple[StaffRow, ...]:
    """All staff, by number."""
    rows = unit.connection.execute(sa.select(STAFF).order_by(STAFF.c.number))
    return tuple(_from_row(unit.keys, row) for row in rows)


def note_failure(unit: Unit, number: str) -> int:
    """Count a failed sign-in, and give how many there were since the last one that worked.

    Raises:
        KeyError: nobody has this number.
    """
    _change(unit, number, {"failures": STAFF.c.failures + 1})
    failures = sa.select(STAFF.c.failures).where(STAFF.c.number == number)
    return int(unit.connection.execute(failures).scalar_one())


def lock_until(unit: Unit, number: str, until: datetime) -> None:
    """Lock the number until a moment.

    Raises:
        KeyError: nobody has this number.
    """
    _change(unit, number, {"locked_until": stamp(until)})


def clear_failures(unit: Unit, number: str) -> None:
    """Forget failed sign-ins and lift the lock.

    Raises:
        KeyError: nobody has this number.
    """
    _change(unit, number, {"failures": 0, "locked_until": None})


def _change(unit: Unit, number: str, values: dict[str, Any]) -> None:
    if unit.connection.execute(sa.update(STAFF).where(STAFF.c.number == number).values(values)).rowcount != 1:
        raise KeyError(number)


def _there(unit: Unit, number: str) -> StaffRow:
    row = staff(unit, number)
    if row is None:
        raise KeyError(number)
    return row


def _seal(unit: Unit, row: StaffRow) -> None:
    _change(unit, row.member.number, {"personal": _to_row(unit.keys, row)["personal"]})


def _to_row(keys: ColumnKeys, row: StaffRow) -> dict[str, Any]:
    member = row.member
    personal = {
        "name": member.name,
        "card": card_to_json(row.card) if row.card else None,
        "code_key": _code_key_to_json(row.code_key) if row.code_key else None,
        "must_change": row.must_change,
    }
    return {
        "number": member.number,
        "role": member.role.value,
        "site": member.site,
        "disabled": member.disabled,
        "personal": keys.seal_json(personal, _cell(member.number)),
    }


def _from_row(keys: ColumnKeys, row: sa.Row[Any]) -> StaffRow:
    personal = keys.open_json(row.personal, _cell(row.number))
    member = StaffMember(row.number, personal["name"], Role(row.role), row.site, row.disabled)
    # Rows from before there were staff cards and authenticators have none.
    card, code_key = personal.get("card"), personal.get("code_key")
    return StaffRow(
        member,
        row.password_hash,
        row.failures,
        moment_or_none(row.locked_until),
        card_from_json(card) if card else None,
        CodeKey(bytes.fromhex(code_key["secret"]), code_key["used"]) if code_key else None,
        personal.get("must_change", False),
    )


def _code_key_to_json(key: CodeKey) -> dict[str, Any]:
    return {"secret": key.secret.hex(), "used": key.used}


def card_to_json(card: StaffKey) -> dict[str, str]:
    """A staff card as it is sealed."""
    return {
        "slot": card.slot.value,
        "public_key": card.public_key.hex(),
        "holder": card.holder,
        "valid_until": card.valid_until.isoformat(),
    }


def card_from_json(values: dict[str, str]) -> StaffKey:
    """The staff card that was sealed."""
    return StaffKey(
        KeySlot(values["slot"]),
        bytes.fromhex(values["public_key"]),
        values["holder"],
        date.fromisoformat(values["valid_until"]),
    )


def _cell(number: str) -> Cell:
    return Cell("staff", "personal", number)
