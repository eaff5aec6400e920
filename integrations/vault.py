"""Where keys and credentials live: the OS keyring, or in training a file of the data folder.

Only real OS backends are allowed. With some add-on packages installed, the keyring library silently picks a
plaintext file and hides it inside its chainer; so the backend is chosen here by name, and no other is used.
"""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_T = TypeVar("_T")

SERVICE = "counter-console"
"""Name under which entries appear in the OS keyring."""

ALLOWED = (
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.libsecret", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
    ("keyring.backends.Windows", "WinVaultKeyring"),
)
"""Module and class of the backends that are the operating system's own."""

PATIENCE = 20.0
"""Seconds a keyring gets: it may be asking for its password in a window that nobody sees."""


class KeyringVault:
    """A :class:`clerk.ports.Vault` over the one allowed OS keyring.

    Raises:
        Refused: ``G-11`` there is no allowed keyring, ``G-20`` it does not answer.
    """

    def __init__(
        self, store: str, allowed: Sequence[tuple[str, str]] = ALLOWED, patience: float = PATIENCE
    ) -> None:
        self._store = store
        self._patience = patience
        self._backend = self._in_time(lambda: _first_of(allowed))

    @property
    def name(self) -> str:
        """Name shown by doctor and the start gate."""
        return type(self._backend).__module__.rpartition(".")[2]

    def get(self, entry: str) -> bytes | None:
        """A secret, None when there is none of that name.

        Raises:
            Refused: ``G-20`` the keyring is locked, does not answer, or holds something else.
        """
        kept = self._in_time(lambda: self._backend.get_password(SERVICE, self._full(entry)))
        try:
            return None if kept is None else base64.b64decode(kept, validate=True)
        except ValueError:
            raise Refused("G-20", what="base64") from None

    def put(self, entry: str, secret: bytes) -> None:
        """Keep a secret in the OS keyring.

        Raises:
            Refused: ``G-20`` the keyring is locked or does not answer.
        """
        text = base64.b64encode(secret).decode()
        self._in_time(lambda: self._backend.set_password(SERVICE, self._full(entry), text))

    def _full(self, entry: str) -> str:
        return f"{self._store}/{entry}"

    def _in_time(self, call: Callable[[], _T]) -> _T:
        """Call the keyring in a thread of its own: an unlock prompt blocks for as long as nobody answers."""
        answers: SimpleQueue[tuple[_T] | Refused] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put((call(),))
            except Refused as refused:
                answers.put(refused)
            except Exception as error:  # noqa: BLE001 - backends throw their own, their bus's and D-Bus's errors
                answers.put(Refused("G-20", what=type(error).__name__))

        threading.Thread(target=ask, name="keyring", daemon=True).start()
        try:
            answer = answers.get(timeout=self._patience)
        except Empty:
            raise Refused("G-20", what=f"{self._patience:g} s") from None
        if isinstance(answer, Refused):
            raise answer
        return answer[0]


class ServiceVault:
    """A :class:`clerk.ports.Vault` of a service: files that the service manager decrypted for this process.

    systemd puts them into ``$CREDENTIALS_DIRECTORY`` (``LoadCredentialEncrypted=``), one file an entry, ``/``
    in its name written as ``.``; they are gone when the service ends. A service has no user's keyring.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        """Name shown by doctor and the start gate."""
        return "systemd"

    def get(self, entry: str) -> bytes | None:
        """A secret, None when the service was given none of that name.

        Raises:
            Refused: ``G-20`` it cannot be read.
        """
        try:
            return (self._folder / entry.replace("/", ".")).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Refused("G-20", what=type(error).__name__) from None

    def put(self, entry: str, secret: bytes) -> None:
        """Never: what a service is given, it cannot change.

        Raises:
            Refused: ``G-27``.
        """
        del entry, secret
        raise Refused("G-27", where=self.name)


class TrainingVault:
    """A :class:`clerk.ports.Vault` in a file of the training folder: no real person is in that store."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """Name shown by doctor and the start gate."""
        return self._path.name

    def get(self, entry: str) -> bytes | None:
        """A secret, None when there is none of that name.

        Raises:
            Refused: ``G-17`` the file is damaged or cannot be read.
        """
        kept = self._read().get(entry)
        return None if kept is None else base64.b64decode(kept)

    def put(self, entry: str, secret: bytes) -> None:
        """Keep a secret; the file is replaced whole, readable by its owner only.

        Raises:
            Refused: ``G-17`` the file is damaged or cannot be written.
        """
        entries = {**self._read(), entry: base64.b64encode(secret).decode()}
        try:
            self._replace(json.dumps(entries, indent=1))
        except OSError:
            raise Refused("G-17", where=str(self._path)) from None

    def _replace(self, text: str) -> None:
        aside = self._path.with_suffix(".new")
        aside.unlink(missing_ok=True)
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._path)

    def _read(self) -> dict[str, str]:
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
            for kept in entries.values():
                base64.b64decode(kept, validate=True)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError):
            raise Refused("G-17", where=str(self._path)) from None
        return dict(entries)


def _first_of(allowed: Sequence[tuple[str, str]]) -> KeyringBackend:
    for module, name in allowed:
        try:
            backend: type[KeyringBackend] = getattr(import_module(module), name)
            if backend.priority > 0:
                return backend()
        except (ImportError, AttributeError, RuntimeError):
            continue  # this platform does not have it; the next may
    raise Refused("G-11")
