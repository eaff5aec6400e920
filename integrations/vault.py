"""Where keys and credentials live: the OS keyring, or in training a file of the data folder.

Only real OS backends are allowed. With some add-on packages installed, the keyring library silently picks a
plaintext file and hides it inside its chainer; so the backend is chosen here by name, and no other is used.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "counter-console"
"""Name under which entries appear in the OS keyring."""

ALLOWED = (
    ("keyring.backends.SecretService", "Keyring"),
    ("keyring.backends.libsecret", "Keyring"),
    ("keyring.backends.kwallet", "DBusKeyring"),
    ("keyring.backends.Windows", "WinVaultKeyring"),
)


class KeyringVault:
    """A :class:`clerk.ports.Vault` over the one allowed OS keyring."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._backend = _allowed_backend()

    @property
    def name(self) -> str:
        """Name shown by doctor and the start gate."""
        return type(self._backend).__module__.rpartition(".")[2]

    def get(self, entry: str) -> bytes | None:
        """A secret, None when there is none of that name."""
        kept = self._backend.get_password(SERVICE, f"{self._store}/{entry}")
        return base64.b64decode(kept) if kept is not None else None

    def put(self, entry: str, secret: bytes) -> None:
        """Keep a secret in the OS keyring."""
        self._backend.set_password(SERVICE, f"{self._store}/{entry}", base64.b64encode(secret).decode())


class TrainingVault:
    """A :class:`clerk.ports.Vault` in a file of the training folder: no real person is in that store."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """Name shown by doctor and the start gate."""
        return self._path.name

    def get(self, entry: str) -> bytes | None:
        """A secret, None when there is none of that name."""
        kept = self._read().get(entry)
        return base64.b64decode(kept) if kept is not None else None

    def put(self, entry: str, secret: bytes) -> None:
        """Keep a secret; the file is replaced whole, readable by its owner only."""
        entries = {**self._read(), entry: base64.b64encode(secret).decode()}
        aside = self._path.with_suffix(".new")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(entries, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._path)

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise Refused("G-17", where=str(self._path)) from None


def _allowed_backend() -> KeyringBackend:
    from importlib import import_module

    for module, name in ALLOWED:
        try:
            backend: type[KeyringBackend] = getattr(import_module(module), name)
            if backend.priority > 0:
                return backend()
        except (ImportError, AttributeError, RuntimeError):
            continue  # this platform does not have it; the next may
    raise Refused("G-11")
