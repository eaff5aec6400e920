"""How materials are met: the order of ways, the rules, and files that are what they must be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from clerk.desk.views import MaterialState
from clerk.desk.visit import Visit
from clerk.domain.files import FILE_LIMIT, sm3
from clerk.domain.journal import EventKind
from clerk.domain.materials import PaperReason, Way
from clerk.store import attachments
from printing.press import ChildPress
from tests.desk.refusals import refused
from tests.desk.sample_files import jpeg, pdf, png
from tests.desk.window import COMPANIES, COMPANY, FILING, Window

PRODUCT = "SC-0012"
"""重要工业产品生产许可证: its inspection report may come later."""


def _files(window: Window, visit: Visit) -> dict[str, str]:
    with window.store.reading() as unit:
        return {row.material: row.digest for row in attachments.list_attachments(unit, visit.id)}


def test_licences_come_before_commitments_and_commitments_before_paper(window: Window) -> None:
    rows = {r.material.code: (r.best, r.state) for r in window.desk.material_rows(window.chosen("zhang"))}
    assert rows == {
        "id_card": (Way.E_LICENCE, MaterialState.PROPOSED),
        "social_card": (Way.E_LICENCE, MaterialState.PROPOSED),
        "filing_form": (Way.COMMITMENT, MaterialState.PROPOSED),
    }
    without = window.desk.material_rows(window.chosen("no_licence", FILING, "qingpu"))
    assert {r.material.code: (r.best, r.state) for r in without} == {
        "id_card": (Way.SCAN, MaterialState.MISSING),
        "social_card": (Way.SCAN, MaterialState.MISSING),
        "filing_form": (Way.COMMITMENT, MaterialState.PROPOSED),
    }


def test_a_licence_that_is_cancelled_or_off_is_none(window: Window) -> None:
    visit = window.chosen("cancelled", FILING, "jiashan")
    rows = {r.material.code: r.best for r in window.desk.material_rows(visit)}
    assert rows == {"id_card": Way.E_LICENCE, "social_card": Way.SCAN, "filing_form": Way.COMMITMENT}
    kinds = dict(window.counter.licence_kinds)
    kinds["resident_id"] = replace(kinds["resident_id"], verified=False)
    window.counter = replace(window.counter, licence_kinds=kinds)
    assert window.desk.to_derive(visit) == ()


def test_what_is_optional_stops_nothing_and_is_met_by_nobody(window: Window) -> None:
    visit = window.ready("lu", COMPANY, "jiashan")
    optional = [r for r in window.desk.material_rows(visit) if r.material.necessity.value == "optional"]
    assert [r.material.code for r in optional] == ["corporate_shareholder"]
    visit = window.desk.choose_item(window.clerk, visit, FILING, "jiashan")
    visit = window.desk.choose_item(window.clerk, visit, COMPANY, "jiashan")
    visit = window.derived(window.filled(visit))
    for code in ("application_form", "articles", "officer_appointment"):
        visit = window.desk.meet(window.clerk, visit, code, Way.PAPER)
    assert window.desk.not_ready(visit) == ()
    _, case = window.desk.receive(window.clerk, visit)
    assert {m.material: m.way for m in case.met} == {
        "application_form": Way.PAPER,
        "articles": Way.PAPER,
        "shareholder_id": Way.E_LICENCE,
        "officer_appointment": Way.PAPER,
        "address_proof": Way.COMMITMENT,
    }


def test_a_commitment_that_nobody_needed_is_not_said_to_be_given(window: Window) -> None:
    """变更登记: proof of the address is asked for only where the address changes."""
    company = COMPANIES["wj_silk"].organisation
    visit = window.chosen("gu", "SC-0002", "wujiang")
    visit = window.desk.set_organisation(
        window.clerk, visit, company.name, company.credit_code, company.legal_representative, ""
    )
    rows = {r.material.code: r for r in window.desk.material_rows(visit)}
    assert (rows["address_proof"].best, rows["address_proof"].met) == (Way.DATA_CHECK, None)
    for code in rows.keys() - {"address_proof"}:
        visit = window.desk.meet(window.clerk, visit, code, Way.PAPER)
    _, case = window.desk.receive(window.clerk, window.filled(visit))
    assert "address_proof" not in {m.material for m in case.met}


def test_a_childs_card_never_stands_for_the_guardians(window: Window) -> None:
    visit = window.chosen("child_a", "GA-0036", "wujiang")
    assert "guardian_id" not in window.desk.to_derive(visit)


def test_paper_in_place_of_a_licence_needs_a_reason_and_is_counted(window: Window) -> None:
    visit = window.chosen("zhang")
    with refused("M-02"):
        window.desk.meet(window.clerk, visit, "id_card", Way.PAPER)
    with refused("M-02"):
        window.desk.attach_file(window.clerk, visit, "id_card", window.scan("id.pdf"))
    assert window.events(EventKind.PAPER_ASKED) == []
    reason = PaperReason.DOES_NOT_MATCH
    visit = window.desk.meet(window.clerk, visit, "id_card", Way.PAPER, paper_reason=reason)
    (counted,) = window.events(EventKind.PAPER_ASKED)
    assert (counted.payload["material"], counted.payload["reason"]) == ("id_card", "does_not_match")
    assert counted.case_id == visit.case_id
    _, case = window.desk.receive(window.clerk, window.derived(window.filled(visit)))
    (received,) = window.events(EventKind.CASE_RECEIVED)
    assert received.payload["without_paper"] is False
    assert window.desk.worklists().without_paper_today == 0
    assert case.met[0].paper_reason is reason


def test_paper_where_there_is_no_licence_is_not_held_against_the_counter(window: Window) -> None:
    visit = window.chosen("no_licence", FILING, "qingpu")
    visit = window.desk.meet(
        window.clerk, visit, "id_card", Way.PAPER, paper_reason=PaperReason.NOT_IN_LIBRARY
    )
    assert window.events(EventKind.PAPER_ASKED) == []
    assert visit.met_for("id_card").paper_reason is None  # type: ignore[union-attr]


def test_a_way_that_the_region_does_not_accept_is_refused(window: Window) -> None:
    visit = window.chosen("lu", COMPANY, "jiashan")
    with refused("M-01"):
        window.desk.meet(window.clerk, visit, "articles", Way.COMMITMENT)
    for way in (Way.E_LICENCE, Way.SCAN, Way.ARCHIVE):  # these have a file, or they are not met
        with refused("M-04"):
            window.desk.meet(window.clerk, visit, "shareholder_id", way)
    with refused("M-06"):
        window.desk.meet(window.clerk, visit, "no_such", Way.PAPER)


@pytest.mark.parametrize("due", [None, date(2026, 11, 24), date(2026, 1, 1), date(2031, 1, 1)])
def test_a_deferral_needs_a_day_to_come_within_the_loaded_years(window: Window, due: date | None) -> None:
    visit = window.chosen("gu", PRODUCT, "wujiang")
    with refused("M-03" if due is None else "M-05"):
        window.desk.meet(window.clerk, visit, "inspection_report", Way.DEFERRED, due=due)
    assert window.desk.current_visit(visit) == visit


def test_an_essential_material_is_never_deferred(window: Window) -> None:
    visit = window.chosen("gu", PRODUCT, "wujiang")
    with refused("M-01"):
        window.desk.meet(window.clerk, visit, "application_form", Way.DEFERRED, due=date(2026, 12, 1))


def test_a_deferred_material_says_so_on_the_list(window: Window) -> None:
    visit = window.chosen("gu", PRODUCT, "wujiang")
    visit = window.desk.meet(window.clerk, visit, "inspection_report", Way.DEFERRED, due=date(2026, 12, 1))
    rows = {r.material.code: r.state for r in window.desk.material_rows(visit)}
    assert rows["inspection_report"] is MaterialState.MET


@pytest.mark.parametrize(("name", "data"), [("a.pdf", pdf("x")), ("b.png", png()), ("c.jpg", jpeg())])
def test_whole_files_are_taken_whatever_they_are_called(window: Window, name: str, data: bytes) -> None:
    visit = window.chosen("no_licence", FILING, "qingpu")
    path = window.scan(name + ".txt", data)
    visit = window.desk.attach_file(window.clerk, visit, "id_card", path)
    met = visit.met_for("id_card")
    assert met is not None
    assert (met.way, met.digest, met.file_name) == (Way.SCAN, sm3(data), path.name)
    with window.store.reading() as unit:
        assert attachments.load_attachment(unit, met.reference) == data


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("letter.pdf", b"PK\x03\x04 a word file", "F-02"),
        ("empty.pdf", b"", "F-04"),
        ("cut.pdf", b"%PDF-1.7 and nothing", "F-03"),
        ("cut.png", png()[:-9], "F-03"),
        ("flipped.png", png().replace(b"IDAT", b"IDAT", 1)[:45] + b"\x00" + png()[46:], "F-03"),
        ("no_picture.png", png()[:33] + png()[-12:], "F-03"),
        ("cut.jpg", jpeg()[:-2], "F-03"),
        ("header_only.jpg", b"\xff\xd8\xff\xe0\x00\x10", "F-03"),
    ],
)
def test_a_wrong_or_broken_file_is_refused_by_its_content(
    window: Window, name: str, data: bytes, code: str
) -> None:
    visit = window.chosen("no_licence", FILING, "qingpu")
    with refused(code, name=name):
        window.desk.attach_file(window.clerk, visit, "id_card", window.scan(name, data))
    assert window.desk.current_visit(visit) == visit
    assert window.count("attachments") == 0


def test_a_file_that_is_too_large_is_not_read(window: Window) -> None:
    path = window.counter.folder.scans / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(64 * 1024**3)  # sparse: reading it would take the machine's memory
    visit = window.chosen("no_licence", FILING, "qingpu")
    with refused("F-01", limit="20"):
        window.desk.attach_file(window.clerk, visit, "id_card", path)


def test_a_file_of_exactly_the_limit_is_taken(window: Window) -> None:
    data = b"%PDF-1.7" + bytes(FILE_LIMIT - 13) + b"%%EOF"
    visit = window.chosen("no_licence", FILING, "qingpu")
    visit = window.desk.attach_file(window.clerk, visit, "id_card", window.scan("full.pdf", data))
    assert visit.met_for("id_card") is not None


def test_what_cannot_be_opened_is_refused(window: Window) -> None:
    visit = window.chosen("no_licence", FILING, "qingpu")
    folder = window.counter.folder.scans
    os.mkfifo(folder / "pipe.pdf")  # would hold the console for ever
    (folder / "loop.pdf").symlink_to("loop.pdf")
    for name in ("nowhere.pdf", ".", "pipe.pdf", "loop.pdf"):
        with refused("F-05"):
            window.desk.attach_file(window.clerk, visit, "id_card", folder / name)


@pytest.fixture
def child_press() -> Iterator[ChildPress]:
    """The real press in its child process."""
    press = ChildPress()
    yield press
    press.close()


def test_a_broken_pdf_does_not_get_past_the_real_press(window: Window, child_press: ChildPress) -> None:
    from integrations.simulator.sample_papers import SamplePapers
    from printing.fonts import MAIN_FONT

    window.counter = replace(window.counter, press=child_press)
    visit = window.chosen("no_licence", FILING, "qingpu")
    whole = SamplePapers(MAIN_FONT).practice_page("示例")
    with refused("F-03"):
        window.desk.attach_file(window.clerk, visit, "id_card", window.scan("cut.pdf", whole[:300]))
    with refused("F-03"):
        window.desk.attach_file(window.clerk, visit, "id_card", window.scan("p.pdf", b"%PDF-1.7\nbroken"))
    visit = window.desk.attach_file(window.clerk, visit, "id_card", window.scan("whole.pdf", whole))
    assert visit.met_for("id_card") is not None


def test_a_file_that_is_replaced_is_forgotten(window: Window) -> None:
    visit = window.chosen("no_licence", FILING, "qingpu")
    visit = window.desk.attach_file(window.clerk, visit, "id_card", window.scan("a.pdf", pdf("a")))
    visit = window.desk.attach_file(window.clerk, visit, "id_card", window.scan("b.pdf", pdf("b")))
    assert _files(window, visit) == {"id_card": sm3(pdf("b"))}
    visit = window.desk.meet(window.clerk, visit, "id_card", Way.PAPER)
    assert _files(window, visit) == {}


def test_a_scan_in_place_of_a_copy_forgets_the_copy(window: Window) -> None:
    visit = window.derived(window.chosen("zhang"))
    scan = window.scan("a.pdf", pdf("a"))
    visit = window.desk.attach_file(window.clerk, visit, "id_card", scan, PaperReason.DOES_NOT_MATCH)
    assert set(visit.copies) == {"social_card"}
    assert _files(window, visit)["id_card"] == sm3(pdf("a"))


def test_every_missing_thing_is_named_and_the_first_stops_the_receipt(window: Window) -> None:
    desk = window.desk
    visit = desk.open_visit(window.clerk)
    assert [f.code for f in desk.not_ready(visit)] == ["C-02"]
    visit = window.card("no_licence", visit)
    assert [f.code for f in desk.not_ready(visit)] == ["C-03"]
    visit = desk.choose_item(window.clerk, visit, "YB-0024", "qingpu")
    faults = desk.not_ready(visit)
    assert [f.code for f in faults] == ["E-01", "C-04", "C-04", "C-04"]
    assert {f.details["material"] for f in faults if f.code == "C-04"} >= {"医疗费用票据", "居民身份证"}
    with refused("E-01"):
        desk.receive(window.clerk, visit)
    assert window.count("receipt_numbers") == 0


def test_a_field_that_is_refused_leaves_the_kept_value(window: Window) -> None:
    visit = window.filled(window.chosen("zhang"))
    visit = window.desk.set_field(window.clerk, visit, "phone", "13800000001")
    with refused("E-02"):
        window.desk.set_field(window.clerk, visit, "phone", "123")
    assert window.desk.current_visit(visit) == visit
    fields = {f.name: f.value for f in window.desk.form_fields(visit)}
    assert fields["phone"] == "13800000001"


def test_a_field_of_no_matter_is_refused(window: Window) -> None:
    with refused("C-03"):
        window.desk.set_field(window.clerk, window.card("zhang"), "phone", "13800000001")
