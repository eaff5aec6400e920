"""Commands do what they say, exit 0, 1 or 2, and tell every fault in words or as one JSON document."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest

from clerk import assembly
from clerk.assembly import make_place
from clerk.cli import _COMMANDS, clerk
from clerk.domain.staff import Role
from clerk.settings import PROFILES, load_profile
from clerk.store.store import Store
from tests.cli.conftest import Run, document
from tests.delivery.desk import WallClock, receive_case

LIVE = 'kind = "live"\nsite = "QP01"\n[[region]]\nid = "wujiang"\nurl = "http://127.0.0.1:9"\n'


def open_store(folder: Path) -> Store:
    """The training store in a folder, made where it is missing."""
    place = make_place(load_profile(PROFILES / "training.toml"), folder)
    return assembly.open_store(place, assembly.open_vault(place))


@pytest.fixture
def receipt_no(folder: Path) -> str:
    """Number of a case in the store."""
    store = open_store(folder)
    queue = assembly.open_queue(store)
    case = receive_case(store, queue, WallClock().now())
    queue.close()
    store.close()
    return case.receipt_no


# Help and completion ---------------------------------------------------------------------------------------


def every_command(
    group: click.Group = clerk, path: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command with its words."""
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found += every_command(command, (*path, name))
    return found


@pytest.mark.parametrize(
    ("words", "command"),
    every_command(),
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_every_command_and_option_explains_itself(
    run: Run, words: tuple[str, ...], command: click.Command
) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_the_list_of_commands_is_the_commands(run: Run) -> None:
    said = run("--help").stdout
    for name, (_, words) in _COMMANDS.items():
        assert f"{name} " in said
        assert words in " ".join(said.split())
    assert run("nonsense").exit_code == 2


def test_help_imports_no_command() -> None:
    code = "import sys\nfrom clerk.cli import clerk\nclerk(['--help'], standalone_mode=False)\n"
    code += "print([m for m in sys.modules if m.startswith('clerk.cli.') and m != 'clerk.cli.options'])"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_for_each_shell(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert f"_CLERK_COMPLETE={shell}_complete" in result.stdout
    assert run("completion", "dos").exit_code == 2


def test_completion_completes_commands_and_their_commands() -> None:
    environment = {
        **os.environ,
        "_CLERK_COMPLETE": "bash_complete",
        "COMP_WORDS": "clerk store ",
        "COMP_CWORD": "2",
    }
    said = subprocess.run(
        [Path(sys.executable).with_name("clerk")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert {line.partition(",")[2] for line in said.stdout.splitlines()} == {"backup", "restore", "upgrade"}


# Where the counter is --------------------------------------------------------------------------------------


def test_profile_and_data_are_taken_before_and_after_the_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CLERK_DATA")
    profile, data = str(PROFILES / "training.toml"), str(tmp_path / "elsewhere")
    after = run("store", "upgrade", "--profile", profile, "--data", data)
    before = run("--profile", profile, "--data", data, "store", "upgrade")
    assert after.stdout == before.stdout == f"{data}/counter.sqlite3\n"
    monkeypatch.setenv("CLERK_PROFILE", profile)
    monkeypatch.setenv("CLERK_DATA", data)
    assert run("store", "upgrade").stdout == after.stdout
    both = run("--data", str(tmp_path / "wrong"), "staff", "list", "--data", data)
    assert both.exit_code == 0
    assert not (tmp_path / "wrong").exists()


def test_the_example_of_a_profile_is_a_profile(run: Run, tmp_path: Path) -> None:
    (tmp_path / "live.toml").write_text(run("profile", "example").stdout, encoding="utf-8")
    assert not load_profile(tmp_path / "live.toml").training


def test_without_a_profile_it_says_where_one_belongs(run: Run) -> None:
    result = run("verify")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("G-14  There is no profile at ")
    assert len(result.stderr.splitlines()) == 2


def test_a_fault_under_json_is_one_document(run: Run) -> None:
    for words in (["verify"], ["cases", "list"], ["doctor"], ["staff", "list"], ["store", "upgrade"]):
        result = run(*words, "--json")
        assert result.exit_code == 1
        assert result.stderr == ""
        fault = document(result)["fault"]
        assert fault["code"] == "G-14"
        assert fault["en"]
        assert fault["cure_zh"]


def test_messages_are_chinese_where_the_locale_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "找不到配置文件" in run("verify").stderr


def test_an_unexpected_error_is_told_without_its_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_place: object) -> None:
        raise KeyError("王小明")

    monkeypatch.setattr(assembly, "read_book", broken)
    result = run("items", "search", "x", "--training")
    assert result.exit_code == 1
    assert result.stderr.startswith("X-04  ")
    assert "KeyError" in result.stderr
    assert "王小明" not in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("words", [["train"], []])
def test_without_a_terminal_no_counter_opens(run: Run, tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "config/counter-console").mkdir(parents=True)
    (tmp_path / "config/counter-console/live.toml").write_text(LIVE)
    result = run(*words)
    assert result.exit_code == 2
    assert "terminal" in result.stderr


def test_the_wrong_kind_of_profile_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "live.toml").write_text(LIVE)
    assert run("train", "--profile", str(tmp_path / "live.toml")).stderr.startswith("G-18")
    assert run("simulate", "--profile", str(tmp_path / "live.toml")).stderr.startswith("G-18")
    assert run("--profile", str(PROFILES / "training.toml")).stderr.startswith("G-19")


def test_a_simulator_does_not_run_in_a_live_folder(run: Run, folder: Path) -> None:
    from clerk.store.columns import ColumnKeys
    from clerk.store.store import StoreKind

    folder.mkdir()
    Store.open(f"sqlite:///{folder}/counter.sqlite3", ColumnKeys.generate(), StoreKind.LIVE).close()
    result = run("simulate")
    assert result.exit_code == 1
    assert result.stderr.startswith("S-07")
    assert not list(folder.glob("region-*"))


# Store -----------------------------------------------------------------------------------------------------


def test_upgrade_makes_the_store_and_can_be_repeated(run: Run, folder: Path) -> None:
    for _ in range(2):
        assert document(run("store", "upgrade", "--training", "--json")) == {
            "store": str(folder / "counter.sqlite3"),
            "kind": "training",
        }


def test_a_store_that_is_not_there_is_told_and_not_made(run: Run, folder: Path) -> None:
    for words in (["verify"], ["staff", "list"], ["cases", "list"], ["store", "backup", "copy.sqlite3"]):
        assert run(*words, "--training").stderr.startswith("S-01")
    assert not (folder / "counter.sqlite3").exists()
    assert not (folder / "training-keys.json").exists()


def test_verify_proves_the_store(run: Run, receipt_no: str) -> None:
    result = run("verify", "--training", "--json")
    assert result.exit_code == 0
    report = document(result)
    assert report["ok"] is True
    assert report["checked"]["cases"] == 1
    assert receipt_no not in result.stdout
    assert "Everything is in order." in run("verify", "--training").stdout


def test_verify_names_the_first_wrong_record(run: Run, folder: Path, receipt_no: str) -> None:
    with sqlite3.connect(folder / "counter.sqlite3") as database:
        database.execute("UPDATE cases SET state = 'closed'")
    database.close()
    result = run("verify", "--training", "--json")
    assert result.exit_code == 1
    assert document(result)["first_problem"]["kind"] == "S-35"
    assert document(result)["first_problem"]["where"] == receipt_no
    said = run("verify", "--training")
    assert said.exit_code == 1
    assert receipt_no in said.stdout


# Cases and items -------------------------------------------------------------------------------------------


def test_cases_of_the_site_are_listed_and_shown_without_personal_data(
    run: Run, folder: Path, receipt_no: str
) -> None:
    profile = folder.parent / "window.toml"
    profile.write_text(f'kind = "training"\nsite = "{receipt_no[:4]}"\n[[region]]\nid = "wujiang"\n')
    where = ("--profile", str(profile))
    listed = run("cases", "list", "--json", *where)
    assert [row["receipt_no"] for row in document(listed)] == [receipt_no]
    shown = run("cases", "show", receipt_no.lower(), "--json", *where)
    assert document(shown)["receipt_no"] == receipt_no
    assert document(shown)["timeline"]
    for result in (listed, shown, run("cases", "list", *where), run("cases", "show", receipt_no, *where)):
        assert result.exit_code == 0
        assert receipt_no in result.stdout
        assert "王小明" not in result.stdout
    assert document(run("cases", "list", "--training", "--json")) == [], "another site's cases are not shown"


def test_a_case_that_is_not_there_or_misread_is_told(run: Run, receipt_no: str) -> None:
    from clerk.domain.codes import receipt_number

    number = receipt_number.parse(receipt_no)
    other = str(type(number)(number.site, number.day, number.sequence + 1))
    assert document(run("cases", "show", other, "--training", "--json"))["fault"]["code"] == "C-08"
    misread = receipt_no[:-1] + ("0" if receipt_no[-1] != "0" else "1")
    assert run("cases", "show", misread, "--training").exit_code == 1


def test_limits_are_numbers_from_one(run: Run) -> None:
    assert run("cases", "list", "--training", "--limit", "0").exit_code == 2
    assert run("items", "search", "x", "--training", "--limit", "-1").exit_code == 2


def test_items_are_found_by_initials(run: Run) -> None:
    found = document(run("items", "search", "ydjyba", "--training", "--json"))
    assert found[0]["name"] == "异地就医备案"
    assert (
        run("items", "search", "异地就医备案", "--training").stdout.splitlines()[0].endswith("异地就医备案")
    )
    nothing = run("items", "search", "zzzzzz", "--training", "--json")
    assert nothing.exit_code == 1
    assert document(nothing) == []


# Staff, credentials ----------------------------------------------------------------------------------------


def test_staff_are_added_with_a_password_that_is_asked_for(run: Run, folder: Path) -> None:
    result = run("staff", "add", "B0001", "示例员", "--role", "clerk", "--training", input="a long one\n")
    assert result.exit_code == 0
    assert "a long one" not in result.output
    again = run("staff", "add", "B0001", "示例员", "--role", "clerk", "--training", input="a long one\n")
    assert again.stderr.startswith("U-07")
    assert document(run("staff", "list", "--training", "--json")) == [
        {
            "number": "B0001",
            "role": "clerk",
            "place": "QP01",
            "disabled": False,
            "card": None,
            "totp": False,
            "must_change": False,
            "locked_until": None,
        }
    ]
    assert run("staff", "list", "--training").stdout == "B0001     clerk          QP01\n"
    assert b"a long one" not in (folder / "counter.sqlite3").read_bytes()
    assert run("verify", "--training").exit_code == 0


@pytest.mark.parametrize("password", ["", "\n", "short\n"])
def test_a_password_too_short_is_refused_and_nobody_is_added(run: Run, password: str) -> None:
    result = run("staff", "add", "B0001", "示例员", "--role", "clerk", "--training", input=password)
    assert result.exit_code == 1
    assert result.stderr.startswith("U-06")
    assert document(run("staff", "list", "--training", "--json")) == []


def test_staff_without_a_number_a_name_or_a_role_are_not_added(run: Run) -> None:
    for words in (
        ["B 1", "示例", "--role", "clerk"],
        ["B1", " ", "--role", "clerk"],
        ["B1", "示例"],
        ["B1", "示例", "--role", "king"],
    ):
        assert run("staff", "add", *words, "--training", input="a long one\n").exit_code == 2


def test_every_role_can_be_given(run: Run) -> None:
    for number, role in enumerate(Role):
        done = run(
            "staff", "add", f"B{number}", "示例", "--role", role.value, "--training", input="a long one\n"
        )
        assert done.exit_code == 0
    assert {row["role"] for row in document(run("staff", "list", "--training", "--json"))} == set(Role)


def test_credentials_are_kept_and_never_shown(run: Run, folder: Path) -> None:
    done = run(
        "credentials", "set", "region/wujiang", "--training", input="access_id = me\naccess_token=a=b\n\n"
    )
    assert done.stdout == "region/wujiang: access_id, access_token\n"
    place = make_place(load_profile(PROFILES / "training.toml"), folder)
    assert assembly.open_vault(place).get("region/wujiang") == b'{"access_id": "me", "access_token": "a=b"}'


@pytest.mark.parametrize(
    ("entry", "lines"),
    [("region/mars", "a=b"), ("region/wujiang", ""), ("region/wujiang", "=b"), ("region/wujiang", "ab")],
)
def test_credentials_that_are_none_are_refused(run: Run, entry: str, lines: str) -> None:
    assert run("credentials", "set", entry, "--training", input=lines).exit_code == 2


# Doctor ----------------------------------------------------------------------------------------------------


def test_doctor_finds_what_is_wrong_and_exits_1(run: Run, receipt_no: str) -> None:
    result = run("doctor", "--training", "--json")
    assert result.exit_code == 1
    found = {(row["check"], row["state"]): row["fault"] and row["fault"]["code"] for row in document(result)}
    assert found["store", "ok"] is None
    assert found["disk", "ok"] is None
    assert found["worker", "warn"] == "G-01"
    assert found["region", "failed"] == "G-13"
    said = run("doctor", "--training")
    assert said.exit_code == 1
    assert "G-13  The simulated regions did not start" in said.stdout
    assert receipt_no


def test_doctor_goes_on_after_a_store_that_is_damaged(run: Run, folder: Path) -> None:
    folder.mkdir()
    (folder / "counter.sqlite3").write_bytes(b"somebody's letter" * 100)
    rows = document(run("doctor", "--training", "--json"))
    assert {row["check"] for row in rows} >= {"store", "disk", "region", "reader", "printer"}
    assert [row["fault"]["code"] for row in rows if row["check"] == "store"] == ["S-03"]


def test_doctor_is_refused_as_one_document(run: Run, folder: Path) -> None:
    profile = folder.parent / "window.toml"
    profile.write_text('kind = "training"\nsite = "ZZ99"\n[[region]]\nid = "wujiang"\n')
    result = run("doctor", "--profile", str(profile), "--json")
    assert document(result)["fault"]["code"] == "G-16"


def test_without_a_keyring_the_live_counter_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
    (tmp_path / "live.toml").write_text(LIVE)
    rows = document(run("doctor", "--profile", str(tmp_path / "live.toml"), "--json"))
    assert [row["fault"]["code"] for row in rows if row["check"] == "store"] == ["G-11"]
