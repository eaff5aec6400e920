"""What a database says when it fails, as faults with a cure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from clerk.domain.faults import Refused

_SQLITE = (
    ("SQLITE_FULL", "S-10"),
    ("SQLITE_BUSY", "S-09"),
    ("SQLITE_LOCKED", "S-09"),
    ("SQLITE_READONLY", "S-11"),
    ("SQLITE_NOTADB", "S-03"),
    ("SQLITE_CORRUPT", "S-04"),
    ("SQLITE_CANTOPEN", "S-02"),
    ("SQLITE_PERM", "S-02"),
    ("SQLITE_IOERR", "S-15"),
    ("SQLITE_CONSTRAINT", "S-16"),
)
_POSTGRESQL = (
    ("53100", "S-10"),  # disk full
    ("55P03", "S-09"),  # lock not available in time
    ("40", "S-09"),  # serialisation failure, deadlock
    ("57014", "S-09"),  # cancelled by a time limit
    ("25006", "S-11"),  # read-only
    ("28", "S-13"),  # sign-in refused
    ("42501", "S-13"),  # right missing
    ("3D000", "S-01"),  # no such database
    ("XX001", "S-04"),  # data corrupted
    ("XX002", "S-04"),  # index corrupted
    ("58", "S-15"),  # system error
    ("23", "S-16"),  # constraint
    ("P0001", "S-16"),  # raised by a trigger of ours
    ("08", "S-12"),  # connection
    ("57P", "S-12"),  # shut down
    ("53", "S-12"),  # out of connections or memory
)


def fault_code(error: sa.exc.DBAPIError) -> str:
    """The fault code for what the driver reported; ``S-17`` where it is none we know."""
    original = error.orig
    name = getattr(original, "sqlite_errorname", None)
    if name is not None:
        return next((code for start, code in _SQLITE if name.startswith(start)), "S-17")
    state = getattr(original, "sqlstate", None)
    if state is not None:
        return next((code for start, code in _POSTGRESQL if state.startswith(start)), "S-17")
    return "S-12" if isinstance(error, sa.exc.OperationalError) else "S-17"


@contextmanager
def faults_of(place: str) -> Iterator[None]:
    """Turn what the database says into a :class:`Refused` naming ``place``.

    The driver's error stays as the cause, for the log: it names no values (parameters are hidden, and columns
    in the clear hold nothing personal).
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise Refused(fault_code(error), where=place, said=type(error.orig).__name__) from error
    except UnicodeEncodeError:
        # Half a character (a lone surrogate): no database keeps it. The error holds the whole text, which may
        # be personal, so it is no cause to be logged.
        raise Refused("S-49") from None
    except sa.exc.TimeoutError as error:
        raise Refused("S-09", where=place) from error
