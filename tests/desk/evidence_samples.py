"""Evidence files for tests: taken apart, changed with more or less skill, and put together again."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from clerk.desk.evidence_zip import EvidenceWriter, read_zip
from clerk.domain import evidence
from clerk.domain.chain import chain_hash
from clerk.domain.digests import sm3
from clerk.domain.evidence import EventRecord, write_json
from clerk.domain.evidence_proof import Heads, Proof, prove

Members = dict[str, bytes]


def members_of(data: bytes) -> Members:
    """The members of a file."""
    contents = read_zip(io.BytesIO(data))
    assert not contents.faults
    return {name: b"".join(contents.chunks(name)) for name in contents.names}


def packed(members: Members | Iterable[tuple[str, bytes]], folder: Path) -> bytes:
    """Members as a file, in the order given."""
    path = folder / "packed.zip"
    with path.open("w+b") as file:
        writer = EvidenceWriter(file)
        for name, data in members.items() if isinstance(members, dict) else members:
            writer.add(name, data)
        writer.finish()
    return path.read_bytes()


def proof_of(data: bytes, heads: Heads | None = None) -> Proof:
    """The proof of the members of a file."""
    return prove(read_zip(io.BytesIO(data)), heads)


def found(data: bytes, heads: Heads | None = None) -> set[tuple[str, str]]:
    """Code and place of everything that is wrong with a file."""
    contents = read_zip(io.BytesIO(data))
    faults = (*contents.faults, *prove(contents, heads).problems)
    return {(f.code, f.details.get("where", f.details.get("member", ""))) for f in faults}


def edited(members: Members, name: str, change: Callable[[Any], Any]) -> Members:
    """The members with one changed as text editors change it: nothing else follows."""
    value = json.loads(members[name])
    changed = change(value)
    return {**members, name: write_json(value if changed is None else changed)}


def relisted(members: Members) -> Members:
    """The members with a manifest that lists them as they are."""
    listed = {
        name: {"size": len(members[name]), "sm3": sm3(members[name])}
        for name in evidence.LISTED
        if name in members
    }
    return edited(members, evidence.MANIFEST, lambda manifest: manifest.update(members=listed))


def rehashed(members: Members) -> Members:
    """The members with every event's hash, the chain, the manifest and the export made anew: all agrees."""
    manifest = json.loads(members[evidence.MANIFEST])
    first, running = manifest["chain"]["first"], manifest["chain"]["before"]
    events = {event["seq"]: event for event in json.loads(members[evidence.EVENTS])}
    chain = bytearray(members[evidence.CHAIN])
    for place in range(len(chain) // 32):
        seq, here = first + place, slice(place * 32, place * 32 + 32)
        if seq in events:
            events[seq]["prev_hash"] = running
            record = EventRecord.from_dict(events[seq])
            chain[here] = bytes.fromhex(record.content)
            events[seq]["hash"] = record.proper_hash
        running = chain_hash(running, seq, chain[here].hex())
    records = [EventRecord.from_dict(event) for event in events.values()]
    changed = {
        **members,
        evidence.CHAIN: bytes(chain),
        evidence.EVENTS: write_json(list(events.values())),
        evidence.SUMMARY: write_json(evidence.summary(records)),
    }
    changed = relisted(changed)

    def speak(export: Any) -> None:
        payload = json.loads(export["payload"])
        payload["manifest"] = sm3(changed[evidence.MANIFEST])
        export.update(payload=write_json(payload).decode(), prev_hash=running)
        export["hash"] = EventRecord.from_dict(export).proper_hash

    return edited(changed, evidence.EXPORT, speak)
