"""Running the migrations on a connection whose transaction the caller commits."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

CONNECTION = "connection"
"""Name under which :mod:`clerk.store.migrations.env` finds the caller's connection."""


def migrate(connection: sa.Connection, revision: str = "head") -> None:
    """Bring the tables up to ``revision``. All or nothing: it is part of the caller's transaction."""
    config = _config()
    config.attributes[CONNECTION] = connection
    command.upgrade(config, revision)


def known_revisions() -> tuple[str, ...]:
    """Revisions of this program's history, newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
