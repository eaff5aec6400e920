"""A home region as the contract tests see it: a backend, what to send to it, a look behind the counter."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from clerk.catalogue_files import CounterData
from clerk.domain.cases import Event
from clerk.domain.catalogue import Variant
from clerk.domain.china_time import CHINA
from clerk.domain.digests import sm3
from clerk.domain.licences import Purpose
from clerk.domain.materials import Met, Way
from clerk.domain.parties import Agent, Applicant, DocumentKind, IdentityEvidence, Person, Strength, Validity
from clerk.domain.regions import Region
from clerk.ports import Attachment, Dossier, News, RegionBackend
from integrations.regions.access import RegionAccess, connect
from integrations.regions.wire import Limits
from integrations.simulator.faults import FaultKind
from integrations.simulator.operations import Operation

SCAN = b"%PDF-1.4\n% sample scan\n%%EOF\n"
FORMATION = "SC-0001"
"""内资有限公司设立登记: the item whose articles come back once."""
MEDICAL = "YB-0021"
"""跨省异地就医备案."""
PATIENCE = 20.0
READ_SECONDS = 0.5
_NUMBERS = itertools.count(1)
_RUN = uuid.uuid4().hex[:6].upper()


@dataclass(frozen=True, slots=True)
class Control:
    """The control interface of a simulated region."""

    url: str
    client: httpx.Client

    @classmethod
    def at(cls, base_url: str, region: str, client: httpx.Client) -> Control | None:
        """The interface, None when the back end is no simulator."""
        if client.get(f"{base_url}/_simulator/regions").status_code != httpx.codes.OK:
            return None
        return cls(f"{base_url}/_simulator/regions/{region}", client)

    def fault(
        self, kind: FaultKind, *operations: Operation, count: int | None = None, seconds: float = 1.0
    ) -> None:
        """Switch a fault on."""
        answer = self.client.post(
            f"{self.url}/faults",
            json={"kind": kind, "operations": list(operations), "count": count, "seconds": seconds},
        )
        answer.raise_for_status()

    def calm(self) -> None:
        """Switch all faults off."""
        self.client.delete(f"{self.url}/faults").raise_for_status()

    def cases(self, receipt_no: str) -> list[dict[str, Any]]:
        """What the region holds under a receipt number."""
        answer = self.client.get(f"{self.url}/cases", params={"receipt_no": receipt_no})
        held: list[dict[str, Any]] = answer.raise_for_status().json()
        return held

    def files(self, home_no: str) -> list[dict[str, Any]]:
        """The files of a case."""
        held: list[dict[str, Any]] = (
            self.client.get(f"{self.url}/cases/{home_no}/files").raise_for_status().json()
        )
        return held

    def uses(self) -> list[dict[str, str]]:
        """The region's log of use."""
        held: list[dict[str, str]] = self.client.get(f"{self.url}/uses").raise_for_status().json()
        return held

    def decide(self, home_no: str, event: Event, words: str = "") -> None:
        """Let the home department decide now."""
        path = f"{self.url}/cases/{home_no}/decisions"
        self.client.post(path, json={"event": event, "words": words}).raise_for_status()

    def nobody_decides(self) -> None:
        """From the next hand-in on, nothing happens by itself."""
        self.client.put(f"{self.url}/rules", json={"steps": []}).raise_for_status()


class Home:
    """One home region over the wire."""

    def __init__(
        self,
        region: Region,
        url: str,
        credentials: Mapping[str, str],
        control: Control | None,
        data: CounterData,
    ) -> None:
        self.region = region
        self.url = url
        self.credentials = credentials
        self._control = control
        self.data = data
        self.backend = self.connect()

    def connect(self, **changes: Any) -> RegionBackend:
        """A backend of its own, with a short read time-out so that a slow region is found out soon."""
        access = RegionAccess(
            self.url, self.credentials, kinds=self.data.licence_kinds, limits=Limits(read=READ_SECONDS)
        )
        return connect(self.region, replace(access, **changes))

    def close(self) -> None:
        """Close connections."""
        self.backend.close()

    @property
    def control(self) -> Control:
        """The control interface; tests that need it are skipped elsewhere."""
        import pytest

        if self._control is None:
            pytest.skip("needs a simulated region")
        return self._control

    def control_elsewhere(self) -> Control:
        """The same interface at another region's port, for when this one is down."""
        regions = self.control.client.get(f"{self.url}/_simulator/regions").json()
        other = next(r["url"] for name, r in regions.items() if name != self.region.id)
        return Control(f"{other}/_simulator/regions/{self.region.id}", self.control.client)

    def variants(self) -> tuple[Variant, ...]:
        """The shipped variants of this region."""
        return tuple(v for i in self.data.items for v in i.variants if v.region == self.region.id)

    def variant(self, item: str = MEDICAL) -> Variant:
        """How this region handles an item."""
        return next(v for v in self.variants() if v.item == item)

    def news_of(self, receipt_no: str, until: Event) -> tuple[News, ...]:
        """All news of a case once ``until`` is among them."""
        found: dict[str, News] = {}
        cursor = ""

        def is_there() -> bool:
            nonlocal cursor
            while True:
                changes = self.backend.changes(cursor)
                cursor = changes.cursor
                found.update({n.id: n for n in changes.news if n.receipt_no == receipt_no})
                if not changes.news:
                    break
            return any(n.event is until for n in found.values())

        wait_for(is_there)
        return tuple(found.values())


def wait_for(condition: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until something is so; fail when it never is."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it did not come about in time")
        time.sleep(0.02)


def now() -> datetime:
    """This moment, to the second: no dialect writes less."""
    return datetime.now(CHINA).replace(microsecond=0)


def purpose(**changes: Any) -> Purpose:
    """Why a licence is used."""
    today = now().date()
    values: dict[str, Any] = {
        "cause": "办理跨省异地就医备案（示例）",
        "item_code": "YB-0021",
        "item_name": "跨省异地就医备案",
        "case_id": "01a20bed-61c8-7b3d-97ef-899a8244476f",
        "clerk": "A0231",
        "site": "QP02",
        "since": today,
        "until": today + timedelta(days=30),
    }
    return Purpose(**{**values, **changes})


def chip() -> IdentityEvidence:
    """A card that was read."""
    return IdentityEvidence(Strength.CHIP, now(), "SAM-示例-0001")


def person(name: str = "张示例") -> Person:
    """An applicant; made up."""
    return Person(
        name,
        DocumentKind.RESIDENT_ID,
        "320509198506150029",
        validity=Validity(datetime(2015, 1, 1, tzinfo=CHINA).date(), None),
        address="江苏省苏州市吴江区示例路 1 号",
        phone="13800000001",
    )


def attachment(material: str, content: bytes = SCAN, name: str = "扫描件（示例）.pdf") -> Attachment:
    """A scanned file."""
    return Attachment(
        uuid.uuid4().hex, material, name, "application/pdf", len(content), sm3(content), lambda: content
    )


def dossier(
    home: Home,
    variant: Variant | None = None,
    *,
    applicant: Applicant | None = None,
    evidence: IdentityEvidence | None = None,
    agent: Agent | None = None,
    attachments: tuple[Attachment, ...] | None = None,
    **changes: Any,
) -> Dossier:
    """A case with a scan of its first material; a new receipt number each time."""
    variant = variant or home.variant()
    files = (attachment(variant.materials[0].code),) if attachments is None else attachments
    at = now()
    made = Dossier(
        case_id=str(uuid.uuid4()),
        receipt_no=f"QP02-{_RUN}-{next(_NUMBERS):04d}",
        variant=variant,
        applicant=applicant or person(),
        evidence=evidence or chip(),
        agent=agent,
        form={"phone": "13800000001", "remark": "第一行\n第二行"},
        met=tuple(Met(f.material, Way.SCAN, f.id, f.digest, f.file_name) for f in files),
        attachments=files,
        received_at=at,
        near_region="qingpu",
        site_code="QP02",
        site_name="金泽镇社区事务受理服务中心",
        window="长三角专窗 1",
        clerk_no="A0231",
        consent_at=at,
    )
    return replace(made, **changes)
