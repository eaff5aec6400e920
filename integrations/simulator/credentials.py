"""What a training counter shows a simulated region. No secrets: nothing real takes them."""

from __future__ import annotations

from collections.abc import Mapping

from clerk.domain.regions import Dialect

TRAINING_ACCOUNT = "training-counter"
TRAINING_SECRET = "training-only"  # noqa: S105 - published on purpose

_FIELDS = {
    Dialect.SHANGHAI: ("account", "password"),
    Dialect.JIANGSU: ("access_id", "access_token"),
    Dialect.ZHEJIANG: ("app_key", "app_secret"),
}


def training_credentials(dialect: Dialect) -> Mapping[str, str]:
    """Account and secret under the names that :func:`integrations.regions.access.connect` looks for."""
    account, secret = _FIELDS[dialect]
    return {account: TRAINING_ACCOUNT, secret: TRAINING_SECRET}
