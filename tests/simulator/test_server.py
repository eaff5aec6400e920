"""The simulator as a server: it says what it is, lists its operations, and is controlled while it runs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from clerk.domain.regions import RegionId
from integrations.simulator.faults import FaultKind, Switch
from integrations.simulator.operations import Operation
from integrations.simulator.server import Simulator
from tests.simulated_regions import fast_settings
from tests.simulator.regions import settled


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    """All three regions in memory."""
    made = Simulator(fast_settings())
    made.start()
    yield made
    made.stop()


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A browser."""
    with httpx.Client(trust_env=False, timeout=10) as made:
        yield made


def refuses(url: str) -> bool:
    """Whether the port takes no connection."""
    address = httpx.URL(url)
    with socket.socket() as tried:
        return tried.connect_ex((address.host, address.port)) != 0


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/_simulator/regions", "/no/such/page"])
def test_every_answer_says_that_it_is_simulated(
    simulator: Simulator, client: httpx.Client, path: str
) -> None:
    for url in simulator.addresses.values():
        assert client.get(url + path).headers["X-Simulated"] == "true"


def test_the_page_lists_every_operation_and_needs_no_other_machine(
    simulator: Simulator, client: httpx.Client
) -> None:
    for url in simulator.addresses.values():
        schema, page = client.get(f"{url}/openapi.json").json(), client.get(url).text
        assert schema["openapi"].startswith("3.")
        assert "模拟" in page
        for path in schema["paths"]:
            assert path in page
        for other in ("http://", "https://", "src="):
            assert other not in page


def test_every_region_has_every_operation(simulator: Simulator, client: httpx.Client) -> None:
    shared = set(Operation) - {Operation.LOGIN, Operation.UPLOAD}
    for url in simulator.addresses.values():
        paths = client.get(f"{url}/openapi.json").json()["paths"].values()
        tags = {tag for methods in paths for operation in methods.values() for tag in operation["tags"]}
        assert shared <= {Operation(tag) for tag in tags}


def test_a_request_id_comes_back(simulator: Simulator, client: httpx.Client) -> None:
    for url in simulator.addresses.values():
        answer = client.get(f"{url}/openapi.json", headers={"X-Request-Id": "abc123"})
        assert answer.headers["X-Request-Id"] == "abc123"


def test_a_region_goes_down_and_comes_back_at_the_same_port(
    simulator: Simulator, client: httpx.Client
) -> None:
    regions: list[RegionId] = list(simulator.addresses)
    own, other = simulator.addresses[regions[0]], simulator.addresses[regions[1]]
    path = f"/_simulator/regions/{regions[0]}/faults"
    assert client.post(own + path, json={"kind": "down"}).status_code == httpx.codes.OK
    assert refuses(own)
    assert not refuses(other)
    client.delete(other + path).raise_for_status()
    assert not refuses(own)


@pytest.mark.parametrize(
    "switch",
    [
        {"kind": "nonsense"},
        {"kind": "slow", "count": 0},
        {"kind": "down", "count": 1},
        {"kind": "slow", "operations": ["nonsense"]},
        {"kind": "slow", "colour": 1},
    ],
)
def test_a_switch_that_makes_no_sense_is_refused(
    simulator: Simulator, client: httpx.Client, switch: dict[str, object]
) -> None:
    region, url = next(iter(simulator.addresses.items()))
    assert client.post(f"{url}/_simulator/regions/{region}/faults", json=switch).status_code == 422
    assert client.get(f"{url}/_simulator/regions/{region}/faults").json() == []


def test_an_unknown_region_is_not_found(simulator: Simulator, client: httpx.Client) -> None:
    url = next(iter(simulator.addresses.values()))
    assert client.get(f"{url}/_simulator/regions/atlantis/faults").status_code == 404


def test_rules_are_read_and_changed_while_it_runs(simulator: Simulator, client: httpx.Client) -> None:
    region, url = next(iter(simulator.addresses.items()))
    path = f"{url}/_simulator/regions/{region}/rules"
    before = simulator.engines[region].rules
    changed = client.put(path, json={"steps": [{"event": "refuse_acceptance", "after": 1}]}).json()
    assert [s["event"] for s in changed["steps"]] == ["refuse_acceptance"]
    assert client.put(path, json={"steps": [{"event": "deliver", "after": 1}]}).status_code == 422
    assert client.get(path).json() == changed
    simulator.engines[region].set_rules(before)


def test_a_request_that_is_too_large_is_refused_by_word(simulator: Simulator, client: httpx.Client) -> None:
    url = next(iter(simulator.addresses.values()))
    answer = client.post(f"{url}/zwdt/window/uploadStuff.do", content=b"x" * (65 * 1024 * 1024))
    assert answer.status_code == 413


def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_running() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = fast_settings()
        port = taken.getsockname()[1]
        simulator = Simulator(replace(settings, ports={settings.regions[-1].id: port}))
        with pytest.raises(OSError, match="use"):
            simulator.start()


def test_it_stops_at_once_though_a_call_is_being_answered_slowly() -> None:
    simulator = Simulator(fast_settings())
    region, url = next(iter(simulator.start().items()))
    simulator.engines[region].faults.set(Switch(FaultKind.SLOW, count=1, seconds=60))
    broken: list[Exception] = []

    def ask() -> None:
        try:
            httpx.post(f"{url}/zwdt/window/getStatus.do", json={}, trust_env=False, timeout=60)
        except httpx.TransportError as error:
            broken.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    settled(lambda: not simulator.engines[region].faults.active())
    simulator.stop()
    asking.join(10)
    assert len(broken) == 1


def test_a_stopped_simulator_gives_its_ports_back() -> None:
    simulator = Simulator(fast_settings())
    addresses = simulator.start()
    simulator.stop()
    assert all(map(refuses, addresses.values()))
    settings = fast_settings()
    ports = {region: int(httpx.URL(url).port or 0) for region, url in addresses.items()}
    again = Simulator(replace(settings, ports=ports))
    assert dict(again.start()) == dict(addresses)
    again.stop()
