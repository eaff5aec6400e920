"""The press draws papers beside the console: whatever happens to it, the next paper is drawn."""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Fault, Refused
from printing.press import ChildPress, pack_answer, read_message, start_child, unpack_answer, write_message
from tests.printing.samples import receipt

ROOT = Path(__file__).parents[2]


@pytest.fixture
def press() -> Iterator[ChildPress]:
    """A press of its own."""
    press = ChildPress()
    yield press
    press.close()


def code_of(job: Callable[[], object]) -> str:
    """Code of the refusal of a job."""
    with pytest.raises(Refused) as refused:
        job()
    return refused.value.fault.code


def a_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of them its catalogue."""
    body, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        body += b"%010d 00000 n \n" % offset
    return bytes(
        body + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
EMPTY = a_pdf(CATALOGUE, b"<</Type/Pages/Kids[]/Count 0>>")


def encrypted() -> bytes:
    """A PDF that asks for a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(a_pdf(CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE))))
    writer.encrypt("a password", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def bomb() -> bytes:
    """A PDF of half a megabyte whose table unfolds to half a gigabyte."""
    squeeze = zlib.compressobj(9)
    block = bytes(1 << 24)
    packed = b"".join(squeeze.compress(block) for _ in range(32)) + squeeze.flush()
    head = b"%PDF-1.7\n"
    table = b"1 0 obj\n<</Type/XRef/Size 500000000/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>stream\n"
    return head + table % len(packed) + packed + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % len(head)


def test_a_receipt_is_a_pdf_with_its_page(press: ChildPress) -> None:
    pdf = press.render(receipt())
    assert pdf.startswith(b"%PDF-")
    assert press.pages(pdf) == 1


def test_what_drawing_refuses_arrives_with_code_and_details(press: ChildPress) -> None:
    with pytest.raises(Refused) as refused:
        press.render(receipt(receipt_no="收件" * 40))
    assert refused.value.fault.code == "P-08"


def test_a_press_that_was_killed_while_idle_is_not_noticed(press: ChildPress) -> None:
    press.warm()
    os.kill(press.pid or 0, signal.SIGKILL)
    assert press.render(receipt()).startswith(b"%PDF-")


def test_a_press_killed_in_the_middle_is_replaced_by_another() -> None:
    children = iter([sleeper, start_child])
    press = ChildPress(start=lambda: next(children)())  # noqa: PLW0108 - a new child at each call
    papers: list[bytes] = []
    thread = threading.Thread(target=lambda: papers.append(press.render(receipt())))
    thread.start()
    wait_until(lambda: press.pid is not None)
    os.kill(press.pid or 0, signal.SIGKILL)
    thread.join(20)
    assert papers[0].startswith(b"%PDF-")
    press.close()


def test_a_press_that_dies_twice_over_a_job_is_told_and_the_next_paper_is_drawn() -> None:
    children = iter([dying, dying, start_child])
    press = ChildPress(start=lambda: next(children)())  # noqa: PLW0108 - a new child at each call
    assert code_of(lambda: press.render(receipt())) == "P-20"
    assert press.render(receipt()).startswith(b"%PDF-")
    press.close()


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n", b"nonsense" * 1000, EMPTY, a_pdf(CATALOGUE)[:40], b"\x89PNG\r\n\x1a\n" + bytes(500)],
    ids=["empty", "head", "nonsense", "no-page", "cut", "picture"],
)
def test_a_file_that_is_no_pdf_is_refused(press: ChildPress, content: bytes) -> None:
    assert code_of(lambda: press.pages(content)) == "P-21"


def test_an_encrypted_pdf_is_refused(press: ChildPress) -> None:
    assert code_of(lambda: press.pages(encrypted())) == "P-21"


def test_a_bomb_is_refused_and_the_next_paper_is_drawn(press: ChildPress) -> None:
    content = bomb()
    assert len(content) < 1_000_000
    assert code_of(lambda: press.pages(content)) == "P-21"
    assert press.render(receipt()).startswith(b"%PDF-")


def test_a_press_that_dies_over_a_foreign_file_blames_the_file() -> None:
    press = ChildPress(start=dying)
    assert code_of(lambda: press.pages(EMPTY)) == "P-21"
    press.close()


def test_a_hanging_job_is_ended_after_its_time() -> None:
    press = ChildPress(patience=0.3, start=sleeper)
    began = time.monotonic()
    assert code_of(lambda: press.render(receipt())) == "P-20"
    assert time.monotonic() - began < 5
    assert press.pid is None
    press.close()


def test_a_press_that_does_not_start_is_told() -> None:
    def no_start() -> subprocess.Popen[bytes]:
        raise OSError(11, "no process left")

    assert code_of(lambda: ChildPress(start=no_start).render(receipt())) == "P-20"


def test_a_press_that_speaks_nonsense_is_not_believed() -> None:
    evil = pickle.dumps(Fault("X-01"))
    answer = f"import sys; sys.stdout.buffer.write({len(evil).to_bytes(4, 'big') + evil!r})"
    press = ChildPress(start=lambda: script(f"{answer}; sys.stdout.flush(); sys.stdin.buffer.read()"))
    assert code_of(lambda: press.render(receipt())) == "P-20"
    press.close()


def test_closing_does_not_wait_for_a_job() -> None:
    press = ChildPress(start=sleeper)
    outcome: list[str] = []
    thread = threading.Thread(target=lambda: outcome.append(code_of(lambda: press.render(receipt()))))
    thread.start()
    wait_until(lambda: press.pid is not None)
    began = time.monotonic()
    press.close()
    assert time.monotonic() - began < 2
    thread.join(5)
    assert outcome == ["P-20"]


def test_a_closed_press_draws_no_more(press: ChildPress) -> None:
    press.close()
    assert code_of(lambda: press.render(receipt())) == "P-20"
    assert press.pid is None


def test_many_threads_get_each_their_own_paper(press: ChildPress) -> None:
    from pypdf import PdfReader

    numbers = [f"QP02-20261124-{n:04d}-7" for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        papers = list(pool.map(lambda n: press.render(receipt(receipt_no=n)), numbers))
    for number, pdf in zip(numbers, papers, strict=True):
        assert number in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


PARENT = """
import sys
from printing.press import ChildPress
press = ChildPress()
press.warm()
print(press.pid, flush=True)
sys.stdin.read()
"""


def test_the_press_ends_with_a_console_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait(10)
    wait_until(lambda: gone(child))


def test_the_press_has_a_session_of_its_own(press: ChildPress) -> None:
    press.warm()
    assert os.getsid(press.pid or 0) == press.pid


answers = st.one_of(
    st.binary(),
    st.integers(min_value=0),
    st.builds(Fault, st.text(), st.dictionaries(st.text(), st.text(), max_size=3)),
)


@given(answers)
def test_answers_survive_the_pipe(answer: bytes | int | Fault) -> None:
    pipe = io.BytesIO()
    write_message(pipe, pack_answer(answer))
    pipe.seek(0)
    data = read_message(pipe)
    assert data is not None
    assert unpack_answer(data) == answer


@given(st.binary(max_size=40))
def test_any_bytes_are_an_answer_or_nonsense(data: bytes) -> None:
    try:
        answer = unpack_answer(data)
    except ValueError:
        return
    assert isinstance(answer, bytes | int | Fault)


def script(code: str) -> subprocess.Popen[bytes]:
    """A child that is no press."""
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def dying() -> subprocess.Popen[bytes]:
    """A child that takes a job and dies over it."""
    return script("import sys; sys.stdin.buffer.read(4)")


def sleeper() -> subprocess.Popen[bytes]:
    """A child that takes a job and never answers."""
    return script("import sys; sys.stdin.buffer.read()")


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until(condition: Callable[[], bool], bound: float = 10.0) -> None:
    """Wait for a condition, at most ``bound`` seconds."""
    until = time.monotonic() + bound
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        threading.Event().wait(0.02)
