"""Staff are added, disabled, enabled and given another password; each is one transaction with its event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from clerk.desk.passwords import hash_password, one_time_password, refuse_weak
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.names import normalise
from clerk.domain.regions import Region, RegionId, Site
from clerk.domain.staff import EVERYWHERE, Role, StaffMember
from clerk.ports import Clock
from clerk.store import journal
from clerk.store import staff as rows
from clerk.store.staff import StaffRow
from clerk.store.store import Store
from clerk.store.unit import Unit

NUMBER = re.compile(r"[A-Za-z0-9-]{1,20}")
"""A staff number: what every keyboard types the same."""
NO_PASSWORD = "none"  # noqa: S105 - no argon2id hash: no password ever fits it
"""Stands for the hash of who has no password yet."""


@dataclass(frozen=True, slots=True)
class Office:
    """Where staff are managed: the store, and the places that somebody can be sent to."""

    store: Store
    clock: Clock
    sites: Mapping[str, Site]
    regions: Mapping[RegionId, Region]

    def known_place(self, place: str) -> bool:
        """Whether somebody can work there: a site, a region, or everywhere."""
        return place == EVERYWHERE or place in self.sites or place in self.regions


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A member of staff to be added, with the password they begin with."""

    member: StaffMember
    password: str | None
    """None: they cannot sign in before one is set."""
    once: bool
    """Whether it is to be changed at the first sign-in."""


def member_of(office: Office, number: str, name: str, role: str, place: str) -> StaffMember:
    """A member of staff made of words.

    Raises:
        Refused: ``U-24`` the number, ``U-25`` the role, ``U-26`` the place; ``N-01``, ``N-02`` the name.
    """
    if not NUMBER.fullmatch(number):
        raise Refused("U-24")
    name = normalise(name).value
    if role not in set(Role):
        raise Refused("U-25", roles=" ".join(Role))
    if not office.known_place(place):
        raise Refused("U-26", places=" ".join((*office.sites, *office.regions, EVERYWHERE)))
    return StaffMember(number, name, Role(role), place)


def begin_with(member: StaffMember, password: str | None, *, once: bool) -> Newcomer:
    """A newcomer with the password that was chosen, or with one that is made up to be used once.

    Raises:
        Refused: ``U-06`` the password will not do.
    """
    if password is None and once:
        password = one_time_password()
    if password is not None:
        refuse_weak(password)
    return Newcomer(member, password, once)


def add(office: Office, newcomers: Iterable[Newcomer]) -> None:
    """Add all of them, or nobody.

    Raises:
        Refused: ``U-07`` a number is taken.
    """
    hashed = [(new, hash_password(new.password) if new.password else NO_PASSWORD) for new in newcomers]
    with office.store.writing() as unit:
        for new, password_hash in hashed:
            member = new.member
            if rows.staff(unit, member.number) is not None:
                raise Refused("U-07", number=member.number)
            rows.add_staff(unit, member, password_hash, must_change=new.once)
            _note(unit, office, member.number, role=member.role.value, site=member.site)


def refuse_taken(office: Office, number: str) -> None:
    """Before a password is asked for.

    Raises:
        Refused: ``U-07``.
    """
    with office.store.reading() as unit:
        if rows.staff(unit, number) is not None:
            raise Refused("U-07", number=number)


def refuse_unknown(office: Office, number: str) -> None:
    """Before a password is asked for.

    Raises:
        Refused: ``U-10``.
    """
    with office.store.reading() as unit:
        known(unit, number)


def disable(office: Office, number: str) -> StaffMember:
    """Let somebody in no more; the next act of a session that is open is refused too.

    Raises:
        Refused: ``U-10`` nobody has the number.
    """
    return _switch(office, number, disabled=True)


def enable(office: Office, number: str) -> StaffMember:
    """Let somebody in again, and lift the lock that failures caused.

    Raises:
        Refused: ``U-10`` nobody has the number.
    """
    return _switch(office, number, disabled=False)


def reset(office: Office, number: str, password: str | None) -> str:
    """Give somebody a password to be used once, made up where none is given; any lock is lifted.

    Raises:
        Refused: ``U-10`` nobody has the number, ``U-06`` the password will not do.
    """
    with office.store.reading() as unit:
        known(unit, number)
    password = one_time_password() if password is None else password
    refuse_weak(password)
    hashed = hash_password(password)
    with office.store.writing() as unit:
        known(unit, number)
        rows.set_password(unit, number, hashed, must_change=True)
        _note(unit, office, number, change="password_reset")
    return password


def known(unit: Unit, number: str) -> StaffRow:
    """The row of somebody.

    Raises:
        Refused: ``U-10`` nobody has the number.
    """
    row = rows.staff(unit, number)
    if row is None:
        raise Refused("U-10", number=number)
    return row


def _switch(office: Office, number: str, *, disabled: bool) -> StaffMember:
    with office.store.writing() as unit:
        member = replace(known(unit, number).member, disabled=disabled)
        rows.change_staff(unit, member)
        if not disabled:
            rows.clear_failures(unit, number)
        _note(unit, office, number, change="disabled" if disabled else "enabled")
    return member


def _note(unit: Unit, office: Office, number: str, **what: str) -> None:
    payload = {"number": number, **what}
    journal.append_by_command(unit, EventKind.STAFF_CHANGED, office.clock.now(), payload)
