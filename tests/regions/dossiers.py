"""A dossier to send, and a line that shows what would have been sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from clerk.domain.catalogue import CaseType, Limit, Variant
from clerk.domain.china_time import CHINA
from clerk.domain.digests import sm3
from clerk.domain.materials import Material, Met, Necessity, Way
from clerk.domain.parties import Agent, Applicant, DocumentKind, IdentityEvidence, Person, Strength
from clerk.domain.regions import RegionId
from clerk.ports import Attachment, Dossier

AT = datetime(2026, 11, 24, 9, 30, 0, tzinfo=CHINA)
SCAN = b"%PDF-1.4 a scan\n%%EOF\n"
APPLICANT = Person("张示例", DocumentKind.RESIDENT_ID, "320509198506150029", phone="13800000001")
EVIDENCE = IdentityEvidence(Strength.CHIP, AT, "SAM-0001")
RECEIPT_NO = "QP02-20261124-0001-7"


def agent_called(name: str) -> Agent:
    """Somebody of that name who acts for the applicant."""
    return Agent(Person(name, DocumentKind.RESIDENT_ID, "31011819900101001X"), EVIDENCE, "relative")


def variant_in(region: RegionId, code: str) -> Variant:
    """An item with one scanned material."""
    material = Material("M1", "公司章程", Necessity.ESSENTIAL, frozenset({Way.SCAN, Way.PAPER}))
    return Variant(
        "SC-0001",
        region,
        code,
        "设立登记",
        "市场监管局",
        "1" * 18,
        Limit(3, 1),
        CaseType.PROMISED,
        (material,),
    )


def dossier(
    region: RegionId, *, applicant: Applicant = APPLICANT, agent: Agent | None = None, code: str = "11" * 16
) -> Dossier:
    """A dossier with one scan."""
    scan = Attachment("a1", "M1", "章程（示例）.pdf", "application/pdf", len(SCAN), sm3(SCAN), lambda: SCAN)
    return Dossier(
        case_id="01a20bed-61c8-7b3d-97ef-899a8244476f",
        receipt_no=RECEIPT_NO,
        variant=variant_in(region, code),
        applicant=applicant,
        evidence=EVIDENCE,
        agent=agent,
        form={"phone": "13800000001"},
        met=(Met("M1", Way.SCAN, "a1", scan.digest, scan.file_name),),
        attachments=(scan,),
        received_at=AT,
        near_region="qingpu",
        site_code="QP02",
        site_name="青浦区金泽镇社区事务受理服务中心",
        window="长三角专窗",
        clerk_no="C001",
        consent_at=AT,
    )


@dataclass
class FakeLine:
    """Answers every request with what ``answer`` gives, and keeps what was sent."""

    answer: Callable[[httpx.Request], httpx.Response]
    sent: list[httpx.Request] = field(default_factory=list)

    @property
    def transport(self) -> httpx.MockTransport:
        """For an adapter, instead of the network."""

        def handle(request: httpx.Request) -> httpx.Response:
            request.read()
            self.sent.append(request)
            return self.answer(request)

        return httpx.MockTransport(handle)


def answer_of(content: bytes, content_type: str, status: int = 200) -> httpx.Response:
    """An answer that is read from the line piece by piece, as a real one is."""
    return httpx.Response(status, stream=httpx.ByteStream(content), headers={"Content-Type": content_type})


def json_answer(value: Any, *, charset: str = "utf-8", declared: str | None = None) -> httpx.Response:
    """An answer in ``charset`` that declares ``declared`` (the same when not given)."""
    content = json.dumps(value, ensure_ascii=False).encode(charset)
    return answer_of(content, f"application/json;charset={declared or charset}")
