"""Files that the clerk picks from a folder: read within bounds, and found to be what they must be."""

from __future__ import annotations

from pathlib import Path

from clerk.domain.faults import Refused
from clerk.domain.files import FILE_LIMIT, TakenFile, check_size, take
from clerk.ports import Press


def read_file(press: Press, path: Path) -> TakenFile:
    """Read a file from the clerk's folder and check what it is. One that is too large is not read.

    Raises:
        Refused: ``F-01``–``F-05``.
    """
    try:
        if not path.is_file():
            raise Refused("F-05", name=path.name)
        check_size(path.name, path.stat().st_size)
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
    except OSError:
        raise Refused("F-05", name=path.name) from None
    taken = take(path.name, data)
    if taken.media_type == "application/pdf":
        _check_pages(press, taken)
    return taken


def _check_pages(press: Press, taken: TakenFile) -> None:
    try:
        pages = press.pages(taken.data)
    except Refused as refused:
        raise Refused("F-03", name=taken.name) from refused
    if pages < 1:
        raise Refused("F-03", name=taken.name)
