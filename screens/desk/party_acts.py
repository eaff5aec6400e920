"""Who applies and who acts: identities typed by hand, organisations, agents."""

from __future__ import annotations

from clerk.domain.forms import FieldSpec, check_field
from clerk.domain.parties import Person
from clerk.ports import CardReader
from screens.desk.part import DeskPart
from screens.desk.proof_sheet import ask_proof
from screens.desk.typed_person import ask_person
from screens.language import N_
from screens.sheets.fields import FieldLine, FieldSheet, Keep
from screens.vocabulary import RELATIONS


class PartyActs(DeskPart):
    """Part of the desk's page."""

    def why_not_party(self) -> str | None:
        """A person comes first, and nothing changes after the receipt."""
        visit = self.flow.visit
        if visit is None or visit.subject is None:
            return self.speech.say(N_("Read a card first."))
        if self.flow.busy:
            return self.why_not_card()
        if visit.receipt_no:
            return self.speech.say(N_("This visit has its receipt: {number}."), number=visit.receipt_no)
        return None

    async def type_identity(self) -> None:
        """Which document, then the fields."""

        async def then() -> None:
            if self.flow.visit is not None and not self.flow.visit.item:
                await self.search()

        await ask_person(self.counter, self.speech, N_("Identity typed by hand"), self._take_applicant, then)

    async def _take_applicant(self, person: Person, reason: str) -> None:
        visit = self.flow.visit
        read = self.counter.desk.check_typed(person, reason)  # before the visit in hand is put aside
        known = visit.subject.person.number if visit is not None and visit.subject is not None else ""
        if known != read.person.number or (visit is not None and visit.receipt_no):
            self.begin_visit()
        if self.flow.visit is not None:
            self.flow.replace(self.counter.desk.type_identity(self.operator, self.flow.visit, person, reason))
            self.flow.ask_regions()
            self.show()

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
        """The relation, what shows it, then the card of who acts; or nobody acts any more."""
        from screens.sheets.question import QuestionSheet

        say = self.speech.say
        visit = self.flow.visit
        nobody = (say(N_("nobody: she acts for herself")),) if visit is not None and visit.agent else ()

        async def chosen(index: int) -> None:
            if index < len(RELATIONS):
                relation = RELATIONS[index]
                await ask_proof(self.counter, relation, lambda proof: self._agent_card(relation, proof))
            elif self.flow.visit is not None:
                self.flow.replace(self.counter.desk.remove_agent(self.operator, self.flow.visit))
                self.show()

        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Who acts for the applicant?")), (*(say(r) for r in RELATIONS), *nobody), chosen
            )
        )

    async def _agent_card(self, relation: str, mandate: str) -> None:
        from screens.desk.card_sheet import CardSheet

        async def chosen(reader: CardReader, sample: str | None) -> None:
            self.flow.read_agent(reader, sample, relation, mandate)
            self.show()

        async def take(person: Person, reason: str) -> None:
            if self.flow.visit is not None:
                self.flow.replace(
                    self.counter.desk.type_agent(
                        self.operator, self.flow.visit, person, reason, relation, mandate
                    )
                )
                self.show()

        async def by_hand() -> None:
            await ask_person(self.counter, self.speech, N_("The agent, typed by hand"), take)

        await self.counter.push_screen(
            CardSheet(
                self.counter.desk.readers,
                chosen,
                N_("The card of who acts for the applicant"),
                by_hand=by_hand,
            )
        )


def _into(typed: dict[str, str], lines: tuple[FieldLine, ...]) -> Keep:
    """A ``keep`` that gathers fields which the desk takes together."""
    labels = {line.name: line for line in lines}

    async def keep(name: str, value: str) -> str:
        line = labels[name]
        typed[name] = check_field(FieldSpec(name, line.zh, line.en, required=line.required), value)
        return typed[name]

    return keep
