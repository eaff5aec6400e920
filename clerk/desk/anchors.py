"""链首外记: the head of the journal's chain as a line of a file outside the store.

Who owns the database can write the whole journal anew, and it will prove right in itself. A head that was
noted where they cannot write tells the new journal from the true one, and shows when its end was cut off.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clerk.domain.evidence_proof import Heads
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind
from clerk.store.journal import append_by_command
from clerk.store.journal_search import has_hash, hash_at
from clerk.store.moments import stamp
from clerk.store.store import Store
from clerk.store.unit import read_head

_LINE = re.compile(r"([0-9]{1,18})\s+([0-9a-fA-F]{64})")
_LARGEST = 64 * 2**20
"""Bytes of a file of heads that are read: two thousand years of one a day."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that was noted. ``sealed``: by a seal service; there is none yet, so it is False."""

    seq: int
    hash: str
    at: datetime
    sealed: bool = False

    @property
    def line(self) -> str:
        """As it stands in the file; what follows ``#`` is for people."""
        return f"{self.seq} {self.hash}  # {stamp(self.at)} {'sealed' if self.sealed else 'unsealed'}"


def read_anchors(path: Path) -> dict[int, str]:
    """Hash by number of its event. Of two lines about one event, the first: nobody corrects a head later.

    Raises:
        Refused: ``V-18`` a line is not a number and a hash; ``V-23`` the file cannot be read.
    """
    try:
        with path.open("rb") as opened:
            text = opened.read(_LARGEST).decode("utf-8", "replace")
    except OSError as error:
        raise Refused("V-23", where=str(path), what=error.strerror or "") from None
    found: dict[int, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].strip()
        fits = _LINE.fullmatch(words)
        if fits is not None:
            found.setdefault(int(fits[1]), fits[2].lower())
        elif words:
            raise Refused("V-18", where=path.name, line=str(number))
    return found


def note_head(store: Store, path: Path, at: datetime) -> Anchor:
    """Write the head into the file, then into the journal that it was. What is there already is kept.

    A journal that does not have the heads of the file is not noted in it.

    Raises:
        Refused: ``V-25`` the journal is not the one of the file, ``V-18``, ``V-23`` the file.
    """
    before = read_anchors(path) if path.exists() else {}
    for fault in differing(store, Heads(by_seq=before)):
        raise Refused(fault.code, **fault.details)
    with store.reading() as unit:
        head = read_head(unit.connection)
    anchor = Anchor(head.seq, head.hash, at)
    try:
        _append(path, anchor.line)
    except OSError as error:
        raise Refused("V-23", where=str(path), what=error.strerror or "") from None
    with store.writing() as unit:
        payload = {"event": anchor.seq, "hash": anchor.hash, "sealed": anchor.sealed}
        append_by_command(unit, EventKind.CHAIN_ANCHORED, at, payload)
    return anchor


def differing(store: Store, heads: Heads) -> Iterator[Fault]:
    """Heads noted elsewhere that the journal does not have (``V-25``), the earliest first."""
    with store.reading() as unit:
        for seq in sorted(heads.by_seq):
            if hash_at(unit, seq) != heads.by_seq[seq]:
                yield Fault("V-25", {"where": str(seq)})
        for noted in sorted(heads.hashes):
            if not has_hash(unit, noted):
                yield Fault("V-25", {"where": noted})


def _append(path: Path, line: str) -> None:
    """A line at the end, on the disk; a half line that a crash left there gets its end first."""
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(f"{line}\n".encode())
        file.flush()
        os.fsync(file.fileno())
