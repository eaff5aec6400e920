"""The ``clerk`` command and its sub-commands. Every heavy import waits until its command runs."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

import click

from clerk import __version__
from clerk.cli.options import Options, Told, asked_for_json, place_options

_COMMANDS = {
    "audit": ("clerk.cli.audit", "Look into the journal, or hand over the evidence of a case."),
    "card": ("clerk.cli.card", "Read the card on a reader, or watch the readers."),
    "cases": ("clerk.cli.cases", "List cases, or show one."),
    "completion": ("clerk.cli.completion", "Print the completion script for a shell."),
    "credentials": ("clerk.cli.staff", "Keep the credentials of regions in the vault."),
    "day": ("clerk.cli.day", "Count a day and tell what differs, or print the paper of a closed one."),
    "doctor": ("clerk.cli.doctor", "Look at everything the counter needs."),
    "items": ("clerk.cli.items", "Search service items."),
    "keys": ("clerk.cli.keys", "Carry the store's keys to another machine or into a safe, or renew them."),
    "liaison": ("clerk.cli.liaison", "Keep the roster of the liaison group, look at questions."),
    "profile": ("clerk.cli.profile", "Begin a profile of a live counter."),
    "sign-offs": ("clerk.cli.sign_offs", "List what waits for a supervisor, or show one."),
    "simulate": ("clerk.cli.run", "Serve the three simulated regions."),
    "staff": ("clerk.cli.staff", "Add staff, list them, or enrol their cards."),
    "store": ("clerk.cli.store", "Bring the store up to date, back it up, restore it."),
    "train": ("clerk.cli.run", "Open the training counter."),
    "verify": ("clerk.cli.verify", "Prove the store, or an evidence file."),
    "worker": ("clerk.cli.run", "Run the durable workflows of a store."),
}
"""Command → module that holds it under the same name, and what the list of commands says of it."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used; faults are told in words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, by name."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, None when there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing one of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in sorted(_COMMANDS.items())])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Exit 0 = as asked, 1 = refused or something found wrong, 2 = used wrongly."""
        from clerk.domain.faults import Fault, Refused

        try:
            return super().invoke(ctx)
        except Refused as refused:
            raise Told(refused.fault, as_json=asked_for_json()) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - no traceback reaches whoever typed the command
            from clerk.log_setup import trail

            # The trail names lines of the program, never what they were working on.
            raise Told(Fault("X-04", {"what": trail(error)}), as_json=asked_for_json()) from None


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.version_option(__version__, prog_name="clerk")
@place_options
@click.option(
    "--keys",
    "keys_file",
    metavar="FILE",
    help="Keys of this session only, from a file of “clerk keys export”: where there is no system keyring.",
)
@click.pass_context
def clerk(ctx: click.Context, options: Options, keys_file: str | None) -> None:
    """The counter console. Without a command it opens the live counter of the profile.

    Exit codes: 0 as asked, 1 something is wrong (it says what), 2 used wrongly.
    """
    if ctx.invoked_subcommand is None:
        from clerk.cli.run import open_console

        open_console(replace(options, keys_file=keys_file), training=False)


def main() -> None:
    """Entry point."""
    clerk(prog_name="clerk")
