"""What a training counter shows a simulated region. No secrets: nothing real takes them."""

from __future__ import annotations

from collections.abc import Mapping

from clerk.domain.regions import Dialect

_CALLER = "SAMPLE-COUNTER"
_CREDENTIALS = {
    Dialect.SHANGHAI: {"account": _CALLER, "password": "sample-password-of-the-simulator"},
    Dialect.JIANGSU: {"access_id": _CALLER, "access_token": "sample-token-of-the-simulator"},
    Dialect.ZHEJIANG: {"app_key": _CALLER, "app_secret": "sample-secret-of-the-simulator"},
}


def training_credentials(dialect: Dialect) -> Mapping[str, str]:
    """The only credentials that simulators know, under the names that ``regions.access`` looks for."""
    return dict(_CREDENTIALS[dialect])
