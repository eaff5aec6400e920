"""The desk: lists, the visit, weather. The visit is in the middle of it, and Enter does the next thing."""

from __future__ import annotations

from contextlib import suppress

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches

from clerk.desk.views import LookUp, Operator, PaperKind, Worklist
from clerk.desk.visit import Visit
from clerk.domain.faults import Fault, Refused
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.command_sets.visit import DESK
from screens.commands import AnyCommand
from screens.desk.card_acts import CardActs
from screens.desk.flow import AGENT, CARD, COPY, LOOK_UP, ONLINE, VisitFlow
from screens.desk.material_acts import MaterialActs
from screens.desk.matter_acts import MatterActs
from screens.desk.next_step import NextStep, Step, next_step
from screens.desk.panels import ListsPanel, VisitPanel, WeatherPanel
from screens.desk.parking import Parking
from screens.desk.party_acts import PartyActs
from screens.desk.reader_news import ReaderNews
from screens.desk.signing import Signing
from screens.desk.visit_lines import VisitPicture
from screens.keys import key_word
from screens.language import N_
from screens.liaison.matter import of_visit
from screens.liaison.panel import LiaisonPanel
from screens.messages import JobDone, JobRefused
from screens.page import Page
from screens.sign_offs.needs import must_ask, stopping


class DeskPage(CardActs, MatterActs, MaterialActs, PartyActs, Parking, Signing, Page):
    """One window's desk while somebody is signed in."""

    TITLE = N_("Desk")
    ABOUT = N_(
        "Card, matter, confirm: the line “Next” says what comes now, and Enter does it. "
        "Letters act on the material under the cursor; F-keys work everywhere."
    )
    COMMANDS_HERE = (*VERBS, *ALWAYS, *DESK)
    DEFAULT_CSS = """
    DeskPage #panels { height: 1fr; }
    DeskPage ListsPanel, DeskPage #right { display: none; }
    DeskPage.-wide ListsPanel, DeskPage.-wide #right { display: block; }
    DeskPage #right { width: 31; height: 100%; }
    DeskPage.-narrow VisitPanel { padding: 0 1; }
    DeskPage.-wide ListsPanel { border-right: solid $scrollbar; }
    DeskPage.-wide #right { border-left: solid $scrollbar; }
    DeskPage.-narrow.-lists ListsPanel { display: block; width: 40; }
    DeskPage.-narrow.-lists VisitPanel { display: none; }
    DeskPage.-narrow.-weather #right { display: block; width: 40; }
    DeskPage.-narrow.-weather VisitPanel { display: none; }
    """

    def __init__(self, operator: Operator) -> None:
        super().__init__()
        self.operator = operator
        self.news = ReaderNews()
        self._go_on_when_ready = False

    # ------------------------------------------------------------------------------------- what is shown

    def body(self) -> ComposeResult:
        """Three panels; on a narrow terminal the middle one alone."""
        with Horizontal(id="panels"):
            yield ListsPanel()
            yield VisitPanel()
            with Vertical(id="right"):
                yield LiaisonPanel()
                yield WeatherPanel()

    def on_mount(self) -> None:
        """Take up where this window was left."""
        self.flow = VisitFlow(self.counter.desk, self.operator, self)
        self.parked = self.counter.desk.resume_visits(self.operator)
        self._take_up_the_latest()
        self.set_focus(self.query_one(VisitPanel))
        self.is_ready = True
        self.store_moved()

    def _take_up_the_latest(self) -> None:
        if self.parked:
            try:
                self.take_up(self.parked[-1])
            except Refused as refused:  # a right that this operator lacks, or it has ended at another console
                self.refuse(refused.fault)

    def hand_over(self, operator: Operator, visit: Visit | None) -> None:
        """Somebody else goes on here, with the visit as it stands."""
        self.operator = operator
        self.flow.hand_over(operator, visit)
        self.parked = self.counter.desk.resume_visits(operator)
        self.store_moved()

    def on_screen_resume(self) -> None:
        """Another page may have changed things."""
        if self.is_ready:
            self.show()

    @property
    def panel(self) -> VisitPanel:
        """The middle."""
        return self.query_one(VisitPanel)

    def store_moved(self) -> None:
        """Lists and weather look again; the visit is in our own hands."""
        if self.is_ready:
            self.query_one(ListsPanel).show(self.counter.desk.worklists())
            self.follow_sign_offs()
            self.query_one(WeatherPanel).show_yours(self.yours, self.to_decide)
            self.query_one(LiaisonPanel).look()
            self.show()

    def show(self) -> None:
        """Paint the visit as it stands, and the keys."""
        self.panel.show(self.picture())
        self.query_one(LiaisonPanel).follow(of_visit(self.counter.desk, self.flow.visit))
        self.after_command()

    def show_readers(self) -> None:
        """Something happened at the readers; a page that is just closing has lost its panels already."""
        with suppress(NoMatches):
            self.query_one(WeatherPanel).repaint()
            self.show()

    def show_visit(self) -> None:
        """Bring the visit in front, and give it the keys."""
        self.set_class(False, "-lists", "-weather")
        self.set_focus(self.panel)
        self._go_on_when_ready = False

    def commands_in_bar(self) -> tuple[AnyCommand, ...]:
        """The photo has its key there only while there is one."""
        return tuple(c for c in super().commands_in_bar() if c.id != "photo" or self.flow.photo)

    def next(self) -> NextStep:
        """The one thing to do now."""
        flow, desk = self.flow, self.counter.desk
        visit = flow.visit
        chosen = visit is not None and bool(visit.item)
        return next_step(
            visit,
            busy=flow.busy,
            waiting=bool(flow.waiting()),
            fields=desk.form_fields(visit) if visit and chosen else (),
            rows=flow.rows(),
            deriving=frozenset(flow.deriving),
            trouble=frozenset(flow.trouble),
            faults=desk.not_ready(visit) if visit and chosen and not flow.busy else (),
            lying=self.lying(),
            needs=stopping(self.needs()),
        )

    def picture(self) -> VisitPicture:
        """Everything the middle shows."""
        flow, desk = self.flow, self.counter.desk
        visit = flow.visit
        step = self.next()
        item = desk.item(visit.item) if visit and visit.item else None
        key = self.counter.key_map.first(self.command_named(step.command)) if step.command else ""
        return VisitPicture(
            visit,
            step,
            key_word(key) if key else "",
            busy=bool(flow.busy),
            revealed=self.revealed,
            rows=flow.rows(),
            fields=desk.form_fields(visit) if visit and visit.item else (),
            item=item,
            variant=item.variant(visit.home) if visit and item else None,
            region_names={r: self.counter.region_name(r) for r in desk.region_book},
            asking=frozenset(flow.asking),
            region_trouble=dict(flow.region_trouble),
            deriving=frozenset(flow.deriving),
            trouble=dict(flow.trouble),
            other_homes=len(desk.home_choices(visit.item)) - 1 if visit and visit.item else 0,
            parked=len(self.parked),
            readers=self.readers_beside() if visit is None or visit.subject is None else (),
            needs=stopping(self.needs()),
            to_decide=self.to_decide,
        )

    # ---------------------------------------------------------------------------------------- the matter

    def why_not_matter(self) -> str | None:
        """After the receipt the matter stands."""
        return None

    async def search(self) -> None:
        """Open the search."""
        from screens.desk.search_sheet import SearchSheet

        visit = self.flow.visit
        somebody = visit is not None and (visit.subject is not None or bool(self.flow.busy))
        open_ = visit is not None and somebody and not visit.receipt_no
        sheet = SearchSheet(self, looking_only=not open_, letters=self.letters_kept())
        await self.counter.push_screen(sheet)

    # ------------------------------------------------------------------------------------- next, confirm

    async def next_step(self) -> None:
        """Do what the line says."""
        if isinstance(self.focused, ListsPanel):
            await self._open_list(self.focused.chosen)
            return
        step = self.next()
        match step.step:
            case Step.CARD | Step.DONE:
                await self.read_card()
            case Step.GUARDIAN:
                await self.agent()
            case Step.MATTER | Step.ONLINE:
                await self.search()
            case Step.FORM:
                await self.form()
            case Step.MATERIAL:
                await self.materials()
            case Step.WAIT:
                self._go_on_when_ready = True
                self.tell(self.speech.say(N_("As soon as it is there, the next step opens by itself.")))
            case Step.ANSWER:
                await self.counter.open_sign_offs()
            case Step.PARK:
                await self.park()
            case Step.CONFIRM | Step.STOPPED | Step.ASK_SIGN_OFF:
                why = self.why_not_confirm()
                if why is None:
                    await self.confirm()
                else:
                    self.tell(why)

    async def _open_list(self, worklist: Worklist) -> None:
        if worklist is Worklist.EXCEPTIONS:
            await self.counter.open_exceptions()
        else:
            await self.counter.open_case_list(worklist)

    def why_not_confirm(self) -> str | None:
        """The first thing that is still missing."""
        visit = self.flow.visit
        if visit is None or visit.subject is None:
            return self.speech.say(N_("Read a card first."))
        if self.flow.busy:
            return self.why_not_card()
        if visit.receipt_no:
            return self.speech.say(N_("This visit has its receipt: {number}."), number=visit.receipt_no)
        faults = self.counter.desk.not_ready(visit)
        if self.flow.deriving and faults:
            return self.speech.say(N_("E-licences are still being derived; it takes a moment."))
        if faults:
            return f"{faults[0].code}  {self.speech.fault(faults[0])}"
        return self.why_not_signed()

    async def confirm(self) -> None:
        """Show what the visitor agrees to; before that, ask for what has to be signed off."""
        from screens.desk.confirm_sheet import ConfirmSheet

        if any(must_ask(need) for need in stopping(self.needs())):
            await self.ask_sign_offs()
            return
        await self.counter.push_screen(ConfirmSheet(self.picture(), self.received))

    async def received(self) -> None:
        """Take the case in. When this returns, it is on disk; then the receipt is printed."""
        from screens.desk.preview_page import PreviewPage

        visit = self.flow.visit
        if visit is None:
            return
        after, case = self.counter.desk.receive(self.operator, visit)
        self.flow.replace(after)
        self.revealed = False
        self.show()
        await self.counter.push_screen(PreviewPage(self.operator, case.id, print_now=True))

    def why_not_print(self) -> str | None:
        """Only a received visit has a paper."""
        visit = self.flow.visit
        if visit is None or not visit.receipt_no:
            return self.speech.say(N_("There is no receipt yet: confirm first, with F5."))
        return None

    async def print_paper(self) -> None:
        """The receipt again; the same paper is never doubled in the tray."""
        from screens.desk.preview_page import PreviewPage

        if self.flow.visit is not None:
            await self.counter.push_screen(
                PreviewPage(self.operator, self.flow.visit.case_id, print_now=True, kind=PaperKind.RECEIPT)
            )

    def why_not_case(self) -> str | None:
        """Not received yet."""
        return self.why_not_print()

    async def open_case(self) -> None:
        """The case of this visit."""
        if self.flow.visit is not None:
            await self.counter.open_case(self.flow.visit.case_id)

    # -------------------------------------------------------------------------------------------- reveal

    def why_not_reveal(self) -> str | None:
        """Nobody to reveal."""
        visit = self.flow.visit
        return None if visit and visit.subject else self.speech.say(N_("Read a card first."))

    async def reveal(self) -> None:
        """Ask why, note it, show it for ten seconds."""
        from screens.sheets.reveal import ask_reason

        visit = self.flow.visit
        if visit is not None:
            await ask_reason(self.counter, self.operator, visit.case_id or visit.id, self._show_in_full)

    def _show_in_full(self, revealed: bool) -> None:
        self.revealed = revealed
        self.show()

    # -------------------------------------------------------------------------------------------- moving

    def move(self, step: int) -> None:
        """The cursor of the panel that has the keys."""
        if isinstance(self.focused, ListsPanel):
            self.focused.move(step)
            return
        count = len(self.panel.picture.rows)
        if count:
            self.panel.cursor = max(0, min(self.panel.cursor + step, count - 1))
            self.panel.repaint()

    def move_page(self, direction: int) -> None:
        """To an end."""
        self.move(direction * 8)

    def move_to_end(self, *, last: bool) -> None:
        """To an end."""
        self.move(1000 if last else -1000)

    def next_side(self) -> None:
        """Desk, lists, weather, desk."""
        if self.has_class("-wide"):
            lists = self.query_one(ListsPanel)
            self.set_focus(self.panel if self.focused is lists else lists)
            return
        if self.has_class("-lists"):
            self.set_class(False, "-lists")
            self.set_class(True, "-weather")
        elif self.has_class("-weather"):
            self.set_class(False, "-weather")
            self.set_focus(self.panel)
        else:
            self.set_class(True, "-lists")
            self.set_focus(self.query_one(ListsPanel))

    # ----------------------------------------------------------------------------------- what comes back

    async def on_job_done(self, message: JobDone) -> None:
        """A thread is done. What belongs to a visitor before is dropped."""
        kind = message.job.partition(":")[0]
        if not self.flow.concerns(message.job):
            return
        try:
            self._apply(kind, message.result)
        except Refused as refused:
            self.counter.top.refuse(refused.fault)
        self.flow.derive_all()
        self.show()
        self.counter.look_again(self.counter.top)
        await self.card_was_read(kind)
        await self._go_on()

    def _apply(self, kind: str, result: object) -> None:
        if kind in {CARD, AGENT, ONLINE} and isinstance(result, Visit):
            if kind == CARD:
                self.card_read(result)
                self.flow.ask_regions()
                self._take_early_choice()
            else:
                self.flow.card_read(result)
        elif kind == LOOK_UP and isinstance(result, LookUp):
            self.flow.looked_up(result)
        elif kind == COPY and isinstance(result, tuple):
            self.flow.derived(result)

    def _take_early_choice(self) -> None:
        item, self.flow.chosen_early = self.flow.chosen_early, None
        if item is not None:
            self.take_item(item)

    async def on_job_refused(self, message: JobRefused) -> None:
        """A thread was refused."""
        if not self.flow.concerns(message.job):
            return
        self._go_on_when_ready = False
        own_place = self.flow.refused(message.job, message.fault)
        if not own_place:
            await self.card_refused(message)
        self.show()
        self.counter.look_again(self.counter.top)

    async def _go_on(self) -> None:
        if self._go_on_when_ready and self.counter.screen is self and self.next().step is not Step.WAIT:
            self._go_on_when_ready = False
            self.hush()
            await self.next_step()

    async def run_command(self, command: object) -> None:
        """Any command but Enter takes back the wish to go on by itself."""
        from screens.commands import Command

        if isinstance(command, Command):
            if command.id != "next":
                self._go_on_when_ready = False
            await super().run_command(command)

    def faults_in_sight(self) -> tuple[Fault, ...]:
        """What regions, licences and the card have against them."""
        visit = self.flow.visit
        warnings = (*visit.subject.warnings, *visit.agent_warnings) if visit and visit.subject else ()
        service = (Fault("I-71"),) if self.counter.readers.service_down else ()
        troubles = (*service, *self.flow.region_trouble.values(), *self.flow.trouble.values())
        return (*super().faults_in_sight(), *troubles, *warnings)
