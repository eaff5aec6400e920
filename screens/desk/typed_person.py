"""An identity that is typed: its fields by document, each checked when it is left, and whom they name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING

from clerk.desk.checking import REASON_LIMIT, kept_text
from clerk.domain.faults import Refused
from clerk.domain.forms import FieldKind, FieldSpec, check_field
from clerk.domain.identity import states_birth_and_sex, typed_number
from clerk.domain.names import normalise
from clerk.domain.parties import DocumentKind, Person, Sex, Validity
from screens.language import N_, Speech
from screens.sheets.fields import FieldLine, FieldSheet
from screens.vocabulary import DOCUMENTS, SEXES

if TYPE_CHECKING:
    from screens.app import CounterApp

DOCUMENTS_TYPED = (
    DocumentKind.RESIDENT_ID,
    DocumentKind.HMT_RESIDENCE,
    DocumentKind.FOREIGN_RESIDENCE,
    DocumentKind.PASSPORT,
)
LONG_TERM = "长期"
_LONG_TERM_TYPED = frozenset({LONG_TERM, "长", "long", "long term", "l"})
_REASONS = ("芯片损坏", "读卡故障")
"""The two that come most; any other is typed. They stand on papers, so they are Chinese."""
_SINCE = FieldSpec("since", "有效期起", "valid from", FieldKind.DATE, required=False)
_UNTIL = FieldSpec("until", "有效期止", "valid until", FieldKind.DATE, required=False)
_BIRTH = FieldSpec("birth", "出生日期", "birth day", FieldKind.DATE)
_REASON = FieldSpec("reason", "手工录入原因", "why typed by hand")


class TypedPerson:
    """What was typed so far."""

    def __init__(self, document: DocumentKind, speech: Speech) -> None:
        self._document = document
        self._sexes = {speech.say(SEXES[sex]): sex for sex in (Sex.MALE, Sex.FEMALE)}
        self._kept: dict[str, str] = {}
        born = (
            FieldLine("birth", _BIRTH.zh, _BIRTH.en),
            FieldLine("sex", "性别", "sex", choices=tuple(self._sexes)),
        )
        self.lines = (
            FieldLine("name", "姓名", "name"),
            FieldLine("number", "证件号码", "number"),
            *(() if states_birth_and_sex(document) else born),
            FieldLine("since", _SINCE.zh, _SINCE.en, required=False),
            FieldLine("until", _UNTIL.zh, _UNTIL.en, required=False, hint=N_("or “long term”")),
            FieldLine("reason", _REASON.zh, _REASON.en, choices=_REASONS),
        )

    async def keep(self, name: str, value: str) -> str:
        """Check one field and keep it, in its one spelling.

        Raises:
            Refused: ``E-…``, ``I-…``, ``N-…``; what was typed stays in the field.
        """
        self._kept[name] = self._checked(name, value)
        return self._kept[name]

    def _checked(self, name: str, value: str) -> str:
        match name:
            case "name":
                return normalise(value).value
            case "number":
                return typed_number(self._document, value)
            case "birth":
                return check_field(_BIRTH, value)
            case "sex":
                return check_field(
                    FieldSpec("sex", "性别", "sex", FieldKind.CHOICE, choices=tuple(self._sexes)), value
                )
            case "since":
                return check_field(_SINCE, value)
            case "until":
                return (
                    LONG_TERM if value.strip().casefold() in _LONG_TERM_TYPED else check_field(_UNTIL, value)
                )
            case _:
                return kept_text(_REASON, value, REASON_LIMIT)

    @property
    def reason(self) -> str:
        """Why it was typed."""
        return self._kept.get("reason", "")

    def person(self) -> Person:
        """Who was typed.

        Raises:
            Refused: ``E-01`` one end of the validity without the other, ``I-03`` it ends before it begins.
        """
        birth = self._kept.get("birth", "")
        return Person(
            name=self._kept.get("name", ""),
            document=self._document,
            number=self._kept.get("number", ""),
            sex=self._sexes.get(self._kept.get("sex", ""), Sex.UNKNOWN),
            birth=date.fromisoformat(birth) if birth else None,
            validity=self._validity(),
        )

    def _validity(self) -> Validity | None:
        since, until = self._kept.get("since", ""), self._kept.get("until", "")
        if not since and not until:
            return None
        for spec, value in ((_SINCE, since), (_UNTIL, until)):
            if not value:
                raise Refused("E-01", field=spec.zh, field_en=spec.en)
        end = None if until == LONG_TERM else date.fromisoformat(until)
        return Validity(date.fromisoformat(since), end)


Take = Callable[[Person, str], Awaitable[None]]
"""What is done with who was typed, and why they were; what it refuses can be put right in the open sheet."""


async def _nothing() -> None:
    """Nothing follows."""


async def ask_person(
    counter: CounterApp,
    speech: Speech,
    title: str,
    take: Take,
    then: Callable[[], Awaitable[None]] = _nothing,
) -> None:
    """Ask which document, then its fields. ``then`` runs after the sheet has closed."""
    from screens.sheets.question import QuestionSheet

    async def chosen(index: int) -> None:
        typed = TypedPerson(DOCUMENTS_TYPED[index], speech)

        async def apply() -> None:
            await take(typed.person(), typed.reason)

        await counter.push_screen(FieldSheet(title, typed.lines, typed.keep, apply=apply, then=then))

    await counter.push_screen(
        QuestionSheet(
            speech.say(N_("Which document?")),
            tuple(speech.say(DOCUMENTS[d]) for d in DOCUMENTS_TYPED),
            chosen,
            about=speech.say(
                N_("A typed identity is weaker than a card that was read, and is marked everywhere.")
            ),
        )
    )
