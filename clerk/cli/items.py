"""Commands about service items."""

from __future__ import annotations

import sys

import click

from clerk.cli.options import Options, counter_options, json_option, print_json


@click.group()
def items() -> None:
    """Search service items."""


@items.command()
@click.argument("text")
@counter_options
@json_option
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Items at most.")
def search(options: Options, text: str, *, as_json: bool, limit: int) -> None:
    """Find items by characters, pinyin, initials or code. Exit 1 when nothing is found."""
    from clerk import assembly
    from clerk.domain.search import ItemIndex, search_texts
    from clerk.romanise import romaniser

    book = assembly.read_book(options.place())
    found = ItemIndex(search_texts(book.data.items), romaniser()).query(text, limit)
    if as_json:
        print_json([{"code": hit.key, "name": hit.text, "rank": hit.rank.name.lower()} for hit in found])
    else:
        for hit in found:
            click.echo(f"{hit.key}  {hit.text}")
    sys.exit(0 if found else 1)
