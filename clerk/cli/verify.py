"""``clerk verify``: the store; or with a FILE the evidence of a case, which needs no store and no keys."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clerk.cli.options import (
    Options,
    counter_options,
    either,
    fault_document,
    json_option,
    language,
    print_json,
    progress,
)
from clerk.domain.faults import Refused

if TYPE_CHECKING:
    from clerk.domain.evidence_proof import Heads, Proof

_HASH = re.compile(r"[0-9a-f]{64}")
_ANCHOR = re.compile(r"([0-9]{1,18})\s+([0-9a-fA-F]{64})")
_MOST_TOLD = 50
"""Problems that are told in words; all are in the JSON document."""
_LARGEST_ANCHORS = 64 * 2**20
"""Bytes of a file of heads that are read: two thousand years of one a day."""


def _hashes(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> frozenset[str]:
    for text in given:
        if not _HASH.fullmatch(text.strip().lower()):
            raise click.BadParameter("a head is 64 hex digits")
    return frozenset(text.strip().lower() for text in given)


@click.command()
@click.argument(
    "file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)
)
@click.option(
    "--head",
    "hashes",
    multiple=True,
    metavar="HEX",
    callback=_hashes,
    help="A hash of the chain that was noted elsewhere; FILE has to be of that chain.",
)
@click.option(
    "--anchors",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    help="A file of such hashes: on each line the number of the event and its hash.",
)
@counter_options
@json_option
def verify(
    options: Options, file: Path | None, hashes: frozenset[str], anchors: Path | None, *, as_json: bool
) -> None:
    """Prove the store, or the evidence of a case in FILE. Exit 1 names what is wrong.

    The store: chain, rows against journal, numbers, queue; it stops at the first wrong record. FILE is proved
    from itself and names everything that was changed, removed, swapped or added.
    """
    if file is not None:
        _evidence(file, _heads(hashes, anchors), as_json=as_json)
    elif hashes or anchors:
        raise click.UsageError("--head and --anchors are for an evidence file")
    else:
        _store(options, as_json=as_json)


def _store(options: Options, *, as_json: bool) -> None:
    from clerk.cli.desk import open_store
    from clerk.store.verify import verify as prove

    with open_store(options.place()) as store, progress(either("正在核验", "Proving")) as tell:
        report = prove(store, tell)
    if as_json:
        print_json(report.as_dict())
    else:
        for line in report.words(language()):
            _say(line)
    sys.exit(0 if report.ok else 1)


def _evidence(file: Path, heads: Heads, *, as_json: bool) -> None:
    from clerk.desk.evidence_zip import read_zip
    from clerk.domain.evidence_proof import prove

    with file.open("rb") as opened:
        contents = read_zip(opened)
        proof = prove(contents, heads)
    problems = (*contents.faults, *proof.problems)
    if as_json:
        print_json(_document(proof, [fault_document(fault) for fault in problems]))
    else:
        _tell(proof, [f"{fault.code}  {fault.sentence(language())}" for fault in problems])
        for cure in dict.fromkeys(fault.cure(language()) for fault in problems):
            _say(f"      {cure}")
    sys.exit(1 if problems else 0)


def _heads(hashes: frozenset[str], anchors: Path | None) -> Heads:
    from clerk.domain.evidence_proof import Heads

    by_seq: dict[int, str] = {}
    if anchors is not None:
        with anchors.open("rb") as opened:
            text = opened.read(_LARGEST_ANCHORS).decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            words = line.partition("#")[0].strip()
            fits = _ANCHOR.fullmatch(words)
            if fits is not None:
                by_seq[int(fits[1])] = fits[2].lower()
            elif words:
                raise Refused("V-18", where=anchors.name, line=str(number))
    return Heads(hashes, by_seq)


def _tell(proof: Proof, problems: list[str]) -> None:
    manifest, export = proof.manifest, proof.export
    if manifest is not None:
        _say(f"{either('收件编号', 'Case')}: {manifest.receipt_no}")
        if manifest.training:
            _say(either("培训数据，不是真实办件", "TRAINING: not a real case"))
        whole = either("完整", "in full") if manifest.whole else either("已遮盖", "masked")
        _say(f"{either('个人信息', 'Personal data')}: {whole}")
        _say(f"{either('流水', 'Events')}: {len(proof.events)}")
        _say(f"{either('链', 'Chain')}: {manifest.first}–{manifest.last}")
    if export is not None:
        _say(f"{either('导出', 'Exported')}: {export.at}  {export.actor}  {export.terminal}")
        _say(f"{either('链首', 'Head')}: {export.seq}  {export.hash}")
    for line in problems[:_MOST_TOLD]:
        _say(line)
    if len(problems) > _MOST_TOLD:
        _say(f"… {len(problems) - _MOST_TOLD}")
    if not problems:
        _say(_result(proof))


def _result(proof: Proof) -> str:
    if proof.all_vouched:
        return either(
            "全部相符，与另行记下的哈希一致。",
            "Everything is in order, and as the hash that was noted elsewhere has it.",
        )
    if proof.proved_until is not None:
        return either(
            f"全部相符；另行记下的哈希证实至第 {proof.proved_until} 条为止。",
            "Everything is in order; the hash that was noted elsewhere vouches for it up to event "
            f"{proof.proved_until}.",
        )
    return either(
        "文件自身相符；未与另行记下的哈希核对，不能排除整份重做。",
        "The file agrees with itself. It was not held against a hash noted elsewhere, so a file made anew "
        "as a whole would look the same.",
    )


def _document(proof: Proof, problems: list[dict[str, object]]) -> dict[str, object]:
    from screens.safe_text import shown

    manifest, export = proof.manifest, proof.export
    return {
        "ok": not problems,
        "receipt_no": shown(manifest.receipt_no) if manifest else None,
        "training": manifest.training if manifest else None,
        "whole": manifest.whole if manifest else None,
        "events": len(proof.events),
        "head": {"seq": export.seq, "hash": shown(export.hash)} if export else None,
        "proved_until": proof.proved_until,
        "all_vouched": proof.all_vouched and not problems,
        "problems": problems,
    }


def _say(line: str) -> None:
    """A line of which a stranger may have written parts."""
    from screens.safe_text import shown

    click.echo(shown(line))
