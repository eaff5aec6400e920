"""The tray takes each paper once, whole, and says what is wrong with its folder."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import NoReturn

import pytest

from clerk.domain.faults import Language, Refused
from clerk.ports import Printer
from printing.papers import PaperPress
from printing.tray import TrayPrinter
from tests.printing import samples

JOB = "QP02-20261124-0014-7-receipt-1"
PDF = b"%PDF-1.4\nsheet\n%%EOF\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tray"


def code_of(tray: TrayPrinter, job: str, pdf: bytes) -> str:
    with pytest.raises(Refused) as refused:
        tray.print(job, pdf)
    assert refused.value.fault.sentence(Language.ZH)
    return refused.value.fault.code


def test_a_paper_is_in_the_tray_under_its_job_name(folder: Path) -> None:
    tray: Printer = TrayPrinter(folder)
    pdf = PaperPress().draw(samples.receipt())
    printed = tray.print(JOB, pdf)
    assert Path(printed.where) == folder / f"{JOB}.pdf"
    assert Path(printed.where).read_bytes() == pdf
    assert len(printed.digest) == 64
    assert tray.check() is None


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this Python has no SM3 to compare")
def test_the_digest_is_the_sm3_of_the_file(folder: Path) -> None:
    printed = TrayPrinter(folder).print(JOB, PDF)
    assert printed.digest == hashlib.new("sm3", PDF).hexdigest()


def test_the_same_job_again_is_the_same_file_and_is_not_written_twice(folder: Path) -> None:
    tray = TrayPrinter(folder)
    first = tray.print(JOB, PDF)
    written = Path(first.where).stat()
    assert tray.print(JOB, PDF) == first
    again = Path(first.where).stat()
    assert (again.st_ino, again.st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert [file.name for file in folder.iterdir()] == [f"{JOB}.pdf"]


def test_the_same_job_with_another_paper_is_refused_and_the_first_is_kept(folder: Path) -> None:
    tray = TrayPrinter(folder)
    tray.print(JOB, PDF)
    assert code_of(tray, JOB, PDF.replace(b"sheet", b"other")) == "P-05"
    assert (folder / f"{JOB}.pdf").read_bytes() == PDF


def test_a_worker_that_comes_second_finds_the_first_ones_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def other_worker_first(aside: Path, target: Path) -> None:
        target.write_bytes(PDF)
        link(aside, target)

    monkeypatch.setattr(os, "link", other_worker_first)
    assert Path(TrayPrinter(folder).print(JOB, PDF).where).read_bytes() == PDF
    assert [file.name for file in folder.iterdir()] == [f"{JOB}.pdf"]


def test_a_folder_without_hard_links_works_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(_: Path, __: Path) -> NoReturn:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    assert Path(TrayPrinter(folder).print(JOB, PDF).where).read_bytes() == PDF
    assert [file.name for file in folder.iterdir()] == [f"{JOB}.pdf"]


@pytest.mark.parametrize("moment", ["fsync", "link"])
def test_a_full_disk_is_told_and_leaves_nothing_behind(
    moment: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patched:
        patched.setattr(os, moment, full)
        assert code_of(TrayPrinter(folder), JOB, PDF) == "P-04"
    assert list(folder.iterdir()) == []
    assert TrayPrinter(folder).print(JOB, PDF).job == JOB


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    tray = TrayPrinter(tmp_path / "unplugged" / "tray")
    fault = tray.check()
    assert fault is not None
    assert fault.code == "P-03"
    assert code_of(tray, JOB, PDF) == "P-03"


def test_a_file_in_place_of_the_folder_is_refused(folder: Path) -> None:
    folder.write_text("not a folder")
    tray = TrayPrinter(folder)
    fault = tray.check()
    assert fault is not None
    assert fault.code == "P-03"
    assert code_of(tray, JOB, PDF) == "P-03"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused(folder: Path) -> None:
    folder.mkdir(mode=0o500)
    tray = TrayPrinter(folder)
    assert tray.check() is not None
    assert code_of(tray, JOB, PDF) == "P-03"


@pytest.mark.parametrize(
    "job", ["", "../QP02", "a/b", "赵测试", "QP02 receipt", ".hidden", "x" * 121, "QP02\n"]
)
def test_a_job_name_cannot_leave_the_folder_or_carry_a_name(job: str, folder: Path) -> None:
    assert code_of(TrayPrinter(folder), job, PDF) == "P-06"


@pytest.mark.parametrize("pdf", [b"", b"<html>", PDF[:-10]])
def test_half_a_paper_is_not_printed(pdf: bytes, folder: Path) -> None:
    assert code_of(TrayPrinter(folder), JOB, pdf) == "P-07"
