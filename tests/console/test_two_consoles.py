"""The two training counters of docs/operating.md: the second joins the first one's regions, and they talk."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk.assembly import find_place, make_place
from clerk.desk.liaison.views import Whose
from clerk.domain.faults import Refused
from clerk.domain.liaison import ThreadState
from clerk.settings import PROFILES, load_profile, profile_path
from clerk.training import TRAINEE_PASSWORD
from tests.console.gate import opened, wait_until


def test_a_question_goes_from_one_training_counter_to_the_other_and_its_answer_comes_back(
    tmp_path: Path,
) -> None:
    first = find_place(None, str(tmp_path / "qingpu"), training=True)
    second = find_place("wujiang", str(tmp_path / "wujiang"), training=True)
    with opened(first) as qingpu:
        here = qingpu.desk()
        with opened(second) as wujiang:
            there = wujiang.desk()
            assert (here.site.region, there.site.region) == ("qingpu", "wujiang")
            asker, other = (desk.sign_in("A0231", TRAINEE_PASSWORD) for desk in (here, there))
            thread = here.liaison.ask(asker, "wujiang", "医保", "YB-0021", "备案结果", "请核实办理进度。")
            wait_until(lambda: bool(there.liaison.threads(Whose.THEIRS, only_open=True)), 40)
            there.liaison.answer(other, thread.id, "已办结。")
            wait_until(lambda: here.liaison.open_thread(asker, thread.id).state is ThreadState.ANSWERED, 40)
        assert not (second.folder.root / "simulator.json").exists()


def test_a_counter_that_joins_nobody_says_so_and_stays_open(tmp_path: Path) -> None:
    from tests.console.gate import CheckName

    place = find_place("wujiang", str(tmp_path / "wujiang"), training=True)
    with opened(place) as gate:
        wait_until(lambda: gate.code(CheckName.REGION) == "G-13", 40)


def test_a_bare_word_names_a_shipped_profile_and_a_file_of_that_name_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert profile_path("wujiang", training=True) == PROFILES / "wujiang.toml"
    assert profile_path("nowhere", training=True) == Path("nowhere")
    (tmp_path / "wujiang").write_text("")
    assert profile_path("wujiang", training=True) == Path("wujiang")


def test_who_joins_others_starts_no_regions_of_its_own(tmp_path: Path) -> None:
    assert load_profile(PROFILES / "wujiang.toml").simulator.child is False
    both = tmp_path / "both.toml"
    both.write_text('kind = "training"\nsite = "WJ01"\n[simulator]\njoin = "x"\nchild = true\n')
    with pytest.raises(Refused) as refusal:
        make_place(load_profile(both), tmp_path)
    assert refusal.value.fault.code == "G-10"
