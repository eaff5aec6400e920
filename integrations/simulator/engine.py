"""One home back end without a dialect: what a region knows, receives, decides and tells, over time.

It behaves as real, unchanged back ends do. In particular it does **not** look whether it has a receipt number
already: who submits twice has two cases there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from clerk.domain.cases import Actor, Event, State, after
from clerk.domain.catalogue import Variant
from clerk.domain.faults import Refused
from clerk.domain.ids import uuid7
from clerk.domain.licences import Licence, LicenceKind
from clerk.domain.materials import Met
from clerk.domain.parties import Applicant
from clerk.domain.regions import Action, Region
from clerk.ports import Letter, WaitingApplication
from integrations.simulator.clock import SimulatorClock
from integrations.simulator.decisions import Decider
from integrations.simulator.faults import FaultKind, Faults
from integrations.simulator.operations import Operation
from integrations.simulator.records import (
    DerivedFile,
    HomeNews,
    Intake,
    Library,
    Reason,
    Refusal,
    SimCase,
    SimFile,
    Use,
)
from integrations.simulator.rules import Rules, Step
from integrations.simulator.sample_papers import SamplePapers
from integrations.simulator.state import RegionState

_UPLOADS_LIVE = timedelta(hours=24)
_NEWS_A_CALL = 200

Numbering = Callable[[datetime, int], str]
"""Home case number from the moment and the running number: each region has its own format."""


@dataclass(frozen=True, slots=True)
class Ability:
    """What the region says of itself. It always says that it is simulated."""

    server_time: datetime
    actions: Mapping[Action, bool]
    note: str


@dataclass(frozen=True, slots=True)
class NewsPage:
    """News after a cursor, and the cursor to ask with next."""

    cursor: str
    news: tuple[HomeNews, ...]


@dataclass(frozen=True, slots=True)
class LetterPage:
    """Letters after a cursor, and the cursor to ask with next."""

    cursor: str
    letters: tuple[Letter, ...]


class RegionEngine:
    """The back end of one region. Thread safe; blocking.

    Every refusal of the region is a :class:`Refusal` with a reason (for the dialect's code) and its words.
    """

    def __init__(
        self,
        region: Region,
        variants: Sequence[Variant],
        library: Library,
        *,
        clock: SimulatorClock,
        rules: Rules,
        numbering: Numbering,
        state: RegionState,
        papers: SamplePapers,
        faults: Faults | None = None,
        kinds: Sequence[LicenceKind] = (),
        promise: Callable[[date, int], date] | None = None,
    ) -> None:
        """``promise`` counts working days for the promised date; without it no date is promised."""
        self.region = region
        self.kinds = tuple(kinds)
        self.faults = faults or Faults()
        self.state = state
        self._variants = {v.code: v for v in variants if v.region == region.id}
        self._library = library
        self._clock = clock
        self._numbering = numbering
        self._papers = papers
        self._decider = Decider(
            region, state, self._variants, clock=clock, rules=rules, region_now=self.now, promise=promise
        )

    # Life ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to decide by itself."""
        self._decider.start()

    def close(self) -> None:
        """Stop deciding and close the state."""
        self._decider.stop()
        self.state.close()

    def now(self) -> datetime:
        """The region's own clock, which a fault switch can set wrong."""
        skew = self.faults.standing(FaultKind.CLOCK_SKEW)
        return self._clock.now() + timedelta(seconds=skew.seconds if skew else 0.0)

    @property
    def rules(self) -> Rules:
        """How it decides now."""
        return self._decider.rules

    def set_rules(self, rules: Rules) -> None:
        """Decide otherwise from the next hand-in on; courses already laid out stay."""
        self._decider.rules = rules

    # What it knows ---------------------------------------------------------------------------------

    def ability(self) -> Ability:
        """What it can do now."""
        return Ability(self.now(), dict.fromkeys(Action, True), "")

    def variants(self) -> tuple[Variant, ...]:
        """Its items."""
        return tuple(self._variants.values())

    def holder(self, number: str) -> Applicant | None:
        """A person or company of its population, by number."""
        return self._library.holders.get(number)

    def licences_of(self, number: str, use: Use) -> tuple[Licence, ...]:
        """Licences of a holder in its library; each one shown leaves a line in the log of use."""
        _require_cause(use)
        found = self._library.licences.get(number, ())
        with self.state.writing():
            for licence in found:
                self.state.log_use(self.now(), licence.id, use)
        return found

    def derive(self, licence_id: str, since: date, until: date, use: Use) -> DerivedFile:
        """Make a purpose-bound copy. Only of a licence that is in force on the region's day."""
        _require_cause(use)
        licence = self._library.licence(licence_id)
        if licence is None:
            raise Refusal(Reason.UNKNOWN_LICENCE, "证照库中没有该证照")
        if not licence.usable_on(self.now().date()):
            raise Refusal(Reason.UNUSABLE_LICENCE, f"「{licence.name}」已失效，不能用证")
        names = {number: holder.name for number in licence.holders if (holder := self.holder(number))}
        content = self._papers.derived_copy(licence, since, until, use, self.now(), names)
        copy = DerivedFile(uuid7(self._clock.now()), licence_id, since, until, use, content)
        self._take_time(self.rules.derive_seconds)
        with self.state.writing():
            self.state.log_use(self.now(), licence_id, use)
            self.state.put_derived(copy)
        return copy

    def derived_file(self, copy_id: str) -> DerivedFile:
        """A copy made before."""
        copy = self.state.derived(copy_id)
        if copy is None:
            raise Refusal(Reason.UNKNOWN_FILE, "没有该派生证照")
        return copy

    def waiting(self, number: str) -> tuple[WaitingApplication, ...]:
        """Applications of a holder filed online that no counter took over yet."""
        gone = self.state.taken_over()
        return tuple(a for a in self._library.waiting.get(number, ()) if a.reference not in gone)

    def waiting_file(self, reference: str, material: str) -> SimFile:
        """A file of an application filed online."""
        application = self._library.application(reference)
        name = None if application is None else dict(application.files).get(material)
        if application is None or name is None:
            raise Refusal(Reason.UNKNOWN_APPLICATION, "没有该网上申请或该材料")
        content = self._papers.online_file(reference, material, name)
        return SimFile(material, name, "application/pdf", content)

    # What it receives ------------------------------------------------------------------------------

    def upload(self, file: SimFile, digest: str) -> str:
        """Put a file down before the case that names it; returns its id. ``digest`` is SM3, hex."""
        _require_whole(file, digest)
        upload_id = uuid7(self._clock.now())
        with self.state.writing():
            self.state.put_upload(upload_id, self._clock.now(), file)
        return upload_id

    def uploaded(self, ids: Sequence[str]) -> tuple[SimFile, ...]:
        """Files put down before."""
        files = tuple(self.state.upload(i) for i in ids)
        if None in files:
            raise Refusal(Reason.UNKNOWN_FILE, "材料文件不存在或已过期，请重新上传")
        return tuple(f for f in files if f is not None)

    def receive(self, intake: Intake, files: Sequence[SimFile], uploads: Sequence[str] = ()) -> SimCase:
        """Take a case in, with its files; ``uploads`` are the ids under which some of them lay here."""
        variant = self._open_variant(intake)
        _require_complete(intake)
        twice = self.faults.take(FaultKind.DUPLICATE, Operation.SUBMIT)
        with self.state.writing():
            case = self._store(intake, files, variant)
            if twice:
                self._store(intake, files, variant)
            self.state.drop_uploads(uploads, self._clock.now() - _UPLOADS_LIVE)
        self._decider.wake()
        return case

    def correct(
        self, home_no: str, met: Sequence[Met], files: Sequence[SimFile], uploads: Sequence[str] = ()
    ) -> SimCase:
        """Take a correction in; the materials it brings replace those handed in before."""
        with self.state.writing():
            case = self.case(home_no)
            if case.state is not State.CORRECTION:
                raise Refusal(Reason.WRONG_STATE, "该办件当前不在补正环节")
            brought = {m.material for m in met}
            kept = tuple(m for m in case.intake.met if m.material not in brought)
            case = replace(
                case,
                state=after(case.state, Event.CORRECT, Actor.CLERK),
                round=case.round + 1,
                arrived_at=self.now(),
                intake=replace(case.intake, met=(*kept, *met)),
            )
            self.state.put_case(case)
            self.state.put_files(home_no, case.round, files)
            self.state.drop_uploads(uploads, self._clock.now() - _UPLOADS_LIVE)
            self._decider.lay_out(case)
        self._decider.wake()
        return case

    def handed_over(self, receipt_no: str, home_no: str, at: datetime, mode: str) -> SimCase:
        """Note that the result reached the applicant. Told twice, noted once."""
        with self.state.writing():
            case = self.case(home_no)
            if case.receipt_no != receipt_no:
                raise Refusal(Reason.UNKNOWN_CASE, "办件编号与收件编号不符")
            if case.state is State.DELIVERED:
                return case
            try:
                state = after(case.state, Event.DELIVER, Actor.CLERK)
            except Refused:
                raise Refusal(Reason.WRONG_STATE, "该办件尚未办结，不能登记送达") from None
            case = replace(case, state=state, handed_over_at=at, handed_over_mode=mode)
            self.state.put_case(case)
            self.state.put_plan(home_no, 0, 0.0, ())
        return case

    # What it tells ---------------------------------------------------------------------------------

    def case(self, home_no: str) -> SimCase:
        """A case by its own number."""
        case = self.state.case(home_no)
        if case is None:
            raise Refusal(Reason.UNKNOWN_CASE, "没有该办件")
        return case

    def find(self, receipt_no: str) -> tuple[SimCase, ...]:
        """All cases under a near counter's receipt number, oldest first."""
        return self.state.cases_of(receipt_no)

    def changes(self, cursor: str, limit: int = _NEWS_A_CALL) -> NewsPage:
        """News after ``cursor``. A cursor of another epoch (the state was thrown away) starts anew."""
        news = self.state.news_after(self._place(cursor), max(1, min(limit, _NEWS_A_CALL)))
        return NewsPage(news[-1].id if news else (cursor or f"{self.state.epoch}-0"), news)

    def decide(self, home_no: str, step: Step) -> HomeNews:
        """Let the home department do something now (trainer, test); its own plans for the case end."""
        with self.state.writing():
            case = self.case(home_no)
            news = self._decider.apply(case, step)
            self.state.put_plan(home_no, 0, 0.0, ())
        return news

    # Letters ---------------------------------------------------------------------------------------

    def post_letter(self, letter: Letter) -> None:
        """Keep a letter of a thread that is put to this region. The same id again changes nothing."""
        if letter.asked != self.region.id:
            raise Refusal(Reason.BAD_REQUEST, "联络单的办理地区不是本地区")
        if letter.message.region not in {letter.asking, letter.asked}:
            raise Refusal(Reason.BAD_REQUEST, "发件地区与联络单不符")
        twice = self.faults.take(FaultKind.DUPLICATE, Operation.POST_LETTER)
        with self.state.writing():
            if twice:
                self.state.add_letter(letter)
            if twice or not self.state.letters_of(letter.message.id):
                self.state.add_letter(letter)

    def letters(self, reader: str, cursor: str, limit: int = _NEWS_A_CALL) -> LetterPage:
        """Letters to ``reader`` after ``cursor``; a cursor of another epoch starts anew."""
        found = self.state.letters_after(reader, self._place(cursor), limit)
        place = f"{self.state.epoch}-{found[-1][0]}" if found else (cursor or f"{self.state.epoch}-0")
        return LetterPage(place, tuple(letter for _, letter in found))

    def _place(self, cursor: str) -> int:
        if not cursor:
            return 0
        epoch, _, seq = cursor.partition("-")
        if not seq.isdecimal():
            raise Refusal(Reason.BAD_CURSOR, "增量游标无效")
        return int(seq) if epoch == self.state.epoch else 0

    def _open_variant(self, intake: Intake) -> Variant:
        variant = self._variants.get(intake.variant_code)
        if variant is None:
            raise Refusal(Reason.UNKNOWN_ITEM, "事项编码不存在或已停用")
        if not variant.open:
            raise Refusal(
                Reason.CLOSED_ITEM, f"「{variant.name}」暂未开通：{variant.opened_note or '请查询开通时间'}"
            )
        known = {m.code for m in variant.materials}
        foreign = [m.material for m in intake.met if m.material not in known]
        if foreign:
            raise Refusal(Reason.BAD_REQUEST, f"材料编码 {foreign[0]} 不属于该事项")
        if intake.online_reference and self._library.application(intake.online_reference) is None:
            raise Refusal(Reason.UNKNOWN_APPLICATION, "没有该网上申请")
        return variant

    def _store(self, intake: Intake, files: Sequence[SimFile], variant: Variant) -> SimCase:
        now = self.now()
        home_no = self._numbering(now, self.state.next_number("case"))
        case = SimCase(home_no, intake.receipt_no, variant.code, State.TRANSFERRED, 0, now, intake)
        self.state.put_case(case)
        self.state.put_files(home_no, 0, files)
        if intake.online_reference:
            self.state.take_over(intake.online_reference, home_no)
        self._decider.lay_out(case)
        return case

    def _take_time(self, seconds: float) -> None:
        """Be as slow as a real library, on this clock."""
        until = self._clock.now() + timedelta(seconds=seconds / self.rules.pace)
        condition = threading.Condition()
        with condition:
            while self._clock.now() < until:
                self._clock.wait(condition, until)


def _require_cause(use: Use) -> None:
    if not use.cause.strip():
        raise Refusal(Reason.NO_CAUSE, "用证事由不能为空")


def _require_whole(file: SimFile, digest: str) -> None:
    if not file.content or file.digest != digest.lower():
        raise Refusal(Reason.DAMAGED_FILE, f"材料文件校验不一致：{file.file_name}")


def _require_complete(intake: Intake) -> None:
    wanted = (
        (intake.receipt_no, "收件编号"),
        (intake.applicant.name.strip(), "申请人名称"),
        (intake.applicant.number.strip(), "申请人证件号码"),
    )
    for value, name in wanted:
        if not value:
            raise Refusal(Reason.INCOMPLETE, f"{name}不能为空")
