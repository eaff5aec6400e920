"""The ``clerk`` command and its sub-commands. Every heavy import waits until its command runs."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from clerk import __version__
from clerk.cli.options import Options, place_options, speak

_COMMANDS = {
    "train": "clerk.cli.run",
    "worker": "clerk.cli.run",
    "simulate": "clerk.cli.run",
    "doctor": "clerk.cli.doctor",
    "verify": "clerk.cli.store",
    "store": "clerk.cli.store",
    "cases": "clerk.cli.cases",
    "items": "clerk.cli.items",
    "staff": "clerk.cli.staff",
    "credentials": "clerk.cli.staff",
    "completion": "clerk.cli.completion",
}
"""Command → module that holds it under the same name."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, by name."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None when there is none."""
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(module), cmd_name)
        return command


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.version_option(__version__, prog_name="clerk")
@place_options
@click.pass_context
def clerk(ctx: click.Context, options: Options) -> None:
    """The counter console. Without a command it opens the live counter of the profile."""
    if ctx.invoked_subcommand is None:
        from clerk.cli.run import open_console

        open_console(options, training=False)


def main() -> None:
    """Entry point: faults are told in words, never as a traceback."""
    from clerk.domain.faults import Refused

    try:
        clerk(prog_name="clerk")
    except Refused as refused:
        speak(refused.fault)
        sys.exit(1)
