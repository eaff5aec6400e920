"""``clerk day`` tells what differs as one JSON document and by its exit code."""

from __future__ import annotations

from pathlib import Path

from clerk.cli.desk import open_desk
from clerk.cli.options import Options
from clerk.desk.facade import Desk
from clerk.desk.sign_in import hash_password
from clerk.desk.views import Operator
from clerk.domain.day import DifferenceKind
from clerk.domain.staff import Role, StaffMember
from clerk.store import staff
from tests.cli.conftest import Run, document
from tests.cli.test_commands import open_store


def test_a_day_without_receipts_differs_in_nothing(run: Run, folder: Path) -> None:
    open_store(folder).close()
    result = run("day", "--training", "--json")
    assert result.exit_code == 0, result.stderr
    told = document(result)
    assert told["differences"] == []
    assert told["closed"] is None
    assert told["sheets"] is None
    assert told["receipts"] == {"numbers": 0, "cases": 0, "journalled": 0}


def test_differences_are_told_in_both_languages_and_exit_with_1(run: Run, folder: Path) -> None:
    _visit_left_open(folder)
    result = run("day", "--training", "--json")
    assert result.exit_code == 1
    (difference,) = document(result)["differences"]
    assert difference["kind"] == DifferenceKind.VISIT_OPEN.value
    assert "没有结束" in difference["zh"]
    assert "not ended" in difference["en"]
    words = run("day", "--training")
    assert words.exit_code == 1
    assert difference["en"] in words.stdout
    assert "Numbered sheets are not kept here yet" in words.stdout


def test_a_closed_day_exits_with_0_and_has_a_paper(run: Run, folder: Path) -> None:
    _visit_left_open(folder)
    _enrol(folder)
    assert run("day", "paper", "--training", "--staff", "S0101", input="lianxi\n").exit_code == 1
    with open_desk(Options(None, str(folder), training=True)) as desk:
        supervisor = _operator(desk, "S0101", Role.SUPERVISOR)
        (difference,) = desk.day_end.count().count.differences
        desk.day_end.carry_over(supervisor, desk.day_end.today, difference.key)
        closed = desk.day_end.close(supervisor, desk.day_end.count())
    result = run("day", "--training", "--json")
    assert result.exit_code == 0
    told = document(result)
    assert told["closed"]["by"] == "S0101"
    assert told["digest"] == closed.digest
    printed = run("day", "paper", "--training", "--staff", "S0101", "--json", input="lianxi\n")
    assert printed.exit_code == 0, printed.stderr
    assert Path(document(printed)["file"]).read_bytes().startswith(b"%PDF")


def test_a_day_that_is_no_day_is_used_wrongly(run: Run) -> None:
    assert run("day", "--training", "--date", "2026-13-40").exit_code == 2


def _enrol(folder: Path) -> None:
    """A supervisor who may sign in on the command line."""
    store = open_store(folder)
    with open_desk(Options(None, str(folder), training=True)) as desk:
        member = _operator(desk, "S0101", Role.SUPERVISOR).member
    with store.writing() as unit:
        staff.add_staff(unit, member, hash_password("lianxi"))
    store.close()


def _operator(desk: Desk, number: str, role: Role) -> Operator:
    return Operator(StaffMember(number, "示例", role, desk.site.code), desk.clock.now())


def _visit_left_open(folder: Path) -> None:
    open_store(folder).close()
    with open_desk(Options(None, str(folder), training=True)) as desk:
        desk.open_visit(_operator(desk, "A0231", Role.CLERK))
