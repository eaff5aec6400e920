"""Who applies and who acts: identities typed by hand, organisations, agents."""

from __future__ import annotations

from clerk.domain.faults import Refused
from clerk.domain.parties import DocumentKind, Person
from clerk.ports import CardReader
from screens.desk.part import DeskPart
from screens.language import N_
from screens.sheets.fields import FieldLine, FieldSheet, Keep
from screens.vocabulary import DOCUMENTS, RELATIONS

_TYPED = (
    DocumentKind.RESIDENT_ID,
    DocumentKind.HMT_RESIDENCE,
    DocumentKind.FOREIGN_RESIDENCE,
    DocumentKind.PASSPORT,
)


class PartyActs(DeskPart):
    """Part of the desk's page."""

    def why_not_party(self) -> str | None:
        """A person comes first, and nothing changes after the receipt."""
        visit = self.flow.visit
        if visit is None or visit.subject is None:
            return self.speech.say(N_("Read a card first."))
        if visit.receipt_no:
            return self.speech.say(N_("This visit has its receipt: {number}."), number=visit.receipt_no)
        return None

    async def type_identity(self) -> None:
        """Which document, then the fields."""
        from screens.sheets.question import QuestionSheet

        say = self.speech.say

        async def chosen(index: int) -> None:
            await self._identity_fields(_TYPED[index])

        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Which document?")),
                tuple(say(DOCUMENTS[d]) for d in _TYPED),
                chosen,
                about=say(
                    N_("A typed identity is weaker than a card that was read, and is marked everywhere.")
                ),
            )
        )

    async def _identity_fields(self, document: DocumentKind) -> None:
        lines = (
            FieldLine("name", "姓名", "name"),
            FieldLine("number", "证件号码", "number"),
            FieldLine("reason", "手工录入原因", "why typed by hand"),
        )
        typed: dict[str, str] = {}

        async def apply() -> None:
            self.begin_visit()
            visit = self.flow.visit
            if visit is None:
                return
            person = Person(typed.get("name", ""), document, typed.get("number", "").upper())
            self.flow.replace(
                self.counter.desk.type_identity(self.operator, visit, person, typed.get("reason", ""))
            )
            self.flow.ask_regions()
            self.show()

        await self.counter.push_screen(
            FieldSheet(
                N_("Identity typed by hand"), lines, _into(typed, lines), apply=apply, then=self.search
            )
        )

    async def organisation(self) -> None:
        """Name, credit code and who represents it."""
        visit = self.flow.visit
        known = visit.organisation if visit else None
        lines = (
            FieldLine("code", "统一社会信用代码", "credit code", known.credit_code if known else ""),
            FieldLine("name", "名称", "name", known.name if known else ""),
            FieldLine(
                "legal",
                "法定代表人",
                "legal representative",
                known.legal_representative if known else "",
                required=False,
            ),
            FieldLine("phone", "联系电话", "phone", known.phone if known else "", required=False),
        )
        typed = {line.name: line.value for line in lines}

        async def apply() -> None:
            if self.flow.visit is not None:
                self.flow.replace(
                    self.counter.desk.set_organisation(
                        self.operator,
                        self.flow.visit,
                        typed["name"],
                        typed["code"],
                        typed["legal"],
                        typed["phone"],
                    )
                )
                self.flow.ask_regions()
                self.show()

        await self.counter.push_screen(
            FieldSheet(N_("The organisation that applies"), lines, _into(typed, lines), apply=apply)
        )

    async def agent(self) -> None:
        """The relation, then the card of who acts."""
        from screens.sheets.question import QuestionSheet

        say = self.speech.say

        async def chosen(index: int) -> None:
            await self._agent_card(RELATIONS[index])

        await self.counter.push_screen(
            QuestionSheet(say(N_("Who acts for the applicant?")), tuple(say(r) for r in RELATIONS), chosen)
        )

    async def _agent_card(self, relation: str) -> None:
        from screens.desk.card_sheet import CardSheet

        async def chosen(reader: CardReader, sample: str | None) -> None:
            self.flow.read_agent(reader, sample, relation, "")
            self.show()

        await self.counter.push_screen(
            CardSheet(self.counter.desk.readers, chosen, N_("The card of who acts for the applicant"))
        )


def _into(typed: dict[str, str], lines: tuple[FieldLine, ...]) -> Keep:
    """A ``keep`` that gathers fields which the desk takes together."""
    labels = {line.name: line for line in lines}

    async def keep(name: str, value: str) -> str:
        line = labels[name]
        if line.required and not value.strip():
            raise Refused("E-01", field=line.zh, field_en=line.en)
        typed[name] = value.strip()
        return value.strip()

    return keep
