"""What others read in our PDF: poppler and qpdf."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest


def tool(name: str) -> str:
    """Path of a program; without it the test is skipped on a desk and fails in CI."""
    path = shutil.which(name)
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return path


def text_of(pdf: bytes) -> str:
    """Text of all pages as pdftotext copies it."""
    done = subprocess.run(
        [tool("pdftotext"), "-enc", "UTF-8", "-layout", "-", "-"],
        input=pdf,
        capture_output=True,
        check=True,
        timeout=30,
    )
    return done.stdout.decode("utf-8")


def squeezed(text: str) -> str:
    """``text`` without blanks: where a line broke does not matter."""
    return "".join(text.split())
