"""The receipt on the screen: what stands on the paper, and whether the paper is there."""

from __future__ import annotations

from pathlib import Path

from clerk.desk.views import Operator, PaperKind
from clerk.domain.china_time import in_china
from clerk.domain.names import mask_name
from clerk.domain.papers import ReceiptPaper
from clerk.ports import Printed
from screens import background
from screens.command_sets.everywhere import ALWAYS
from screens.command_sets.sheets import PREVIEW
from screens.language import N_
from screens.lines import BLANK, Ink, Line, Piece, fit, fit_right, wrap
from screens.messages import JobDone, JobRefused
from screens.widgets.reading import ReadingPage

TITLE = "收 件 凭 证"


class PreviewPage(ReadingPage):
    """Prints when asked to, and says so only when the printer has said so."""

    TITLE = N_("Receipt")
    ABOUT = N_(
        "What stands on the paper. "
        "F7 prints it again: the same paper under the same job name is never doubled."
    )
    COMMANDS_HERE = (*PREVIEW, *ALWAYS)

    def __init__(
        self, operator: Operator, case_id: str, *, print_now: bool, kind: PaperKind = PaperKind.RECEIPT
    ) -> None:
        super().__init__()
        self._operator = operator
        self._case_id = case_id
        self._print_now = print_now
        self._kind = kind
        self._paper: ReceiptPaper | None = None
        self._printed: Printed | None = None
        self._printing = False
        self._revealed = False

    def on_mount(self) -> None:
        """Look at the paper, and print it."""
        self._paper = self.counter.desk.receipt_paper(self._case_id)
        if self._print_now:
            self._start_printing()
        self.text.repaint()

    def _start_printing(self) -> None:
        self._printing = True
        background.start(
            self,
            lambda: self.counter.desk.print_paper(self._operator, self._case_id, self._kind),
            lambda printed: JobDone("print", printed),
            lambda fault: JobRefused("print", fault),
            name="print",
        )

    def why_not_print(self) -> str | None:
        """It is being printed."""
        return self.speech.say(N_("It is being printed.")) if self._printing else None

    async def print_paper(self) -> None:
        """Print again."""
        self._start_printing()
        self.text.repaint()

    def on_job_done(self, message: JobDone) -> None:
        """The printer has it."""
        self._printing = False
        if isinstance(message.result, Printed):
            self._printed = message.result
        self.text.repaint()

    def on_job_refused(self, message: JobRefused) -> None:
        """The printer has it not; the case is safe."""
        self._printing = False
        self.refuse(
            message.fault, self.speech.say(N_("The case is taken in and saved; only the paper is missing."))
        )
        self.text.repaint()

    def why_not_reveal(self) -> str | None:
        """Always possible."""
        return None

    async def reveal(self) -> None:
        """The name in full, as it stands on the paper."""
        from screens.sheets.reveal import ask_reason

        await ask_reason(self.counter, self._operator, self._case_id, self._show_in_full)

    def _show_in_full(self, revealed: bool) -> None:
        self._revealed = revealed
        self.text.repaint()

    def _applicant(self, paper: ReceiptPaper) -> str:
        return paper.applicant_name if self._revealed else mask_name(paper.applicant_name)

    def _state(self) -> Piece:
        say = self.speech.say
        if self._printing:
            return (say(N_("being printed…")), Ink.QUIET)
        if self._printed is not None:
            # Folder and name are what a clerk looks for; a job number is one part and stays as it is.
            where = "/".join(Path(self._printed.where).parts[-2:])
            return (say(N_("printed: {where}"), where=where), Ink.NOW)
        return (say(N_("not printed")), Ink.NEEDS)

    def reading(self, width: int) -> tuple[Line, ...]:
        """The paper, in Chinese as it is printed."""
        paper = self._paper
        if paper is None:
            return ()
        state: Line = ((f"{self.speech.say(N_('Receipt'))}   ", Ink.STRONG), self._state())
        inner = min(width, 84)
        head: list[Line] = [state, BLANK, ((f"{TITLE}", Ink.STRONG), (f"    {paper.receipt_no}", Ink.NOW))]
        rows = [
            ("事项", paper.item_name),
            ("申请人", f"{self._applicant(paper)}　{paper.applicant_number_masked}"),
            ("联系电话", paper.applicant_phone_masked or "—"),
            ("身份核验", paper.identity_note),
            ("代办人", paper.agent_line),
            ("决定机关", f"{paper.home_region}　{paper.home_department}　{paper.home_phone}"),
            ("收件窗口", f"{paper.near_site}　{paper.near_window}　{paper.near_phone}"),
            ("收件人", f"{paper.clerk_no}　{in_china(paper.received_at).strftime('%Y-%m-%d %H:%M')}"),
            ("查询码", paper.query_code),
        ]
        lines = [*head, BLANK]
        for label, value in rows:
            if value:
                lines += labelled(label, value, inner)
        lines += [BLANK, (("收件材料", Ink.QUIET),)]
        for material in paper.materials:
            lines.append(
                (
                    (f"  {fit_right(str(material.number), 2)}  ", Ink.QUIET),
                    (fit(material.name, inner - 34), Ink.TEXT),
                    (f"  {material.source}", Ink.QUIET),
                )
            )
        lines.append(BLANK)
        lines += [((part, Ink.TEXT),) for part in wrap(paper.clock_wording, inner)]
        lines += [
            ((part, Ink.NEEDS),) for part in wrap(paper.unverified_note, inner) if paper.unverified_note
        ]
        return tuple(lines)


def labelled(label: str, value: str, width: int) -> list[Line]:
    """A label and its value, wrapped under itself."""
    parts = wrap(value, width - 11)
    return [
        ((fit(label if n == 0 else "", 10), Ink.QUIET), (f" {part}", Ink.TEXT))
        for n, part in enumerate(parts)
    ]
