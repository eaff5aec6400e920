"""Papers: what they say, when there are any, and that printing one twice is printing it once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from clerk.desk import papers
from clerk.desk.views import PaperKind
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import Event
from clerk.domain.journal import EventKind
from clerk.domain.materials import Way
from clerk.domain.papers import AcceptancePaper, CorrectionPaper, HandOverPaper
from clerk.domain.regions import Action, Agreement, Agreements, ClockStart
from clerk.domain.staff import Role
from printing.press import ChildPress
from tests.desk.refusals import refused
from tests.desk.window import COMPANIES, COMPANY, Window


@pytest.fixture
def accepted(window: Window) -> CaseFile:
    """A case of 嘉善 that was accepted."""
    case = window.acknowledged(window.received("lu", COMPANY, "jiashan"))
    return window.news(case, Event.ACCEPT, document_no="示例受理-1")


def _print(window: Window, case: CaseFile, kind: PaperKind) -> str:
    return window.desk.print_paper(window.clerk, case.id, kind).job


def test_a_receipt_is_no_acceptance_and_says_who_decides_within_five_days(window: Window) -> None:
    case = window.received()
    paper = window.desk.receipt_paper(case.id)
    assert paper.clock_wording.startswith("自本凭证出具之日起五个工作日内，吴江区医疗保障局作出受理")
    assert "逾期不告知的，自收到申请材料之日起即为受理" in paper.clock_wording
    assert paper.unverified_note == "跨区域收件的期限起算规则以两地协议为准。"
    assert (paper.home_region, paper.near_site) == ("吴江", "青浦区行政服务中心 3F")
    assert (paper.applicant_number_masked, paper.applicant_phone_masked) == (
        "320509********0029",
        "138****0001",
    )
    assert "证件芯片读取" in paper.identity_note
    assert [(m.number, m.name, m.source) for m in paper.materials] == [
        (1, "居民身份证", "电子证照（派生件）"),
        (2, "社会保障卡", "电子证照（派生件）"),
        (3, "备案表", "告知承诺"),
    ]
    assert paper.training


def test_the_clock_wording_follows_the_agreement(window: Window) -> None:
    agreement = Agreement(
        "qingpu",
        "wujiang",
        frozenset(Action),
        date(2019, 5, 31),
        clock_start=ClockStart.ARRIVAL,
        verified=True,
    )
    window.counter = replace(window.counter, agreements=Agreements((agreement,)))
    paper = window.desk.receipt_paper(window.received().id)
    assert paper.clock_wording.startswith("自吴江收到之日起五个工作日内")
    assert paper.unverified_note == ""


def test_originals_and_copies_and_what_comes_later_stand_in_the_list(window: Window) -> None:
    visit = window.chosen("gu", "SC-0012", "wujiang")
    for code in ("application_form", "business_licence"):
        visit = window.desk.attach_file(window.clerk, visit, code, window.scan("a.pdf"))
    visit = window.desk.meet(window.clerk, visit, "inspection_report", Way.DEFERRED, due=date(2026, 12, 1))
    company = COMPANIES["wj_silk"].organisation
    visit = window.desk.set_organisation(
        window.clerk, visit, company.name, company.credit_code, company.legal_representative, ""
    )
    _, case = window.desk.receive(window.clerk, window.signed_off(window.filled(visit)))
    lines = {m.name: m for m in window.desk.receipt_paper(case.id).materials}
    later = lines["产品检验报告"]
    assert (later.source, later.deferred) == ("容缺后补（2026-12-01前补交）", True)
    assert (lines["申请书"].copies, lines["申请书"].deferred) == (1, False)


def test_printed_twice_a_receipt_is_one_job_and_one_event(window: Window) -> None:
    case = window.received()
    first = _print(window, case, PaperKind.RECEIPT)
    window.clock.pass_time(3600)
    assert _print(window, case, PaperKind.RECEIPT) == first
    assert window.tray == [f"{case.receipt_no}-receipt.pdf"]
    (event,) = window.events(EventKind.PAPER_PRINTED)
    assert (event.payload["paper"], event.payload["job"]) == ("receipt", first)
    assert window.desk.view_case(case.id).printed == (PaperKind.RECEIPT,)


def test_there_is_no_acceptance_before_the_home_department_accepted(window: Window) -> None:
    case = window.acknowledged(window.received())
    assert window.desk.view_case(case.id).printable == (PaperKind.RECEIPT,)
    for kind in (PaperKind.ACCEPTANCE, PaperKind.CORRECTION, PaperKind.HAND_OVER):
        with refused("C-11"):
            _print(window, case, kind)
    assert window.tray == []


def test_the_acceptance_is_in_the_home_departments_name(window: Window, accepted: CaseFile) -> None:
    _print(window, accepted, PaperKind.ACCEPTANCE)
    (paper,) = window.press.papers
    assert isinstance(paper, AcceptancePaper)
    assert (paper.home_department, paper.document_no) == ("嘉善县市场监督管理局", "示例受理-1")
    assert paper.item_code == "11330421MB0000010L433018000100001"
    assert paper.printed_by == "青浦区行政服务中心 3F 长三角专窗 1 · A0231"
    assert (paper.statutory_limit, paper.promised_limit) == (
        "3 个工作日（待核实）",
        "1 个工作日（待核实）",
    )
    assert (paper.due, paper.deemed, paper.fee) == ("2026-11-25（待核实）", False, "")


def test_a_notice_printed_again_by_another_clerk_later_is_the_same_paper(
    window: Window, accepted: CaseFile
) -> None:
    first = _print(window, accepted, PaperKind.ACCEPTANCE)
    window.clock.pass_time(24 * 3600)
    window.news(accepted, Event.GRANT)  # its clocks ended meanwhile
    again = window.desk.print_paper(window.colleague, accepted.id, PaperKind.ACCEPTANCE)
    assert again.job == first
    assert window.press.papers[0] == window.press.papers[1]
    assert len(window.events(EventKind.PAPER_PRINTED)) == 1
    assert len(window.tray) == 1


def test_a_paper_whose_facts_changed_is_a_job_of_its_own(window: Window) -> None:
    case = window.received()
    first = _print(window, case, PaperKind.RECEIPT)
    site = replace(window.counter.site, phone="021-00000009（示例）")
    window.counter = replace(window.counter, sites={**window.counter.sites, site.code: site})
    second = _print(window, case, PaperKind.RECEIPT)
    assert second == f"{first}-2"
    assert _print(window, case, PaperKind.RECEIPT) == second
    assert len(window.tray) == len(window.events(EventKind.PAPER_PRINTED)) == 2


def test_a_paper_that_was_printed_but_not_noted_is_printed_and_noted_again(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between printer and store: at worst one sheet more, never a paper nobody knows of."""
    case = window.received()
    with monkeypatch.context() as broken:
        broken.setattr(papers, "_note_printed", _crash)
        with pytest.raises(KeyboardInterrupt):
            _print(window, case, PaperKind.RECEIPT)
    assert _print(window, case, PaperKind.RECEIPT) == f"{case.receipt_no}-receipt"
    assert len(window.tray) == len(window.events(EventKind.PAPER_PRINTED)) == 1


def _crash(*_args: object) -> None:
    raise KeyboardInterrupt


def test_every_correction_notice_is_a_paper_of_its_own(window: Window) -> None:
    case = window.acknowledged(window.received("lu", COMPANY, "jiashan"))
    jobs = []
    for round_ in (1, 2):
        window.clock.pass_time(3600)
        asked_at = window.clock.now()
        window.asked_to_correct(case, "articles")
        window.clock.pass_time(60)
        jobs.append(_print(window, case, PaperKind.CORRECTION))
        paper = window.press.papers[-1]
        assert isinstance(paper, CorrectionPaper)
        assert paper.asked_at == asked_at
        assert paper.points == (("公司章程", "articles 不符合要求（示例）"),)
        assert window.desk.view_case(case.id).printed == (PaperKind.CORRECTION,)
        window.desk.answer_correction(window.clerk, case.id, "articles", window.scan(f"{round_}.pdf"))
        window.desk.send_correction(window.clerk, case.id)
        assert _print(window, case, PaperKind.CORRECTION) == jobs[-1]  # the same notice after it was answered
    assert jobs == [f"{case.receipt_no}-correction-1", f"{case.receipt_no}-correction-2"]
    assert len(window.tray) == len(window.events(EventKind.PAPER_PRINTED)) == 2


def test_the_proof_of_service_names_who_took_it(window: Window, accepted: CaseFile) -> None:
    window.news(accepted, Event.GRANT, licence_name="营业执照", licence_no="示例照-1")
    card = window.desk.read_collector(window.counter.readers[0], "gu")
    window.desk.hand_over(window.clerk, accepted.id, card, "relative")
    _print(window, accepted, PaperKind.HAND_OVER)
    paper = window.press.papers[-1]
    assert isinstance(paper, HandOverPaper)
    assert (paper.recipient_name, paper.recipient_relation) == ("顾一舟", "亲属")
    assert (paper.document_name, paper.document_no, paper.deliverer) == ("营业执照", "示例照-1", "A0231")


def test_what_no_agreement_lets_this_counter_print_is_refused(window: Window, accepted: CaseFile) -> None:
    rules = Agreement("qingpu", "jiashan", frozenset({Action.RECEIVE}), date(2019, 5, 31))
    window.counter = replace(window.counter, agreements=Agreements((rules,)))
    with refused("C-19", action="代打印"):
        _print(window, accepted, PaperKind.ACCEPTANCE)
    assert _print(window, accepted, PaperKind.RECEIPT)  # our own paper


def test_a_tray_that_cannot_be_written_loses_no_case(window: Window) -> None:
    case = window.received()
    window.counter.folder.tray.write_text("not a folder")
    with refused("P-03"):
        _print(window, case, PaperKind.RECEIPT)
    assert window.desk.view_case(case.id).printed == ()
    window.counter.folder.tray.unlink()
    assert _print(window, case, PaperKind.RECEIPT)


def test_who_may_not_print_does_not(window: Window) -> None:
    case = window.received()
    with refused("U-04"):
        window.desk.print_paper(window.operator("X1", Role.AUDITOR), case.id, PaperKind.RECEIPT)
    with refused("C-08"):
        window.desk.print_paper(window.clerk, "no-such-case", PaperKind.RECEIPT)


@pytest.mark.slow
def test_all_four_papers_are_drawn_by_the_real_press(window: Window) -> None:
    press = ChildPress()
    window.counter = replace(window.counter, press=press)
    try:
        case = window.acknowledged(window.received("lu", COMPANY, "jiashan"))
        window.asked_to_correct(case, "articles")
        _print(window, case, PaperKind.CORRECTION)
        whole = window.counter.folder.tray / f"{case.receipt_no}-correction-1.pdf"
        window.desk.answer_correction(window.clerk, case.id, "articles", whole)
        window.desk.send_correction(window.clerk, case.id)
        case = window.granted(case)
        card = window.desk.read_collector(window.counter.readers[0], "lu")
        window.desk.hand_over(window.clerk, case.id, card)
        for kind in PaperKind:
            assert _print(window, case, kind) == _print(window, case, kind)
        assert len(window.tray) == 4
    finally:
        press.close()
