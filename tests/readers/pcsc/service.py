"""A real pcscd in its own namespaces, driven from a test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.readers.pcsc.slot import Inserted, VirtualCard

READERS = ("Virtual PCD 00 00", "Virtual PCD 00 01")
"""Names the service gives the two slots."""
DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so*"
SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"
PATIENCE = 30
ISOLATE = ["unshare", "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child"]
PREPARE = (
    'mount -t tmpfs tmpfs /run && mkdir /run/pcscd && mount --bind "$1" /run/pcscd'
    ' && mount -t proc proc /proc && exec "$2" -m tests.readers.pcsc.inside'
)
ROOT = Path(__file__).parents[3]


class PcscService:
    """pcscd with two slots. ``insert`` puts a card in; ``stop``, ``kill`` and ``start`` mean the service."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.folder = folder
        self._process = process

    def insert(self, card: VirtualCard, slot: int = 0) -> Inserted:
        """Put ``card`` into a slot; use it as a context, or pull it."""
        return Inserted(card, self.folder / f"slot{slot}")

    def start(self) -> None:
        """Start pcscd; it answers when this returns."""
        self._order("start")

    def stop(self) -> None:
        """End pcscd as an administrator does."""
        self._order("stop")

    def kill(self) -> None:
        """End pcscd without a word."""
        self._order("kill")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """For as long, pcscd takes connections and does nothing."""
        self._order("freeze")
        try:
            yield
        finally:
            self._order("thaw")

    def _order(self, order: str) -> None:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(order + "\n")
        stdin.flush()
        said = stdout.readline().strip()
        if said != "ok":
            raise RuntimeError(f"{order}: {said or 'the namespaces ended'}")


def missing_component() -> str | None:
    """What this machine lacks for the tests, in words; None when it lacks nothing."""
    if find_spec("smartcard") is None:
        return "pyscard is not installed (needs gcc and libpcsclite-dev)"
    if shutil.which("pcscd", path=os.environ.get("PATH", "") + ":/usr/sbin") is None:
        return "pcscd is not installed"
    if not glob(DRIVER):
        return "vsmartcard-vpcd is not installed"
    if shutil.which("unshare") is None:
        return "unshare is not installed"
    tried = subprocess.run([*ISOLATE, "true"], capture_output=True, text=True, check=False, timeout=PATIENCE)
    if tried.returncode != 0:
        return "this machine allows no namespaces: " + tried.stderr.strip()
    return None


@contextmanager
def needed_pcscd() -> Iterator[PcscService]:
    """:func:`running_pcscd` for a test: skipped where this machine lacks a component, failed in CI."""
    missing = missing_component()
    if missing is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with running_pcscd() as service:
        yield service


@contextmanager
def running_pcscd() -> Iterator[PcscService]:
    """A service of this process alone, named to its PC/SC library by the environment.

    The library keeps the socket's name for the life of a process, so that the name is the process's own.
    """
    folder = Path(tempfile.gettempdir()) / f"counter-pcsc-{os.getuid()}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    before = os.environ.get(SOCKET_VARIABLE)
    os.environ[SOCKET_VARIABLE] = str(folder / "pcscd.comm")
    process = subprocess.Popen(
        [*ISOLATE, "sh", "-c", PREPARE, "sh", str(folder), sys.executable],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        service = PcscService(folder, process)
        service.start()
        yield service
    finally:
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        if before is None:
            del os.environ[SOCKET_VARIABLE]
        else:
            os.environ[SOCKET_VARIABLE] = before
        shutil.rmtree(folder, ignore_errors=True)
