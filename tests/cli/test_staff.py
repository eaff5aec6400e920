"""``clerk staff``: added, let in or not, given passwords, imported, and their authenticators."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from clerk.assembly import make_place, open_store, open_vault
from clerk.checks import check_staff
from clerk.cli import clerk
from clerk.domain.faults import Language
from clerk.domain.journal import EventKind
from clerk.domain.one_time_password import code_of, step_at
from clerk.domain.staff import RIGHTS, Right, Role, StaffMember
from clerk.settings import PROFILES, load_profile
from clerk.store import ColumnKeys, Store, StoreKind, journal, staff
from clerk.store.staff import add_staff
from clerk.wall_clock import WallClock
from tests.cli.conftest import Run, document

PASSWORD = "a long one"


@pytest.fixture
def added(run: Run) -> Run:
    """A0231 is there."""
    done = run("staff", "add", "A0231", "示例甲", "--role", "clerk", "--training", input=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    return run


@pytest.fixture
def tty(folder: Path, run: Run) -> Callable[..., tuple[int, str]]:
    """Run a command in a terminal of its own; gives its exit code and what the terminal showed."""

    def command(*words: str, input: str = "") -> tuple[int, str]:  # noqa: A002 - as the other runner
        ours, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm"}
        child = subprocess.Popen(
            [sys.executable, "-m", "clerk", *words],
            stdin=subprocess.PIPE,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            cwd=Path(__file__).parents[2],
        )
        os.close(theirs)
        assert child.stdin is not None
        child.stdin.write(input.encode())
        child.stdin.close()
        shown = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:
                break
            if not more:
                break
            shown += more
        os.close(ours)
        return child.wait(60), shown.decode()

    return command


def changes(folder: Path) -> list[dict[str, object]]:
    """What the journal says of staff."""
    place = make_place(load_profile(PROFILES / "training.toml"), folder)
    store = open_store(place, open_vault(place), create=False)
    try:
        with store.reading() as unit:
            found = journal.events(unit, None, limit=1000)
        return [dict(event.payload) for event in found if event.kind is EventKind.STAFF_CHANGED]
    finally:
        store.close()


def row(folder: Path, number: str) -> staff.StaffRow:
    """What the store holds of somebody."""
    place = make_place(load_profile(PROFILES / "training.toml"), folder)
    store = open_store(place, open_vault(place), create=False)
    try:
        with store.reading() as unit:
            found = staff.staff(unit, number)
    finally:
        store.close()
    assert found is not None
    return found


def audit_as(run: Run, number: str, *secrets: str) -> str:
    """Sign in on the command line; gives the code of the fault, or ``in`` where the role alone refuses."""
    told = run("audit", "sign-ins", "--staff", number, "--training", input="\n".join(secrets) + "\n")
    code = told.stderr[:4]
    return "in" if code == "U-04" else code


# Added, disabled, enabled ----------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["QP02", "qingpu", "*"])
def test_a_place_is_given_by_code_or_is_everywhere(run: Run, place: str) -> None:
    words = ("staff", "add", "S0102", "示例", "--role", "supervisor", "--place", place, "--training")
    assert run(*words, input=f"{PASSWORD}\n").exit_code == 0
    (told,) = document(run("staff", "list", "--training", "--json"))
    assert told["place"] == place


def test_a_place_that_is_none_is_refused(run: Run) -> None:
    words = ("staff", "add", "S0102", "示例", "--role", "supervisor", "--place", "Atlantis", "--training")
    told = run(*words, input=f"{PASSWORD}\n")
    assert told.stderr.startswith("U-26")
    assert "QP01" in told.stderr


def test_who_is_disabled_is_let_in_again_by_enable_which_lifts_a_lock_too(added: Run, folder: Path) -> None:
    assert added("staff", "disable", "A0231", "--training").exit_code == 0
    assert audit_as(added, "A0231", PASSWORD) == "U-03"
    assert added("staff", "enable", "A0231", "--training").exit_code == 0
    for _ in range(5):
        assert audit_as(added, "A0231", "wrong") == "U-01"
    assert audit_as(added, "A0231", PASSWORD) == "U-02"
    assert added("staff", "enable", "A0231", "--training").exit_code == 0
    assert audit_as(added, "A0231", PASSWORD) == "in"
    assert [c.get("change") for c in changes(folder)] == [None, "disabled", "enabled", "enabled"]


@pytest.mark.parametrize("words", [["disable"], ["enable"], ["reset"], ["totp", "remove"]])
def test_a_number_that_nobody_has_is_told(run: Run, words: list[str]) -> None:
    run("store", "upgrade", "--training")
    told = run("staff", *words, "B9999", "--training", input=f"{PASSWORD}\n")
    assert (told.exit_code, told.stderr[:4]) == (1, "U-10")


def test_the_list_says_place_factors_and_what_stands_in_the_way(added: Run) -> None:
    added("staff", "disable", "A0231", "--training")
    added("staff", "reset", "A0231", "--training", input="another one\n")
    assert added("staff", "list", "--training").stdout == (
        "A0231     clerk          QP01      disabled; password to be changed\n"
    )


# Passwords -------------------------------------------------------------------------------------------------


def test_a_reset_password_is_to_be_changed_and_opens_nothing_else(added: Run, folder: Path) -> None:
    assert added("staff", "reset", "A0231", "--training", input="given by admin\n").exit_code == 0
    assert audit_as(added, "A0231", PASSWORD) == "U-01"
    assert audit_as(added, "A0231", "given by admin") == "U-20"
    changed = added("staff", "password", "A0231", "--training", input="given by admin\nmy own secret\n")
    assert changed.exit_code == 0, changed.output
    assert audit_as(added, "A0231", "my own secret") == "in"
    assert [c.get("change") for c in changes(folder)] == [None, "password_reset", "password_chosen"]


def test_ones_own_password_needs_the_one_of_now(added: Run) -> None:
    told = added("staff", "password", "A0231", "--training", input="wrong\nmy own secret\n")
    assert told.stderr.startswith("U-01")
    told = added("staff", "password", "A0231", "--training", input=f"{PASSWORD}\n{PASSWORD}\n")
    assert told.stderr.startswith("U-22")
    assert audit_as(added, "A0231", PASSWORD) == "in"


@pytest.mark.parametrize("words", [["reset", "A0231"], ["add", "B1", "示例", "--role", "clerk"]])
def test_a_made_up_password_is_never_written_into_a_pipe(added: Run, words: list[str]) -> None:
    told = added("staff", *words, "--once", "--training")
    assert (told.exit_code, told.stderr[:4]) == (1, "U-31")
    assert len(document(added("staff", "list", "--training", "--json"))) == 1
    assert audit_as(added, "A0231", PASSWORD) == "in"


def test_a_made_up_password_is_shown_on_the_terminal_and_must_be_changed(
    added: Run, tty: Callable[..., tuple[int, str]]
) -> None:
    code, shown = tty("staff", "reset", "A0231", "--once", "--training")
    assert code == 0, shown
    (password,) = re.findall(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", shown)
    assert audit_as(added, "A0231", password) == "U-20"
    again = tty("staff", "reset", "A0231", "--once", "--training")[1]
    assert password not in again


# Authenticators --------------------------------------------------------------------------------------------


def _secret(text: str) -> bytes:
    import base64

    key = text.splitlines()[0]
    return base64.b32decode(key + "=" * (-len(key) % 8))


def test_an_authenticator_counts_only_once_it_showed_a_right_code(added: Run, folder: Path) -> None:
    told = added("staff", "totp", "enrol", "A0231", "--text", "--training", input="000000\n")
    assert told.stderr.startswith("U-18")
    assert "otpauth://totp/CLERK%20QP01%3AA0231?secret=" in told.stdout
    assert row(folder, "A0231").code_key is None
    assert audit_as(added, "A0231", PASSWORD) == "in"


def test_an_enrolled_authenticator_is_asked_for_and_one_taken_away_is_not(
    added: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = b"12345678901234567890"
    now = WallClock().now()
    typed = f"{code_of(secret, step_at(now))}\n"
    with monkeypatch.context() as known_secret:
        known_secret.setattr("secrets.token_bytes", lambda _: secret)
        enrolled = added("staff", "totp", "enrol", "A0231", "--text", "--training", input=typed)
    assert enrolled.exit_code == 0, enrolled.output
    assert _secret(enrolled.stdout) == secret
    told = added("staff", "list", "--training", "--json")
    assert document(told)[0]["totp"] is True
    assert enrolled.stdout.splitlines()[0] not in told.output
    assert audit_as(added, "A0231", PASSWORD, code_of(secret, step_at(now))) == "U-19"
    assert audit_as(added, "A0231", PASSWORD, code_of(secret, step_at(now) + 1)) == "in"
    assert added("staff", "totp", "remove", "A0231", "--training").exit_code == 0
    assert audit_as(added, "A0231", PASSWORD) == "in"
    assert row(folder, "A0231").code_key is None


def test_the_secret_is_drawn_on_a_terminal_only_unless_text_is_asked_for(
    added: Run, tty: Callable[..., tuple[int, str]]
) -> None:
    told = added("staff", "totp", "enrol", "A0231", "--training", input="000000\n")
    assert (told.exit_code, told.stderr[:4], told.stdout) == (1, "U-31", "")
    code, shown = tty("staff", "totp", "enrol", "A0231", "--training", input="000000\n")
    assert (code, "U-18" in shown) == (1, True)
    assert "▀" in shown
    assert "otpauth" not in shown


def test_who_has_no_authenticator_loses_none(added: Run) -> None:
    assert added("staff", "totp", "remove", "A0231", "--training").stderr.startswith("U-27")


# Lists -----------------------------------------------------------------------------------------------------

LIST = "number,name,role,place\nA0301,示例丙,clerk,QP01\nS0301,示例丁,supervisor,qingpu\n"
CHINESE_LIST = (
    "姓名,工号,工作地点,角色\n示例丙,A0301,青浦区行政服务中心 3F,窗口人员\n示例丁,S0301,青浦,主管\n"
)
IMPORT = ("staff", "import", "--no-passwords", "--training")


def _file(tmp_path: Path, data: bytes | str) -> str:
    path = tmp_path / "staff.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


@pytest.mark.parametrize(
    "data",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.replace("\n", "\r\n").encode("gb18030"),
        CHINESE_LIST.encode(),
    ],
    ids=["utf-8", "with a mark", "gb18030", "Chinese"],
)
def test_a_list_is_taken_as_spreadsheets_save_it(added: Run, tmp_path: Path, data: bytes) -> None:
    told = added(*IMPORT, _file(tmp_path, data), "--json")
    assert told.exit_code == 0, told.output
    assert document(told) == [
        {"number": "A0301", "role": "clerk", "place": "QP01", "added": True},
        {"number": "S0301", "role": "supervisor", "place": "qingpu", "added": True},
    ]
    assert [one["number"] for one in document(added("staff", "list", "--training", "--json"))] == [
        "A0231",
        "A0301",
        "S0301",
    ]
    assert audit_as(added, "A0301", "") == "U-01"


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("A 1,示例,clerk,QP01", "“number”"),
        ("A1,,clerk,QP01", "“name”"),
        ("A1,示例\u202egnp,clerk,QP01", "“name”"),
        ("A1,\x1b[2J示例,clerk,QP01", "“name”"),
        ("A1,示例,king,QP01", "“role”"),
        ("A1,示例,clerk,XX99", "“place”"),
        ("A1,示例,clerk", "“place”"),
        ("A1,示例,clerk,QP01,more", "“place”"),
        ("a0301,示例,clerk,QP01", "“number”: it is the number of line 2"),
        ("A0231,示例,clerk,QP01", "“number”: the number is taken"),
    ],
)
def test_the_first_thing_wrong_is_named_by_line_and_column_and_nobody_is_added(
    added: Run, tmp_path: Path, line: str, where: str
) -> None:
    told = added(*IMPORT, _file(tmp_path, f"{LIST}{line}\n"))
    assert told.exit_code == 1
    assert told.stderr.startswith("U-29")
    assert f"Line 4 of the list, {where}" in told.stderr
    assert not set(told.stderr) & {"\x1b", "\u202e"}
    assert [one["number"] for one in document(added("staff", "list", "--training", "--json"))] == ["A0231"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "U-28"),
        (b"number,name,role,place\n", "U-28"),
        (b"number,name,role\nA1,x,clerk\n", "U-29"),
        (b"number,name,role,place,number\n1,x,clerk,QP01,2\n", "U-28"),
        (b'number,name,role,place\nA1,"x,clerk,QP01\n', "U-28"),
        (b"\xff\xfe\x00n", "U-28"),
        (b"x" * (2**20 + 1), "U-28"),
    ],
)
def test_what_is_no_list_is_refused(added: Run, tmp_path: Path, data: bytes, code: str) -> None:
    told = added(*IMPORT, _file(tmp_path, data))
    assert (told.exit_code, told.stderr[:4]) == (1, code)


def test_a_check_adds_nobody(added: Run, tmp_path: Path) -> None:
    told = added("staff", "import", "--check", "--training", _file(tmp_path, LIST))
    assert told.stdout == "2  can be added\n"
    assert len(document(added("staff", "list", "--training", "--json"))) == 1


def test_everybody_of_a_list_begins_with_a_password_of_their_own_shown_once(
    added: Run, tmp_path: Path, tty: Callable[..., tuple[int, str]]
) -> None:
    file = _file(tmp_path, LIST)
    assert added("staff", "import", "--training", file).stderr.startswith("U-31")
    code, shown = tty("staff", "import", "--training", file)
    assert code == 0, shown
    given = dict(re.findall(r"(\w\d{4})  ([a-z2-9-]{14})", shown))
    assert sorted(given) == ["A0301", "S0301"]
    assert given["A0301"] != given["S0301"]
    assert audit_as(added, "A0301", given["A0301"]) == "U-20"


# Nobody yet ------------------------------------------------------------------------------------------------


def test_a_counter_without_staff_is_told_how_the_first_administrator_is_made(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'counter.sqlite3'}", ColumnKeys.generate(), StoreKind.LIVE)
    (check,) = check_staff(store)
    assert check.fault is not None
    assert check.fault.code == "U-30"
    assert "clerk staff add NUMBER NAME --role administrator" in check.fault.cure(Language.EN)
    with store.writing() as unit:
        add_staff(unit, StaffMember("V0001", "示例", Role.ADMINISTRATOR, "QP01"), "$argon2id$")
    assert check_staff(store) == ()
    store.close()


def test_a_training_store_that_was_never_opened_lacks_nobody(run: Run) -> None:
    run("store", "upgrade", "--training")
    assert "U-30" not in run("doctor", "--training").stdout


# What the documents say ------------------------------------------------------------------------------------

OPERATING = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", re.findall(r"^ {4,}clerk (staff .+)$", OPERATING, re.MULTILINE))
def test_every_command_for_staff_in_the_documents_is_one(line: str) -> None:
    words = line.split()
    command: click.Command = clerk
    context = click.Context(clerk)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None, line
        command = found
    present = [str(Path(__file__)) if word.endswith(".csv") else word for word in words]
    assert command.make_context("clerk", present, parent=context).params


def test_the_documents_say_what_each_role_may_do() -> None:
    table = re.findall(r"^\| `(\w+)` \|(.*)\|$", OPERATING, re.MULTILINE)
    told = {
        (Right(right), role)
        for right, cells in table
        for role, cell in zip(Role, cells.split("|"), strict=True)
        if cell.strip()
    }
    assert told == {(right, role) for role in Role for right in RIGHTS[role]}
    assert [Right(right) for right, _ in table] == list(Right)


def test_an_administrator_receives_no_case_and_decides_nothing() -> None:
    assert RIGHTS[Role.ADMINISTRATOR] == {Right.MANAGE_STAFF, Right.KEEP_ROSTER}
