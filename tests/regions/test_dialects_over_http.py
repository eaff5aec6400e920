"""Jiangsu and Zhejiang over real HTTP: what only one of them can get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from clerk.catalogue_files import load_counter_data
from clerk.domain.cases import Event
from clerk.domain.catalogue import Variant
from clerk.domain.digests import sm3
from clerk.domain.licences import Purpose
from clerk.domain.materials import Met, Way
from clerk.domain.regions import Dialect, Region
from clerk.ports import Attachment, Dossier, OutcomeUnknown, RegionBackend, Rejected, Unreachable
from integrations.regions.access import RegionAccess, connect
from integrations.simulator.credentials import training_credentials
from integrations.simulator.faults import FaultKind, Switch
from integrations.simulator.operations import Operation
from integrations.simulator.people import load_companies, load_people
from integrations.simulator.rules import Point, Rules, Step
from integrations.simulator.server import Simulator, SimulatorSettings
from tests.regions.dossiers import RECEIPT_NO, SCAN, dossier

DATA = load_counter_data()
REGIONS = {r.dialect: r for r in DATA.regions if r.dialect is not Dialect.SHANGHAI}
ENTERPRISE = "SC-0001"
WAIT = 24 * 3600.0
"""Nothing happens by itself in these tests: what the home department does is said in the test."""

SECOND_SCAN = b"%PDF-1.4 corrected \x00\r\n--boundary\r\n\x80\xff %%EOF\n"


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    people = load_people()
    settings = SimulatorSettings(
        regions=tuple(REGIONS.values()),
        variants=tuple(v for item in DATA.items for v in item.variants),
        kinds=DATA.licence_kinds,
        people=people,
        companies=load_companies(people),
        rules=Rules(steps=(Step(Event.ACCEPT, WAIT),)),
    )
    simulator = Simulator(settings)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture(params=sorted(REGIONS))
def region(request: pytest.FixtureRequest) -> Region:
    return REGIONS[request.param]


@pytest.fixture
def backend(simulator: Simulator, region: Region) -> Iterator[RegionBackend]:
    backend = connect(region, access(simulator, region))
    yield backend
    simulator.engines[region.id].faults.clear()
    backend.close()


@pytest.fixture
def zhejiang(simulator: Simulator) -> Iterator[RegionBackend]:
    region = REGIONS[Dialect.ZHEJIANG]
    backend = connect(region, access(simulator, region))
    yield backend
    simulator.engines[region.id].faults.clear()
    backend.close()


def access(simulator: Simulator, region: Region, **credentials: str) -> RegionAccess:
    known = {**training_credentials(region.dialect), **credentials}
    return RegionAccess(
        simulator.addresses[region.id], known, simulated_expected=True, kinds=DATA.licence_kinds
    )


def enterprise_in(region: Region) -> Variant:
    variant = next(item for item in DATA.items if item.code == ENTERPRISE).variant(region.id)
    assert variant is not None
    return variant


def application(region: Region, receipt_no: str, content: bytes = SCAN) -> Dossier:
    variant = enterprise_in(region)
    articles = next(m for m in variant.materials if "章程" in m.name)
    scan = Attachment(
        "a1",
        articles.code,
        "章程·𠮷（示例）.pdf",
        "application/pdf",
        len(content),
        sm3(content),
        lambda: content,
    )
    return replace(
        dossier(region.id),
        receipt_no=receipt_no,
        variant=variant,
        met=(Met(articles.code, Way.SCAN, scan.id, scan.digest, scan.file_name),),
        attachments=(scan,),
    )


def test_a_file_arrives_byte_for_byte_with_its_name(
    simulator: Simulator, backend: RegionBackend, region: Region
) -> None:
    acknowledgement = backend.submit(application(region, f"{RECEIPT_NO}-bytes", SECOND_SCAN))
    ((_, file),) = simulator.engines[region.id].state.files_of(acknowledgement.home_case_no)
    assert (file.content, file.file_name) == (SECOND_SCAN, "章程·𠮷（示例）.pdf")


def test_a_case_without_files_is_taken_in(backend: RegionBackend, region: Region) -> None:
    bare = replace(application(region, f"{RECEIPT_NO}-bare"), attachments=(), met=())
    acknowledgement = backend.submit(bare)
    assert backend.find(bare.receipt_no) == acknowledgement


def test_a_corrected_case_goes_to_its_end_and_is_told_step_by_step(
    simulator: Simulator, backend: RegionBackend, region: Region
) -> None:
    engine = simulator.engines[region.id]
    handed_in = application(region, f"{RECEIPT_NO}-course")
    cursor = backend.changes("").cursor
    home_no = backend.submit(handed_in).home_case_no
    engine.decide(home_no, Step(Event.ASK_CORRECTION, 0.0, "请补正", (Point("章程", "第七条未写明期限"),)))
    corrected = replace(application(region, handed_in.receipt_no, SECOND_SCAN), round=1)
    assert backend.correct(corrected, home_no).round == 1
    for event in (Event.ACCEPT, Event.BEGIN_REVIEW, Event.GRANT, Event.MAKE_LICENCE):
        engine.decide(home_no, Step(event, 0.0, "准"))
    changes = backend.changes(cursor)
    assert [news.event for news in changes.news] == [
        Event.ASK_CORRECTION,
        Event.ACCEPT,
        Event.BEGIN_REVIEW,
        Event.GRANT,
        Event.MAKE_LICENCE,
    ]
    (point,) = changes.news[0].corrections
    assert (point.material, point.words) == (handed_in.met[0].material, "第七条未写明期限")
    assert changes.news[-1].licence_name == "营业执照"
    assert changes.news[-1].licence_no
    assert {news.receipt_no for news in changes.news} == {handed_in.receipt_no}
    backend.report_handed_over(handed_in.receipt_no, home_no, handed_in.received_at, "窗口")
    assert engine.case(home_no).handed_over_at == handed_in.received_at
    assert backend.changes(changes.cursor).news == ()


def test_a_machine_with_another_secret_is_not_let_in(simulator: Simulator, region: Region) -> None:
    secret = {Dialect.JIANGSU: "access_token", Dialect.ZHEJIANG: "app_secret"}[region.dialect]
    stranger = connect(region, access(simulator, region, **{secret: "guessed"}))
    with pytest.raises(Rejected, match="R-15"):
        stranger.find(RECEIPT_NO)
    stranger.close()


def test_a_request_changed_on_its_way_is_not_taken(simulator: Simulator) -> None:
    region = REGIONS[Dialect.ZHEJIANG]

    class Tampering(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            changed = request.read().replace(RECEIPT_NO.encode(), RECEIPT_NO.swapcase().encode())
            return super().handle_request(
                httpx.Request(request.method, request.url, headers=request.headers, content=changed)
            )

    reached = connect(region, replace(access(simulator, region), transport=Tampering()))
    with pytest.raises(Rejected, match="R-15"):
        reached.find(RECEIPT_NO)
    reached.close()


@pytest.mark.parametrize("seconds", [-3600.0, 3600.0])
def test_a_platform_whose_clock_is_off_refuses_and_the_clerk_is_told_why(
    simulator: Simulator, zhejiang: RegionBackend, seconds: float
) -> None:
    region = REGIONS[Dialect.ZHEJIANG]
    engine = simulator.engines[region.id]
    engine.faults.set(Switch(FaultKind.CLOCK_SKEW, seconds=seconds))
    late = application(region, f"{RECEIPT_NO}-skew")
    with pytest.raises(Rejected, match="R-23"):
        zhejiang.submit(late)
    engine.faults.clear()
    assert zhejiang.find(late.receipt_no) is None


def test_a_few_seconds_between_the_clocks_harm_nothing(simulator: Simulator, zhejiang: RegionBackend) -> None:
    simulator.engines[REGIONS[Dialect.ZHEJIANG].id].faults.set(Switch(FaultKind.CLOCK_SKEW, seconds=20.0))
    assert zhejiang.find("nothing") is None


def test_answers_about_cases_come_in_gb18030_and_the_rest_in_utf8(
    simulator: Simulator, zhejiang: RegionBackend
) -> None:
    declared: dict[str, str] = {}

    class Listening(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            response = super().handle_request(request)
            declared[request.url.path] = response.headers["content-type"].lower()
            return response

    region = REGIONS[Dialect.ZHEJIANG]
    overheard = connect(region, replace(access(simulator, region), transport=Listening()))
    overheard.find("nothing")
    overheard.capability()
    overheard.close()
    assert "gb18030" in declared["/proj/query"]
    assert "gb18030" not in declared["/capability"]


@pytest.mark.parametrize("operation", [Operation.FIND, Operation.CHANGES, Operation.CATALOGUE])
def test_a_wrong_declaration_of_either_character_set_is_trouble(
    simulator: Simulator, backend: RegionBackend, region: Region, operation: Operation
) -> None:
    ask = {
        Operation.FIND: lambda: backend.find("nothing"),
        Operation.CHANGES: lambda: backend.changes(""),
        Operation.CATALOGUE: backend.catalogue,
    }[operation]
    ask()
    simulator.engines[region.id].faults.set(Switch(FaultKind.WRONG_CHARSET, frozenset({operation}), count=1))
    with pytest.raises(Unreachable, match="R-05"):
        ask()
    ask()


def test_a_receipt_in_the_wrong_character_set_is_asked_for_and_there_once(
    simulator: Simulator, backend: RegionBackend, region: Region
) -> None:
    handed_in = application(region, f"{RECEIPT_NO}-charset")
    faults = simulator.engines[region.id].faults
    faults.set(Switch(FaultKind.WRONG_CHARSET, frozenset({Operation.SUBMIT}), count=1))
    with pytest.raises(OutcomeUnknown, match="R-10"):
        backend.submit(handed_in)
    found = backend.find(handed_in.receipt_no)
    assert found is not None
    assert found.copies == 1


def test_a_damaged_file_is_refused_by_name(backend: RegionBackend, region: Region) -> None:
    whole = application(region, f"{RECEIPT_NO}-damaged")
    (attachment,) = whole.attachments
    damaged = replace(attachment, load=lambda: SCAN[:-1] + b"X")
    with pytest.raises(Rejected, match="R-14") as refused:
        backend.submit(replace(whole, attachments=(damaged,)))
    assert "校验不一致" in refused.value.words
    assert backend.find(whole.receipt_no) is None


def test_every_licence_of_every_sample_person_is_read_as_the_library_has_it(
    backend: RegionBackend, region: Region
) -> None:
    day = date(2026, 11, 24)
    purpose = Purpose(
        "办理异地就医备案", "C1", "备案", "case-1", "C001", "QP02", day, day + timedelta(days=5)
    )
    seen = 0
    for sample in load_people():
        expected = {licence for licence in sample.licences if licence.region == region.id}
        assert set(backend.find_licences(sample.person, purpose)) == expected
        seen += len(expected)
    assert seen > 5
