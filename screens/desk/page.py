"""The desk: lists, the visit, weather. The visit is in the middle of it, and Enter does the next thing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from clerk.desk.views import LookUp, Operator, PaperKind, Worklist
from clerk.desk.visit import Visit
from clerk.domain.catalogue import Item
from clerk.domain.faults import Fault, Refused
from clerk.domain.regions import RegionId
from clerk.ports import CardReader, WaitingApplication
from screens.command_sets.everywhere import ALWAYS, VERBS
from screens.command_sets.visit import DESK
from screens.desk.flow import AGENT, CARD, COPY, LOOK_UP, ONLINE, VisitFlow
from screens.desk.material_acts import MaterialActs
from screens.desk.next_step import NextStep, Step, next_step
from screens.desk.panels import ListsPanel, VisitPanel, WeatherPanel
from screens.desk.party_acts import PartyActs
from screens.desk.visit_lines import VisitPicture
from screens.keys import key_word
from screens.language import N_
from screens.messages import JobDone, JobRefused
from screens.page import Page
from screens.widgets.frame import GO_ON


class DeskPage(MaterialActs, PartyActs, Page):
    """One window's desk while somebody is signed in."""

    TITLE = N_("Desk")
    ABOUT = N_(
        "Card, matter, confirm: the line “Next” says what comes now, and Enter does it. "
        "Letters act on the material under the cursor; F-keys work everywhere."
    )
    COMMANDS_HERE = (*VERBS, *ALWAYS, *DESK)
    DEFAULT_CSS = """
    DeskPage #panels { height: 1fr; }
    DeskPage ListsPanel, DeskPage WeatherPanel { display: none; }
    DeskPage.-wide ListsPanel, DeskPage.-wide WeatherPanel { display: block; }
    DeskPage.-narrow VisitPanel { padding: 0 1; }
    DeskPage.-wide ListsPanel { border-right: solid $scrollbar; }
    DeskPage.-wide WeatherPanel { border-left: solid $scrollbar; }
    DeskPage.-narrow.-lists ListsPanel { display: block; width: 1fr; }
    DeskPage.-narrow.-lists VisitPanel { display: none; }
    DeskPage.-narrow.-weather WeatherPanel { display: block; width: 1fr; }
    DeskPage.-narrow.-weather VisitPanel { display: none; }
    """

    def __init__(self, operator: Operator) -> None:
        super().__init__()
        self.operator = operator
        self._revealed = False
        self._go_on_when_ready = False
        self._parked: tuple[Visit, ...] = ()

    # ---------------------------------------------------------------------------------------------- what is shown

    def body(self) -> ComposeResult:
        """Three panels; on a narrow terminal the middle one alone."""
        with Horizontal(id="panels"):
            yield ListsPanel()
            yield VisitPanel()
            yield WeatherPanel()

    def on_mount(self) -> None:
        """Take up where this window was left."""
        self.flow = VisitFlow(self.counter.desk, self.operator, self)
        self._parked = self.counter.desk.resume_visits(self.operator)
        if self._parked:
            self._take_up(self._parked[-1])
        self.set_focus(self.query_one(VisitPanel))
        self.store_moved()

    def on_screen_resume(self) -> None:
        """Another page may have changed things."""
        self.show()

    @property
    def panel(self) -> VisitPanel:
        """The middle."""
        return self.query_one(VisitPanel)

    def store_moved(self) -> None:
        """Lists and weather look again; the visit is in our own hands."""
        if self.is_mounted:
            self.query_one(ListsPanel).show(self.counter.desk.worklists())
            self.query_one(WeatherPanel).repaint()
            self.show()

    def show(self) -> None:
        """Paint the visit as it stands, and the keys."""
        self.panel.show(self.picture())
        self.after_command()

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
        )

    def picture(self) -> VisitPicture:
        """Everything the middle shows."""
        flow, desk = self.flow, self.counter.desk
        visit = flow.visit
        step = self.next()
        item = desk.item(visit.item) if visit and visit.item else None
        key = self.counter.key_map.first(step.command) if step.command else ""
        return VisitPicture(
            visit,
            step,
            key_word(key) if key else "",
            busy=bool(flow.busy),
            revealed=self._revealed,
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
            parked=len(self._parked),
        )

    # --------------------------------------------------------------------------------------------------- the card

    def why_not_card(self) -> str | None:
        """A card that is being read has to be waited for."""
        if self.flow.busy:
            return self.speech.say(N_("Something is still being read or fetched; it takes a moment."))
        return None

    async def read_card(self) -> None:
        """Choose the card; with one real reader there is nothing to choose."""
        from screens.desk.card_sheet import CardSheet

        readers = self.counter.desk.readers
        if len(readers) == 1 and not readers[0].samples():
            await self.card_chosen(readers[0], None)
        else:
            await self.counter.push_screen(CardSheet(readers, self.card_chosen))

    async def card_chosen(self, reader: CardReader, sample: str | None) -> None:
        """Read it; the search is open at once, so that the matter can be typed meanwhile."""
        self.begin_visit()
        self.flow.read_card(reader, sample)
        self.show()
        await self.search()

    def begin_visit(self) -> None:
        """A visit to read a card into: the open one while nobody is in it, else a new one."""
        visit = self.flow.visit
        if visit is not None and visit.receipt_no:
            self.counter.desk.end_visit(self.operator, visit)
            visit = None
        if visit is not None and visit.subject is not None:
            visit = None  # somebody else: the visit before is parked, not lost
        self._revealed = False
        self.flow.take(visit or self.counter.desk.open_visit(self.operator))
        self._parked = self._others()
        self.panel.cursor = 0

    def _others(self) -> tuple[Visit, ...]:
        here = self.flow.visit.id if self.flow.visit else ""
        return tuple(v for v in self.counter.desk.resume_visits(self.operator) if v.id != here)

    # --------------------------------------------------------------------------------------------------- the matter

    def why_not_matter(self) -> str | None:
        """After the receipt the matter stands."""
        return None

    async def search(self) -> None:
        """Open the search."""
        from screens.desk.search_sheet import SearchSheet

        visit = self.flow.visit
        open_ = (
            visit is not None and not visit.receipt_no and (visit.subject is not None or bool(self.flow.busy))
        )
        await self.counter.push_screen(SearchSheet(self, looking_only=not open_))

    def take_item(self, item: Item, home: RegionId | None = None) -> None:
        """Choose the item for this visit; while the card is still being read, as soon as it has been."""
        if self.flow.busy == CARD:
            self.flow.chosen_early = item
            return
        visit = self.flow.visit
        if visit is None:
            return
        region = home or self.flow.suggested_home(item) or self.counter.desk.suggested_home(visit)
        self.flow.trouble.clear()
        self.flow.deriving.clear()
        self.flow.replace(self.counter.desk.choose_item(self.operator, visit, item.code, region))
        self.panel.cursor = 0
        self.flow.derive_all()
        self.show()

    def take_over(self, waiting: WaitingApplication) -> None:
        """Fetch what was filed online."""
        self.flow.take_over(waiting)
        self.show()

    def why_not_online(self) -> str | None:
        """None waits."""
        return (
            None
            if self.flow.waiting()
            else self.speech.say(N_("Nothing that she filed online waits for this counter."))
        )

    def why_not_differences(self) -> str | None:
        """No matter yet."""
        visit = self.flow.visit
        return None if visit and visit.item else self.speech.say(N_("Choose the matter first, with F3."))

    async def differences(self) -> None:
        """Side by side for the matter of this visit."""
        visit = self.flow.visit
        if visit is not None:
            await self.compare(self.counter.desk.item(visit.item))

    async def compare(self, item: Item) -> None:
        """Side by side for an item."""
        from screens.desk.differences_page import DifferencesPage

        await self.counter.push_screen(DifferencesPage(self, item))

    def why_not_other_home(self) -> str | None:
        """Only one region, or received already."""
        visit = self.flow.visit
        if visit is None or not visit.item or visit.receipt_no:
            return self.speech.say(N_("Choose the matter first, with F3."))
        if len(self.counter.desk.home_choices(visit.item)) < 2:
            return self.speech.say(N_("This counter may receive this matter for one region only."))
        return None

    def other_home(self) -> None:
        """The next region."""
        visit = self.flow.visit
        if visit is not None:
            choices = self.counter.desk.home_choices(visit.item)
            at = choices.index(visit.home) if visit.home in choices else -1
            self.take_item(self.counter.desk.item(visit.item), choices[(at + 1) % len(choices)])

    def why_not_ask(self) -> str | None:
        """No person yet."""
        visit = self.flow.visit
        if visit is None or visit.subject is None or visit.receipt_no:
            return self.speech.say(N_("Read a card first."))
        return None

    def ask_again(self) -> None:
        """Ask all regions again."""
        self.flow.ask_regions()
        self.show()

    # ------------------------------------------------------------------------------------------------ next, confirm

    async def next_step(self) -> None:
        """Do what the line says."""
        if isinstance(self.focused, ListsPanel):
            await self._open_list(self.focused.chosen)
            return
        step = self.next()
        match step.step:
            case Step.CARD | Step.DONE:
                await self.read_card()
            case Step.MATTER | Step.ONLINE:
                await self.search()
            case Step.FORM:
                await self.form()
            case Step.MATERIAL:
                await self.materials()
            case Step.WAIT:
                self._go_on_when_ready = True
                self.tell(self.speech.say(N_("As soon as it is there, the next step opens by itself.")))
            case Step.CONFIRM | Step.STOPPED:
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
        return f"{faults[0].code}  {self.speech.fault(faults[0])}" if faults else None

    async def confirm(self) -> None:
        """Show what the visitor agrees to."""
        from screens.desk.confirm_sheet import ConfirmSheet

        await self.counter.push_screen(ConfirmSheet(self.picture(), self.received))

    async def received(self) -> None:
        """Take the case in. When this returns, it is on disk; then the receipt is printed."""
        from screens.desk.preview_page import PreviewPage

        visit = self.flow.visit
        if visit is None:
            return
        after, case = self.counter.desk.receive(self.operator, visit)
        self.flow.replace(after)
        self._revealed = False
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

    # ------------------------------------------------------------------------------------------------ park and end

    def why_not_park(self) -> str | None:
        """Nothing to park and nothing parked."""
        if self.flow.busy:
            return self.why_not_card()
        if self.flow.visit is None and not self._parked:
            return self.speech.say(N_("No visit is open, and none is parked."))
        return None

    async def park(self) -> None:
        """Put this visit aside, or take one up."""
        if self.flow.visit is not None and not self.flow.visit.receipt_no:
            self._revealed = False
            self.flow.take(None)
            self._parked = self._others()
            self.show()
            self.tell(self.speech.say(N_("Parked. F8 takes it up again.")))
            return
        self._parked = self._others()
        if not self._parked:
            self.tell(self.speech.say(N_("No visit is parked.")))
            return
        from screens.desk.parked_sheet import ParkedSheet

        await self.counter.push_screen(ParkedSheet(self._parked, self._take_up))

    def _take_up(self, visit: Visit) -> None:
        self._revealed = False
        if self.flow.visit is not None and self.flow.visit.receipt_no:
            self.counter.desk.end_visit(self.operator, self.flow.visit)
        self.flow.take(visit)
        self._parked = self._others()
        codes = [row.material.code for row in self.flow.rows()]
        self.panel.cursor = codes.index(visit.field_now) if visit.field_now in codes else 0
        if visit.subject is not None and not visit.receipt_no:
            missing = set(self.counter.desk.linked_regions) - set(visit.looked_up)
            if missing:
                self.flow.ask_regions()
            self.flow.derive_all()
        self.show()

    def why_not_end(self) -> str | None:
        """No visit is open."""
        if self.flow.busy:
            return self.why_not_card()
        return None if self.flow.visit else self.speech.say(N_("No visit is open."))

    async def end_visit(self) -> None:
        """End it: at once with a receipt, after a yes without."""
        visit = self.flow.visit
        if visit is None:
            return
        if visit.receipt_no or visit.subject is None:
            await self._ended(0)
            return
        from screens.sheets.question import QuestionSheet

        say = self.speech.say
        await self.counter.push_screen(
            QuestionSheet(
                say(N_("End this visit without a receipt?")),
                (say(N_("End it: it was advice")), say(N_("Go on with it"))),
                self._ended,
            )
        )

    async def _ended(self, answer: int) -> None:
        if answer == 0 and self.flow.visit is not None:
            self.counter.desk.end_visit(self.operator, self.flow.visit)
            self._revealed = False
            self.flow.take(None)
            self._parked = self._others()
            self.show()

    # ------------------------------------------------------------------------------------------------------ reveal

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
        self._revealed = revealed
        self.show()

    # ----------------------------------------------------------------------------------------------------- moving

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

    # ------------------------------------------------------------------------------------------- what comes back

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
        self.counter.top.store_moved()
        await self._go_on()

    def _apply(self, kind: str, result: object) -> None:
        if kind in {CARD, AGENT, ONLINE} and isinstance(result, Visit):
            self.flow.card_read(result)
            if kind == CARD:
                self.flow.ask_regions()
                self._take_early_choice()
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
            await self._card_refused(message)
        self.show()
        self.counter.top.store_moved()

    async def _card_refused(self, message: JobRefused) -> None:
        from screens.desk.search_sheet import SearchSheet

        self.flow.chosen_early = None
        if message.job.startswith(CARD) and isinstance(self.counter.top, SearchSheet):
            self.counter.top.close()
        self.counter.top.refuse(
            message.fault, self.speech.say(GO_ON) if message.job.startswith(ONLINE) else ""
        )

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

    def tell_fault(self, fault: Fault) -> None:
        """Show a fault here."""
        self.refuse(fault)
