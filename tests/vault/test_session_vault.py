"""Keys of one session: handed to a child whole or not at all, never printed, never taken for kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Refused
from clerk.key_file import read_carried, read_key_file, write_key_file
from integrations.session_vault import SessionVault

ENTRIES = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=20), st.binary(max_size=64), max_size=4
)


@given(ENTRIES)
def test_a_child_takes_over_what_its_parent_holds_in_one_line(entries: dict[str, bytes]) -> None:
    line = SessionVault(entries).handed_over()
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    taken = SessionVault.taken_over(line)
    assert {entry: taken.get(entry) for entry in entries} == entries


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"{}x", b"7", b'{"a": 7}', b'{"a": "no base64!"}', b"\xff\xfe", b"[[1]]"]
)
def test_what_is_no_such_line_is_refused(line: bytes) -> None:
    with pytest.raises(Refused, match="G-20"):
        SessionVault.taken_over(line)


def test_nothing_is_kept_for_later() -> None:
    vault = SessionVault({"column-keys": b"old"})
    with pytest.raises(Refused, match="G-31"):
        vault.put("column-keys", b"new")
    assert vault.get("column-keys") == b"old"
    assert vault.get("region/wujiang") is None


def test_it_is_never_printed() -> None:
    vault = SessionVault({"column-keys": b"sesame"})
    assert "sesame" not in f"{vault!r} {vault}"
    assert vault.with_entries({"region/wujiang": b"{}"}).get("column-keys") == b"sesame"


@pytest.mark.parametrize("line", [b"", b"no keys\n"])
def test_a_worker_that_is_handed_nothing_ends_and_says_so(tmp_path: Path, line: bytes) -> None:
    profile = tmp_path / "live.toml"
    profile.write_text(
        'kind = "live"\nsite = "QP01"\n[[region]]\nid = "wujiang"\nurl = "http://127.0.0.1:9"\n'
    )
    options = [
        "--profile",
        str(profile),
        "--data",
        str(tmp_path / "counter"),
        "--parent-pipe",
        "--session-keys",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "clerk", "worker", *options],
        input=line, cwd=Path(__file__).parents[2], capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert b"G-20" in done.stderr


def test_a_key_file_carries_credentials_and_is_read_without_them_too(tmp_path: Path) -> None:
    credentials = {"region/wujiang": b'{"access_token": "sesame"}'}
    write_key_file(tmp_path / "both", b"keys", "a long passphrase", credentials)
    write_key_file(tmp_path / "keys", b"keys", "a long passphrase")
    both, only = (read_carried(tmp_path / name, "a long passphrase") for name in ("both", "keys"))
    assert (both.keys, both.credentials) == (b"keys", credentials)
    assert (only.keys, only.credentials) == (b"keys", {})
    assert read_key_file(tmp_path / "both", "a long passphrase") == b"keys"
    assert b"sesame" not in (tmp_path / "both").read_bytes()
    assert "sesame" not in repr(both)


def test_one_kind_of_key_file_does_not_pass_for_the_other(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    write_key_file(path, b"keys", "a long passphrase", {"region/wujiang": b"{}"})
    path.write_text(path.read_text().replace("keys 2", "keys 1"))
    with pytest.raises(Refused, match="G-21"):
        read_carried(path, "a long passphrase")
