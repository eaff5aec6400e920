"""``clerk liaison``: the roster in and out, questions and problems, in words and as JSON."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from clerk.domain.liaison import Message, MessageKind, Thread, ThreadState
from clerk.domain.staff import Level
from clerk.store import journal, threads
from tests.cli.conftest import Run, document
from tests.cli.test_commands import open_store
from tests.delivery.desk import START

HEADING = "地区,部门,姓名,电话,值守时间,示例\n"
ROW = "吴江,医保局,示例甲,0512-00000001,1-5 09:00-17:00,示例\n"


@pytest.fixture
def answered(folder: Path) -> str:
    """A question that was answered, in the training store; its id."""
    question = Message("q", "t-1", MessageKind.QUESTION, "qingpu", "A1", START, "请核实\x1b[2J进度")
    answer = Message("a", "t-1", MessageKind.ANSWER, "wujiang", "W1", START + timedelta(hours=1), "已办结")
    thread = Thread(
        "t-1", "qingpu", "wujiang", "医保", "YB-0021", "进度", ThreadState.ANSWERED, Level.SITE, "A1", "QP01",
        START, START, messages=(question, answer),
    )  # fmt: skip
    store = open_store(folder)
    with store.writing() as unit:
        threads.insert_thread(unit, thread)
    store.close()
    return thread.id


@pytest.fixture
def store(folder: Path) -> None:
    """A training store that is there."""
    open_store(folder).close()


@pytest.mark.parametrize("name", ["roster.csv", "roster.vcf"])
def test_a_roster_is_imported_listed_exported_and_comes_back(
    run: Run, store: None, tmp_path: Path, folder: Path, name: str
) -> None:
    given, taken = tmp_path / "given.csv", tmp_path / name
    given.write_text(HEADING + ROW, encoding="gb18030")
    assert run("liaison", "import", str(given), "--training").stdout == "1 added, 0 changed\n"
    (listed,) = document(run("liaison", "roster", "--training", "--json"))
    assert (listed["name"], listed["hours"], listed["sample"]) == ("示例甲", "1-5 09:00-17:00", True)
    assert "示例甲" in run("liaison", "roster", "--training", "--region", "wujiang").stdout
    assert run("liaison", "roster", "--training", "--region", "qingpu").stdout == ""
    assert run("liaison", "export", str(taken), "--training").exit_code == 0
    assert taken.stat().st_mode & 0o077 == 0
    again = document(run("liaison", "import", str(taken), "--training", "--json"))
    assert again == {"added": 0, "changed": 1}
    assert document(run("liaison", "roster", "--training", "--json")) == [listed]
    opened = open_store(folder)
    with opened.reading() as unit:
        steps = [event.payload.get("step") for event in journal.events(unit)]
    opened.close()
    assert steps[-3:] == ["imported", "exported", "imported"]


def test_a_wrong_line_is_told_with_its_place_and_nothing_is_kept(
    run: Run, store: None, tmp_path: Path
) -> None:
    given = tmp_path / "given.csv"
    given.write_text(HEADING + ROW + ROW.replace("吴江", "昆山"), encoding="utf-8")
    result = run("liaison", "import", str(given), "--training", "--json")
    assert result.exit_code == 1
    fault = document(result)["fault"]
    assert (fault["code"], fault["details"]["line"], fault["details"]["column"]) == ("J-21", "3", "地区")
    assert document(run("liaison", "roster", "--training", "--json")) == []


def test_cards_that_name_no_region_take_the_one_that_is_given(run: Run, store: None, tmp_path: Path) -> None:
    given = tmp_path / "given.vcf"
    given.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:示例乙\nEND:VCARD\n", encoding="utf-8")
    words = ("liaison", "import", str(given), "--training")
    assert run(*words).exit_code == 1
    assert run(*words, "--region", "jiashan", "--department", "医保局").exit_code == 0
    assert [c["region"] for c in document(run("liaison", "roster", "--training", "--json"))] == ["jiashan"]


def test_a_roster_that_cannot_be_written_says_why(run: Run, store: None, tmp_path: Path) -> None:
    result = run("liaison", "export", str(tmp_path / "nowhere" / "roster.csv"), "--training")
    assert result.exit_code == 1
    assert "J-24" in result.stderr


def test_questions_and_problems_are_listed_and_move_no_cursor(run: Run, answered: str) -> None:
    (thread,) = document(run("liaison", "threads", "--training", "--json"))
    assert (thread["id"], thread["state"], thread["asked"]) == (answered, "answered", "wujiang")
    assert document(run("liaison", "threads", "--training", "--json", "--open")) == []
    (problem,) = document(run("liaison", "problems", "wujiang", "YB-0021", "--training", "--json"))
    assert (problem["answer"], problem["asked_times"]) == ("已办结", 1)
    told = run("liaison", "problems", "wujiang", "YB-0021", "--training").stdout
    assert "\x1b" not in told
    assert "已办结" in told
    assert answered in run("liaison", "threads", "--training").stdout
