"""What the desk does with form and materials: one letter for the material under the cursor."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from clerk.desk.views import MaterialRow
from clerk.domain.faults import Refused
from clerk.domain.materials import Necessity, PaperReason, Way
from screens.background import result_of
from screens.desk.part import DeskPart
from screens.language import N_
from screens.sheets.fields import FieldLine, FieldSheet
from screens.vocabulary import PAPER_REASONS


class MaterialActs(DeskPart):
    """Part of the desk's page."""

    # ---------------------------------------------------------------------------------------------- form

    async def form(self) -> None:
        """The form of the item, at the first empty field."""
        visit = self.flow.visit
        if visit is None:
            return
        lines = tuple(
            FieldLine(f.name, f.label.zh, f.label.en, f.value, f.required, f.choices, f.unverified)
            for f in self.counter.desk.form_fields(visit)
        )
        if not lines:
            self.tell(self.speech.say(N_("This matter has no form.")))
            return
        await self.counter.push_screen(
            FieldSheet(N_("Form"), lines, self._keep_field, then=self._form_done, at=visit.field_now)
        )

    async def _keep_field(self, name: str, typed: str) -> str:
        visit = self.flow.visit
        if visit is None:
            return typed
        kept = self.counter.desk.set_field(self.operator, visit, name, typed)
        self.flow.replace(kept)
        self.show()
        return kept.form.get(name, "")

    async def _form_done(self) -> None:
        self.show()

    # ----------------------------------------------------------------------------------------- materials

    def row(self) -> MaterialRow | None:
        """The material under the cursor."""
        rows = self.flow.rows()
        return rows[self.panel.cursor] if self.panel.cursor < len(rows) else None

    def why_not_materials(self) -> str | None:
        """No matter yet, or all is done."""
        visit = self.flow.visit
        if visit is None or not visit.item:
            return self.speech.say(N_("Choose the matter first, with F3."))
        if visit.receipt_no:
            return self.speech.say(N_("This visit has its receipt: {number}."), number=visit.receipt_no)
        return None

    async def materials(self) -> None:
        """The cursor goes to the first material that is missing, and the letters are said."""
        rows = self.flow.rows()
        missing = [
            index
            for index, row in enumerate(rows)
            if row.met is None
            and (row.material.code in self.flow.trouble or row.best in {Way.SCAN, Way.PAPER})
        ]
        if missing:
            # What may be left out is no reason to stop at before what may not.
            self.panel.cursor = min(
                missing, key=lambda index: rows[index].material.necessity is Necessity.OPTIONAL
            )
        self.panel.repaint()
        here = self.row()
        if here is not None:
            self.tell(self._letters(here))

    def _letters(self, row: MaterialRow) -> str:
        say = self.speech.say
        letters = [say(N_("S scan")), say(N_("P paper"))]
        if row.licence is not None and row.met is None:
            letters.insert(0, say(N_("E e-licence")))
        if row.material.allows(Way.DEFERRED):
            letters.append(say(N_("L later")))
        return (
            f"{row.material.name}：{'   '.join(letters)}"
            if self.speech.chinese
            else f"{row.material.name}: {'   '.join(letters)}"
        )

    def why_not_material(self) -> str | None:
        """There is no material to act on."""
        return self.why_not_materials() or (
            None if self.row() else self.speech.say(N_("This matter asks for no material."))
        )

    def why_not_recall(self) -> str | None:
        """No licence was found for it, or the copy is there."""
        why = self.why_not_material()
        row = self.row()
        if why or row is None:
            return why
        if row.met is not None and row.met.way is Way.E_LICENCE:
            return self.speech.say(N_("The copy for this case is there already."))
        if row.licence is None:
            return self.speech.say(N_("No region has an e-licence that replaces this material."))
        return None

    def recall(self) -> None:
        """Have a copy made."""
        row = self.row()
        if row is not None:
            self.flow.derive(row.material.code)
            self.show()

    async def scan(self) -> None:
        """Choose a file, after the reason where an e-licence is there."""
        row = self.row()
        if row is not None:
            await self._with_reason(row, self._choose_file)

    async def _choose_file(self, row: MaterialRow, reason: PaperReason | None) -> None:
        from screens.desk.file_sheet import FileSheet

        async def chosen(path: Path) -> None:
            await self._take_file(row, path, reason)

        await self.counter.push_screen(FileSheet(self.counter.desk.folder.scans, row.material.name, chosen))

    async def _take_file(self, row: MaterialRow, path: Path, reason: PaperReason | None) -> None:
        visit = self.flow.visit
        if visit is None:
            return
        self.flow.busy = "file"
        try:
            kept = await result_of(
                lambda: self.counter.desk.attach_file(self.operator, visit, row.material.code, path, reason),
                name="attach",
            )
        except Refused:
            self.flow.card_read(self.flow.visit or visit)
            raise
        self.flow.card_read(kept)
        self.show()

    async def paper(self) -> None:
        """Take it on paper."""
        row = self.row()
        if row is not None:
            await self._with_reason(row, self._take_paper)

    async def _take_paper(self, row: MaterialRow, reason: PaperReason | None) -> None:
        self._meet(row, Way.PAPER, reason=reason)

    async def _with_reason(self, row: MaterialRow, go_on: object) -> None:
        from screens.sheets.question import QuestionSheet

        assert callable(go_on)  # noqa: S101 - both callers pass their own coroutine function
        if row.licence is None:
            await go_on(row, None)
            return
        reasons = list(PaperReason)
        say = self.speech.say

        async def answered(index: int) -> None:
            await go_on(row, reasons[index])

        await self.counter.push_screen(
            QuestionSheet(
                say(N_("Why paper for {material}?"), material=row.material.name),
                tuple(say(PAPER_REASONS[r]) for r in reasons),
                answered,
                about=say(N_("An e-licence is there. The reason is kept and counted.")),
            )
        )

    def why_not_later(self) -> str | None:
        """Only what the home region lets come later."""
        why = self.why_not_material()
        row = self.row()
        if why or row is None:
            return why
        if row.material.necessity is Necessity.ESSENTIAL:
            return self.speech.say(
                N_("{material} is essential: it can never come later."), material=row.material.name
            )
        if not row.material.allows(Way.DEFERRED):
            return self.speech.say(
                N_("The home region does not let {material} come later."), material=row.material.name
            )
        return None

    async def later(self) -> None:
        """Ask by which day."""
        row = self.row()
        if row is None:
            return

        async def keep(_name: str, typed: str) -> str:
            try:
                due = date.fromisoformat(typed)
            except ValueError:
                raise Refused("E-03", field="补交日期", field_en="day") from None
            self._meet(row, Way.DEFERRED, due=due)
            return due.isoformat()

        line = FieldLine("due", "补交日期", "comes by", hint="2026-12-01")
        await self.counter.push_screen(FieldSheet(N_("By which day?"), (line,), keep, then=self._form_done))

    def _meet(
        self, row: MaterialRow, way: Way, *, due: date | None = None, reason: PaperReason | None = None
    ) -> None:
        visit = self.flow.visit
        if visit is not None:
            self.flow.replace(
                self.counter.desk.meet(
                    self.operator, visit, row.material.code, way, due=due, paper_reason=reason
                )
            )
            self.show()
