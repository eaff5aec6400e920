"""Proving an evidence file from itself: without the database, without keys, naming what was done to it.

What is proved: the file says what the event of its export speaks of, and the case's events stand, whole and
in their order, in the chain that leads there. Whoever makes a whole new file makes a whole new chain; only a
head that was noted elsewhere tells that one from the true one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from clerk.domain import evidence
from clerk.domain.chain import GENESIS, chain_hash
from clerk.domain.digests import Sm3
from clerk.domain.evidence import EventRecord, Manifest, NotRead
from clerk.domain.evidence_rows import SignOffRow, ThreadRow
from clerk.domain.evidence_rows_proof import liaison_problems, sign_off_problems
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind


class Contents(Protocol):
    """The members of a file."""

    @property
    def names(self) -> Collection[str]:
        """Known members that are there, each once."""

    def size(self, name: str) -> int:
        """Bytes of a member."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, in pieces of a multiple of 32 but for the last."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Hashes of the chain that were noted elsewhere: some with the number of their event, some without."""

    hashes: frozenset[str] = frozenset()
    by_seq: Mapping[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.hashes or self.by_seq)


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found. ``manifest`` and ``export`` are None where they could not be read."""

    problems: tuple[Fault, ...]
    manifest: Manifest | None
    export: EventRecord | None
    events: tuple[EventRecord, ...]
    proved_until: int | None
    """Number of the last event that a head from elsewhere vouches for; None where none was given or fits."""

    @property
    def ok(self) -> bool:
        """Whether everything was found right."""
        return not self.problems

    @property
    def all_vouched(self) -> bool:
        """Whether a head from elsewhere vouches for the export, and so for every byte of the file."""
        return self.ok and self.export is not None and self.proved_until == self.export.seq


def prove(contents: Contents, heads: Heads | None = None) -> Proof:
    """Prove the members of a file; everything that is wrong is found, not only the first.

    Raises:
        Refused: ``V-01`` the manifest is of no evidence file, ``V-02`` of another version.
    """
    work = _Work(contents, heads or Heads())
    problems = tuple(dict.fromkeys(_comparable(fault) for fault in work.problems()))
    return Proof(
        tuple(Fault(code, dict(details)) for code, details in problems),
        work.manifest,
        work.export,
        tuple(work.events),
        max(work.vouched, default=None),
    )


def _comparable(fault: Fault) -> tuple[str, tuple[tuple[str, str], ...]]:
    return fault.code, tuple(fault.details.items())


_ROWS = {evidence.SIGN_OFFS: SignOffRow.from_dict, evidence.LIAISON: ThreadRow.from_dict}


@dataclass(slots=True)
class _Work:
    contents: Contents
    heads: Heads
    manifest: Manifest | None = None
    export: EventRecord | None = None
    events: list[EventRecord] = field(default_factory=list)
    vouched: set[int] = field(default_factory=set)
    read: dict[str, Any] = field(default_factory=dict)
    """Members that are JSON of this format."""
    rows: dict[str, list[Any]] = field(default_factory=dict)
    """Of them, sign-offs and questions to other regions."""

    def problems(self) -> Iterator[Fault]:
        """What is wrong, from the file as a whole to its single events."""
        unread = tuple(self._reading())
        version = evidence.VERSION if self.manifest is None else self.manifest.version
        for name in evidence.members_of(version):
            if name not in evidence.OPTIONAL and name not in self.contents.names:
                yield Fault("V-03", {"member": name})
        yield from unread
        if self.manifest is None or self.export is None:
            return
        manifest, export = self.manifest, self.export
        yield from _export_problems(manifest, export, self._digest(evidence.MANIFEST)[1])
        yield from self._members(manifest)
        if evidence.EVENTS not in self.read:
            return
        yield from _order(self.events, self.read.get(evidence.CASE), manifest)
        for event in (*self.events, export):
            if not _belongs(event, manifest):
                yield Fault("V-11", {"where": str(event.seq)})
        yield from self._chain(manifest, export)
        yield from _follows(self.read, manifest, self.events)
        personal = self.read.get(evidence.PERSONAL)
        if evidence.SIGN_OFFS in self.rows:
            yield from sign_off_problems(self.rows[evidence.SIGN_OFFS], self.events, personal)
        if evidence.LIAISON in self.rows:
            yield from liaison_problems(self.rows[evidence.LIAISON], self.events, personal)

    def _reading(self) -> Iterator[Fault]:
        """Read every member but the chain.

        Raises:
            Refused: ``V-01``, ``V-02``.
        """
        for name in self.contents.names:
            if name == evidence.CHAIN:
                continue
            try:
                if self.contents.size(name) > evidence.LARGEST_MEMBER:
                    raise NotRead
                self._take(name, evidence.read_json(b"".join(self.contents.chunks(name))))
            except NotRead:
                yield Fault("V-17", {"member": name})

    def _take(self, name: str, found: Any) -> None:
        if name == evidence.MANIFEST:
            version = evidence.version_of(found)
            if version is None:
                raise Refused("V-01")
            if version not in evidence.VERSIONS:
                raise Refused("V-02", version=str(version))
            self.manifest = Manifest.from_dict(found)
        elif name == evidence.EXPORT:
            self.export = EventRecord.from_dict(found)
        elif name == evidence.EVENTS:
            if not isinstance(found, list):
                raise NotRead
            self.events = [EventRecord.from_dict(event) for event in found]
        elif name in _ROWS:
            if not isinstance(found, list):
                raise NotRead
            self.rows[name] = [_ROWS[name](row) for row in found]
        elif name == evidence.CASE and not _is_case(found):
            raise NotRead
        self.read[name] = found

    def _digest(self, name: str) -> tuple[int, str]:
        digest = Sm3()
        for chunk in self.contents.chunks(name):
            digest.update(chunk)
        return self.contents.size(name), digest.hexdigest()

    def _members(self, manifest: Manifest) -> Iterator[Fault]:
        """Every member is the one that the manifest lists, and it lists them all."""
        for name in evidence.LISTED:
            there, listed = name in self.contents.names, manifest.members.get(name)
            if there and listed is None:
                yield Fault("V-04", {"member": name})
            elif there and listed != self._digest(name):
                yield Fault("V-05", {"member": name})
            elif listed is not None and not there:
                yield Fault("V-03", {"member": name})

    def _chain(self, manifest: Manifest, export: EventRecord) -> Iterator[Fault]:
        """Each event stands at its place in the chain, and the chain leads to the export."""
        events: dict[int, EventRecord] = {}
        for event in self.events:
            events.setdefault(event.seq, event)
        known = _Known(self.heads)
        seq, running, sound = manifest.first - 1, manifest.before, manifest.first - 1
        if seq == 0 and running != GENESIS:
            yield Fault("V-12", {"after": "0", "where": "1"})
        if seq > 0:  # what stands before the first event is everybody's, and vouches for nothing
            known.meet(seq, running)
        for content in self._contents_of_events():
            seq += 1
            before, running = running, chain_hash(running, seq, content)
            event_here = events.pop(seq, None)
            if event_here is not None:
                if event_here.content != content or event_here.hash != event_here.proper_hash:
                    yield Fault("V-07", {"where": str(seq)})
                elif (event_here.prev_hash, event_here.hash) != (before, running):
                    yield Fault("V-12", {"after": str(sound), "where": str(seq)})
                    running = event_here.hash  # to tell whether what follows is right in itself
                sound = seq
            known.meet(seq, running)
        for outside in sorted(events):
            yield Fault("V-09", {"where": str(outside)})
        if (export.seq, export.prev_hash) != (seq + 1, running) or seq != manifest.last:
            yield Fault("V-12", {"after": str(sound), "where": str(export.seq)})
        known.meet(export.seq, export.hash)
        self.vouched = known.fitting
        yield from known.problems()

    def _contents_of_events(self) -> Iterator[str]:
        if evidence.CHAIN not in self.contents.names:
            return
        size = evidence.DIGEST_BYTES
        for chunk in self.contents.chunks(evidence.CHAIN):
            for start in range(0, len(chunk) - size + 1, size):
                yield chunk[start : start + size].hex()


@dataclass(slots=True)
class _Known:
    """Heads from elsewhere, held against the chain as it is walked."""

    heads: Heads
    fitting: set[int] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    wrong: list[int] = field(default_factory=list)

    def meet(self, seq: int, running: str) -> None:
        """The chain has ``running`` at ``seq``."""
        if running in self.heads.hashes:
            self.fitting.add(seq)
            self.found.add(running)
        noted = self.heads.by_seq.get(seq)
        if noted == running:
            self.fitting.add(seq)
        elif noted is not None:
            self.wrong.append(seq)

    def problems(self) -> Iterator[Fault]:
        """Heads that the chain does not have, or that none of them lies in it."""
        for seq in self.wrong:
            yield Fault("V-15", {"where": str(seq)})
        for missing in sorted(self.heads.hashes - self.found):
            yield Fault("V-15", {"where": missing})
        if self.heads and not (self.fitting or self.wrong or self.heads.hashes):
            yield Fault("V-16")


def _is_case(found: Any) -> bool:
    events = found.get("events") if isinstance(found, dict) else None
    return isinstance(events, list) and all(type(seq) is int for seq in events)


def _export_problems(manifest: Manifest, export: EventRecord, digest: str) -> Iterator[Fault]:
    """The export is the event that it says it is, and speaks of this manifest."""
    said = export.says()
    if export.hash != export.proper_hash or export.kind != EventKind.EVIDENCE_EXPORTED.value:
        yield Fault("V-07", {"where": str(export.seq)})
    if said.get("manifest") != digest or said.get("receipt_no") != manifest.receipt_no:
        yield Fault("V-13")
    unlisted = {evidence.MANIFEST, evidence.EXPORT, *(() if manifest.whole else evidence.OPTIONAL)}
    if set(manifest.members) != set(evidence.members_of(manifest.version)) - unlisted:
        yield Fault("V-17", {"member": evidence.MANIFEST})


def _order(events: Iterable[EventRecord], case: Any, manifest: Manifest) -> Iterator[Fault]:
    """The events are those that the case lists, each once and in their order."""
    there = Counter(event.seq for event in events)
    listed = set(there) if case is None else set(case["events"])
    for seq in sorted(listed - set(there)):
        yield Fault("V-08", {"where": str(seq)})
    for seq in sorted(seq for seq, times in there.items() if times > 1 or seq not in listed):
        yield Fault("V-09", {"where": str(seq)})
    highest = manifest.first - 1
    for event in events:
        if event.seq < highest:
            yield Fault("V-10", {"where": str(event.seq)})
        highest = max(highest, event.seq)


def _belongs(event: EventRecord, manifest: Manifest) -> bool:
    """Whether an event is of this case, or of the visit in which it was received."""
    said = event.says()
    if event.kind == EventKind.CASE_RECEIVED.value:
        ours = (said.get("receipt_no", manifest.receipt_no), said.get("visit", ""))
        return event.case_id == manifest.case_id and ours == (manifest.receipt_no, manifest.visit)
    of_visit = not event.case_id and bool(manifest.visit) and said.get("visit") == manifest.visit
    return event.case_id == manifest.case_id or of_visit


def _follows(read: Mapping[str, Any], manifest: Manifest, events: Iterable[EventRecord]) -> Iterator[Fault]:
    """What other members say of the case follows from manifest and events."""
    case = read.get(evidence.CASE)
    if case is not None and (case.get("id"), case.get("receipt_no")) != (
        manifest.case_id,
        manifest.receipt_no,
    ):
        yield Fault("V-14", {"member": evidence.CASE})
    if evidence.SUMMARY in read and read[evidence.SUMMARY] != evidence.summary(events, manifest.version):
        yield Fault("V-14", {"member": evidence.SUMMARY})
