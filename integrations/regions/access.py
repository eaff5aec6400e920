"""From a region and its address to a backend: the one place that knows which dialect has which adapter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from clerk.domain.faults import Refused
from clerk.domain.licences import LicenceKind
from clerk.domain.regions import Dialect, Region
from clerk.ports import RegionBackend
from integrations.regions.wire import Limits


@dataclass(frozen=True, slots=True)
class RegionAccess:
    """Where a region's back end is, and what it takes to be let in.

    ``credentials``: Shanghai ``account`` ``password``; Jiangsu ``access_id`` ``access_token``; Zhejiang
    ``app_key`` ``app_secret``.
    """

    base_url: str
    credentials: Mapping[str, str] = field(repr=False)
    simulated_expected: bool | None = None
    """True: training, refuses a live back end. False: live, refuses a simulator. None: takes either."""
    kinds: tuple[LicenceKind, ...] = ()
    """Licence kinds with the regions' codes for them."""
    limits: Limits | None = None
    transport: httpx.BaseTransport | None = field(default=None, compare=False)
    """Instead of the network, for tests."""


def connect(region: Region, access: RegionAccess) -> RegionBackend:
    """The backend of ``region``. Connects nothing yet.

    Raises:
        Refused: ``R-21`` the address is not one, ``R-22`` credentials are missing.
    """
    match region.dialect:
        case Dialect.SHANGHAI:
            return _shanghai(region, access)
        case Dialect.JIANGSU:
            return _jiangsu(region, access)
        case Dialect.ZHEJIANG:
            return _zhejiang(region, access)


def _shanghai(region: Region, access: RegionAccess) -> RegionBackend:
    from integrations.regions.shanghai import ShanghaiBackend
    from integrations.regions.shanghai_session import Account

    return ShanghaiBackend(
        region,
        access.base_url,
        Account(_credential(region, access, "account"), _credential(region, access, "password")),
        kinds=access.kinds,
        simulated=access.simulated_expected,
        limits=access.limits,
        transport=access.transport,
    )


def _jiangsu(region: Region, access: RegionAccess) -> RegionBackend:
    from integrations.regions.jiangsu import Account, JiangsuBackend
    from integrations.regions.licence_types import LicenceTypes

    return JiangsuBackend(
        region,
        access.base_url,
        Account(_credential(region, access, "access_id"), _credential(region, access, "access_token")),
        types=LicenceTypes.of(access.kinds),
        simulated=access.simulated_expected,
        limits=access.limits,
        transport=access.transport,
    )


def _zhejiang(region: Region, access: RegionAccess) -> RegionBackend:
    from integrations.regions.licence_types import LicenceTypes
    from integrations.regions.zhejiang import ZhejiangBackend
    from integrations.regions.zhejiang_signature import Credentials

    secret = _credential(region, access, "app_secret").encode()
    return ZhejiangBackend(
        region,
        access.base_url,
        Credentials(_credential(region, access, "app_key"), secret),
        types=LicenceTypes.of(access.kinds),
        simulated=access.simulated_expected,
        limits=access.limits,
        transport=access.transport,
    )


def _credential(region: Region, access: RegionAccess, name: str) -> str:
    try:
        return access.credentials[name]
    except KeyError:
        raise Refused("R-22", region=region.name, region_en=region.english_name, field=name) from None
