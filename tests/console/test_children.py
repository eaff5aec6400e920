"""A child ends with who started it, and is started again when it ends by itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from clerk.children import MOST_GIVEN, Child
from tests.console.gate import gone, wait_until

READS = "import sys; sys.stdin.buffer.read()"
STUBBORN = "import threading; threading.Event().wait()"


def child(tmp_path: Path, code: str, changes: list[bool], name: str = "one", pause: float = 0.1) -> Child:
    """A child that runs ``code``."""
    return Child(
        [sys.executable, "-c", code], tmp_path / f"{name}.out", changes.append, soonest_restart=pause
    )


def stop(running: Child, patience: float = 5.0) -> None:
    """End a child."""
    running.release()
    running.wait(patience)


def pid_of(running: Child) -> int:
    """Its process id, once it runs."""
    wait_until(lambda: running.running)
    assert running.pid is not None
    return running.pid


def test_it_ends_when_its_pipe_closes(tmp_path: Path) -> None:
    changes: list[bool] = []
    one = child(tmp_path, READS, changes)
    one.start()
    pid = pid_of(one)
    stop(one)
    assert gone(pid)
    assert changes == [True]


def test_its_pipe_does_not_leak_into_the_next_child(tmp_path: Path) -> None:
    one, two = child(tmp_path, READS, []), child(tmp_path, READS, [], "two")
    one.start()
    first = pid_of(one)
    two.start()
    second = pid_of(two)
    one.release()
    wait_until(lambda: gone(first))
    assert not gone(second)
    stop(two)


def test_signals_to_the_console_s_group_do_not_reach_it(tmp_path: Path) -> None:
    one = child(tmp_path, READS, [])
    one.start()
    assert os.getpgid(pid_of(one)) != os.getpgrp()
    stop(one)


def test_it_is_started_again_after_a_kill(tmp_path: Path) -> None:
    changes: list[bool] = []
    one = child(tmp_path, READS, changes)
    one.start()
    first = pid_of(one)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: one.running and one.pid != first)
    wait_until(lambda: changes == [True, False, True])
    stop(one)


def test_one_that_ends_at_once_is_not_started_in_a_rush(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    code = f"open({str(starts)!r}, 'a').write('x')"
    one = child(tmp_path, code, [], pause=0.5)
    began = time.monotonic()
    one.start()
    wait_until(lambda: starts.exists() and starts.stat().st_size >= 3)
    assert time.monotonic() - began >= 1.0
    stop(one)


def test_one_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    one = child(tmp_path, STUBBORN, [])
    one.start()
    pid = pid_of(one)
    began = time.monotonic()
    stop(one, 0.3)
    assert time.monotonic() - began < 3
    assert gone(pid)


def test_it_is_not_started_after_it_was_released(tmp_path: Path) -> None:
    changes: list[bool] = []
    one = child(tmp_path, READS, changes)
    one.release()
    one.start()
    one.wait(1)
    assert one.pid is None
    assert changes == []


def test_one_that_cannot_be_started_is_told_and_tried_again(tmp_path: Path) -> None:
    changes: list[bool] = []
    folder = tmp_path / "log"
    one = Child([sys.executable, "-c", READS], folder / "one.out", changes.append, soonest_restart=0.1)
    one.start()
    wait_until(lambda: changes[:1] == [False])
    folder.mkdir()
    wait_until(lambda: one.running)
    stop(one)


def test_what_it_says_is_kept(tmp_path: Path) -> None:
    one = child(tmp_path, "import sys; print('G-13', file=sys.stderr, flush=True); " + READS, [])
    one.start()
    wait_until(lambda: (tmp_path / "one.out").exists() and b"G-13" in (tmp_path / "one.out").read_bytes())
    stop(one)


@pytest.mark.parametrize("moment", range(5))
def test_released_at_any_moment_it_leaves_no_process(tmp_path: Path, moment: int) -> None:
    one = child(tmp_path, READS, [])
    release: Callable[[], None] = one.release
    threading.Timer(moment * 0.01, release).start()
    one.start()
    wait_until(lambda: not any(t.name == "watch one" for t in threading.enumerate()))
    assert one.pid is None or gone(one.pid) or not one.running


def test_what_it_is_given_comes_through_its_pipe_at_every_start(tmp_path: Path) -> None:
    tells = "import os, sys; print(os.read(0, 99).decode(), flush=True); sys.stdin.buffer.read(1)"
    changes: list[bool] = []
    one = Child(
        [sys.executable, "-c", tells],
        tmp_path / "one.out",
        changes.append,
        soonest_restart=0.1,
        given=b"sesame\n",
    )
    one.start()
    told = tmp_path / "one.out"
    wait_until(lambda: told.exists() and "sesame" in told.read_text())
    first = pid_of(one)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: one.pid not in {None, first} and "sesame" in told.read_text())
    stop(one)
    assert changes[:3] == [True, False, True]


def test_one_that_ends_before_it_reads_does_not_end_the_console(tmp_path: Path) -> None:
    changes: list[bool] = []
    one = Child(
        [sys.executable, "-c", ""], tmp_path / "one.out", changes.append, soonest_restart=0.1, given=b"x"
    )
    one.start()
    wait_until(lambda: changes.count(False) >= 3)
    stop(one)


def test_more_than_a_pipe_holds_is_not_given(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pipe"):
        Child([sys.executable], tmp_path / "one.out", lambda _: None, given=bytes(MOST_GIVEN + 1))
