"""What is read without keys holds nothing about anybody, after whole journeys too."""

from __future__ import annotations

from pathlib import Path

from clerk.desk.views import PaperKind
from clerk.domain.deliveries import Decision
from clerk.domain.faults import Refused
from clerk.domain.materials import PaperReason, Way
from clerk.domain.parties import DocumentKind, Person
from clerk.store.verify import verify
from tests.desk.sample_files import pdf
from tests.desk.window import COMPANIES, COMPANY, FILING, PEOPLE, Window

SAID = (
    "证件是张晓禾的母亲代交",  # reasons and advice are typed freely: they may name anybody
    "请张晓禾补参保证明",
    "已与顾一舟电话核实",
    "核对陆嘉禾姓名",
    "张晓禾的身份证.pdf",
    "示例路 7 号 707 室",
    "13911112222",
)


def _journeys(window: Window) -> None:
    desk, clerk, reader = window.desk, window.clerk, window.counter.readers[0]
    typed = Person("张晓禾", DocumentKind.RESIDENT_ID, PEOPLE["zhang"].person.number)
    visit = desk.type_identity(clerk, desk.open_visit(clerk), typed, SAID[0])
    visit = desk.read_agent(clerk, window.looked_up(visit), reader, "gu", "mandated", "顾一舟授权书")
    visit = desk.choose_item(clerk, visit, FILING, "wujiang")
    visit = window.derived(desk.set_field(clerk, visit, "phone", SAID[6]))
    scan = window.scan(SAID[4], pdf("张晓禾"))
    visit = desk.attach_file(clerk, visit, "id_card", scan, PaperReason.DOES_NOT_MATCH)
    desk.reveal(clerk, visit.id, SAID[3])
    visit, case = desk.receive(clerk, visit)
    desk.end_visit(clerk, visit, SAID[1])
    desk.end_visit(clerk, window.chosen("lu", COMPANY, "jiashan"), SAID[1])
    failed = window.failed(case)
    desk.decide(window.supervisor, failed.id, Decision.TAKE_OVER, SAID[2])
    window.granted(case)
    desk.hand_over(clerk, case.id, desk.read_collector(reader, "shen"), "张晓禾的邻居")
    for kind in (PaperKind.RECEIPT, PaperKind.HAND_OVER):
        desk.print_paper(clerk, case.id, kind)
    desk.close_case(clerk, case.id)

    founding = window.ready("lu", COMPANY, "jiashan")
    company = COMPANIES["js_new"].organisation
    founding = desk.set_organisation(clerk, founding, company.name, company.credit_code, "", SAID[6])
    founding = desk.set_field(clerk, founding, "domicile", SAID[5])
    founding = desk.meet(clerk, founding, "articles", Way.PAPER)
    _, case = desk.receive(clerk, founding)
    window.asked_to_correct(window.acknowledged(case), "articles")
    desk.answer_correction(clerk, case.id, "articles", window.scan("陆嘉禾章程.pdf"))
    desk.send_correction(clerk, case.id)
    visit = window.looked_up(window.card("qian"))
    visit = desk.take_over(clerk, visit, visit.waiting[0].reference)
    desk.receive(clerk, visit)


def _secrets() -> set[str]:
    people = {v for p in PEOPLE.values() for v in (p.person.name, p.person.number, p.person.phone)}
    addresses = {p.person.address for p in PEOPLE.values()}
    companies = {v for c in COMPANIES.values() for v in (c.organisation.name, c.organisation.credit_code)}
    return people | addresses | companies | set(SAID)


def test_a_journal_of_whole_journeys_names_nobody_in_the_clear(window: Window) -> None:
    _journeys(window)
    with window.store.engine.connect() as connection:
        payloads = connection.exec_driver_sql("SELECT payload FROM journal").scalars().all()
    assert len(payloads) > 40
    text = "\n".join(payloads)
    assert [secret for secret in _secrets() if secret in text] == []
    assert verify(window.store).ok


def test_the_database_file_names_nobody_in_the_clear(window: Window) -> None:
    _journeys(window)
    database = window.store.engine.url.database
    assert database is not None
    window.store.close()
    data = b"".join(path.read_bytes() for path in Path(database).parent.glob("counter.sqlite3*"))
    found = [s for s in _secrets() if s.encode() in data]
    assert found == []


def test_what_the_desk_refuses_is_said_without_anybodys_data(window: Window) -> None:
    said = []
    for key in PEOPLE:
        visit = window.desk.open_visit(window.clerk)
        try:
            visit = window.card(key, visit)
            visit = window.desk.choose_item(window.clerk, window.looked_up(visit), COMPANY, "jiashan")
            window.desk.receive(window.clerk, visit)
        except Refused as refusal:
            said.append(str(refusal.fault))
    people = {v for p in PEOPLE.values() for v in (p.person.name, p.person.number)}
    assert len(said) == len(PEOPLE)
    assert [s for s in said if any(secret in s for secret in people)] == []
