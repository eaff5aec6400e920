"""签批 at the desk: what needs one, who may decide it, and what an approval is good for."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from clerk.desk.facade import Desk
from clerk.desk.materials import CONFIRMED
from clerk.desk.proof import hash_password
from clerk.desk.sign_offs.views import Verdict
from clerk.desk.views import Credentials, Operator, PaperKind
from clerk.desk.visit import Visit
from clerk.desk.watch import StoreWatch
from clerk.domain.case_file import CaseFile
from clerk.domain.cases import State
from clerk.domain.deliveries import Decision
from clerk.domain.escalations import Escalation, EscalationKind, Standing, Subject, SubjectKind
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind
from clerk.domain.materials import PaperReason, Way
from clerk.domain.one_time_password import CodeKey, code_of, step_at
from clerk.domain.parties import Person
from clerk.domain.staff import EVERYWHERE, Role, StaffMember
from clerk.store import Store, escalations, journal, staff
from clerk.store.verify import verify
from tests.desk.refusals import refused
from tests.desk.window import COMPANIES, PEOPLE, Window

HOUSEHOLD = "GA-0035"
"""户籍事项证明: sensitive."""


def reasoned(window: Window, case: CaseFile, kind: EscalationKind = EscalationKind.VOID) -> Escalation:
    """A clerk asks about a case."""
    subject = Subject(SubjectKind.CASE, case.id)
    return window.desk.sign_offs.ask(window.clerk, kind, subject, "填错人了（示例）")


def typed_visit(window: Window) -> Visit:
    """A visit for a household record, with an identity typed by hand."""
    person: Person = PEOPLE["zhang"].person
    visit = window.desk.open_visit(window.clerk)
    visit = window.desk.type_identity(window.clerk, visit, person, "证件芯片损坏（示例）")
    return window.desk.choose_item(window.clerk, visit, HOUSEHOLD, "wujiang")


def elsewhere(number: str, role: Role, place: str, window: Window) -> Operator:
    """Somebody of another place."""
    return Operator(StaffMember(number, "示例", role, place), window.clock.now())


def test_approving_a_void_voids_the_case_in_the_same_commit(window: Window) -> None:
    case = window.received()
    asked = reasoned(window, case)
    done = window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", asked.digest)
    assert done.standing is Standing.APPROVED
    assert done.used_at is not None
    assert window.desk.open_case(window.clerk, case.id).case.state is State.VOID
    assert verify(window.store).ok


def test_refusing_leaves_the_case_as_it_is_and_says_why(window: Window) -> None:
    case = window.received()
    asked = reasoned(window, case)
    window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.REFUSE, "材料无误", asked.digest)
    (row,) = window.desk.sign_offs.mine(window.clerk)
    assert row.escalation.standing is Standing.REFUSED
    assert row.escalation.decided_reason == "材料无误"
    assert window.desk.open_case(window.clerk, case.id).case.state is case.state


def test_nobody_decides_what_they_asked_for_also_under_another_role(window: Window) -> None:
    asked = reasoned(window, window.received())
    promoted = elsewhere("A0231", Role.SUPERVISOR, window.counter.site.code, window)
    with refused("Q-02"):
        window.desk.sign_offs.decide(promoted, asked.id, Verdict.APPROVE, "已核", asked.digest)


def test_a_sign_off_is_not_replayed(window: Window) -> None:
    asked = reasoned(window, window.received())
    window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.REFUSE, "否", asked.digest)
    with refused("Q-01"):
        window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", asked.digest)


def test_what_was_asked_does_not_apply_to_a_case_that_changed_since(window: Window) -> None:
    case = window.received()
    asked = reasoned(window, case)
    window.acknowledged(case)
    view = window.desk.sign_offs.view(window.supervisor, asked.id)
    assert view.changed
    assert view.now != view.shown
    with refused("Q-04"):
        window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", asked.digest)
    window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.REFUSE, "已变化", asked.digest)


def test_a_decision_about_other_lines_than_were_asked_is_refused(window: Window) -> None:
    asked = reasoned(window, window.received())
    with refused("Q-04"):
        window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", "0" * 64)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.CLERK, ""),
        (Role.TRAINER, ""),
        (Role.AUDITOR, ""),
        (Role.SUPERVISOR, "WJ01"),
        (Role.SUPERVISOR, "wujiang"),
    ],
)
def test_only_a_supervisor_of_the_place_decides(window: Window, role: Role, place: str) -> None:
    asked = reasoned(window, window.received())
    somebody = elsewhere("B0001", role, place or window.counter.site.code, window)
    with refused("Q-03"):
        window.desk.sign_offs.decide(somebody, asked.id, Verdict.APPROVE, "已核", asked.digest)


@pytest.mark.parametrize("place", ["qingpu", EVERYWHERE])
def test_who_stands_above_the_site_may_decide_too(window: Window, place: str) -> None:
    asked = reasoned(window, window.received())
    above = elsewhere("S0900", Role.SUPERVISOR, place, window)
    assert window.desk.sign_offs.queue(above)[0].may_decide
    window.desk.sign_offs.decide(above, asked.id, Verdict.APPROVE, "已核", asked.digest)


def test_a_disabled_person_with_an_open_session_decides_nothing(window: Window) -> None:
    asked = reasoned(window, window.received())
    member = replace(window.supervisor.member, disabled=True)
    with window.store.writing() as unit:
        staff.add_staff(unit, member, "$argon2id$")
    with refused("U-03"):
        window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", asked.digest)


def test_a_supervisor_who_asks_back_gets_an_answer_and_decides_then(window: Window) -> None:
    asked = reasoned(window, window.received())
    window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.ASK_BACK, "哪一位？", asked.digest)
    assert window.desk.sign_offs.mine(window.clerk)[0].escalation.question == "哪一位？"
    with refused("Q-08"):
        window.desk.sign_offs.answer(window.colleague, asked.id, "不是我")
    again = window.desk.sign_offs.answer(window.clerk, asked.id, "同名的另一位")
    assert again.standing is Standing.OPEN
    assert again.reason.endswith("同名的另一位")
    window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", asked.digest)


def test_what_was_taken_back_waits_for_nobody(window: Window) -> None:
    asked = reasoned(window, window.received())
    window.desk.sign_offs.take_back(window.clerk, asked.id)
    assert window.desk.sign_offs.queue(window.supervisor) == ()
    with refused("Q-01"):
        window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", asked.digest)


def test_the_same_is_asked_once_until_it_is_decided(window: Window) -> None:
    case = window.received()
    reasoned(window, case)
    with refused("Q-10"):
        reasoned(window, case)


def test_what_no_case_can_need_is_refused_in_words(window: Window) -> None:
    case = window.received()
    for kind in (EscalationKind.REPRINT, EscalationKind.BAD_RATING, EscalationKind.WITHDRAWAL_AFTER_DECISION):
        with refused("Q-09"):
            reasoned(window, case, kind)


def test_a_reason_is_needed_and_has_an_end(window: Window) -> None:
    case = window.received()
    subject = Subject(SubjectKind.CASE, case.id)
    with refused("U-05"):
        window.desk.sign_offs.ask(window.clerk, EscalationKind.VOID, subject, "  ")
    with refused("Q-11"):
        window.desk.sign_offs.ask(window.clerk, EscalationKind.VOID, subject, "长" * 501)


def test_an_identity_typed_for_a_sensitive_matter_needs_a_sign_off(window: Window) -> None:
    (need,) = [
        n
        for n in window.desk.sign_offs.needed(typed_visit(window))
        if n.kind is EscalationKind.TYPED_IDENTITY
    ]
    assert need.holds
    assert need.escalation is None


def test_an_approval_is_for_the_visit_as_it_was_and_no_other(window: Window) -> None:
    visit = typed_visit(window)
    need = window.desk.sign_offs.needed(visit)[0]
    asked = window.desk.sign_offs.ask(window.clerk, need.kind, need.subject, "芯片损坏", visit=visit)
    window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", asked.digest)
    found = window.desk.sign_offs.needed(visit)[0].escalation
    assert found is not None
    assert found.standing is Standing.APPROVED
    other = window.desk.choose_item(window.clerk, visit, "GA-0040", "wujiang")
    assert window.desk.sign_offs.needed(other)[0].escalation is None


def company_visit(window: Window) -> Visit:
    """A company's change of registration, complete but for what may come later."""
    company = next(c for c in COMPANIES.values() if c.key == "wj_silk").organisation
    visit = window.looked_up(window.card("gu"))
    visit = window.desk.choose_item(window.clerk, visit, "SC-0012", "wujiang")
    visit = window.desk.set_organisation(
        window.clerk, visit, company.name, company.credit_code, company.legal_representative, ""
    )
    visit = window.filled(visit)
    for row in window.desk.material_rows(visit):
        if row.met is None and not row.material.allows(Way.DEFERRED) and row.best not in CONFIRMED:
            visit = window.desk.meet(window.clerk, visit, row.material.code, Way.PAPER)
    return visit


def deferred_visit(window: Window) -> Visit:
    """A visit that is complete but for a material that comes later."""
    visit = company_visit(window)
    for row in window.desk.material_rows(visit):
        if row.material.allows(Way.DEFERRED):
            due = date(2026, 12, 1)
            return window.desk.meet(window.clerk, visit, row.material.code, Way.DEFERRED, due=due)
    raise LookupError("nothing can come later")


def test_receiving_waits_for_a_sign_off_and_uses_it_up(window: Window) -> None:
    visit = deferred_visit(window)
    with refused("Q-05"):
        window.desk.receive(window.clerk, visit)
    need = next(n for n in window.desk.sign_offs.needed(visit) if n.holds)
    asked = window.desk.sign_offs.ask(window.clerk, need.kind, need.subject, "明日补交", visit=visit)
    window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "同意", asked.digest)
    _visit, case = window.desk.receive(window.clerk, visit)
    used = window.desk.sign_offs.view(window.supervisor, asked.id).row.escalation
    assert used.used_at is not None
    with window.store.reading() as unit:
        kinds = [event.kind for event in journal.events(unit, case.id)]
    assert kinds.index(EventKind.ESCALATION_USED) < kinds.index(EventKind.CASE_RECEIVED)


def test_over_the_shoulder_takes_the_supervisor_s_own_password(window: Window) -> None:
    with window.store.writing() as unit:
        staff.add_staff(unit, window.supervisor.member, hash_password("mima-zhuguan"))
    asked = reasoned(window, window.received())
    wrong = Credentials("S0101", "nonsense")
    with refused("U-01"):
        window.desk.sign_offs.decide_here(
            window.clerk, wrong, asked.id, Verdict.APPROVE, "已核", asked.digest
        )
    right = Credentials("S0101", "mima-zhuguan")
    done = window.desk.sign_offs.decide_here(
        window.clerk, right, asked.id, Verdict.APPROVE, "已核", asked.digest
    )
    assert done.over_the_shoulder
    assert done.decided_by == "S0101"


def test_nobody_decides_over_their_own_shoulder(window: Window) -> None:
    asked = reasoned(window, window.received())
    own = Credentials(window.clerk.member.number, "anything")
    with refused("Q-02"):
        window.desk.sign_offs.decide_here(window.clerk, own, asked.id, Verdict.APPROVE, "已核", asked.digest)


def test_free_text_is_kept_as_it_was_typed(window: Window) -> None:
    case = window.received()
    text = "'; DROP TABLE cases; -- \x1b[2J \u202e王 [/]"
    subject = Subject(SubjectKind.CASE, case.id)
    asked = window.desk.sign_offs.ask(window.clerk, EscalationKind.VOID, subject, text)
    view = window.desk.sign_offs.view(window.supervisor, asked.id)
    assert view.row.escalation.reason == text.strip()
    assert verify(window.store).ok


def test_what_nobody_decided_lapses_and_allows_nothing(window: Window) -> None:
    asked = reasoned(window, window.received())
    window.clock.pass_time(5 * 3600)
    with window.store.writing() as unit:
        (due,) = escalations.due_by(unit, window.clock.now())
        assert escalations.let_fall_silent(unit, due, window.counter.sign_off_rules, window.clock.now(), "t")
    with pytest.raises(Refused, match="Q-01"):
        window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", asked.digest)


def test_approving_a_withdrawal_after_the_decision_ends_the_case_and_says_what_it_was(window: Window) -> None:
    case = window.received()
    window.acknowledged(case)
    window.granted(case)
    asked = reasoned(window, case, EscalationKind.WITHDRAWAL_AFTER_DECISION)
    district = elsewhere("S0900", Role.SUPERVISOR, "qingpu", window)
    with refused("Q-03"):
        window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "已核", asked.digest)
    window.desk.sign_offs.decide(district, asked.id, Verdict.APPROVE, "申请人书面申请", asked.digest)
    assert window.case(case).state is State.VOID
    (event,) = window.events(EventKind.CASE_VOIDED, case=case)
    assert event.payload["kind"] == "withdrawal_after_decision"
    assert verify(window.store).ok


def test_paper_despite_a_licence_holds_nothing_up_and_comes_before_a_supervisor_with_the_receipt(
    window: Window,
) -> None:
    visit = window.filled(window.chosen("zhang"))
    licensed = [row.material.code for row in window.desk.material_rows(visit) if row.licence is not None]
    visit = window.desk.meet(
        window.clerk, visit, licensed[0], Way.PAPER, paper_reason=PaperReason.APPLICANT_WISHES
    )
    visit = window.derived(visit)
    for row in window.desk.material_rows(visit):
        if row.met is None and row.best in {Way.SCAN, Way.PAPER}:
            visit = window.desk.meet(window.clerk, visit, row.material.code, Way.PAPER)
    need = next(n for n in window.desk.sign_offs.needed(visit))
    assert (need.kind, need.holds) == (EscalationKind.PAPER_DESPITE_LICENCE, False)
    early = window.desk.sign_offs.ask(window.clerk, need.kind, need.subject, "老人坚持交纸质")
    visit, case = window.desk.receive(window.clerk, visit)
    window.desk.end_visit(window.clerk, visit)
    (row,) = window.desk.sign_offs.queue(window.supervisor)
    assert row.escalation.subject == Subject(SubjectKind.CASE, case.id, licensed[0])
    assert row.escalation.reason == early.reason
    assert row.receipt_no == case.receipt_no
    window.desk.sign_offs.decide(
        window.supervisor, row.escalation.id, Verdict.APPROVE, "已核", row.escalation.digest
    )
    assert window.desk.sign_offs.counts(window.supervisor) == (0, 0)
    assert verify(window.store).ok


def test_an_ordinary_visit_needs_no_sign_off_and_leaves_none(window: Window) -> None:
    visit = window.ready()
    assert window.desk.sign_offs.needed(visit) == ()
    window.desk.receive(window.clerk, visit)
    assert window.count("escalations") == 0


def test_a_supervisor_is_told_only_of_what_they_may_decide(window: Window) -> None:
    case = window.received()
    reasoned(window, case)
    reasoned(window, case, EscalationKind.REGION_DISPUTE)
    group = elsewhere("S0999", Role.SUPERVISOR, EVERYWHERE, window)
    other = elsewhere("S0500", Role.SUPERVISOR, "wujiang", window)
    assert window.desk.sign_offs.counts(window.supervisor) == (1, 0)
    assert window.desk.sign_offs.counts(group) == (2, 0)
    assert window.desk.sign_offs.counts(other) == (0, 0)
    assert window.desk.sign_offs.counts(window.clerk) == (0, 2)
    assert {r.may_decide for r in window.desk.sign_offs.queue(window.supervisor)} == {True, False}
    assert window.desk.sign_offs.queue(other) == ()


def test_two_consoles_that_decide_at_once_make_one_decision_and_tell_the_other_who(
    window_on_each: Window,
) -> None:
    window = window_on_each
    asked = reasoned(window, window.received())
    pair = (window.supervisor, elsewhere("S0102", Role.SUPERVISOR, window.counter.site.code, window))
    together = threading.Barrier(2)

    def decide(by: Operator) -> Escalation | Fault:
        together.wait(30)
        try:
            return window.desk.sign_offs.decide(by, asked.id, Verdict.REFUSE, "否", asked.digest)
        except Refused as refusal:
            return refusal.fault

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(decide, pair))
    (won,) = [r for r in results if isinstance(r, Escalation)]
    (lost,) = [r for r in results if isinstance(r, Fault)]
    assert lost.code == "Q-01"
    assert lost.details["who"] == won.decided_by
    assert len(window.events(EventKind.ESCALATION_DECIDED)) == 1
    assert verify(window.store).ok


def test_a_question_comes_to_another_console_without_a_key_press(window_on_each: Window) -> None:
    window = window_on_each
    case = window.received()
    other = Store.open(window.store.url, window.store.keys, window.store.kind, create=False)
    seen = threading.Event()
    there = replace(window.counter, store=other)

    def changed(_mark: int) -> None:
        if Desk(there).sign_offs.queue(window.supervisor):
            seen.set()

    watch = StoreWatch(other, changed)
    watch.start()
    try:
        reasoned(window, case)
        assert seen.wait(30)
    finally:
        watch.stop()
        other.close()


def test_over_the_shoulder_the_wrong_second_factor_decides_nothing_and_counts_as_a_failure(
    window_on_each: Window,
) -> None:
    window = window_on_each
    secret = b"12345678901234567890"
    with window.store.writing() as unit:
        staff.add_staff(unit, window.supervisor.member, hash_password("mima-zhuguan"))
        staff.set_code_key(unit, "S0101", CodeKey(secret))
    asked = reasoned(window, window.received())

    def here(code: str | None) -> Escalation:
        given = Credentials("S0101", "mima-zhuguan", code=code)
        return window.desk.sign_offs.decide_here(
            window.clerk, given, asked.id, Verdict.REFUSE, "否", asked.digest
        )

    step = step_at(window.clock.now())
    right = code_of(secret, step)
    near = {code_of(secret, step + n) for n in (-1, 0, 1)}
    wrong = next(f"{n:06}" for n in range(4) if f"{n:06}" not in near)
    for code in (wrong, None):
        with pytest.raises(Refused) as caught:
            here(code)
        assert caught.value.fault.code.startswith("U-")
    assert [e.actor for e in window.events(EventKind.SIGN_IN_FAILED)] == ["S0101"]
    assert here(right).over_the_shoulder
    with pytest.raises(Refused):
        here(right)
    assert len(window.events(EventKind.ESCALATION_DECIDED)) == 1


def test_a_paper_is_printed_once_more_only_on_an_approval_and_once_on_each(window: Window) -> None:
    case = window.received()

    def print_receipt() -> str:
        return window.desk.print_paper(window.clerk, case.id, PaperKind.RECEIPT).job

    with refused("Q-09"):
        reasoned(window, case, EscalationKind.REPRINT)
    first = print_receipt()
    assert print_receipt() == first
    asked = reasoned(window, case, EscalationKind.REPRINT)
    assert print_receipt() == first, "nobody approved it yet"
    window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "遗失", asked.digest)
    window.clock.pass_time(60)
    second = print_receipt()
    assert second != first
    assert len(window.tray) == 2
    assert window.desk.sign_offs.view(window.clerk, asked.id).row.escalation.used_at is not None
    assert print_receipt() in {first, second}
    assert len(window.tray) == 2
    assert verify(window.store).ok


def test_an_approved_reprint_of_one_paper_is_no_leave_to_print_another(window: Window) -> None:
    case = window.received()
    window.acknowledged(case)
    window.granted(case)
    for kind in (PaperKind.RECEIPT, PaperKind.ACCEPTANCE):
        window.desk.print_paper(window.clerk, case.id, kind)
    subject = Subject(SubjectKind.CASE, case.id, PaperKind.ACCEPTANCE.value)
    asked = window.desk.sign_offs.ask(window.clerk, EscalationKind.REPRINT, subject, "遗失（示例）")
    assert "受理通知书" in {line.text for line in asked.shown}
    window.desk.sign_offs.decide(window.supervisor, asked.id, Verdict.APPROVE, "同意", asked.digest)
    window.clock.pass_time(60)
    window.desk.print_paper(window.clerk, case.id, PaperKind.RECEIPT)
    assert len(window.tray) == 2
    window.desk.print_paper(window.clerk, case.id, PaperKind.ACCEPTANCE)
    assert len(window.tray) == 3


def test_an_exception_is_decided_on_the_exception_list_and_that_settles_it_here(
    window_on_each: Window,
) -> None:
    window = window_on_each
    case = window.received()
    failed = window.failed(case)
    subject = Subject(SubjectKind.DELIVERY, failed.id)
    with window.store.writing() as unit:
        raised = escalations.raise_about(
            unit,
            window.counter.sign_off_rules,
            EscalationKind.EXCEPTION_ITEM,
            subject,
            case,
            failed,
            window.clock.now(),
            "worker",
        )
    assert raised is not None
    (row,) = window.desk.sign_offs.queue(window.supervisor)
    assert (row.receipt_no, row.escalation.asked_by) == (case.receipt_no, "system")
    with refused("Q-14"):
        window.desk.sign_offs.decide(window.supervisor, raised.id, Verdict.APPROVE, "已核", raised.digest)
    window.desk.decide(window.supervisor, failed.id, Decision.RETRY, "已补录参保信息（示例）")
    assert window.desk.sign_offs.queue(window.supervisor) == ()
    done = window.desk.sign_offs.view(window.supervisor, raised.id).row.escalation
    assert (done.decided_by, done.decided_reason) == ("S0101", "已补录参保信息（示例）")
    assert verify(window.store).ok


def test_what_a_clock_brought_up_may_be_signed_however_the_case_moved_since(window: Window) -> None:
    case = window.received()
    with window.store.writing() as unit:
        raised = escalations.raise_about(
            unit,
            window.counter.sign_off_rules,
            EscalationKind.OVERDUE,
            Subject(SubjectKind.CASE, case.id),
            case,
            None,
            window.clock.now(),
            "worker",
        )
    assert raised is not None
    window.acknowledged(case)
    assert not window.desk.sign_offs.view(window.supervisor, raised.id).changed
    window.desk.sign_offs.decide(window.supervisor, raised.id, Verdict.APPROVE, "已电话催办", raised.digest)
    assert window.desk.sign_offs.counts(window.supervisor) == (0, 0)


def test_an_approval_that_was_used_or_whose_visit_changed_is_worth_nothing(window_on_each: Window) -> None:
    window = window_on_each
    visit = window.signed_off(deferred_visit(window))
    deferred = next(m.material for m in visit.met if m.way is Way.DEFERRED)
    later = window.desk.meet(window.clerk, visit, deferred, Way.DEFERRED, due=date(2026, 12, 31))
    with refused("Q-05"):
        window.desk.receive(window.clerk, later)
    window.signed_off(later)
    received, case = window.desk.receive(window.clerk, later)
    assert window.desk.receive(window.clerk, received)[1].id == case.id
    assert len(window.events(EventKind.ESCALATION_USED)) == 1
    again = deferred_visit(window)
    with refused("Q-05"):
        window.desk.receive(window.clerk, again)
    assert verify(window.store).ok
