"""Whom the contract is tested against: the three simulated regions, or one back end by its address.

``pytest tests/regions/test_contract.py --region-url https://… --dialect shanghai --credential account=… …``
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from clerk.catalogue_files import CounterData, load_counter_data
from clerk.domain.regions import Dialect
from integrations.simulator.credentials import training_credentials
from integrations.simulator.server import Simulator
from tests.regions.home import Control, Home
from tests.simulated_regions import fast_settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--region-url", default=None, help="address of the back end to test")
    parser.addoption("--dialect", default="shanghai", choices=[d.value for d in Dialect])
    parser.addoption("--credential", action="append", default=[], metavar="NAME=VALUE")


@pytest.fixture(scope="session")
def simulator(request: pytest.FixtureRequest) -> Iterator[Simulator | None]:
    """The three simulated regions, for the whole run; None when a back end was named."""
    if request.config.getoption("--region-url", default=None):
        yield None
        return
    simulator = Simulator(fast_settings())
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture(scope="session")
def counter_data() -> CounterData:
    """The shipped regions and items."""
    return load_counter_data()


@pytest.fixture(params=[d.value for d in Dialect])
def home(
    request: pytest.FixtureRequest, simulator: Simulator | None, counter_data: CounterData
) -> Iterator[Home]:
    """One home region, over the wire."""
    dialect = Dialect(request.param)
    region = next(r for r in counter_data.regions if r.dialect is dialect)
    if simulator is None:
        wanted = Dialect(request.config.getoption("--dialect"))
        if wanted is not dialect:
            pytest.skip(f"asked for {wanted}")
        url = str(request.config.getoption("--region-url"))
        credentials = dict(c.split("=", 1) for c in request.config.getoption("--credential"))
    else:
        url, credentials = simulator.addresses[region.id], {}
    with httpx.Client(trust_env=False, timeout=10) as client:
        control = Control.at(url, region.id, client)
        home = Home(region, url, credentials or training_credentials(dialect), control, counter_data)
        yield home
        home.close()
        if control is not None:
            control.calm()
