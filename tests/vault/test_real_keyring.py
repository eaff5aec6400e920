"""The keyring of a real session: gnome-keyring on a bus of its own, in a home of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.terminal import Recording

ROOT = Path(__file__).parents[2]
PASSWORD = b"a password of the session"
ASK = """
import json, sys, time
from clerk.domain.faults import Refused
from integrations.vault import KeyringVault
act, patience = sys.argv[1], float(sys.argv[2])
began, found = time.monotonic(), {}
try:
    vault = KeyringVault("/counter", patience=patience)
    if act == "put":
        vault.put("column-keys", bytes(range(64)))
    kept = vault.get("column-keys")
    found = {"vault": vault.name, "kept": kept and kept.hex(), "other": vault.get("other")}
except Refused as refused:
    found = refused.fault.as_dict()
print(json.dumps({**found, "seconds": time.monotonic() - began}))
"""
"""Asks the vault once, and tells what it said and how long that took."""

UNLOCK = ("sh", "-c", 'gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec "$@"', "sh")
LOCKED = ("sh", "-c", 'gnome-keyring-daemon --start --components=secrets >/dev/null; exec "$@"', "sh")
BUS = ("dbus-run-session", "--")


@dataclass(frozen=True, slots=True)
class Session:
    """The desktop session of one person."""

    home: Path
    more: Mapping[str, str] = field(default_factory=dict)

    def asks(
        self, act: str, *around: str, password: bytes = b"", patience: float = 20.0
    ) -> dict[str, object]:
        """What the vault says in a process of this session, started through ``around``."""
        told = self.runs(*around, sys.executable, "-c", ASK, act, str(patience), password=password)
        found: dict[str, object] = json.loads(told)
        return found

    @property
    def environment(self) -> dict[str, str]:
        """What tells programs that they belong to this session."""
        (self.home / "run").mkdir(mode=0o700, exist_ok=True)
        return {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "PYTHONPATH": str(ROOT),
            **self.more,
        }

    def runs(self, *words: str, password: bytes = b"") -> str:
        """What a command of this session says."""
        environment = dict(os.environ)
        for name in ("DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"):
            environment.pop(name, None)
        done = subprocess.run(
            words,
            input=password,
            env={**environment, **self.environment},
            cwd=self.home,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A person who never signed in before."""
    if not all(shutil.which(name) for name in ("dbus-run-session", "gnome-keyring-daemon")):
        if os.environ.get("CI") == "true":
            pytest.fail("gnome-keyring and dbus are missing: tools/system_packages.sh installs them")
        pytest.skip("gnome-keyring and dbus are not installed here")
    return Session(tmp_path)


@pytest.fixture
def kept(session: Session) -> Session:
    """A person whose keyring holds the keys of a counter."""
    assert session.asks("put", *BUS, *UNLOCK, password=PASSWORD)["vault"] == "SecretService"
    return session


def refusal(said: dict[str, object]) -> tuple[object, object]:
    """Code of the fault, and what it says of the keyring."""
    details = said["details"]
    assert isinstance(details, dict)
    return said["code"], details.get("what")


def test_secrets_survive_in_the_real_keyring(kept: Session) -> None:
    said = kept.asks("get", *BUS, *UNLOCK, password=PASSWORD)
    assert (said["vault"], said["kept"], said["other"]) == ("SecretService", bytes(range(64)).hex(), None)
    files = b"".join(path.read_bytes() for path in kept.home.rglob("*.keyring"))
    assert files
    assert bytes(range(64)) not in files


def test_a_wrong_password_of_the_keyring_is_told_and_nothing_is_made_anew(kept: Session) -> None:
    before = {path: path.read_bytes() for path in kept.home.rglob("*.keyring")}
    for act in ("get", "put"):
        said = kept.asks(act, *BUS, *UNLOCK, password=b"another password")
        assert refusal(said) == ("G-20", "KeyringLocked")
    assert {path: path.read_bytes() for path in kept.home.rglob("*.keyring")} == before
    assert kept.asks("get", *BUS, *UNLOCK, password=PASSWORD)["kept"] == bytes(range(64)).hex()


def test_a_locked_keyring_without_a_display_is_told_at_once(kept: Session) -> None:
    assert refusal(kept.asks("get", *BUS, *LOCKED)) == ("G-20", "KeyringLocked")


def test_a_locked_keyring_whose_window_nobody_answers_is_given_up_in_time(kept: Session) -> None:
    silent_window(kept)
    began = time.monotonic()
    said = kept.asks("get", *BUS, *LOCKED, patience=1.5)
    assert refusal(said) == ("G-20", "1.5 s")
    seconds = said["seconds"]
    assert isinstance(seconds, float)
    assert 1.5 <= seconds < 5
    assert time.monotonic() - began < 20, "the process ends although its keyring never answered"
    assert (kept.home / "asked").exists(), "the keyring did ask for its password"


def silent_window(session: Session) -> None:
    """The window that asks for the password of a keyring comes up, and nobody sits before it."""
    script = session.home / "window.sh"
    script.write_text(f'touch "{session.home}/asked"\nbus=$PPID\nwhile kill -0 $bus; do sleep 0.1; done\n')
    services = session.home / "run" / "dbus-1" / "services"
    services.mkdir(parents=True, exist_ok=True)
    name = "org.gnome.keyring.SystemPrompter"
    (services / f"{name}.service").write_text(f"[D-BUS Service]\nName={name}\nExec=/bin/sh {script}\n")


def test_keys_go_on_while_nobody_answers_the_window_of_the_keyring(kept: Session) -> None:
    silent_window(kept)
    (kept.home / "live.toml").write_text(
        'kind = "live"\nsite = "QP01"\n[[region]]\nid = "wujiang"\nurl = "http://127.0.0.1:9"\n'
    )
    counter = ["-m", "clerk", "--profile", str(kept.home / "live.toml"), "--data", str(kept.home / "counter")]
    console = Recording(
        [*BUS, *LOCKED, sys.executable, *counter], environ={**kept.environment, "LC_ALL": "zh_CN.UTF-8"}
    )
    console.start()
    try:
        console.read_until(lambda text: "启动检查" in text and (kept.home / "asked").exists())
        console.send(b"\x1bOP")
        console.read_until(lambda text: "逐项检查所需的一切" in text, patience=10)
        console.send(b"\x1b")
        console.read_until(lambda text: "启动检查" in text and "G-20" not in text, patience=5)
    finally:
        console.stop()
    assert list((kept.home / "counter").glob("*.sqlite3")) == [], "no store is made without its keys"


def bus_without_services(session: Session) -> tuple[str, ...]:
    """A session's bus where nobody offers to keep a secret."""
    settings = session.home / "bus.conf"
    settings.write_text(
        "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context='default'>"
        "<allow send_destination='*'/><allow receive_sender='*'/><allow own='*'/></policy></busconfig>"
    )
    return "dbus-run-session", f"--config-file={settings}", "--"


def test_a_session_without_a_keyring_has_none(session: Session) -> None:
    assert session.asks("put", *bus_without_services(session))["code"] == "G-11"


def test_a_machine_without_a_session_has_none(session: Session) -> None:
    assert session.asks("put")["code"] == "G-11"


@pytest.fixture(scope="module")
def plaintext(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the real add-on whose keyring is a plaintext file."""
    folder = tmp_path_factory.mktemp("add-on")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
    try:
        done = subprocess.run([*pip, "keyrings.alt"], capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("no package index answers here: test_keyring_vault has a stand-in")
    if done.returncode != 0:
        pytest.skip("no package index here: test_keyring_vault has a stand-in")
    return folder


def test_the_plaintext_keyring_of_an_add_on_is_never_taken(session: Session, plaintext: Path) -> None:
    added = Session(session.home, {"PYTHONPATH": f"{ROOT}:{plaintext}"})
    choice = "import keyring; print([keyring.get_keyring(), *getattr(keyring.get_keyring(), 'backends', [])])"
    assert "PlaintextKeyring" in added.runs(sys.executable, "-c", choice), "the library itself would take it"
    assert added.asks("put")["code"] == "G-11"
    assert added.asks("put", *bus_without_services(session))["code"] == "G-11"
    named = {**added.more, "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring"}
    assert Session(session.home, named).asks("put")["code"] == "G-11"
    assert not list(session.home.rglob("*_pass.cfg"))


def test_beside_a_plaintext_keyring_the_systems_own_is_taken(session: Session, plaintext: Path) -> None:
    added = Session(session.home, {"PYTHONPATH": f"{ROOT}:{plaintext}"})
    assert added.asks("put", *BUS, *UNLOCK, password=PASSWORD)["vault"] == "SecretService"
    assert not list(session.home.rglob("*_pass.cfg"))
