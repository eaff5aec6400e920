"""嘉善 at the other end of a line that the test holds in its hands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clerk.domain.regions import Dialect, Region
from integrations.regions import zhejiang_signature as signature
from integrations.regions.zhejiang import ZhejiangBackend
from tests.regions import domain_values as values
from tests.regions.dossiers import AT, RECEIPT_NO, FakeLine, json_answer

JIASHAN = Region("jiashan", "嘉善", "Jiashan", "330421000000", Dialect.ZHEJIANG)
CREDENTIALS = signature.Credentials("key-1", b"secret-1")
PROJ_ID = "330421261124000000001"
PROJECT = {"projId": PROJ_ID, "recvNo": RECEIPT_NO, "gmtReceive": "2026-11-24 09:30:01", "supplyTimes": 0}


def good(data: Any) -> dict[str, Any]:
    return {"code": "0", "msg": "成功", "data": data}


def line_with(data: Any) -> FakeLine:
    return FakeLine(lambda _request: json_answer(good(data)))


def refusing(code: str, words: str) -> FakeLine:
    return FakeLine(lambda _request: json_answer({"code": code, "msg": words, "data": None}))


@contextmanager
def jiashan(line: FakeLine) -> Iterator[ZhejiangBackend]:
    backend = ZhejiangBackend(
        JIASHAN,
        "http://jiashan.example",
        CREDENTIALS,
        types=values.TYPES,
        transport=line.transport,
        now=lambda: AT,
    )
    try:
        yield backend
    finally:
        backend.close()
