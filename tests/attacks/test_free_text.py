"""Free text is data: it is kept as typed or refused in words, and never obeyed by database or terminal."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.terminal import Recording
from clerk.desk.audit import Look, Query
from clerk.desk.sign_offs.views import Verdict
from clerk.domain.escalations import EscalationKind, Subject, SubjectKind
from clerk.domain.faults import Language, Refused
from clerk.domain.liaison import CallOutcome
from clerk.domain.parties import DocumentKind, Person
from clerk.domain.staff import Role
from clerk.store.verify import verify
from screens.lines import cut, wrap
from screens.safe_text import shown
from tests.attacks.from_outside import OUTSIDE
from tests.attacks.texts import ATTACKS
from tests.desk.window import FILING, Window
from tests.screens.window import PASSWORD

Field = Callable[[Window, str], object]


def _type_identity(window: Window, name: str = "示例", address: str = "", reason: str = "芯片损坏") -> object:
    visit = window.desk.open_visit(window.clerk)
    person = Person(name, DocumentKind.RESIDENT_ID, "310118198001010016", address=address)
    return window.desk.type_identity(window.clerk, visit, person, reason)


def _organisation(window: Window, name: str, representative: str = "示例") -> object:
    visit = window.card("zhang")
    return window.desk.set_organisation(
        window.clerk, visit, name, "91310118MA1JXXXX0X", representative, "13800000001"
    )


def _form(window: Window, text: str) -> object:
    visit = window.chosen("zhang", FILING, "wujiang")
    for field in window.desk.form_fields(visit):
        try:
            visit = window.desk.set_field(window.clerk, visit, field.name, text)
        except Refused:
            continue
    return visit


def _ask_sign_off(window: Window, text: str) -> object:
    case = window.received()
    subject = Subject(SubjectKind.CASE, case.id)
    asked = window.desk.sign_offs.ask(window.clerk, EscalationKind.VOID, subject, text)
    return window.desk.sign_offs.take_back(window.clerk, asked.id)


def _export(window: Window, text: str) -> object:
    case = window.received()
    auditor = window.operator("J0001", Role.AUDITOR)
    target = window.counter.folder.root / f"{len(list(window.counter.folder.root.iterdir()))}.zip"
    return window.desk.export_evidence(auditor, case.receipt_no, target, text)


def _ask_liaison(window: Window, topic: str, text: str = "示例问题：材料能否补交？") -> object:
    return window.desk.liaison.ask(window.clerk, "wujiang", "医保局", FILING, topic, text)


def _back_and_forth(window: Window, question: str, answer: str) -> object:
    case = window.received()
    room = window.desk.sign_offs
    asked = room.ask(window.clerk, EscalationKind.VOID, Subject(SubjectKind.CASE, case.id), "示例")
    asked = room.decide(window.supervisor, asked.id, Verdict.ASK_BACK, question, asked.digest)
    asked = room.answer(window.clerk, asked.id, answer)
    return room.decide(window.supervisor, asked.id, Verdict.REFUSE, answer, asked.digest)


FIELDS: dict[str, Field] = {
    "topic of a question to a region": _ask_liaison,
    "text of a question to a region": lambda window, text: _ask_liaison(window, "示例", text),
    "note of a phone call": lambda window, text: window.desk.liaison.log_call(
        window.clerk, "wujiang", "", CallOutcome.ANSWERED, text
    ),
    "question of a supervisor": lambda window, text: _back_and_forth(window, text, "示例"),
    "answer to a supervisor, and the decision": lambda window, text: _back_and_forth(window, "示例", text),
    "name typed by hand": lambda window, text: _type_identity(window, name=text),
    "address typed by hand": lambda window, text: _type_identity(window, address=text),
    "reason of an identity typed": lambda window, text: _type_identity(window, reason=text),
    "name of an organisation": _organisation,
    "legal representative": lambda window, text: _organisation(window, "示例有限公司", text),
    "every field of a form": _form,
    "advice at the end of a visit": lambda window, text: window.desk.end_visit(
        window.clerk, window.card("zhang"), text
    ),
    "reason of a reveal": lambda window, text: window.desk.reveal(window.clerk, window.received().id, text),
    "reason of a sign-off": _ask_sign_off,
    "reason of an evidence file": _export,
    "search for a matter": lambda window, text: window.desk.search(text),
    "a scanned number": lambda window, text: window.desk.find_by_scan(text),
    "number of an auditor's question": lambda window, text: window.desk.auditing.ask(
        window.operator("J0001", Role.AUDITOR), Query(Look.WHO_SAW, case=text)
    ),
    "staff number of an auditor's question": lambda window, text: window.desk.auditing.ask(
        window.operator("J0001", Role.AUDITOR), Query(Look.WHO_SAW, by=text)
    ),
    "document number of an auditor's question": lambda window, text: window.desk.auditing.ask(
        window.operator("J0001", Role.AUDITOR), Query(Look.WHO_SAW, person=text)
    ),
    "staff number at the sign-in": lambda window, text: window.desk.sign_in(text, "示例"),
    "password at the sign-in": lambda window, text: window.desk.sign_in("A0231", text),
    "words of the region": lambda window, text: window.failed(window.received(), text),
    **OUTSIDE,
}
"""Every free text of the desk → what a person does with it."""


def is_harmless(text: str) -> bool:
    """Whether a terminal draws it and does nothing else."""
    return not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for c in text)


@pytest.mark.parametrize("field", list(FIELDS))
def test_text_is_kept_or_refused_in_words_and_the_store_stays_right(
    window_on_each: Window, field: str
) -> None:
    window = window_on_each
    broken = {}
    for attack, text in ATTACKS.items():
        try:
            FIELDS[field](window, text)
        except Refused as refused:
            for language in Language:
                assert refused.fault.sentence(language)
                assert is_harmless(shown(refused.fault.sentence(language)))
        except Exception as error:  # noqa: BLE001 - each attack that no words answer is wanted by name
            broken[attack] = repr(error)[:200]
    assert broken == {}
    assert verify(window.store).ok


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_what_a_screen_draws_of_it_is_harmless(attack: str) -> None:
    text = ATTACKS[attack]
    assert is_harmless(shown(text))
    assert is_harmless(cut(text, 40))
    assert all(is_harmless(line) for line in wrap(text, 40))


@pytest.mark.parametrize("attack", ["csi", "osc_52", "bidi", "zero_width", "dcs"])
def test_the_real_program_writes_nothing_of_it_to_the_terminal(tmp_path: Path, attack: str) -> None:
    """Pasted into the search of a console on a terminal of its own."""
    console = Recording(
        [sys.executable, "-m", "tests.pty.counter_process", str(tmp_path), "zh_CN"], columns=80, rows=24
    )
    console.start()
    try:
        console.read_until(lambda text: "工号" in text)
        console.send(b"A0231\r" + PASSWORD.encode() + b"\r")
        console.read_until(lambda text: "暂无来访人" in text)
        console.send(b"\x1bOR")
        console.read_until(lambda text: "来办什么事" in text)
        begun = len(console.chunks)
        console.send(b"\x1b[200~" + ATTACKS[attack].encode() + "完".encode() + b"\x1b[201~")
        console.read_until(lambda text: "完" in text and "来办什么事" in text)
        written = b"".join(chunk.data for chunk in console.chunks[begun:])
    finally:
        console.stop()
    assert b"\x1b]52" not in written
    assert b"\x1bP" not in written
    assert b"\x1b[2J" not in written
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]", written.decode("utf-8", "replace"))
