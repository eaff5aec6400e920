"""相似: how alike two questions are, by the pairs of neighbouring characters that they share.

Chinese has no blanks between words; pairs of characters need no dictionary and find most rewordings.
"""

from __future__ import annotations

from itertools import pairwise
from unicodedata import normalize

ALIKE = 0.25
"""From here two questions are worth reading side by side."""
THE_SAME = 0.6
"""From here a question counts as asked again."""


def pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters, digits and characters; a single one stands for itself."""
    bare = "".join(c for c in normalize("NFKC", text).casefold() if c.isalnum())
    return frozenset(a + b for a, b in pairwise(bare)) or frozenset({bare} - {""})


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of pairs in common (Dice), 0 to 1; 0 where one of them is empty."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
