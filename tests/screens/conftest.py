"""A window for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.screens.window import PDF, Window, open_window


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    """A window with three files in the scanner's folder."""
    with open_window(tmp_path) as opened:
        scans = opened.desk.folder.scans
        (scans / "公司章程（示例）.pdf").write_bytes(PDF)
        (scans / "坏文件（示例）.pdf").write_bytes(b"%PDF-1.7 broken")
        (scans / "不是图片（示例）.jpg").write_bytes(b"just words")
        yield opened
