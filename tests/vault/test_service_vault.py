"""A worker that runs as a service gets its secrets from the service manager."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk.domain.faults import Refused
from integrations.vault import ServiceVault


def test_a_service_reads_what_it_was_given_under_the_entrys_name(tmp_path: Path) -> None:
    (tmp_path / "region.wujiang").write_bytes(b'{"access_id": "a"}')
    assert ServiceVault(tmp_path).get("region/wujiang") == b'{"access_id": "a"}'


def test_what_it_was_not_given_is_not_there(tmp_path: Path) -> None:
    assert ServiceVault(tmp_path).get("column-keys") is None


def test_a_service_cannot_keep_a_secret_itself(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        ServiceVault(tmp_path).put("column-keys", b"secret")
    assert refused.value.fault.code == "G-27"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_a_secret_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "column-keys").mkdir()
    with pytest.raises(Refused) as refused:
        ServiceVault(tmp_path).get("column-keys")
    assert refused.value.fault.code == "G-20"
