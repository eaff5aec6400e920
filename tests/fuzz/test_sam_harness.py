"""Ten thousand coverage-guided inputs go through the frames and layouts of ID readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import guided

pytestmark = pytest.mark.slow


def test_ten_thousand_guided_inputs_end_in_values_or_named_faults(tmp_path: Path) -> None:
    done = guided.run("tests.fuzz.sam_harness", tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"Done {guided.RUNS} runs" in done.stderr
