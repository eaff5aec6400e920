"""A live counter without a keyring: its keys are carried in for one session, told of, and kept nowhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.terminal import Recording
from clerk import assembly
from clerk.assembly import Place, make_place
from clerk.boot import ConsoleBoot
from clerk.cli.doctor import _checks
from clerk.desk.gate import CheckName, CheckState
from clerk.domain.faults import Refused
from clerk.key_file import read_carried, write_key_file
from clerk.settings import load_profile
from clerk.store.columns import ColumnKeys
from integrations.session_vault import SessionVault
from tests.console.gate import gone, opened, processes_of, wait_until

ROOT = Path(__file__).parents[2]
PHRASE = "a passphrase of the safe"
LIVE = """
kind = "live"
site = "QP01"
[[region]]
id = "wujiang"
url = "http://127.0.0.1:9"
"""
CREDENTIALS = {
    "region/wujiang": json.dumps({"access_id": "示例", "access_token": "sesame-of-the-test"}).encode()
}


@pytest.fixture
def keys() -> ColumnKeys:
    """Keys of the store."""
    return ColumnKeys.generate()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A live place that has no store yet."""
    (tmp_path / "live.toml").write_text(LIVE, encoding="utf-8")
    return make_place(load_profile(tmp_path / "live.toml"), tmp_path / "counter")


@pytest.fixture
def carried(place: Place, keys: ColumnKeys) -> Place:
    """The place with keys for this session and the store that they open."""
    session = SessionVault({assembly.KEYS_ENTRY: keys.as_bytes(), **CREDENTIALS})
    made_where_there_is_a_keyring(place, keys)
    return replace(place, session=session)


def made_where_there_is_a_keyring(place: Place, keys: ColumnKeys) -> None:
    """A live store under these keys."""
    from clerk.store.store import Store, StoreKind

    Store.open(place.store_url, keys, StoreKind.LIVE).close()


def secrets(keys: ColumnKeys) -> tuple[bytes, ...]:
    """What must be found nowhere, as it could be written."""
    document = json.loads(keys.as_bytes())
    (key,) = document["keys"].values()
    line = SessionVault({assembly.KEYS_ENTRY: keys.as_bytes()}).handed_over()
    return key.encode(), document["index"].encode(), b"sesame-of-the-test", line[20:60]


def written_in(folder: Path) -> bytes:
    """Every byte of every file below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_new_live_store_is_made_with_keys_that_would_be_lost(place: Place, keys: ColumnKeys) -> None:
    session = SessionVault({assembly.KEYS_ENTRY: keys.as_bytes()})
    for create in (True, False):
        with pytest.raises(Refused) as refused:
            assembly.open_store(replace(place, session=session), session, create=create)
        assert refused.value.fault.code == ("G-30" if create else "S-01")
    assert not place.folder.store.exists()


def test_keys_of_another_store_are_refused(carried: Place) -> None:
    other = SessionVault({assembly.KEYS_ENTRY: ColumnKeys.generate().as_bytes()})
    with pytest.raises(Refused, match="S-08"):
        assembly.open_store(replace(carried, session=other), other)


def test_the_console_opens_and_its_worker_has_the_keys_through_its_pipe(
    carried: Place, keys: ColumnKeys
) -> None:
    with opened(carried) as gate:
        gate.desk()
        assert gate.boot.session_keys
        assert gate.code(CheckName.KEYS) == "G-29"
        wait_until(
            lambda: (check := gate.last(CheckName.WORKER)) is not None and check.state is CheckState.OK
        )
        ((pid, words),) = processes_of(carried.folder.root).items()
        assert " worker " in words
        seen = b"".join(Path(f"/proc/{pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
        for secret in secrets(keys):
            assert secret not in seen
    wait_until(lambda: gone(pid))
    for secret in secrets(keys):
        assert secret not in written_in(carried.folder.root)


def test_a_worker_that_died_is_given_the_keys_again(carried: Place) -> None:
    with opened(carried) as gate:
        gate.desk()
        wait_until(
            lambda: (check := gate.last(CheckName.WORKER)) is not None and check.state is CheckState.OK
        )
        (first,) = processes_of(carried.folder.root)
        os.kill(first, 9)
        wait_until(lambda: gone(first) and len(processes_of(carried.folder.root)) == 1)
        before = len(gate.reports)
        wait_until(
            lambda: any(
                c.name is CheckName.WORKER and c.state is CheckState.OK for c in gate.reports[before:]
            )
        )


def test_a_counter_with_a_vault_says_nothing_of_a_session(training: Place) -> None:
    assert not ConsoleBoot(training).session_keys
    assert assembly.open_vault(training).name == "training-keys.json"


def test_doctor_says_that_the_keys_are_of_this_session(carried: Place) -> None:
    found = {check.name: check for check in _checks(carried)}
    assert found[CheckName.STORE].state is CheckState.OK
    fault = found[CheckName.KEYS].fault
    assert fault is not None
    assert fault.code == "G-29"


def command(place: Place, tmp_path: Path, *words: str, typed: str) -> subprocess.CompletedProcess[str]:
    """``clerk --keys FILE …`` as a process without any keyring."""
    environment = {k: v for k, v in os.environ.items() if k != "DBUS_SESSION_BUS_ADDRESS"}
    options = ["--profile", str(place.profile.path), "--data", str(place.folder.root)]
    return subprocess.run(
        [sys.executable, "-m", "clerk", *options, "--keys", str(tmp_path / "keys.sealed"), *words],
        input=typed,
        env={**environment, "XDG_RUNTIME_DIR": "/nonexistent", "LC_ALL": "en_GB.UTF-8"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_commands_take_the_keys_too_and_keep_none(place: Place, keys: ColumnKeys, tmp_path: Path) -> None:
    made_where_there_is_a_keyring(place, keys)
    write_key_file(tmp_path / "keys.sealed", keys.as_bytes(), PHRASE, CREDENTIALS)
    assert command(place, tmp_path, "verify", typed=PHRASE + "\n").returncode == 0
    wrong = command(place, tmp_path, "verify", typed="a wrong passphrase\n")
    assert (wrong.returncode, wrong.stderr[:4]) == (1, "G-21")
    typed = f"{PHRASE}\naccess_id=me\n"
    assert "G-31" in command(place, tmp_path, "credentials", "set", "region/wujiang", typed=typed).stderr
    assert "G-31" in command(place, tmp_path, "keys", "rotate", typed=PHRASE + "\n").stderr
    assert command(place, tmp_path, "verify", typed=PHRASE + "\n").returncode == 0
    for secret in (*secrets(keys), PHRASE.encode()):
        assert secret not in written_in(tmp_path)


def test_keys_are_exported_with_the_credentials_of_the_profile_where_that_is_asked(
    place: Place, keys: ColumnKeys, tmp_path: Path
) -> None:
    more = {**CREDENTIALS, "region/elsewhere": b"{}"}
    write_key_file(tmp_path / "keys.sealed", keys.as_bytes(), PHRASE, more)
    for option, credentials in (("--with-credentials", CREDENTIALS), ("", {})):
        path = tmp_path / f"copy{option}"
        words = ("keys", "export", str(path), *filter(None, [option]))
        assert command(place, tmp_path, *words, typed=f"{PHRASE}\n{PHRASE} 2\n").returncode == 0
        carried = read_carried(path, f"{PHRASE} 2")
        assert (carried.keys, carried.credentials) == (keys.as_bytes(), credentials)


def test_a_training_counter_takes_no_keys_of_a_session(
    place: Place, keys: ColumnKeys, tmp_path: Path
) -> None:
    write_key_file(tmp_path / "keys.sealed", keys.as_bytes(), PHRASE)
    options = ["--data", str(tmp_path / "training"), "--keys", str(tmp_path / "keys.sealed")]
    done = subprocess.run(
        [sys.executable, "-m", "clerk", *options, "verify", "--training"],
        stdin=subprocess.DEVNULL, cwd=ROOT, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert b"live counter" in done.stderr


def test_passphrase_and_credentials_are_asked_for_before_the_screen_and_not_shown(
    place: Place, keys: ColumnKeys, tmp_path: Path
) -> None:
    made_where_there_is_a_keyring(place, keys)
    write_key_file(tmp_path / "keys.sealed", keys.as_bytes(), PHRASE)
    options = ["--profile", str(place.profile.path), "--data", str(place.folder.root)]
    terminal = Recording(
        [sys.executable, "-m", "clerk", *options, "--keys", str(tmp_path / "keys.sealed")],
        environ={"LC_ALL": "zh_CN.UTF-8", "PYTHONPATH": str(ROOT), "XDG_RUNTIME_DIR": "/nonexistent"},
    )
    terminal.start()
    try:
        terminal.read_until(lambda text: "密钥文件的口令" in text)
        terminal.send(PHRASE.encode() + b"\n")
        for number, line in enumerate((b"access_id=me", b"access_token=sesame-of-the-test", b"")):
            terminal.read_until(lambda text, number=number: f"已有{number}项" in text)
            terminal.send(line + b"\n")
        terminal.read_until(lambda text: "密钥仅本次会话有效" in text and "G-29" in text)
        wait_until(lambda: bool(processes_of(place.folder.root).keys() - {terminal.pid}), 30)
    finally:
        terminal.stop()
    shown = b"".join(chunk.data for chunk in terminal.chunks)
    for secret in (PHRASE.encode(), b"sesame-of-the-test"):
        assert secret not in shown
        assert secret not in written_in(tmp_path)
    wait_until(lambda: not processes_of(place.folder.root))
