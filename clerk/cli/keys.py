"""Commands about the store's keys: carrying them, and renewing them while counters work."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clerk.cli.desk import open_store
from clerk.cli.options import (
    Options,
    ask_secret,
    counter_options,
    either,
    json_option,
    print_json,
    progress,
)
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.ports import Vault
    from clerk.store.columns import ColumnKeys
    from clerk.store.renewal import Held, KeyState


@click.group()
def keys() -> None:
    """Carry the store's keys to another machine or into a safe, or renew them.

    Without its keys a store, or a copy of it, cannot be read by anybody.
    """


@keys.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-credentials", is_flag=True, help="The regions' credentials, too: for clerk --keys.")
@counter_options
def export(options: Options, file: Path, *, with_credentials: bool) -> None:
    """Write the keys to a new FILE, sealed with a passphrase that is asked for."""
    from clerk import assembly
    from clerk.key_file import write_key_file

    place = options.place()
    vault = assembly.open_vault(place)
    kept = vault.get(assembly.KEYS_ENTRY)
    if kept is None:
        raise Refused("G-23")
    entries = [address.credentials for address in place.profile.regions] if with_credentials else []
    found = {entry: secret for entry in entries if (secret := vault.get(entry)) is not None}
    write_key_file(file, kept, ask_secret(either("口令", "Passphrase")), found)
    click.echo(str(file))


@keys.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@counter_options
def import_(options: Options, file: Path) -> None:
    """Put the keys from FILE into this machine's vault. Keys that are there are never replaced.

    New versions of the keys that are there are added to them.
    """
    from clerk import assembly
    from clerk.key_file import read_key_file
    from clerk.store.columns import ColumnKeys

    place = options.place()
    vault = assembly.open_vault(place)
    brought = ColumnKeys.from_bytes(read_key_file(file, ask_secret(either("口令", "Passphrase"))))
    kept = vault.get(assembly.KEYS_ENTRY)
    both = brought if kept is None else ColumnKeys.from_bytes(kept).joined(brought)
    if both is None:
        raise Refused("G-22")
    if kept is None or both != ColumnKeys.from_bytes(kept):
        _keep(vault, both)
    try:
        # The store hears that this place holds them; a new version waits for that.
        assembly.open_store(place, vault, create=False).close()
    except Refused as refused:
        if refused.fault.code not in {"S-01", "S-12"}:  # none there yet, or its server does not answer
            raise
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


@keys.command("list")
@counter_options
@json_option
def list_(options: Options, *, as_json: bool) -> None:
    """Show the versions of the keys, how many encrypted values need each, and which places hold it."""
    from clerk.store.renewal import held, key_state

    with open_store(options.place()) as store:
        state, parts = key_state(store), held(store)
        here = frozenset(store.keys.versions)
    if as_json:
        print_json(_document(state, parts, here))
        return
    for version in _versions(state, parts):
        click.echo(_line(version, state, parts, here))
        for part in parts:
            if part.version == version:
                stays = either("（不能移动）", " (cannot be moved)") if part.fixed else ""
                click.echo(f"    {part.count:>9,}  {part.column}{stays}")
        for holder in state.holders:
            if version in holder.versions:
                click.echo(f"    {either('持有', 'held by')}  {holder.name}, {holder.seen_on}")


@keys.command()
@counter_options
@json_option
def rotate(options: Options, *, as_json: bool) -> None:
    """Make a new version of the keys and bring every encrypted value under it, while counters work.

    The version is used once every place that opened the store holds it: this command says which do not, and
    is then run again. Killed or stopped at any moment, it goes on where it was when it is run again.
    """
    from clerk import assembly
    from clerk.store import renewal

    place = options.place()
    vault = assembly.open_vault(place)
    with open_store(place) as store:
        at = place.clock.now
        state = renewal.key_state(store)
        left = any(part.version < state.in_use and not part.fixed for part in renewal.held(store))
        version = state.in_use
        if state.waiting is not None or not left:
            version = renewal.make_version(store, at(), lambda renewed: _keep(vault, renewed))
            store.note_holder(assembly.key_holder(place, vault))
            renewal.use_version(store, version, at())
        with progress(either("正在更换密钥", "Renewing")) as tell:
            moved = renewal.move_values(store, at, tell)
    if as_json:
        print_json({"version": version, "moved": moved})
        return
    click.echo(either(f"密钥版本 {version} 已启用", f"Key version {version} is in use"))
    click.echo(either(f"已更换 {moved:,} 项", f"Values renewed: {moved:,}"))


@keys.command()
@click.argument("version", type=click.IntRange(1, 65535))
@counter_options
@json_option
def retire(options: Options, version: int, *, as_json: bool) -> None:
    """Drop an older VERSION that nothing needs any more, from the store and from this place's vault.

    Run it at every other place too. Copies of the store from before the renewal can be read only with the
    keys as they were: keep a file of clerk keys export with them.
    """
    from clerk import assembly
    from clerk.store.renewal import retire_version

    place = options.place()
    vault = assembly.open_vault(place)
    with open_store(place) as store:
        if version in store.keys.versions:
            # A vault that cannot be written must say so before the store forgets the version.
            _keep(vault, store.keys)
        struck = retire_version(store, version, place.clock.now())
        dropped = version in store.keys.versions
        if not struck and not dropped:
            raise Refused("S-28", version=str(version))
        if dropped:
            _keep(vault, store.keys.without(version))
        store.keys = store.keys.without(version) if dropped else store.keys
        store.note_holder(assembly.key_holder(place, vault))
    if as_json:
        print_json({"version": version, "retired": struck, "dropped": dropped})
        return
    click.echo(either(f"密钥版本 {version} 已停用", f"Key version {version} is retired"))


@keys.command()
@click.argument("name")
@counter_options
def forget(options: Options, name: str) -> None:
    """Strike out the place NAME, which is gone: a new version no longer waits for it."""
    from clerk.store.key_holders import forget_holder

    with open_store(options.place()) as store, store.writing() as unit:
        if not forget_holder(unit, name):
            raise Refused("G-28", where=name)
    click.echo(name)


def _keep(vault: Vault, renewed: ColumnKeys) -> None:
    """Put the keys into the vault, and see that they are there: what is sealed with them needs them."""
    from clerk import assembly

    secret = renewed.as_bytes()
    vault.put(assembly.KEYS_ENTRY, secret)
    if vault.get(assembly.KEYS_ENTRY) != secret:
        raise Refused("G-20", what=assembly.KEYS_ENTRY)


def _versions(state: KeyState, parts: tuple[Held, ...]) -> list[int]:
    return sorted({*state.known, *(part.version for part in parts)})


def _standing(version: int, state: KeyState) -> str:
    if version > state.in_use:
        return "waiting"
    if version == state.in_use:
        return "in_use"
    return "older" if version in state.known else "retired"


def _line(version: int, state: KeyState, parts: tuple[Held, ...], here: frozenset[int]) -> str:
    words = {
        "waiting": either("等待启用", "waits for its use"),
        "in_use": either("正在使用", "in use"),
        "older": either("旧版本", "older"),
        "retired": either("已停用", "retired"),
    }
    count = sum(part.count for part in parts if part.version == version)
    missing = "" if version in here else either("  （本处没有）", "  (not here)")
    return f"{version:>3}  {words[_standing(version, state)]}  {count:,}{missing}"


def _document(state: KeyState, parts: tuple[Held, ...], here: frozenset[int]) -> dict[str, object]:
    cells: dict[int, dict[str, int]] = defaultdict(dict)
    fixed: dict[int, int] = defaultdict(int)
    for part in parts:
        cells[part.version][part.column] = cells[part.version].get(part.column, 0) + part.count
        fixed[part.version] += part.count if part.fixed else 0
    return {
        "in_use": state.in_use,
        "waiting": state.waiting,
        "versions": [
            {
                "version": version,
                "standing": _standing(version, state),
                "here": version in here,
                "values": cells[version],
                "count": sum(cells[version].values()),
                "fixed": fixed[version],
                "held_by": [holder.name for holder in state.holders if version in holder.versions],
            }
            for version in _versions(state, parts)
        ],
        "places": [
            {"name": h.name, "versions": sorted(h.versions), "seen_on": h.seen_on} for h in state.holders
        ],
    }
