"""Commands about profiles."""

from __future__ import annotations

import click


@click.group()
def profile() -> None:
    """Begin a profile of a live counter."""


@profile.command()
def example() -> None:
    """Print an example of a live profile, to be changed and kept as live.toml."""
    from clerk.settings import PROFILES

    click.echo((PROFILES / "live-example.toml").read_text(encoding="utf-8"), nl=False)
