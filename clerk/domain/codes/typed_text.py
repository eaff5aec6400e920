"""How keyed and scanned numbers are brought into one spelling before anything is checked."""

from __future__ import annotations

import unicodedata

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")


def plain(text: str) -> str:
    """``text`` in upper case, half width, with plain hyphens and without white space.

    Input methods leave full-width digits and long dashes behind; scanners leave line ends.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES)
    return "".join(folded.split()).upper()


def is_digits(text: str) -> bool:
    """Whether ``text`` is made of ASCII digits only. ``str.isdigit`` would let ``²`` and ``٣`` through."""
    return text.isascii() and text.isdigit()
