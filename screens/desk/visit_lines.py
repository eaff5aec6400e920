"""The visit as lines: person, what the regions gave, matter, form, materials. The next step stands last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clerk.desk.views import FormField, MaterialRow, MaterialState
from clerk.desk.visit import Visit
from clerk.domain.catalogue import CaseType, Item, Variant
from clerk.domain.china_time import in_china
from clerk.domain.escalations import Standing
from clerk.domain.faults import Fault
from clerk.domain.materials import Necessity, Way
from clerk.domain.names import mask_name, mask_number
from clerk.domain.parties import Person, Strength
from clerk.domain.regions import RegionId
from screens.desk.next_step import NextStep
from screens.language import N_, Speech
from screens.lines import BLANK, Ink, Line, Piece, cut, ends, fit, fit_right, width_of, wrap
from screens.sign_offs.lines import to_decide_words
from screens.vocabulary import RELATIONS, SEXES, STANDINGS, STRENGTHS, WAYS

if TYPE_CHECKING:
    from clerk.desk.sign_offs.views import Need

CASE_TYPES = {CaseType.ON_THE_SPOT: N_("on the spot"), CaseType.PROMISED: N_("promised case")}


@dataclass(frozen=True, slots=True)
class VisitPicture:
    """Everything that the panel shows, gathered before it is painted."""

    visit: Visit | None
    next_step: NextStep
    next_key: str
    busy: bool = False
    revealed: bool = False
    rows: tuple[MaterialRow, ...] = ()
    fields: tuple[FormField, ...] = ()
    item: Item | None = None
    variant: Variant | None = None
    region_names: dict[RegionId, str] = field(default_factory=dict)
    asking: frozenset[RegionId] = frozenset()
    region_trouble: dict[RegionId, Fault] = field(default_factory=dict)
    deriving: frozenset[str] = frozenset()
    trouble: dict[str, Fault] = field(default_factory=dict)
    other_homes: int = 0
    parked: int = 0
    readers: tuple[Line, ...] = ()
    """The readers, where no panel beside shows them."""
    needs: tuple[Need, ...] = ()
    """Sign-offs that the receipt waits for."""
    to_decide: int = 0
    """Sign-offs that wait for whoever works here."""


def person_lines(picture: VisitPicture, speech: Speech, width: int) -> list[Line]:
    """Who stands here, masked, and how sure we are of it."""
    visit = picture.visit
    if visit is None or visit.subject is None:
        return []
    read = visit.subject
    lines = [_person_line(read.person, picture.revealed, speech)]
    evidence = read.evidence
    parts = [speech.say(STRENGTHS[evidence.strength], time=in_china(evidence.read_at).strftime("%H:%M"))]
    if evidence.strength is Strength.TYPED:
        parts.append(speech.say(N_("reason: {reason}"), reason=evidence.reason))
    else:
        parts.append(speech.say(N_("reader {number}"), number=_short(evidence.reader)))
    if read.person.validity is not None:
        until = read.person.validity.until
        ends_on = until.isoformat() if until else speech.say(N_("long term"))
        parts.append(speech.say(N_("until {day}"), day=ends_on))
    ink = Ink.NEEDS if evidence.strength.weak else Ink.QUIET
    lines.append(((cut("  ·  ".join(parts), width), ink),))
    if picture.revealed and read.person.address:
        lines.append(((cut(read.person.address, width), Ink.NEEDS),))
    lines += _warning_lines(read.warnings, speech, width)
    lines += _party_lines(picture, speech, width)
    lines += _warning_lines(visit.agent_warnings, speech, width)
    return lines


def _warning_lines(faults: tuple[Fault, ...], speech: Speech, width: int) -> list[Line]:
    return [
        ((f"{fault.code:<6}" if n == 0 else " " * 6, Ink.NEEDS), (text, Ink.TEXT))
        for fault in faults
        for n, text in enumerate(wrap(speech.fault(fault), width - 8))
    ]


def _short(reader: str) -> str:
    """The end of a security module's number: enough to tell two readers apart. A device's name has words."""
    if " " in reader:
        return cut(reader, 20)
    return reader if len(reader) <= 12 else f"…{reader[-6:]}"


def _person_line(person: Person, revealed: bool, speech: Speech) -> Line:
    name = person.name if revealed else mask_name(person.name)
    number = person.number if revealed else mask_number(person.number)
    facts = [speech.say(SEXES[person.sex])] if SEXES[person.sex] else []
    if person.birth is not None:
        facts.append(person.birth.isoformat() if revealed else f"{person.birth.year}")
    rest: Line = tuple((f"   {fact}", Ink.TEXT) for fact in facts)
    mark: tuple[Piece, ...] = ((f"   {speech.say(N_('shown in full'))}", Ink.NEEDS),) if revealed else ()
    return ((name, Ink.STRONG), *rest, (f"   {number}", Ink.TEXT), *mark)


def _party_lines(picture: VisitPicture, speech: Speech, width: int) -> list[Line]:
    visit = picture.visit
    lines: list[Line] = []
    if visit is not None and visit.organisation is not None:
        organisation = visit.organisation
        lines.append(
            (
                (f"{speech.say(N_('for'))}  ", Ink.QUIET),
                (organisation.name, Ink.STRONG),
                (f"   {organisation.credit_code}", Ink.TEXT),
            )
        )
    if visit is not None and visit.agent is not None:
        agent = visit.agent
        name = agent.person.name if picture.revealed else mask_name(agent.person.name)
        relation = speech.say(agent.relation) if agent.relation in RELATIONS else agent.relation
        lines.append(
            (
                (f"{speech.say(N_('agent'))}  ", Ink.QUIET),
                (name, Ink.STRONG),
                (f"   {relation}   {mask_number(agent.person.number)}", Ink.TEXT),
            )
        )
        how = agent.evidence.strength
        said = speech.say(STRENGTHS[how], time=in_china(agent.evidence.read_at).strftime("%H:%M"))
        reason = speech.say(N_("reason: {reason}"), reason=agent.evidence.reason)
        parts = [said, reason] if how is Strength.TYPED else [said]
        parts += [agent.mandate] if agent.mandate else []
        lines.append(((cut("  ·  ".join(parts), width), Ink.NEEDS if how.weak else Ink.QUIET),))
    return lines


def region_line(picture: VisitPicture, speech: Speech, width: int) -> list[Line]:
    """What each region gave: number of licences, still asked, or the code of its fault."""
    visit = picture.visit
    if visit is None or visit.subject is None:
        return []
    pieces: list[Piece] = [(f"{speech.say(N_('e-licences'))}  ", Ink.QUIET)]
    for region, name in picture.region_names.items():
        text, ink = _region_answer(picture, region, speech)
        pieces += [(f"{name} ", Ink.QUIET), (text, ink), ("   ", Ink.TEXT)]
    return [tuple(pieces)]


def _region_answer(picture: VisitPicture, region: RegionId, speech: Speech) -> Piece:
    if region in picture.asking:
        return (speech.say(N_("asking…")), Ink.QUIET)
    if region in picture.region_trouble:
        return (f"○ {picture.region_trouble[region].code}", Ink.NEEDS)
    assert picture.visit is not None  # noqa: S101 - the caller has looked
    if region not in picture.visit.looked_up:
        return ("—", Ink.QUIET)
    answer = picture.visit.looked_up[region]
    if answer != "ok":  # asked before the console was left, and not answered
        return (f"○ {answer}", Ink.NEEDS)
    return (str(sum(x.region == region for x in picture.visit.licences)), Ink.TEXT)


def matter_lines(picture: VisitPicture, speech: Speech, width: int) -> list[Line]:
    """The matter, the region that decides it, and its limit."""
    visit, item, variant = picture.visit, picture.item, picture.variant
    if visit is None or item is None or variant is None:
        return []
    home = picture.region_names.get(visit.home, visit.home)
    limit = variant.limit
    days = (
        speech.say(CASE_TYPES[CaseType.ON_THE_SPOT])
        if variant.case_type is CaseType.ON_THE_SPOT
        else speech.count("{number} day", "{number} days", limit.promised)
        if limit.promised is not None
        else speech.say(N_("limit not published"))
    )
    unverified = "" if limit.verified else f" {speech.say(N_('unverified'))}"
    right: Line = ((f"{home} {item.owner}", Ink.STRONG), (f"   {days}", Ink.TEXT), (unverified, Ink.QUIET))
    lines = [ends(((variant.name, Ink.STRONG),), right, width)]
    notes = []
    if visit.taken_over:
        notes.append(speech.say(N_("filed online, taken over as {reference}"), reference=visit.taken_over))
    if picture.other_homes and not visit.receipt_no:
        notes.append(speech.say(N_("D compare   H another region")))
    if notes:
        lines.append(((cut("   ".join(notes), width), Ink.QUIET),))
    return lines


def form_line(picture: VisitPicture, speech: Speech, width: int) -> list[Line]:
    """How much of the form is filled, and the first that is not."""
    fields = picture.fields
    if not fields:
        return []
    empty = [f for f in fields if f.required and not f.value]
    filled = sum(bool(f.value) for f in fields)
    label = speech.say(N_("Form"))
    state = speech.say(N_("{filled} of {all} filled"), filled=filled, all=len(fields))
    line: list[Piece] = [(fit(label, 10), Ink.QUIET), (state, Ink.TEXT)]
    if empty:
        names = (
            "、".join(f.label.zh for f in empty) if speech.chinese else ", ".join(f.label.en for f in empty)
        )
        line += [("   ", Ink.TEXT), (speech.say(N_("open: {names}"), names=names), Ink.NEEDS)]
    else:
        line.append(("  ✓", Ink.NOW))
    return [tuple(line)]


def material_line(row: MaterialRow, number: int, picture: VisitPicture, speech: Speech, width: int) -> Line:
    """One material: number, name, way, how it stands."""
    mark, ink, words = _standing(row, picture, speech)
    longest = max(width_of(r.material.name) for r in picture.rows)
    name_width = min(longest, max(width - 48, 18))
    way = speech.say(WAYS[row.met.way if row.met else row.best])
    pieces: list[Piece] = [
        (fit_right(str(number), 2), Ink.QUIET),
        (f"  {fit(row.material.name, name_width)}  ", Ink.TEXT),
        (fit(way, 12), Ink.QUIET if row.met else Ink.TEXT),
    ]
    left: Line = (*pieces, (words, Ink.QUIET if ink is Ink.NOW else ink))
    return ends(left, ((mark, ink), (" ", Ink.TEXT)), width)


def _standing(row: MaterialRow, picture: VisitPicture, speech: Speech) -> tuple[str, Ink, str]:
    say = speech.say
    code = row.material.code
    waiting = next((need for need in picture.needs if need.subject.part == code), None)
    if waiting is not None:
        return ("◇", Ink.NEEDS, _sign_off_words(waiting, speech))
    if row.met is not None:
        return "✓", Ink.NOW, _how_met(row, speech)
    if code in picture.deriving:
        return "…", Ink.QUIET, say(N_("being derived"))
    if code in picture.trouble:
        fault = picture.trouble[code]
        return "!", Ink.NEEDS, f"{fault.code} {speech.fault(fault)}"
    if row.state is MaterialState.PROPOSED:
        words = {
            Way.COMMITMENT: N_("signed with the confirmation"),
            Way.DATA_CHECK: N_("checked with the confirmation"),
        }.get(row.best, N_("found, to be derived"))
        return "▸", Ink.NOW, say(words)
    if row.material.necessity is Necessity.OPTIONAL:
        return "·", Ink.QUIET, say(N_("may be left out"))
    later = say(N_("missing; may come later")) if row.material.allows(Way.DEFERRED) else say(N_("missing"))
    return "○", Ink.NEEDS, later


def _sign_off_words(need: Need, speech: Speech) -> str:
    escalation = need.escalation
    if escalation is None:
        return speech.say(N_("needs a sign-off"))
    if escalation.standing is Standing.OPEN:
        asked = in_china(escalation.asked_at).strftime("%H:%M")
        return speech.say(N_("sign-off asked {time}"), time=asked)
    return speech.say(N_("sign-off: {standing}"), standing=speech.say(STANDINGS[escalation.standing]))


def _how_met(row: MaterialRow, speech: Speech) -> str:
    met = row.met
    if met is None:
        return ""
    if met.way is Way.E_LICENCE:
        return speech.say(N_("derived for this case"))
    if met.due is not None:
        return speech.say(N_("by {day}"), day=met.due.isoformat())
    return met.file_name


def next_line(picture: VisitPicture, speech: Speech) -> Line:
    """``Next: …`` with its key."""
    step = picture.next_step
    sentence = speech.say(step.sentence, **step.places)
    key: tuple[Piece, ...] = ((f"  {picture.next_key}", Ink.KEY),) if picture.next_key else ()
    return ((f"{speech.say(N_('Next:'))} ", Ink.NOW), (sentence, Ink.STRONG), *key)


def visit_lines(
    picture: VisitPicture, speech: Speech, width: int, height: int, cursor: int
) -> tuple[tuple[Line, ...], int | None]:
    """All lines for a panel of this size, and the index of the line under the cursor.

    When the height is short, the spaces between the parts go first, then the list of materials scrolls.
    """
    parts = [
        person_lines(picture, speech, width),
        region_line(picture, speech, width),
        matter_lines(picture, speech, width) + form_line(picture, speech, width),
        list(picture.readers),
    ]
    materials = [material_line(r, n, picture, speech, width) for n, r in enumerate(picture.rows, 1)]
    fixed = 1 + sum(len(p) for p in parts) + 2
    roomy = fixed + len(materials) + 5 <= height
    lines: list[Line] = [_title(picture, speech, width)]
    for part in parts:
        if part:
            lines += [BLANK, *part] if roomy else part
    if materials and roomy:
        lines += [BLANK, ((speech.say(N_("Materials")), Ink.QUIET),)]
    room = height - len(lines) - 2
    first = max(0, min(cursor - room + 1, len(materials) - room)) if len(materials) > room else 0
    at = len(lines) + cursor - first if materials else None
    lines += materials[first : first + room]
    lines += [BLANK] * max(height - len(lines) - 1, 0)
    return (*lines[: height - 1], next_line(picture, speech)), at


def _title(picture: VisitPicture, speech: Speech, width: int) -> Line:
    visit = picture.visit
    if visit is None:
        parked = speech.count("{number} visit is parked", "{number} visits are parked", picture.parked)
        right: Line = ((f"{parked}   F8", Ink.QUIET),) if picture.parked else ()
        if picture.to_decide:
            waits = to_decide_words(picture.to_decide, speech)
            right = (*right, (f"   {waits}", Ink.NEEDS), ("  F9", Ink.KEY))
        return ends(((speech.say(N_("No visitor")), Ink.QUIET),), right, width)
    title = speech.say(N_("Visit {number}"), number=visit.number)
    by = ""
    if visit.taken_by:
        words = N_("begun by {first}, goes on with {second}")
        by = f"   {speech.say(words, first=visit.clerk, second=visit.taken_by)}"
    arrived = speech.say(N_("arrived {time}"), time=in_china(visit.opened_at).strftime("%H:%M"))
    if visit.receipt_no:
        receipt = speech.say(N_("received as {number}"), number=visit.receipt_no)
        return ends(((title, Ink.STRONG), (by, Ink.QUIET)), ((receipt, Ink.NOW),), width)
    return ends(((title, Ink.STRONG), (by, Ink.QUIET)), ((arrived, Ink.QUIET),), width)
