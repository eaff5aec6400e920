"""Proving sign-offs and questions to other regions in an evidence file from the case's events."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from clerk.domain.escalations import EscalationKind, ShownLine, Standing, Subject, SubjectKind, digest_of
from clerk.domain.evidence import LIAISON, PERSONAL, SIGN_OFFS, EventRecord
from clerk.domain.evidence_rows import SignOffRow, ThreadRow
from clerk.domain.faults import Fault
from clerk.domain.journal import EventKind
from clerk.domain.liaison import MessageKind, ThreadState

_ASKED, _DECIDED, _USED = (
    EventKind.ESCALATION_ASKED.value,
    EventKind.ESCALATION_DECIDED.value,
    EventKind.ESCALATION_USED.value,
)
_OF_LIAISON = frozenset(
    {
        EventKind.LIAISON_ASKED.value,
        EventKind.LIAISON_CAME.value,
        EventKind.LIAISON_ANSWERED.value,
        EventKind.LIAISON_MOVED.value,
    }
)
# Tuples, as a forged payload may hold what no set can look up.
_OPEN = tuple(standing.value for standing in Standing if standing.is_open)
_DECIDED_BY_SOMEBODY = (Standing.APPROVED.value, Standing.REFUSED.value)

_Row = TypeVar("_Row", SignOffRow, ThreadRow)
_Events = list[tuple[EventRecord, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Personal:
    """``personal.json``, of which nothing is believed; None in ``found`` where the file is masked."""

    found: Any

    def __bool__(self) -> bool:
        return self.found is not None

    def at(self, *place: str) -> Mapping[str, Any]:
        """What lies there; empty where nothing does."""
        here = self.found
        for name in place:
            here = here.get(name) if isinstance(here, dict) else None
        return here if isinstance(here, dict) else MappingProxyType({})

    def of_event(self, event: EventRecord, name: str) -> str:
        """What an event's encrypted part says; empty where it has none, or the file is masked."""
        return _text(self.at("events", str(event.seq)).get(name)) or ""


def sign_off_problems(
    rows: Iterable[SignOffRow], events: Iterable[EventRecord], personal: Any = None
) -> Iterator[Fault]:
    """Sign-offs that are not as their events left them. ``personal``: that member, or None."""
    read = _Personal(personal)
    told = _told(events, {_ASKED, _DECIDED, _USED}, "escalation")
    by_id, faults = _by_id(SIGN_OFFS, rows, told)
    yield from faults
    for row_id, row in by_id.items():
        yield from _differing(SIGN_OFFS, row_id, row.as_dict(), _as_events_left_it(row, told[row_id]))
        if read:
            yield from _shown_problems(row, read)
            kept = {name: read.at("sign_offs", row_id).get(name) for name in _WORDS}
            yield from _differing(PERSONAL, row_id, kept, _words(told[row_id], read))


def _as_events_left_it(row: SignOffRow, told: _Events) -> dict[str, Any]:
    """Fields of a sign-off as its events have them; ``row`` only says what cannot be told from them."""
    (asked, _), (_, last) = told[0], told[-1]
    ends = [event for event, said in told if event.kind == _DECIDED and said.get("standing") not in _OPEN]
    used = [event.at for event, _ in told if event.kind == _USED]
    end = ends[-1] if ends else None
    is_act = last.get("kind") == EscalationKind.EXCEPTION_ITEM.value
    if end is not None and is_act and last.get("standing") == Standing.APPROVED.value:
        used.append(end.at)  # Deciding on the exception list is the act itself; no event follows.
    by_somebody = end is not None and last.get("standing") in _DECIDED_BY_SOMEBODY
    return {
        "kind": last.get("kind"),
        "standing": last.get("standing"),
        "level": last.get("level"),
        "over_the_shoulder": last.get("over_the_shoulder"),
        # Nothing changes it after the asking, so one event of another digest is enough.
        "digest": next((s.get("digest") for _, s in told if s.get("digest") != row.digest), row.digest),
        "asked_by": asked.actor if asked.kind == _ASKED else None,
        "asked_at": asked.at if asked.kind == _ASKED else None,
        "decided_by": end.actor if end is not None and by_somebody else "",
        "decided_at": None if end is None else end.at,
        "used_at": used[-1] if used else None,
    }


def _shown_problems(row: SignOffRow, personal: _Personal) -> Iterator[Fault]:
    try:
        shown = personal.at("sign_offs", row.id)["shown"]
        if not all(_text(part) is not None for line in shown for part in line):
            raise TypeError
        lines = tuple(ShownLine(label, text) for label, text in shown)
        subject = Subject(SubjectKind(row.subject_kind), row.subject_id, row.subject_part)
        digest = digest_of(EscalationKind(row.kind), subject, lines)
    except (KeyError, TypeError, ValueError):
        digest = ""
    if digest != row.digest:
        yield Fault("V-27", {"where": row.id})


_WORDS = ("reason", "question", "decided_reason")


def _words(told: _Events, personal: _Personal) -> dict[str, Any]:
    """What people said, from the encrypted parts of the events."""
    reasons, question, decided = [personal.of_event(told[0][0], "words")], "", ""
    for event, said in told[1:]:
        words, standing = personal.of_event(event, "words"), said.get("standing")
        if event.kind != _DECIDED:
            continue
        if standing == Standing.ASKED_BACK.value and words:
            question = words
        elif standing == Standing.OPEN.value and words:
            reasons.append(words)
        elif standing in _DECIDED_BY_SOMEBODY:
            decided = words
    return {"reason": "\n".join(reasons), "question": question, "decided_reason": decided}


def liaison_problems(
    rows: Iterable[ThreadRow], events: Iterable[EventRecord], personal: Any = None
) -> Iterator[Fault]:
    """Questions that are not as their events left them. ``personal``: that member, or None."""
    read = _Personal(personal)
    told = _told(events, _OF_LIAISON, "thread")
    by_id, faults = _by_id(LIAISON, rows, told)
    yield from faults
    for row_id, row in by_id.items():
        asked, first = told[row_id][0]
        states = [said["state"] for _, said in told[row_id] if "state" in said]
        kept = row.as_dict()
        expected = {
            "asked_by": asked.actor,
            "asked_at": asked.at,
            "asked": first.get("region"),
            "department": first.get("department"),
            "item": first.get("item"),
            "state": states[-1] if states else ThreadState.ASKED.value,
        }
        kept["messages"] = _messages_of(row, read)
        expected["messages"] = _messages_told(row.asking, told[row_id], read)
        yield from _differing(LIAISON, row_id, kept, expected)


_Message = tuple[str | None, ...]


def _messages_of(row: ThreadRow, personal: _Personal) -> Counter[_Message]:
    """Messages with their words: one of the other side by its id, one of ours by its moment."""
    texts = {m.id: personal.at("liaison", row.id, "messages", m.id).get("text") for m in row.messages}
    return Counter(
        (
            message.kind,
            message.region,
            message.author,
            message.at if message.region == row.asking else message.id,
            _text(texts[message.id]) if personal else "",
        )
        for message in row.messages
    )


def _messages_told(own: str, told: _Events, personal: _Personal) -> Counter[_Message]:
    """The same, from the events; an event that brought no message leaves the state unsaid."""
    found: Counter[_Message] = Counter()
    for event, said in told:
        text = personal.of_event(event, "text")
        if event.kind == EventKind.LIAISON_ASKED.value:
            found[(MessageKind.QUESTION.value, own, event.actor, event.at, text)] += 1
        elif "state" not in said:
            continue
        elif event.kind == EventKind.LIAISON_CAME.value:
            theirs = (_text(said.get(name)) for name in ("said", "region", "author", "message"))
            found[(*theirs, text)] += 1
        else:
            found[(_text(said.get("said")), own, event.actor, event.at, text)] += 1
    return found


def _text(value: Any) -> str | None:
    """``value`` where it is text."""
    return value if isinstance(value, str) else None


def _told(events: Iterable[EventRecord], kinds: Iterable[str], name: str) -> dict[str, _Events]:
    """Events of these kinds by the thing that their payload names."""
    wanted, found = frozenset(kinds), defaultdict[str, _Events](list)
    for event in events:
        said = event.says()
        if event.kind in wanted and isinstance(said.get(name), str):
            found[said[name]].append((event, said))
    return dict(found)


def _by_id(
    member: str, rows: Iterable[_Row], told: Mapping[str, _Events]
) -> tuple[dict[str, _Row], list[Fault]]:
    """Rows that events speak of; what is missing, stands twice, or is spoken of by no event."""
    there = list(rows)
    times = Counter(row.id for row in there)
    faults = [Fault("V-28", {"member": member, "where": one}) for one in sorted(set(told) - set(times))]
    faults += [
        Fault("V-29", {"member": member, "where": one})
        for one in sorted(one for one, many in times.items() if many > 1 or one not in told)
    ]
    return {row.id: row for row in there if row.id in told}, faults


def _differing(
    member: str, where: str, there: Mapping[str, Any], expected: Mapping[str, Any]
) -> Iterator[Fault]:
    wrong = [name for name, value in expected.items() if not _same(there.get(name), value)]
    if wrong:
        yield Fault("V-26", {"member": member, "where": where, "what": ", ".join(wrong)})


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
