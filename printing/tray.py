"""The tray: a folder that takes finished papers as PDF, for training and for counters without a printer."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from pathlib import Path

from clerk.domain.digests import sm3
from clerk.domain.faults import Fault, Refused
from clerk.ports import Printed
from clerk.whole_file import sync

JOB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
"""Receipt number, kind of paper, count of prints. No blank, no Chinese: a person's name cannot get in."""

FULL = {errno.ENOSPC, errno.EDQUOT}


class TrayPrinter:
    """A :class:`clerk.ports.Printer` that writes ``<job>.pdf`` into ``folder``.

    The same job with the same content is written once, so a step that runs again after a crash does no harm.
    """

    def __init__(self, folder: Path, name: str = "打印托盘") -> None:
        self._folder = folder
        self._name = name

    @property
    def name(self) -> str:
        """Name shown to the clerk."""
        return self._name

    def check(self) -> Fault | None:
        """``P-03`` when the folder cannot be written; a tray not yet made is fine where it can be made."""
        place = self._folder if self._folder.exists() else self._folder.parent
        if not place.is_dir():
            return self._unwritable(errno.ENOTDIR if place.exists() else errno.ENOENT)
        if not os.access(place, os.W_OK | os.X_OK):
            return self._unwritable(errno.EACCES)
        return None

    def print(self, job: str, pdf: bytes) -> Printed:
        """Put ``pdf`` into the tray; when this returns it is on disk.

        Raises:
            Refused: ``P-03`` folder not writable, ``P-04`` disk full, ``P-05`` the job holds another paper,
                ``P-06`` bad job name, ``P-07`` not a whole PDF.
        """
        if not JOB_NAME.fullmatch(job):
            raise Refused("P-06")
        if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-64:]:
            raise Refused("P-07")
        target = self._folder / f"{job}.pdf"
        try:
            self._folder.mkdir(exist_ok=True)
            if not target.exists():
                self._write(job, target, pdf)
            kept = target.read_bytes()
        except OSError as error:
            if error.errno in FULL:
                raise Refused("P-04", folder=str(self._folder)) from error
            fault = self._unwritable(error.errno or errno.EIO)
            raise Refused(fault.code, **fault.details) from error
        if kept != pdf:
            raise Refused("P-05", job=job)
        return Printed(job, str(target), sm3(pdf))

    def _write(self, job: str, target: Path, pdf: bytes) -> None:
        """Whole or not at all: write aside, flush to disk, then name it without replacing another."""
        handle, aside = tempfile.mkstemp(dir=self._folder, prefix=f".{job}.", suffix=".part")
        try:
            with open(handle, "wb") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
            _publish(Path(aside), target)
            sync(self._folder)
        finally:
            Path(aside).unlink(missing_ok=True)

    def _unwritable(self, number: int) -> Fault:
        return Fault("P-03", {"folder": str(self._folder), "reason": os.strerror(number)})


def _publish(aside: Path, target: Path) -> None:
    try:
        os.link(aside, target)
    except FileExistsError:
        return  # another worker was first; the caller compares what is there
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}:
            raise
        aside.replace(target)  # a file system without hard links
