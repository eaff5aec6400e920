"""Commands about the store's keys."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from clerk.cli.options import Options, ask_secret, counter_options, either
from clerk.domain.faults import Refused


@click.group()
def keys() -> None:
    """Carry the store's keys to another machine, or into a safe.

    Without its keys a store, or a copy of it, cannot be read by anybody.
    """


@keys.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@counter_options
def export(options: Options, file: Path) -> None:
    """Write the keys to a new FILE, sealed with a passphrase that is asked for."""
    from clerk import assembly
    from clerk.key_file import write_key_file

    kept = assembly.open_vault(options.place()).get(assembly.KEYS_ENTRY)
    if kept is None:
        raise Refused("G-23")
    write_key_file(file, kept, ask_secret(either("口令", "Passphrase")))
    click.echo(str(file))


@keys.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@counter_options
def import_(options: Options, file: Path) -> None:
    """Put the keys from FILE into this machine's vault. Keys that are there are never replaced."""
    from clerk import assembly
    from clerk.key_file import read_key_file
    from clerk.store.columns import ColumnKeys

    vault = assembly.open_vault(options.place())
    brought = read_key_file(file, ask_secret(either("口令", "Passphrase")))
    ColumnKeys.from_bytes(brought)
    kept = vault.get(assembly.KEYS_ENTRY)
    if kept not in {None, brought}:
        raise Refused("G-22")
    vault.put(assembly.KEYS_ENTRY, brought)
    click.echo(vault.name)


@keys.command()
@counter_options
def give(options: Options) -> None:
    """Write the keys, unsealed, into a pipe: to the service manager that keeps them for a worker.

    Never onto a terminal, where they would stand for everyone to read.
    """
    from clerk import assembly

    if sys.stdout.isatty():
        raise Refused("G-24")
    kept = assembly.open_vault(options.place()).get(assembly.KEYS_ENTRY)
    if kept is None:
        raise Refused("G-23")
    sys.stdout.buffer.write(kept)
