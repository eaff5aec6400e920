"""Keys of one session: carried in by hand where there is no keyring, held in memory, kept nowhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from clerk.domain.faults import Refused


class SessionVault:
    """A :class:`clerk.ports.Vault` of one console, its worker, or one command (仅本次会话).

    It takes what was carried in when it was made, and nothing later: what is put into a vault is relied upon
    after the process, and this one ends with it.
    """

    def __init__(self, entries: Mapping[str, bytes]) -> None:
        self._entries = dict(entries)

    def __repr__(self) -> str:
        """Entries' names; never a secret, wherever this is printed."""
        return f"SessionVault({sorted(self._entries)})"

    @property
    def name(self) -> str:
        """Name shown by doctor and the start gate."""
        return "session"

    def get(self, entry: str) -> bytes | None:
        """A secret, None when none of that name was carried in."""
        return self._entries.get(entry)

    def put(self, entry: str, secret: bytes) -> None:
        """Never: it would be lost.

        Raises:
            Refused: ``G-31``.
        """
        del entry, secret
        raise Refused("G-31")

    def with_entries(self, more: Mapping[str, bytes]) -> SessionVault:
        """The same with further secrets."""
        return SessionVault({**self._entries, **more})

    def handed_over(self) -> bytes:
        """Everything in one line, for the pipe of a child process and for nothing else."""
        entries = {entry: base64.b64encode(secret).decode() for entry, secret in self._entries.items()}
        return json.dumps(entries).encode() + b"\n"

    @classmethod
    def taken_over(cls, line: bytes) -> SessionVault:
        """The vault of the process that handed ``line`` over.

        Raises:
            Refused: ``G-20`` this is no such line.
        """
        try:
            entries = dict(json.loads(line))
            return cls({entry: base64.b64decode(kept, validate=True) for entry, kept in entries.items()})
        except (ValueError, TypeError):
            raise Refused("G-20", what="pipe") from None
