"""Files that somebody made elsewhere: text in either character set, and rows of cells with their line."""

from __future__ import annotations

import csv
import io

from clerk.domain.faults import Refused


def decoded(data: bytes, code: str) -> str:
    """The text of a file in UTF-8, with or without its mark, or in GB 18030.

    Raises:
        Refused: ``code`` it is neither.
    """
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(code, what="字符集不是 UTF-8 或 GB 18030", what_en="it is neither UTF-8 nor GB 18030")


def csv_rows(data: bytes, largest: int, code: str) -> list[tuple[int, list[str]]]:
    """Rows with the number of the line on which each begins. ``largest`` is in bytes.

    Raises:
        Refused: ``code`` too large, of another character set, or with quotes that do not match.
    """
    if len(data) > largest:
        raise Refused(code, what="文件过大", what_en="it is too large")
    reader = csv.reader(io.StringIO(decoded(data, code), newline=""), strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error:
        raise Refused(
            code, what=f"第 {line} 行引号不配对", what_en=f"the quotes of line {line} do not match"
        ) from None
    return rows
