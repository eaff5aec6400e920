"""Which scanned file: the folder of the scanner, newest first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clerk.domain.china_time import CHINA
from clerk.domain.faults import Refused
from screens.background import result_of
from screens.language import N_
from screens.lines import Ink, Line, fit, fit_right
from screens.sheets.listing import ListSheet

MOST = 500
"""Files looked at; a scanner's folder that holds more is not being cleared."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A file of the folder."""

    path: Path
    size: int
    changed: datetime


def scanned_files(folder: Path) -> tuple[Scanned, ...]:
    """Files of ``folder``, newest first; an absent folder has none."""
    try:
        entries = [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")]
        found = [_scanned(path) for path in entries[:MOST]]
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda s: s.changed, reverse=True))


def _scanned(path: Path) -> Scanned:
    status = path.stat()
    return Scanned(path, status.st_size, datetime.fromtimestamp(status.st_mtime, CHINA))


class FileSheet(ListSheet):
    """Offers the files. A file that is refused leaves the sheet open with the reason."""

    TITLE = N_("Which file?")
    ABOUT = N_(
        "Files of the scanner's folder, newest first. PDF, JPEG or PNG, 20 MB at most; "
        "what a file is, its content says, not its name."
    )
    takes_scans = False

    def __init__(self, folder: Path, material: str, chosen: Callable[[Path], Awaitable[None]]) -> None:
        super().__init__()
        self._folder = folder
        self._material = material
        self._chosen = chosen
        self._files: tuple[Scanned, ...] = ()

    def head(self) -> tuple[Line, ...]:
        """For which material, from which folder."""
        title = self.speech.say(N_("Which file for {material}?"), material=self._material)
        return (((f" {title}", Ink.STRONG), (f"   {self._folder}", Ink.QUIET)),)

    def on_mount(self) -> None:
        """Look into the folder."""
        self.show_rows(0)
        self.call_next(self._look)

    async def _look(self) -> None:
        self._files = await result_of(lambda: scanned_files(self._folder), name="scans")
        self.show_rows(len(self._files))

    def row(self, index: int, width: int) -> Line:
        """Name, size, time."""
        file = self._files[index]
        return (
            (fit(file.path.name, width - 30), Ink.TEXT),
            (fit_right(_size(file.size), 10), Ink.QUIET),
            (fit_right(file.changed.strftime("%m-%d %H:%M"), 15), Ink.QUIET),
        )

    def when_empty(self) -> str:
        """No file."""
        return self.speech.say(N_("There is no file in the folder."))

    async def chosen(self, index: int) -> None:
        """Take it; what is refused is said here, and another file can be chosen."""
        try:
            await self._chosen(self._files[index].path)
        except Refused as refused:
            self.refuse(refused.fault)
            return
        self.close()


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(size // 1024, 1)} KB"
