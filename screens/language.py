"""What the screens say: English in the code, Chinese from a gettext catalogue, switched while running."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import TYPE_CHECKING

from clerk.domain.faults import Fault, Language

if TYPE_CHECKING:
    from clerk.desk.views import Words

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "screens"


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name
    """Mark a sentence for the catalogue without translating it yet."""
    return sentence


class Speech:
    """Says things in one language. Given to every screen by the app; a switch makes a new one."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._catalogue: gettext.NullTranslations = (
            gettext.NullTranslations()
            if language is Language.EN
            else gettext.translation(DOMAIN, LOCALE_FOLDER, [language.value])
        )

    @property
    def chinese(self) -> bool:
        """Whether it speaks Chinese."""
        return self.language is Language.ZH

    def say(self, sentence: str, **places: object) -> str:
        """A sentence with its places filled. ``places`` may be foreign text: it is never read as a format."""
        translated = self._catalogue.gettext(sentence) if sentence else ""
        return translated.format_map(places) if places else translated

    def count(self, one: str, many: str, number: int, **places: object) -> str:
        """A sentence about ``number`` things, which it may name as ``{number}``."""
        return self._catalogue.ngettext(one, many, number).format_map({**places, "number": number})

    def words(self, words: Words) -> str:
        """A sentence of the desk."""
        return words.zh if self.chinese else words.en

    def either(self, zh: str, en: str) -> str:
        """One of two given forms, e.g. of a region's name."""
        return zh if self.chinese or not en else en

    def fault(self, fault: Fault) -> str:
        """The sentence of a fault."""
        return fault.sentence(self.language)

    def cure(self, fault: Fault) -> str:
        """The cure of a fault."""
        return fault.cure(self.language)


def other(language: Language) -> Language:
    """The language that the switch goes to."""
    return Language.EN if language is Language.ZH else Language.ZH
