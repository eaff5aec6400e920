"""A new file that is there whole or not at all, never in the place of another."""

from __future__ import annotations

import os
from pathlib import Path


def publish(aside: Path, target: Path) -> None:
    """Give a finished file its name, and bring that to the disk.

    Raises:
        FileExistsError: there is a file of that name; it stays as it is.
        OSError: the disk said no.
    """
    try:
        os.link(aside, target)
    except FileExistsError:
        raise
    except OSError:  # a stick with a file system that has no links
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        aside.replace(target)
    sync(target.parent)


def sync(folder: Path) -> None:
    """Bring the names in a folder to the disk. Windows has no such call and does it by itself.

    Raises:
        OSError: the disk said no.
    """
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
