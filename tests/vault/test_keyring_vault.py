"""A live counter keeps its keys in the keyring of the operating system and in no other."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from clerk.domain.faults import Refused
from integrations.vault import ALLOWED, KeyringVault


class OsKeyring(KeyringBackend):
    """Stands for a keyring of the operating system."""

    priority = 5.0  # type: ignore[assignment]
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What is kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password


class PlaintextKeyring(OsKeyring):
    """What an add-on package installs: more eager than anything else, and readable by everybody."""

    priority = 100.0  # type: ignore[assignment]


class BlockedKeyring(OsKeyring):
    """Asks for its password in a window that nobody sees."""

    opened: ClassVar[threading.Event] = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        """Wait for ever."""
        self.opened.wait()
        return None


class LockedKeyring(OsKeyring):
    """Somebody dismissed its window."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise KeyringLocked("the user's own words")


class AbsentKeyring(OsKeyring):
    """A keyring of another desktop."""

    priority = -1.0  # type: ignore[assignment]


@pytest.fixture
def keyrings(monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of a module with all of the above."""
    OsKeyring.kept.clear()
    module = ModuleType("keyrings_of_the_test")
    for backend in (OsKeyring, PlaintextKeyring, BlockedKeyring, LockedKeyring, AbsentKeyring):
        setattr(module, backend.__name__, backend)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module.__name__


def test_secrets_of_two_counters_are_told_apart(keyrings: str) -> None:
    allowed = [(keyrings, "OsKeyring")]
    KeyringVault("/one", allowed).put("column-keys", b"\x00one")
    KeyringVault("/two", allowed).put("column-keys", b"\x00two")
    assert KeyringVault("/one", allowed).get("column-keys") == b"\x00one"
    assert KeyringVault("/two", allowed).get("column-keys") == b"\x00two"
    assert KeyringVault("/two", allowed).get("other") is None


def test_a_plaintext_keyring_is_never_taken(keyrings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{keyrings}.PlaintextKeyring")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
    with pytest.raises(Refused, match="G-11"):
        KeyringVault("/counter")
    assert not PlaintextKeyring.kept


def test_a_plaintext_keyring_that_a_configuration_names_is_never_taken(
    keyrings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = tmp_path / "python_keyring" / "keyringrc.cfg"
    configuration.parent.mkdir()
    configuration.write_text(f"[backend]\ndefault-keyring={keyrings}.PlaintextKeyring\n")
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    vault = KeyringVault("/counter", [(keyrings, "OsKeyring")])
    vault.put("column-keys", b"secret")
    assert type(vault._backend) is OsKeyring
    with pytest.raises(Refused, match="G-11"):
        KeyringVault("/counter", [(keyrings, "AbsentKeyring")])


def test_a_chainer_is_never_asked_for_what_it_hides() -> None:
    assert not {module for module, _ in ALLOWED} & {"keyring.backends.chainer", "keyring.core"}


def test_only_keyrings_of_operating_systems_are_allowed() -> None:
    """The list by name. SecretService runs for real in test_real_keyring, the others do not.

    KWallet needs its own desktop and the Windows vault needs Windows: neither can run here, and
    of both only the name is tried.
    """
    assert {module for module, _ in ALLOWED} == {
        "keyring.backends.SecretService",
        "keyring.backends.libsecret",
        "keyring.backends.kwallet",
        "keyring.backends.Windows",
    }


def test_a_keyring_that_is_not_of_this_machine_is_passed_over(keyrings: str) -> None:
    allowed = [("no.such.module", "Keyring"), (keyrings, "AbsentKeyring"), (keyrings, "OsKeyring")]
    assert KeyringVault("/counter", allowed).name == __name__.rpartition(".")[2]


def test_without_a_keyring_it_is_refused(keyrings: str) -> None:
    with pytest.raises(Refused, match="G-11"):
        KeyringVault("/counter", [(keyrings, "AbsentKeyring")])


def test_a_keyring_that_blocks_does_not_hold_up_the_counter(keyrings: str) -> None:
    vault = KeyringVault("/counter", [(keyrings, "BlockedKeyring")], patience=0.2)
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        vault.get("column-keys")
    assert time.monotonic() - began < 5
    BlockedKeyring.opened.set()
    assert refused.value.fault.code == "G-20"
    assert refused.value.fault.details == {"what": "0.2 s"}


def test_a_locked_keyring_is_told_without_its_own_words(keyrings: str) -> None:
    with pytest.raises(Refused) as refused:
        KeyringVault("/counter", [(keyrings, "LockedKeyring")]).get("column-keys")
    assert refused.value.fault.as_dict() == {"code": "G-20", "details": {"what": "KeyringLocked"}}


def test_something_else_under_our_name_is_refused(keyrings: str) -> None:
    vault = KeyringVault("/counter", [(keyrings, "OsKeyring")])
    OsKeyring.kept["counter-console", "/counter/column-keys"] = "typed by a person"
    with pytest.raises(Refused, match="G-20"):
        vault.get("column-keys")
