"""The Chinese catalogue of the screens: what stands in the code, what is translated, and the compiled file.

    python tools/catalogue.py            write the .po (new sentences empty, gone ones dropped) and the .mo
    python tools/catalogue.py --check    exit 1 when a sentence has no translation or the .mo is stale

Sentences are found in the syntax tree, because Babel's own reader does not look into f-strings.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SCREENS = ROOT / "screens"
PO = SCREENS / "locale" / "zh_CN" / "LC_MESSAGES" / "screens.po"
MO = PO.with_suffix(".mo")
ONE, MANY = frozenset({"N_", "say"}), frozenset({"count"})

MessageId = str | tuple[str, str]


def sentences() -> dict[MessageId, str]:
    """Every sentence of the screens with the module where it stands first."""
    found: dict[MessageId, str] = {}
    for path in sorted(SCREENS.rglob("*.py")):
        for message in _sentences_of(path):
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    return found


def _sentences_of(path: Path) -> Iterator[MessageId]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in ONE and len(texts) == 1 and texts[0]:
            yield texts[0]
        elif name in MANY and len(texts) == 2:
            yield texts[0], texts[1]


def updated() -> Catalog:
    """The catalogue with exactly the sentences of the code, keeping what is translated."""
    kept = read_po(io.BytesIO(PO.read_bytes()), locale="zh_CN") if PO.exists() else Catalog(locale="zh_CN")
    fresh = Catalog(
        locale="zh_CN",
        project="counter-console",
        version="0",
        charset="utf-8",
        fuzzy=False,
        header_comment="# 界面的中文。Chinese of the screens; written by tools/catalogue.py.",
        last_translator="-",
        language_team="",
        msgid_bugs_address="-",
    )
    fresh.creation_date = fresh.revision_date = kept.creation_date
    for message, module in sorted(sentences().items(), key=lambda pair: (pair[1], str(pair[0]))):
        old = kept.get(message if isinstance(message, str) else message[0])
        fresh.add(message, old.string if old else None, locations=[(module, 0)])
    return fresh


def missing(catalogue: Catalog) -> list[str]:
    """Sentences without a translation."""
    return [str(m.id) for m in catalogue if m.id and not (all(m.string) if m.pluralizable else m.string)]


def compiled(catalogue: Catalog) -> bytes:
    """The .mo of a catalogue, made from its .po so that the same sentences always give the same bytes."""
    buffer = io.BytesIO()
    write_mo(buffer, read_po(io.BytesIO(written(catalogue)), locale="zh_CN"))
    return buffer.getvalue()


def written(catalogue: Catalog) -> bytes:
    """The .po of a catalogue."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, include_lineno=False, omit_header=False)
    return buffer.getvalue()


def main() -> int:
    """Write or check."""
    catalogue = updated()
    if "--check" in sys.argv:
        stale = not MO.exists() or MO.read_bytes() != compiled(catalogue)
        for sentence in missing(catalogue):
            print(f"not translated: {sentence}")
        print("the .mo is stale" if stale else "the .mo is fresh")
        return 1 if stale or missing(catalogue) else 0
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(written(catalogue))
    MO.write_bytes(compiled(catalogue))
    for sentence in missing(catalogue):
        print(f"not translated: {sentence}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
