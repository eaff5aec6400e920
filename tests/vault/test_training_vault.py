"""The training vault is a file: whole or not at all, for its owner only."""

from __future__ import annotations

import base64
import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk.domain.faults import Refused
from integrations.vault import TrainingVault


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.binary(), max_size=5))
def test_what_was_put_in_comes_out(secrets: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for entry, secret in secrets.items():
            TrainingVault(Path(folder, "keys.json")).put(entry, secret)
        vault = TrainingVault(Path(folder, "keys.json"))
        assert {entry: vault.get(entry) for entry in secrets} == secrets
        assert vault.get("nothing of this name, ever") is None


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    vault = TrainingVault(tmp_path / "keys.json")
    (tmp_path / "keys.new").write_text("left by somebody, readable by all")
    vault.put("column-keys", b"secret")
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_a_write_that_fails_leaves_the_old_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = TrainingVault(tmp_path / "keys.json")
    vault.put("column-keys", b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="G-17"):
        vault.put("column-keys", b"new")
    assert vault.get("column-keys") == b"old"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b'{"column-keys": 7}', b'{"column-keys": "not base64!"}', b"\xff\xfe"]
)
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(content)
    for use in (lambda v: v.get("column-keys"), lambda v: v.put("column-keys", b"new")):
        with pytest.raises(Refused) as refused:
            use(TrainingVault(path))
        assert refused.value.fault.code == "G-17"
        assert refused.value.fault.details == {"where": str(path)}
    assert path.read_bytes() == content


def test_the_name_is_the_file(tmp_path: Path) -> None:
    assert TrainingVault(tmp_path / "training-keys.json").name == "training-keys.json"


def test_secrets_are_kept_as_text(tmp_path: Path) -> None:
    TrainingVault(tmp_path / "keys.json").put("a", b"\x00\xff")
    kept = json.loads((tmp_path / "keys.json").read_text())
    assert base64.b64decode(kept["a"]) == b"\x00\xff"
