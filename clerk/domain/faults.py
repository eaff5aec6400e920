"""Faults as a clerk meets them: a code, a sentence, a cure and the key that starts the cure.

The sentences live in :mod:`clerk.domain.fault_texts`, one row per code, in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Language(StrEnum):
    """Language of screens and messages. Papers are always Chinese."""

    ZH = "zh_CN"
    EN = "en"


@dataclass(frozen=True, slots=True)
class FaultText:
    """Words of one fault code. ``{name}`` places are filled from :attr:`Fault.details`."""

    code: str
    zh: str
    en: str
    cure_zh: str
    cure_en: str
    key: str = "f1"

    def sentence(self, language: Language) -> str:
        """The sentence before its places are filled."""
        return self.zh if language is Language.ZH else self.en

    def cure(self, language: Language) -> str:
        """What the clerk can do, before its places are filled."""
        return self.cure_zh if language is Language.ZH else self.cure_en


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong. ``details`` hold words for the sentence, never personal data."""

    code: str
    details: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> FaultText:
        """Its row in the table.

        Raises:
            KeyError: the code is not in the table (a test proves that every code used is).
        """
        from clerk.domain.fault_texts import FAULT_TEXTS

        return FAULT_TEXTS[self.code]

    def sentence(self, language: Language) -> str:
        """The filled sentence in ``language``."""
        return self.text.sentence(language).format_map(_Blank(self.details))

    def cure(self, language: Language) -> str:
        """The filled cure in ``language``."""
        return self.text.cure(language).format_map(_Blank(self.details))

    @property
    def key(self) -> str:
        """Key that starts the cure, in Textual's spelling (``f1``)."""
        return self.text.key

    def as_dict(self) -> dict[str, object]:
        """The fault as data, for the store and ``--json``."""
        return {"code": self.code, "details": dict(self.details)}


class Refused(Exception):
    """A rule of the counter or a device said no. Carries the :class:`Fault` to show."""

    def __init__(self, code: str, **details: str) -> None:
        self.fault = Fault(code, {k: str(v) for k, v in details.items()})
        super().__init__(code)


class _Blank(dict[str, str]):
    """A missing place in a sentence shows as ``—`` instead of failing in front of the clerk."""

    def __missing__(self, key: str) -> str:
        return "—"
