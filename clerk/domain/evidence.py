"""证据文件: what the evidence of one case holds; docs/evidence.md says it to who writes another program.

The file is a zip of the members below. The last event of the chain's part, ``export.json``, says that the
evidence left the counter and carries the digest of the manifest, which carries those of all other members. So
the hash of that one event, noted elsewhere, fixes every byte of what the file says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType
from typing import Any, cast

from clerk.domain.chain import chain_hash, content_digest
from clerk.domain.journal import EventKind

FORMAT = "counter-console evidence"
VERSION = 2
"""What is written; version 1, which is still read, has no sign-offs and no questions to other regions."""

CHAIN = "chain.bin"
"""Digests of what all events say, from the case's first to the last before the export, 32 bytes each."""
EVENTS = "events.json"
"""The case's own events as they are stored, encrypted parts by their digest alone."""
CASE = "case.json"
FILES = "files.json"
DELIVERIES = "deliveries.json"
SIGN_OFFS = "sign_offs.json"
"""签批: what was asked of supervisors and what they decided, without their words."""
LIAISON = "liaison.json"
"""联络单: questions to other regions about the case, without their words."""
SUMMARY = "summary.json"
"""Card reads, papers, acknowledgements and decisions, as they follow from the events."""
PERSONAL = "personal.json"
"""Personal data in full; only where it was asked for with a reason."""
MANIFEST = "manifest.json"
EXPORT = "export.json"

MEMBERS = (CHAIN, EVENTS, CASE, FILES, DELIVERIES, SIGN_OFFS, LIAISON, SUMMARY, PERSONAL, MANIFEST, EXPORT)
"""All members, in the order in which they lie in the file."""
_ADDED: Mapping[int, frozenset[str]] = {1: frozenset(), 2: frozenset({SIGN_OFFS, LIAISON})}
"""Version → members that it added."""
VERSIONS = frozenset(_ADDED)
OPTIONAL = frozenset({PERSONAL})
LISTED = tuple(name for name in MEMBERS if name not in {MANIFEST, EXPORT})
"""Members whose digests stand in the manifest."""


def members_of(version: int) -> tuple[str, ...]:
    """The members of a file of this version, in their order."""
    later = {name for added, names in _ADDED.items() if added > version for name in names}
    return tuple(name for name in MEMBERS if name not in later)


DIGEST_BYTES = 32
LARGEST_MEMBER = 32 * 2**20
"""Bytes of any member but the chain."""
_LARGEST_NUMBER = 2**63


class NotRead(ValueError):
    """A member is no JSON of this format."""


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event as the journal keeps it. ``sealed``: SM3 of its encrypted part, None where it has none."""

    seq: int
    prev_hash: str
    hash: str
    at: str
    kind: str
    actor: str
    terminal: str
    case_id: str
    case_digest: str
    once: str | None
    payload: str
    sealed: str | None

    @property
    def content(self) -> str:
        """Digest of what it says."""
        return content_digest(
            self.at,
            self.kind,
            self.actor,
            self.terminal,
            self.case_id,
            self.case_digest,
            self.once,
            self.payload,
            self.sealed,
        )

    @property
    def proper_hash(self) -> str:
        """The hash it has to bear, by what it says itself."""
        return chain_hash(self.prev_hash, self.seq, self.content)

    def says(self) -> Mapping[str, Any]:
        """Its payload; empty where that is none."""
        try:
            found = read_json(self.payload.encode())
        except (NotRead, UnicodeEncodeError):
            return MappingProxyType({})
        return found if isinstance(found, dict) else MappingProxyType({})

    def as_dict(self) -> dict[str, Any]:
        """The event as it stands in the file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, found: Any) -> EventRecord:
        """What :meth:`as_dict` gave.

        Raises:
            NotRead: a field too many, too few, or of another type.
        """
        if not isinstance(found, dict) or set(found) != _FIELDS:
            raise NotRead
        for name, value in found.items():
            fits = whole_number(value) if name == "seq" else isinstance(value, str)
            if not fits and not (value is None and name in {"once", "sealed"}):
                raise NotRead
        return cls(**found)


_FIELDS = frozenset(field.name for field in fields(EventRecord))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file is, and the digest of each member that it lists."""

    training: bool
    whole: bool
    """Whether personal data is in it in full."""
    case_id: str
    receipt_no: str
    visit: str
    """Visit in which the case was received; empty where the journal names none."""
    first: int
    """Number of the first event in the chain's part."""
    before: str
    """Hash of the event before it."""
    last: int
    """Number of the last event before the export."""
    members: Mapping[str, tuple[int, str]]
    """Member → size in bytes and SM3."""
    version: int = VERSION

    def as_dict(self) -> dict[str, Any]:
        """The manifest as it stands in the file."""
        return {
            "format": FORMAT,
            "version": self.version,
            "training": self.training,
            "whole": self.whole,
            "case": {"id": self.case_id, "receipt_no": self.receipt_no, "visit": self.visit},
            "chain": {"first": self.first, "before": self.before, "last": self.last},
            "members": {name: {"size": size, "sm3": sm3} for name, (size, sm3) in self.members.items()},
        }

    @classmethod
    def from_dict(cls, found: Any) -> Manifest:
        """What :meth:`as_dict` gave.

        Raises:
            NotRead: it is not of that form.
        """
        try:
            case, chain = found["case"], found["chain"]
            manifest = cls(
                found["training"],
                found["whole"],
                case["id"],
                case["receipt_no"],
                case["visit"],
                chain["first"],
                chain["before"],
                chain["last"],
                {name: (entry["size"], entry["sm3"]) for name, entry in found["members"].items()},
                found["version"],
            )
        except (KeyError, TypeError, AttributeError):
            raise NotRead from None
        if not manifest._typed() or manifest.as_dict() != found:
            raise NotRead
        return manifest

    def _typed(self) -> bool:
        texts = (
            self.case_id,
            self.receipt_no,
            self.visit,
            self.before,
            *(m[1] for m in self.members.values()),
        )
        numbers = (self.first, self.last, *(m[0] for m in self.members.values()))
        return (
            isinstance(self.training, bool)
            and isinstance(self.whole, bool)
            and all(isinstance(text, str) for text in texts)
            and all(whole_number(number) for number in numbers)
            and self.version in VERSIONS
            and 1 <= self.first <= self.last + 1
        )


def version_of(found: Any) -> int | None:
    """The version a manifest names; None where it is no manifest of this format."""
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return None
    version = found.get("version")
    return cast(int, version) if whole_number(version) else None


def write_json(value: Any) -> bytes:
    """``value`` in the one form that members have: sorted keys, no blanks, UTF-8, no fractions."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def read_json(data: bytes) -> Any:
    """The value in a member.

    Raises:
        NotRead: no JSON, not in the one form (so no name stands twice), a fraction, or a number past 63 bits.
    """
    try:
        found = json.loads(data, parse_int=_number, parse_float=_fraction, parse_constant=_fraction)
        if write_json(found) != data:
            raise NotRead
    except (ValueError, RecursionError):
        raise NotRead from None
    return found


def summary(events: Iterable[EventRecord], version: int = VERSION) -> dict[str, Any]:
    """What the case's events say of card reads, papers, copies, acknowledgements, decisions and sign-offs."""
    wanted_kinds = {**_SUMMARY, **(_SUMMARY_SINCE_2 if version > 1 else {})}
    found: dict[str, list[dict[str, Any]]] = {name: [] for name, _, _ in wanted_kinds.values()}
    for event in events:
        if event.kind not in wanted_kinds:
            continue
        name, fixed, wanted = wanted_kinds[event.kind]
        said = event.says()
        row = {"seq": event.seq, "at": event.at, "by": event.actor, "terminal": event.terminal, **fixed}
        found[name].append({**row, **{key: said[key] for key in wanted if key in said}})
    return dict(found)


_Wanted = Mapping[str, tuple[str, dict[str, str], tuple[str, ...]]]
"""Kind → list of the summary, what is added, and what is taken from the payload."""
_READ = ("role", "reader", "strength", "read_at")
_SUMMARY: _Wanted = {
    EventKind.IDENTITY_READ.value: ("reads", {}, _READ),
    EventKind.IDENTITY_TYPED.value: ("reads", {}, _READ),
    EventKind.HANDED_OVER.value: ("reads", {"role": "collector"}, ("collector", *_READ[1:])),
    EventKind.LICENCE_DERIVED.value: ("copies", {}, ("material", "licence_kind", "kept")),
    EventKind.PAPER_ASKED.value: ("paper_asked", {}, ("material", "reason")),
    EventKind.PAPER_PRINTED.value: ("papers", {}, ("paper", "job", "digest")),
    EventKind.DELIVERY_ACKNOWLEDGED.value: ("acknowledgements", {}, ("delivery", "region", "home_case_no")),
    EventKind.EXCEPTION_DECIDED.value: ("decisions", {}, ("delivery", "decision", "generation")),
}
_SIGNED = ("escalation", "kind", "standing", "level", "digest", "over_the_shoulder")
_TALKED = ("thread", "said", "state", "region", "department", "item", "message", "post")
_SUMMARY_SINCE_2: _Wanted = {
    EventKind.ESCALATION_ASKED.value: ("sign_offs", {"did": "asked"}, _SIGNED),
    EventKind.ESCALATION_DECIDED.value: ("sign_offs", {"did": "decided"}, _SIGNED),
    EventKind.ESCALATION_USED.value: ("sign_offs", {"did": "used"}, _SIGNED),
    EventKind.LIAISON_ASKED.value: ("liaison", {"did": "asked"}, _TALKED),
    EventKind.LIAISON_CAME.value: ("liaison", {"did": "came"}, _TALKED),
    EventKind.LIAISON_ANSWERED.value: ("liaison", {"did": "answered"}, _TALKED),
    EventKind.LIAISON_MOVED.value: ("liaison", {"did": "moved"}, _TALKED),
}


def whole_number(value: object) -> bool:
    """Whether it is a number that the format has: whole, not negative, of at most 63 bits."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST_NUMBER


def _number(text: str) -> int:
    if len(text.lstrip("-")) > len(str(_LARGEST_NUMBER)):
        raise NotRead
    return int(text)


def _fraction(_text: str) -> float:
    raise NotRead
