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

if TYPE_CHECKING:
    from clerk.domain.evidence_proof import Heads, Proof
    from clerk.domain.faults import Fault
    from clerk.store.verify import Report

_HASH = re.compile(r"[0-9a-f]{64}")
_MOST_TOLD = 50
"""Problems that are told in words; all are in the JSON document."""


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
    help="A hash of the chain that was noted elsewhere; store or FILE has to be of that chain.",
)
@click.option(
    "--anchors",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    help="A file of such hashes: on each line the number of the event and its hash. For the store, the "
    "profile's own where it names one.",
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
    else:
        _store(options, hashes, anchors, as_json=as_json)


def _store(options: Options, hashes: frozenset[str], anchors: Path | None, *, as_json: bool) -> None:
    from clerk.cli.desk import open_store
    from clerk.desk.anchors import differing
    from clerk.store.verify import verify as prove

    place = options.place()
    if anchors is None and place.profile.anchors and Path(place.profile.anchors).exists():
        anchors = Path(place.profile.anchors)
    heads = _heads(hashes, anchors)
    with open_store(place) as store:
        with progress(either("正在核验", "Proving")) as tell:
            report = prove(store, tell)
        faults = tuple(differing(store, heads)) if report.ok else ()
    noted = len(heads.by_seq) + len(heads.hashes)
    if as_json:
        told = [fault_document(fault) for fault in faults]
        checked = {"noted": noted, "problems": told}
        print_json({**report.as_dict(), "ok": report.ok and not faults, "heads": checked})
    else:
        _tell_store(report, faults, noted)
    sys.exit(0 if report.ok and not faults else 1)


def _tell_store(report: Report, faults: tuple[Fault, ...], noted: int) -> None:
    lines = report.words(language())
    for line in lines[:-1] if faults else lines:
        _say(line)
    for fault in faults[:_MOST_TOLD]:
        _say(f"{fault.code}  {fault.sentence(language())}")
    if faults:
        _say(f"      {faults[0].cure(language())}")
    elif report.ok:
        _say(_held_against(noted))


def _held_against(noted: int) -> str:
    if noted:
        return either(f"与另行记下的 {noted} 个链首一致。", f"Heads noted elsewhere that fit: {noted}.")
    return either(
        "未与另行记下的链首核对：流水末尾被删去，或整段重写，不会被发现。",
        "Not held against a head noted elsewhere: that the journal's end was cut off, or all of it written "
        "anew, would not be seen.",
    )


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
    from clerk.desk.anchors import read_anchors
    from clerk.domain.evidence_proof import Heads

    return Heads(hashes, read_anchors(anchors) if anchors is not None else {})


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
