"""Home case numbers in the manner of each region. The real rules are not public (domain facts §2.5, §12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from clerk.domain.regions import Dialect, Region


def numbering_of(region: Region) -> Callable[[datetime, int], str]:
    """How ``region`` numbers its cases."""
    area = region.division[:6]

    def shanghai(at: datetime, number: int) -> str:
        """统一审批编码: item-specific prefix and a generated part; ours says SIM."""
        return f"SIM{area}{at:%y%m%d}{number:06d}"

    def zhejiang(at: datetime, number: int) -> str:
        """PROJID: 21 characters, assigned by the platform."""
        return f"{area}{at:%y%m%d}{number:09d}"

    def jiangsu(at: datetime, number: int) -> str:
        """``flowsn`` style; no rule was found."""
        return f"SN{area}{at:%Y%m%d}{number:06d}"

    return {Dialect.SHANGHAI: shanghai, Dialect.ZHEJIANG: zhejiang, Dialect.JIANGSU: jiangsu}[region.dialect]
