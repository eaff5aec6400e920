"""Keys as a terminal sends them: input methods, bursts faster than any repaint, the end of the process."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.terminal import Recording
from tests.screens.window import PASSWORD

F2, F3, ENTER = b"\x1bOQ", b"\x1bOR", b"\r"

PATIENCE = 20.0
"""Seconds a busy machine may take to end a console and its children."""


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Recording]:
    """A console in Chinese at 80 by 24, signed in."""
    recording = Recording(
        [sys.executable, "-m", "tests.pty.counter_process", str(tmp_path), "zh_CN"], columns=80, rows=24
    )
    recording.start()
    try:
        recording.read_until(lambda text: "工号" in text)
        recording.send(b"A0231\r" + PASSWORD.encode() + ENTER)
        recording.read_until(lambda text: "暂无来访人" in text)
        yield recording
    finally:
        recording.stop()


def test_ten_characters_of_an_input_method_come_in_one_commit(console: Recording) -> None:
    committed = "请出示您的护照和签证"
    console.send(F3)
    console.read_until(lambda text: "来办什么事" in text)
    console.send(committed.encode())
    console.read_until(lambda text: committed in text)


def test_a_commit_over_the_desk_fires_no_command(console: Recording) -> None:
    console.send("请出示您的护照和签证".encode())
    console.read_for(0.5)
    assert "暂无来访人" in console.replay()


def test_the_kitty_protocol_is_never_asked_for(console: Recording) -> None:
    assert not any(
        b"\x1b[>" in chunk.data and b"u" in chunk.data.split(b"\x1b[>")[1][:4] for chunk in console.chunks
    )


def test_a_hand_faster_than_any_repaint_loses_no_key(console: Recording) -> None:
    console.send(F2 + ENTER + b"ydjyba" + ENTER)
    console.read_until(lambda text: "异地就医备案" in text and "已为本件派生" in text)
    console.send(ENTER)
    console.read_until(lambda text: "本人申请办理" in text)
    console.send(ENTER)
    console.read_until(lambda text: "QP01-" in text and "已打印" in text)


def test_function_keys_sent_together_are_handled_in_their_order(console: Recording) -> None:
    console.send(F3 + b"ydjyba" + b"\x1b[24~")
    console.read_until(lambda text: "Whichmatter?" in text and "ydjyba" in text)


def test_leaving_ends_the_process(console: Recording) -> None:
    console.send(b"\x11")
    console.read_until(lambda text: "退出控制台" in text)
    console.send(b"1")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        console.read(0.05)
        if os.waitid(os.P_PID, console.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            break
    else:
        pytest.fail("the console did not end")


def test_an_escape_in_what_is_pasted_closes_nothing_and_loses_nothing(console: Recording) -> None:
    console.send(F3)
    console.read_until(lambda text: "来办什么事" in text)
    console.send(b"ydjy")
    console.read_until(lambda text: "ydjy" in text)
    console.send(b"\x1b[200~\x1bb\x1b[24~\x03\x11a\r\x1b[201~")
    console.read_until(lambda text: "ydjyb[24~a" in text and "来办什么事" in text)


def test_an_escape_alone_still_closes_the_sheet(console: Recording) -> None:
    console.send(F3)
    console.read_until(lambda text: "来办什么事" in text)
    console.send(b"\x1b")
    console.read_until(lambda text: "来办什么事" not in text)


def test_a_byte_that_is_no_character_ends_nothing(console: Recording) -> None:
    console.send(F3)
    console.read_until(lambda text: "来办什么事" in text)
    console.send(b"yd\xff\xc3(jy")
    console.read_until(lambda text: "(jy" in text)
