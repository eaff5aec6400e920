"""Ten thousand coverage-guided inputs go through everything that reads a PC/SC card."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import guided

pytestmark = pytest.mark.slow
HARNESS = "tests.fuzz.card_harness"


def test_ten_thousand_guided_inputs_end_in_values_or_named_faults(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    guided.seeds(HARNESS, corpus)
    done = guided.run(HARNESS, tmp_path, str(corpus))
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"Done {guided.RUNS} runs" in done.stderr
