"""动态口令: an authenticator is enrolled once it has shown a right code, and taken away."""

from __future__ import annotations

import secrets

from clerk.desk.staffing.office import Office, known
from clerk.domain.faults import Refused
from clerk.domain.journal import EventKind
from clerk.domain.one_time_password import SECRET_BYTES, CodeKey, step_of
from clerk.store import journal
from clerk.store import staff as rows


def new_secret(office: Office, number: str) -> bytes:
    """A secret for somebody's authenticator. Nothing is kept before :func:`enrol`.

    Raises:
        Refused: ``U-10`` nobody has the number.
    """
    with office.store.reading() as unit:
        known(unit, number)
    return secrets.token_bytes(SECRET_BYTES)


def enrol(office: Office, number: str, secret: bytes, code: str) -> bool:
    """Keep the secret, since the authenticator showed a right code. True where it took another's place.

    That code is used up.

    Raises:
        Refused: ``U-10`` nobody has the number, ``U-18`` the code is wrong; nothing is changed.
    """
    now = office.clock.now()
    step = step_of(secret, code, now)
    if step is None:
        raise Refused("U-18")
    with office.store.writing() as unit:
        before = known(unit, number).code_key
        rows.set_code_key(unit, number, CodeKey(secret, step))
        change = "totp_enrolled" if before is None else "totp_replaced"
        payload = {"number": number, "change": change}
        journal.append_by_command(unit, EventKind.STAFF_CHANGED, now, payload)
    return before is not None


def remove(office: Office, number: str) -> None:
    """Take somebody's authenticator away; its codes open nothing any more.

    Raises:
        Refused: ``U-10`` nobody has the number, ``U-27`` none is enrolled.
    """
    with office.store.writing() as unit:
        if known(unit, number).code_key is None:
            raise Refused("U-27", number=number)
        rows.set_code_key(unit, number, None)
        payload = {"number": number, "change": "totp_removed"}
        journal.append_by_command(unit, EventKind.STAFF_CHANGED, office.clock.now(), payload)
