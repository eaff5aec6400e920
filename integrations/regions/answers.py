"""Reading what came over the wire with suspicion: character set, JSON, times to wait."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

_CHINESE = frozenset({"gbk", "gb2312", "gb18030", "x-gbk"})
_ESCAPED_TROUBLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_LONGEST_WAIT = 24 * 3600.0


class Unreadable(ValueError):
    """It is not JSON, or JSON that nobody sends in good faith."""


class WrongCharset(ValueError):
    """It is not in the character set it claims."""


def json_of(body: bytes, content_type: str) -> object:
    """The JSON in ``body``.

    Raises:
        WrongCharset: the bytes are not in the character set that was declared (UTF-8 when none was).
        Unreadable: it is no JSON, nests too deep, or holds characters that no store keeps (NUL, half a
            surrogate pair).
    """
    try:
        text = body.decode(_charset(content_type))
    except UnicodeDecodeError:
        raise WrongCharset from None
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if _ESCAPED_TROUBLE.search(body) and not all(map(_storable, _texts(value))):
        raise Unreadable("characters that cannot be kept")
    return value


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as ``Retry-After`` says, in seconds or as a date; None when it says nothing usable.

    A date is taken against the region's own ``Date``, because its clock may be wrong. At most one day.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdecimal():
        return min(float(text[:9]), _LONGEST_WAIT)
    until = _http_date(text)
    if until is None:
        return None
    since = _http_date(headers.get("Date", "")) or datetime.now(UTC)
    return min(max(0.0, (until - since).total_seconds()), _LONGEST_WAIT)


def _charset(content_type: str) -> str:
    message = Message()
    message["Content-Type"] = content_type or "application/json"
    declared = str(message.get_content_charset() or "utf-8").lower()
    if declared in _CHINESE:
        return "gb18030"
    if declared in {"utf-8", "utf8"}:
        return "utf-8-sig"
    raise WrongCharset


def _refuse_constant(name: str) -> object:
    raise Unreadable(name)


def _texts(value: object) -> Iterator[str]:
    left = [value]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case dict() as members:
                left.extend(members)
                left.extend(members.values())
            case list() as elements:
                left.extend(elements)


def _storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
