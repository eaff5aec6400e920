"""Commands about service items."""

from __future__ import annotations

import sys

import click

from clerk.cli.options import Options, json_option, place_options, print_json, training_option


@click.group()
def items() -> None:
    """Search service items."""


@items.command()
@click.argument("text")
@place_options
@training_option
@json_option
@click.option("--limit", default=10, show_default=True, help="Items at most.")
def search(options: Options, text: str, *, training: bool, as_json: bool, limit: int) -> None:
    """Find items by characters, pinyin, initials or code. Exit 1 when nothing is found."""
    from clerk import assembly
    from clerk.domain.search import ItemIndex, search_texts
    from clerk.romanise import romaniser

    book = assembly.read_book(options.place(training=True if training else None))
    found = ItemIndex(search_texts(book.data.items), romaniser()).query(text, limit)
    if as_json:
        print_json([{"code": hit.key, "name": hit.text, "rank": hit.rank.name.lower()} for hit in found])
    else:
        for hit in found:
            click.echo(f"{hit.key}  {hit.text}")
    sys.exit(0 if found else 1)
