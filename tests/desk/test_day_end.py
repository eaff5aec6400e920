"""The end of the day: what does not fit is named, and only a supervisor closes what was shown to them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from clerk.desk.day_end.facade import DayEnd
from clerk.desk.day_end.views import DayView
from clerk.desk.day_end.wording import sentence
from clerk.domain.case_file import CaseFile
from clerk.domain.codes.receipt_number import ReceiptNumber
from clerk.domain.day import AnswerKind, Difference, DifferenceKind
from clerk.domain.day_paper import DayEndPaper
from clerk.domain.deliveries import DeliveryState
from clerk.domain.faults import Fault, Refused
from clerk.domain.journal import EventKind
from clerk.domain.regions import RegionId
from clerk.domain.staff import Role
from clerk.ports import Acknowledgement, RegionBackend, Unreachable
from clerk.store import deliveries
from clerk.store.tables import ESCALATIONS, THREADS
from clerk.store.verify import verify
from tests.desk.refusals import refused
from tests.desk.window import NOW, Window

TODAY = NOW.date()


@dataclass
class Archive:
    """A region asked for receipt numbers alone: how many copies it has, and whether it is down."""

    region: RegionId
    copies: dict[str, int] = field(default_factory=dict)
    down: bool = False
    asked: list[str] = field(default_factory=list)

    def find(self, receipt_no: str) -> Acknowledgement | None:
        """What lies there."""
        self.asked.append(receipt_no)
        if self.down:
            raise Unreachable(Fault("R-01", {"region": self.region}))
        count = self.copies.get(receipt_no, 0)
        return Acknowledgement("示例-1", NOW, copies=count) if count else None


@dataclass
class Day:
    """A window at the end of its day."""

    window: Window
    archives: dict[RegionId, Archive]

    @classmethod
    def at(cls, window: Window) -> Day:
        """A window whose regions can be asked for receipt numbers."""
        archives = {region: Archive(region) for region in window.counter.region_book}
        return cls(window, archives)

    @property
    def end(self) -> DayEnd:
        """The room."""
        backends: dict[RegionId, RegionBackend] = dict(self.archives)  # type: ignore[arg-type]
        return DayEnd(replace(self.window.counter, regions=backends))

    def delivered(self, key: str = "zhang", home: RegionId = "wujiang") -> CaseFile:
        """A case with its receipt in the tray, acknowledged by its region and lying there once."""
        from clerk.desk.views import PaperKind

        case = self.window.acknowledged(self.window.received(key, home=home))
        self.window.desk.print_paper(self.window.clerk, case.id, PaperKind.RECEIPT)
        self.archives[home].copies[case.receipt_no] = 1
        return case

    def found(self, day: date = TODAY) -> tuple[Difference, ...]:
        """Differences of a full count."""
        return self.end.count(day).count.differences

    def carry_everything(self, day: date = TODAY) -> DayView:
        """Every difference carried over; the day as it is shown then."""
        for difference in self.found(day):
            self.end.carry_over(self.window.clerk, day, difference.key)
        return self.end.count(day)

    def next_morning(self) -> date:
        """The day after."""
        self.window.clock.pass_time(24 * 3600)
        return self.window.clock.now().date()


@pytest.fixture
def day(window: Window) -> Day:
    """A window on SQLite."""
    return Day.at(window)


@pytest.fixture
def day_on_each(window_on_each: Window) -> Day:
    """A window on each database."""
    return Day.at(window_on_each)


def kinds(differences: tuple[Difference, ...]) -> list[DifferenceKind]:
    """What does not fit."""
    return [difference.kind for difference in differences]


# Counting --------------------------------------------------------------------------------------------------


def test_a_day_on_which_everything_fits_has_no_difference(day_on_each: Day) -> None:
    day = day_on_each
    day.delivered("zhang")
    day.delivered("lu", "jiashan")
    view = day.end.count()
    assert view.count.differences == ()
    assert view.why_not is None
    by_region = {r.region: (r.received, r.acknowledged, r.there) for r in view.count.regions}
    assert by_region == {"qingpu": (0, 0, 0), "wujiang": (1, 1, 1), "jiashan": (1, 1, 1)}
    receipts = view.count.receipts
    assert (receipts.numbers, receipts.cases, receipts.journalled) == (2, 2, 2)
    assert [(p.paper, p.cases, p.journal) for p in view.count.papers] == [("receipt", 2, 2)]


def test_a_case_that_vanished_at_the_region_is_named(day: Day) -> None:
    case = day.delivered()
    day.archives["wujiang"].copies.clear()
    (difference,) = day.found()
    assert difference.kind is DifferenceKind.NOT_AT_REGION
    words = sentence(day.window.counter, difference)
    assert case.receipt_no in words.zh
    assert "吴江" in words.zh
    assert "Wujiang acknowledged it and says now that it has no such case" in words.en


def test_a_case_that_the_region_has_twice_is_named(day: Day) -> None:
    case = day.delivered()
    day.archives["wujiang"].copies[case.receipt_no] = 2
    (difference,) = day.found()
    assert (difference.kind, difference.receipts, difference.detail) == (
        DifferenceKind.DOUBLED,
        (case.receipt_no,),
        "2",
    )


def test_a_region_that_is_down_is_asked_once_and_its_cases_are_never_equal(day: Day) -> None:
    first, second = day.delivered("zhang"), day.delivered("lu")
    day.archives["wujiang"].down = True
    view = day.end.count()
    (difference,) = view.count.differences
    assert difference.kind is DifferenceKind.NOT_ASKED
    assert set(difference.receipts) == {first.receipt_no, second.receipt_no}
    wujiang = next(r for r in view.count.regions if r.region == "wujiang")
    assert (wujiang.there, wujiang.not_asked) == (0, 2)
    assert len(day.archives["wujiang"].asked) == 1
    assert "not asked: region down" in sentence(day.window.counter, difference).en


def test_before_the_regions_were_asked_nothing_is_said_to_be_equal(day: Day) -> None:
    day.delivered()
    view = day.end.look()
    assert not view.asked
    assert kinds(view.count.differences) == [DifferenceKind.NOT_ASKED]


def test_a_receipt_number_without_a_case_and_a_skipped_one_are_named(day_on_each: Day) -> None:
    day = day_on_each
    day.delivered()
    lost = str(ReceiptNumber(day.window.counter.site.code, TODAY, 3))
    with day.window.store.engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO receipt_numbers (site, day, sequence, receipt_no) VALUES (:s, :d, 3, :n)"),
            {"s": day.window.counter.site.code, "d": TODAY.isoformat(), "n": lost},
        )
    found = {d.kind: d.receipts for d in day.found()}
    assert found == {
        DifferenceKind.NUMBER_WITHOUT_CASE: (lost,),
        DifferenceKind.NUMBER_SKIPPED: (str(ReceiptNumber(day.window.counter.site.code, TODAY, 2)),),
    }


def test_a_delivery_whose_outcome_is_unknown_and_a_receipt_never_printed_are_named(day: Day) -> None:
    case = day.window.received()
    with day.window.store.writing() as unit:
        (delivery,) = deliveries.deliveries_of_case(unit, case.id)
        unknown = replace(delivery, state=DeliveryState.UNKNOWN, fault=Fault("R-07", {"region": "吴江"}))
        deliveries.save_delivery(unit, unknown)
    view = day.end.count()
    found = {d.kind: sentence(day.window.counter, d).en for d in view.count.differences}
    assert set(found) == {DifferenceKind.DELIVERY_UNKNOWN, DifferenceKind.NOT_PRINTED}
    assert case.receipt_no in found[DifferenceKind.DELIVERY_UNKNOWN]
    assert "R-07" in found[DifferenceKind.DELIVERY_UNKNOWN]
    assert view.count.open.unknown == 1


def test_a_case_of_which_nothing_is_on_its_way_is_named_unless_it_was_given_up(day: Day) -> None:
    case = day.delivered()
    with day.window.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'voided'")
    (difference,) = day.found()
    assert (difference.kind, difference.receipts) == (DifferenceKind.NOT_SENT, (case.receipt_no,))
    assert "nothing of it is on its way" in sentence(day.window.counter, difference).en
    with day.window.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cases SET state = 'void'")
    assert day.found() == ()


def test_an_exception_and_a_visit_left_open_are_named(day: Day) -> None:
    case = day.window.received()
    day.window.failed(case)
    day.window.desk.open_visit(day.window.clerk)
    found = {d.kind: sentence(day.window.counter, d).zh for d in day.found()}
    assert case.receipt_no in found[DifferenceKind.EXCEPTION_OPEN]
    assert day.window.counter.site.window_id in found[DifferenceKind.VISIT_OPEN]


def test_open_sign_offs_and_questions_of_this_site_are_named(day_on_each: Day) -> None:
    day = day_on_each
    case, site = day.delivered(), day.window.counter.site.code
    _row(day, ESCALATIONS, "e1", site, case, kind="void", standing="open", decided_by="")
    _row(day, ESCALATIONS, "e2", "WJ01", case, kind="reprint", standing="open", decided_by="")
    _row(day, THREADS, "t1", site, case, asked="jiashan", state="asked")
    _row(day, THREADS, "t2", site, case, asked="jiashan", state="answered")
    view = day.end.count()
    told = [sentence(day.window.counter, d).en for d in view.count.differences]
    assert told == [
        f"{case.receipt_no}: sign-off not decided (void)",
        f"{case.receipt_no}: Jiashan has not answered the question",
    ]
    assert (view.count.open.sign_offs, view.count.open.questions) == (1, 1)


def _row(day: Day, table: sa.Table, row_id: str, site: str, case: CaseFile, **facts: str) -> None:
    """A row of a room that has its own tests, with what the end of the day looks at."""
    row: dict[str, object] = {column.name: "x" for column in table.columns}
    row |= {column.name: 0 for column in table.columns if isinstance(column.type, sa.Integer)}
    row |= {"id": row_id, "subject_id": row_id, "site": site, "case_id": case.id, "personal": b"", **facts}
    known = {column.name for column in table.columns}
    with day.window.store.engine.begin() as connection:
        connection.execute(sa.insert(table), {name: value for name, value in row.items() if name in known})


# Answering -------------------------------------------------------------------------------------------------


def test_closing_waits_until_every_difference_is_explained_or_carried_over(day: Day) -> None:
    first, second = day.delivered("zhang"), day.delivered("lu")
    day.archives["wujiang"].copies = {first.receipt_no: 2}
    view = day.end.count()
    with refused("Y-07", count="2"):
        day.end.close(day.window.supervisor, view)
    missing = next(d for d in view.count.differences if d.receipts == (second.receipt_no,))
    doubled = next(d for d in view.count.differences if d.receipts == (first.receipt_no,))
    day.end.explain(day.window.clerk, TODAY, doubled.key, "对方重复登记，已电话确认作废一件（示例）")
    with refused("Y-07", count="1"):
        day.end.close(day.window.supervisor, day.end.count())
    day.end.carry_over(day.window.clerk, TODAY, missing.key)
    closed = day.end.close(day.window.supervisor, day.end.count())
    assert [d.key for d in closed.count.carried] == [missing.key]


def test_an_explanation_is_sealed_and_what_was_said_last_counts(day: Day) -> None:
    day.delivered()
    day.archives["wujiang"].copies.clear()
    (difference,) = day.found()
    day.end.explain(day.window.clerk, TODAY, difference.key, "陆示例说已撤回")
    day.end.explain(day.window.colleague, TODAY, difference.key, "欧阳示例当面确认")
    (again,) = day.found()
    assert again.answer is not None
    assert (again.answer.by, again.answer.words) == ("A0232", "欧阳示例当面确认")
    assert day.window.count("day_answers") == 2
    with day.window.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM day_answers").all()
    assert "欧阳示例" not in repr(rows)
    assert "欧阳示例".encode() not in b"".join(v for row in rows for v in row if isinstance(v, bytes))


@pytest.mark.parametrize("words", ["", "  \n ", "长" * 501])
def test_an_explanation_says_something_and_not_too_much(day: Day, words: str) -> None:
    with refused("Y-03"):
        day.end.explain(day.window.clerk, TODAY, "doubled|x|wujiang|", words)


# Closing ---------------------------------------------------------------------------------------------------


def test_a_closed_day_holds_the_digest_of_what_was_shown_and_is_journalled(day_on_each: Day) -> None:
    day = day_on_each
    day.delivered()
    view = day.end.count()
    closed = day.end.close(day.window.supervisor, view)
    assert closed.digest == view.digest
    assert day.end.look().closed == closed
    (event,) = day.window.events(EventKind.DAY_CLOSED)
    assert event.actor == "S0101"
    assert (event.payload["digest"], event.payload["day"]) == (view.digest, TODAY.isoformat())
    assert verify(day.window.store).ok


def test_a_clerk_does_not_close_a_day_nor_a_supervisor_of_another_place(day: Day) -> None:
    view = day.end.count()
    with refused("U-04"):
        day.end.close(day.window.clerk, view)
    stranger = day.window.operator("S0900", Role.SUPERVISOR)
    elsewhere = replace(stranger, member=replace(stranger.member, site="WJ01"))
    with refused("U-16"):
        day.end.close(elsewhere, view)


def test_what_changed_since_it_was_shown_is_not_signed(day: Day) -> None:
    case = day.delivered()
    shown = day.end.count()
    day.archives["wujiang"].copies[case.receipt_no] = 2
    with refused("Y-02"):
        day.end.close(day.window.supervisor, shown)
    day.archives["wujiang"].copies[case.receipt_no] = 1
    day.delivered("lu")
    with refused("Y-02"):
        day.end.close(day.window.supervisor, shown)
    assert day.window.events(EventKind.DAY_CLOSED) == []


def test_a_closed_day_is_not_closed_again_nor_spoken_about_again(day: Day) -> None:
    view = day.end.count()
    day.end.close(day.window.supervisor, view)
    with refused("Y-01", who="S0101"):
        day.end.close(day.window.operator("S0102", Role.SUPERVISOR), view)
    with refused("Y-01", who="S0101"):
        day.end.explain(day.window.clerk, TODAY, "doubled|x|wujiang|", "还有话说")


def test_two_supervisors_close_at_once_and_one_is_told_who_was_first(day_on_each: Day) -> None:
    day = day_on_each
    day.delivered()
    view = day.end.count()
    start = threading.Barrier(2)

    def closing(number: str) -> Fault | str:
        supervisor = day.window.operator(number, Role.SUPERVISOR)
        start.wait(10)
        try:
            return day.end.close(supervisor, view).closed_by
        except Refused as no:
            return no.fault

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(closing, ["S0101", "S0102"]))
    (winner,) = (t for t in told if isinstance(t, str))
    (fault,) = (t for t in told if isinstance(t, Fault))
    assert (fault.code, fault.details["who"]) == ("Y-01", winner)
    assert day.window.count("days") == 1
    assert len(day.window.events(EventKind.DAY_CLOSED)) == 1


def test_a_day_that_its_signer_alone_explained_says_so(day: Day) -> None:
    first = day.delivered()
    day.archives["wujiang"].copies.clear()
    (difference,) = day.found()
    day.end.explain(day.window.supervisor, TODAY, difference.key, "对方系统迁移（示例）")
    closed = day.end.close(day.window.supervisor, day.end.count())
    assert closed.explained_alone
    assert day.window.events(EventKind.DAY_CLOSED)[0].payload["explained_alone"] is True
    day.end.print_paper(day.window.supervisor, TODAY)
    paper = day.window.press.papers[-1]
    assert isinstance(paper, DayEndPaper)
    assert paper.explained_alone
    assert first.receipt_no in paper.differences[0].words


def test_a_future_day_is_not_closed_and_an_open_one_has_no_paper(day: Day) -> None:
    with refused("Y-06"):
        day.end.close(day.window.supervisor, day.end.count(TODAY + timedelta(days=1)))
    with refused("Y-09"):
        day.end.print_paper(day.window.clerk, TODAY)


# The next day ----------------------------------------------------------------------------------------------


def test_what_was_carried_over_stands_at_the_top_of_the_next_day_until_it_is_gone(day: Day) -> None:
    case = day.delivered()
    day.archives["wujiang"].copies.clear()
    day.end.close(day.window.supervisor, day.carry_everything())
    tomorrow = day.next_morning()
    day.window.desk.open_visit(day.window.clerk)
    first, second = day.found(tomorrow)
    assert (first.kind, first.receipts, first.since) == (
        DifferenceKind.NOT_AT_REGION,
        (case.receipt_no,),
        TODAY,
    )
    assert first.answer is None
    assert second.since is None
    day.archives["wujiang"].copies[case.receipt_no] = 1
    assert kinds(day.found(tomorrow)) == [DifferenceKind.VISIT_OPEN]


def test_a_region_that_was_down_is_asked_for_the_same_cases_the_next_day(day: Day) -> None:
    day.delivered()
    day.archives["wujiang"].down = True
    day.end.close(day.window.supervisor, day.carry_everything())
    tomorrow = day.next_morning()
    (again,) = day.found(tomorrow)
    assert (again.kind, again.since) == (DifferenceKind.NOT_ASKED, TODAY)
    day.archives["wujiang"].down = False
    view = day.end.count(tomorrow)
    assert view.count.differences == ()
    assert all(region.received == 0 for region in view.count.regions)


def test_what_is_received_after_closing_is_counted_with_the_next_day(day: Day) -> None:
    day.delivered("zhang")
    day.end.close(day.window.supervisor, day.end.count())
    late = day.delivered("lu")
    tomorrow = day.next_morning()
    day.archives["wujiang"].copies[late.receipt_no] = 2
    view = day.end.count(tomorrow)
    assert view.count.supplement is not None
    assert (view.count.supplement.day, view.count.supplement.receipts) == (TODAY, 1)
    assert view.count.receipts.numbers == 1
    assert [d.receipts for d in view.count.differences] == [(late.receipt_no,)]


def test_days_are_closed_one_after_the_other_and_an_open_one_is_told_in_the_morning(day: Day) -> None:
    day.delivered("zhang")
    assert day.end.open_days() == ()
    day.end.close(day.window.supervisor, day.end.count())
    second = day.next_morning()
    day.delivered("lu")
    third = day.next_morning()
    assert day.end.open_days() == (second,)
    with refused("Y-04", day=second.isoformat()):
        day.end.close(day.window.supervisor, day.end.count(third))
    day.end.close(day.window.supervisor, day.end.count(second))
    day.end.close(day.window.supervisor, day.end.count(third))
    assert day.end.open_days() == ()


def test_a_site_that_never_closed_a_day_is_told_of_the_last_one_alone(day: Day) -> None:
    day.delivered("zhang")
    second = day.next_morning()
    day.delivered("lu")
    third = day.next_morning()
    assert day.end.open_days() == (second,)
    day.end.close(day.window.supervisor, day.end.count(third))
    with refused("Y-05", day=third.isoformat()):
        day.end.close(day.window.supervisor, day.end.count(second))


def test_an_answer_belongs_to_its_day(day: Day) -> None:
    day.delivered()
    day.archives["wujiang"].copies.clear()
    view = day.carry_everything()
    answer = view.count.differences[0].answer
    assert answer is not None
    assert answer.kind is AnswerKind.CARRIED
    day.end.close(day.window.supervisor, view)
    (tomorrow,) = day.found(day.next_morning())
    assert tomorrow.answer is None
