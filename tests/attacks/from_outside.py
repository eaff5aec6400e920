"""What comes in as a file or a letter, and what is written beside the visit: who writes it into the desk."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from dataclasses import dataclass

from clerk.delivery.backoff import Patience
from clerk.delivery.engine import Turn
from clerk.delivery.liaison import MailCollector, Postman
from clerk.delivery.scribe import Scribe
from clerk.desk.liaison.roster_csv import read_csv
from clerk.desk.liaison.roster_import import import_roster
from clerk.desk.liaison.roster_vcard import read_vcards
from clerk.desk.staffing import office as staffing
from clerk.desk.staffing.office import Office
from clerk.desk.staffing.staff_list import read_staff_list
from clerk.domain.faults import Fault
from clerk.domain.ids import uuid7
from clerk.domain.liaison import Message, MessageKind
from clerk.domain.materials import PaperReason
from clerk.domain.parties import DocumentKind, Person
from clerk.domain.regions import RegionId
from clerk.ports import Letter, Mail, Question, Rejected
from tests.desk.window import FILING, Window

AGENT = Person("示例代办", DocumentKind.RESIDENT_ID, "310118198001010016")


def _bytes(text: str) -> bytes:
    """As a file that some program wrote, half characters and all."""
    return text.encode("utf-8", "surrogatepass")


def _csv(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return _bytes(text.getvalue())


def _staff_list(window: Window, data: bytes) -> object:
    counter = window.counter
    office = Office(window.store, window.clock, counter.sites, counter.region_book)
    members = read_staff_list(office, data)
    return staffing.add(office, [staffing.begin_with(member, None, once=False) for member in members])


def _staff(window: Window, number: str = "A0777", name: str = "示例", place: str = "QP02") -> object:
    return _staff_list(window, _csv(("number", "name", "role", "place"), (number, name, "clerk", place)))


def _roster(window: Window, column: str, text: str) -> object:
    cells = {"region": "吴江", "department": "医保局", "name": "示例", "phone": "0512-00000001"} | {
        column: text
    }
    book = window.counter.region_book
    return import_roster(
        window.store, read_csv(_csv(tuple(cells), tuple(cells.values())), book), book, window.clock.now()
    )


def _vcard(window: Window, text: str, name: str = "FN") -> object:
    lines = {"FN": "示例", "ORG": "wujiang;医保局", "ROLE": "联络员", "TEL": "0512-00000001"} | {name: text}
    card = "\r\n".join(
        ["BEGIN:VCARD", "VERSION:4.0", *(f"{k}:{v}" for k, v in lines.items()), "END:VCARD", ""]
    )
    book = window.counter.region_book
    return import_roster(window.store, read_vcards(_bytes(card), book), book, window.clock.now())


def _scan_name(window: Window, text: str) -> object:
    data = window.scan("good.pdf").read_bytes()
    path = window.counter.folder.scans / f"{text[:60].replace('/', '∕')}.pdf"
    try:
        path.write_bytes(data)
    except (OSError, ValueError):  # no file can have this name: nobody can bring one
        return None
    visit = window.chosen("zhang", FILING, "wujiang")
    return window.desk.attach_file(window.clerk, visit, "id_card", path, PaperReason.DOES_NOT_MATCH)


def _agent(window: Window, relation: str, mandate: str) -> object:
    return window.desk.type_agent(window.clerk, window.card("li"), AGENT, "芯片损坏", relation, mandate)


def _explain(window: Window, text: str) -> object:
    today = window.clock.now().date()
    return window.desk.day_end.explain(window.clerk, today, "doubled|x|wujiang|", text)


@dataclass
class OneLetter:
    """A mailbox that holds one letter, or refuses every one in words of its own."""

    letter: Letter | None = None
    words: str = ""

    def post(self, _letter: Letter) -> None:
        raise Rejected(Fault("R-10", {"region": "吴江", "region_en": "Wujiang"}), self.words)

    def holds(self, _message_id: str) -> bool:
        return False

    def since(self, _reader: RegionId, cursor: str) -> Mail:
        return Mail("1", () if cursor else (self.letter,) if self.letter else ())


@dataclass
class Region:
    """A region of which only the mailbox is used. Each has a name of its own, so that its mail is new."""

    mailbox: OneLetter
    region: RegionId = "wujiang"


def _collect(window: Window, letter: Letter) -> None:
    site = window.counter.site.region
    scribe = Scribe(window.store, threading.Event())
    region = Region(OneLetter(letter))
    with window.store.writing() as unit:
        from clerk.store import regions

        regions.set_cursor(unit, f"{region.region}/letters", "")
    assert MailCollector(window.store, region, site, window.clock, scribe, "worker").collect() == 1  # type: ignore[arg-type]


def _answered_by_region(window: Window, text: str) -> object:
    liaison = window.desk.liaison
    asked = liaison.ask(window.clerk, "wujiang", "医保局", FILING, "示例", "示例问题：材料能否补交？")
    now = window.clock.now()
    answer = Message(uuid7(now), asked.id, MessageKind.ANSWER, "wujiang", text, now, text)
    _collect(window, Letter(answer, window.counter.site.region, "wujiang"))
    read = liaison.open_thread(window.supervisor, asked.id)
    assert text in [message.text for message in read.messages]
    return read


def _asked_by_region(window: Window, text: str) -> object:
    now, own = window.clock.now(), window.counter.site.region
    thread = uuid7(now)
    message = Message(uuid7(now), thread, MessageKind.QUESTION, "wujiang", "W1", now, text)
    question = Question(text, text, text, text, now, None)
    scribe = Scribe(window.store, threading.Event())
    region = Region(OneLetter(Letter(message, "wujiang", own, question)), own)
    collector = MailCollector(window.store, region, own, window.clock, scribe, "worker")  # type: ignore[arg-type]
    collector.collect()
    return collector


def _refused_by_region(window: Window, text: str) -> object:
    liaison = window.desk.liaison
    asked = liaison.ask(window.clerk, "wujiang", "医保局", FILING, "示例", "示例问题：材料能否补交？")
    question = liaison.open_thread(window.supervisor, asked.id).messages[0]
    scribe = Scribe(window.store, threading.Event())
    regions = {"wujiang": Region(OneLetter(words=text))}
    postman = Postman(window.store, regions, window.queue, window.clock, Patience(), scribe, "worker")  # type: ignore[arg-type]
    postman.run(Turn(question.id, question.generation))
    said = liaison.open_thread(window.supervisor, asked.id).messages[0]
    assert said.words == text
    return said


OUTSIDE: dict[str, Callable[[Window, str], object]] = {
    "number in a staff list": _staff,
    "name in a staff list": lambda window, text: _staff(window, f"A{abs(hash(text)) % 9000 + 1000}", text),
    "place in a staff list": lambda window, text: _staff(window, place=text),
    "a whole staff list": lambda window, text: _staff_list(window, _bytes(text)),
    "name in a roster file": lambda window, text: _roster(window, "name", text),
    "department in a roster file": lambda window, text: _roster(window, "department", text),
    "phone in a roster file": lambda window, text: _roster(window, "phone", text),
    "hours in a roster file": lambda window, text: _roster(window, "hours", text),
    "id in a roster file": lambda window, text: _roster(window, "id", text),
    "a whole roster file": lambda window, text: read_csv(_bytes(text), window.counter.region_book),
    "name on a vCard": _vcard,
    "organisation on a vCard": lambda window, text: _vcard(window, f"wujiang;{text}", "ORG"),
    "phone on a vCard": lambda window, text: _vcard(window, text, "TEL"),
    "id on a vCard": lambda window, text: _vcard(window, text, "UID"),
    "a whole file of vCards": lambda window, text: read_vcards(_bytes(text), window.counter.region_book),
    "name of a scan": _scan_name,
    "relation of an agent": lambda window, text: _agent(window, text, "示例"),
    "mandate of an agent": lambda window, text: _agent(window, "mandated", text),
    "explanation of a day": _explain,
    "letter of a region that answers": _answered_by_region,
    "letter of a region that asks": _asked_by_region,
    "words of a region that takes no letter": _refused_by_region,
}
"""Every text that a file or a region brings, and those beside the visit → how it comes in."""
