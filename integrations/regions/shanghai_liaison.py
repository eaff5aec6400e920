"""The liaison mailbox in the Shanghai dialect: wire models, both ends' codec, and the adapter's part.

**Our reading**: no interface for questions between regions is public. Paths and names are written in the
manner of the special window (专窗).
"""

from __future__ import annotations

from pydantic import Field

from clerk.domain.codes.wire_codes import CodeTable
from clerk.domain.codes.wire_times import read_moment
from clerk.domain.liaison import Message, MessageKind, RedactedCase
from clerk.domain.regions import RegionId
from clerk.domain.staff import Level
from clerk.ports import Letter, Mail, Question
from integrations.regions import shanghai_codec as codec
from integrations.regions.letters import mail_of
from integrations.regions.shanghai_session import Session
from integrations.regions.shanghai_wire import Asked, Moment, OptionalMoment, Shape
from integrations.regions.unfit import fitting
from integrations.regions.wire import Wire

POST = "/zwdt/liaison/saveContactLetter.do"
FIND = "/zwdt/liaison/getContactLetter.do"
LIST = "/zwdt/liaison/getContactLetterList.do"

TEXT_BYTES = 8000
"""GB 18030 bytes of a letter's text (the figure is ours)."""

KIND: CodeTable[MessageKind] = CodeTable(
    "联络函类型",
    (
        (MessageKind.QUESTION, "ask"),
        (MessageKind.TAKEN_ON, "accept"),
        (MessageKind.ANSWER, "reply"),
        (MessageKind.REFUSAL, "reject"),
        (MessageKind.PASSED_UP, "escalate"),
        (MessageKind.SILENT, "overdue"),
        (MessageKind.CLOSED, "close"),
    ),
)


class ApplyBrief(Shape):
    """A case without its people."""

    receipt_no: str
    apply_no: str = ""
    item_code: str
    item_name: str
    status: str
    receive_time: Moment
    clock_day: int | None = None


class LetterData(Shape):
    """联络单往来信件."""

    letter_no: str = Field(min_length=1, description="信件编号")
    contact_no: str = Field(min_length=1, description="联络单编号")
    letter_type: str = Field(description="信件类型")
    ask_district: str = Field(description="提出地区")
    asked_district: str = Field(description="办理地区")
    from_district: str = Field(description="发件地区")
    user_id: str = Field(description="发件人员工号")
    op_time: Moment
    level: int = Field(description="层级", ge=1, le=3)
    opinion: str = Field("", description="内容", repr=False)
    limit_time: OptionalMoment = Field("", description="答复期限")
    depart_name: str = Field("", description="部门")
    item_code: str = Field("", description="事项编码")
    title: str = Field("", description="标题", repr=False)
    site_code: str = Field("", description="窗口编码")
    apply: ApplyBrief | None = Field(None, description="办件")


class LetterRequest(Asked, LetterData):
    """``saveContactLetter.do``; the same ``letterNo`` again changes nothing."""


class LetterReceipt(Shape):
    """It is there."""

    letter_no: str


class FindLetterRequest(Asked):
    """``getContactLetter.do``."""

    letter_no: str


class FoundLetters(Shape):
    """An empty list where there is none."""

    letters: tuple[LetterReceipt, ...]


class LetterListRequest(Asked):
    """``getContactLetterList.do``."""

    to_district: str = Field(description="收件地区")
    cursor: str = Field("", description="增量游标")


class LetterPage(Shape):
    """Letters after the cursor, oldest first."""

    cursor: str
    letters: tuple[LetterData, ...]


class LetterPageAsSent(Shape):
    """The same, each letter as it came: one that cannot be read does not spoil the others."""

    cursor: str
    letters: tuple[object, ...]


def write_letter(letter: Letter) -> LetterData:
    """The letter as it travels.

    Raises:
        ValueError, Refused: the platform has no room for something in it.
    """
    message, question = letter.message, letter.question
    due = question.due_at if question is not None else letter.due_at
    return LetterData(
        letter_no=message.id,
        contact_no=message.thread,
        letter_type=KIND.encode(message.kind),
        ask_district=letter.asking,
        asked_district=letter.asked,
        from_district=message.region,
        user_id=message.author,
        op_time=codec.moment(message.at),
        level=int(message.level),
        opinion=codec.within("内容", message.text, TEXT_BYTES),
        limit_time="" if due is None else codec.moment(due),
        depart_name="" if question is None else codec.within("部门", question.department),
        item_code="" if question is None else question.item,
        title="" if question is None else codec.within("标题", question.topic),
        site_code="" if question is None else question.site,
        apply=None if question is None or question.case is None else _write_case(question.case),
    )


def read_letter(data: LetterData) -> Letter:
    """What :func:`write_letter` wrote.

    Raises:
        ValueError, Refused: it is not as agreed.
    """
    kind = KIND.decode(data.letter_type)
    due = read_moment(data.limit_time, codec.FORM) if data.limit_time else None
    question = None
    if kind is MessageKind.QUESTION:
        if due is None:
            raise ValueError("a question without its term")
        case = None if data.apply is None else _read_case(data.apply)
        question = Question(data.depart_name, data.item_code, data.title, data.site_code, due, case)
    message = Message(
        id=data.letter_no,
        thread=data.contact_no,
        kind=kind,
        region=data.from_district,
        author=data.user_id,
        at=read_moment(data.op_time, codec.FORM),
        text=data.opinion,
        level=Level(data.level),
    )
    return Letter(
        message, data.ask_district, data.asked_district, question, due if question is None else None
    )


class ShanghaiMailbox:
    """The mailbox of a region that speaks the Shanghai dialect. Implements ``clerk.ports.Mailbox``."""

    def __init__(self, wire: Wire, session: Session) -> None:
        self._wire = wire
        self._session = session

    def post(self, letter: Letter) -> None:
        """Leave a letter."""
        with fitting(self._wire, Shape):
            request = LetterRequest(**dict(write_letter(letter)))
        call, receipt = self._session.ask(POST, request, LetterReceipt, writes=True)
        with self._wire.understood(call):
            if receipt.letter_no != letter.message.id:
                raise ValueError("answers for another letter")

    def holds(self, message_id: str) -> bool:
        """Whether it is there."""
        with fitting(self._wire, Shape):
            request = FindLetterRequest(letter_no=message_id)
        call, found = self._session.ask(FIND, request, FoundLetters)
        with self._wire.understood(call):
            if any(letter.letter_no != message_id for letter in found.letters):
                raise ValueError("answers for another letter")
        return bool(found.letters)

    def since(self, reader: RegionId, cursor: str) -> Mail:
        """Letters to ``reader``."""
        request = LetterListRequest(to_district=reader, cursor=cursor)
        call, page = self._session.ask(LIST, request, LetterPageAsSent)
        with self._wire.understood(call):
            return mail_of(page.cursor, page.letters, _read_sent, "letterNo")


def _read_sent(value: object) -> Letter:
    return read_letter(LetterData.model_validate(value))


def _write_case(case: RedactedCase) -> ApplyBrief:
    return ApplyBrief(
        receipt_no=case.receipt_no,
        apply_no=case.home_case_no,
        item_code=case.item,
        item_name=codec.within("事项名称", case.item_name),
        status=case.state,
        receive_time=codec.moment(case.received_at),
        clock_day=case.day_of_clock,
    )


def _read_case(data: ApplyBrief) -> RedactedCase:
    return RedactedCase(
        receipt_no=data.receipt_no,
        home_case_no=data.apply_no,
        item=data.item_code,
        item_name=data.item_name,
        state=data.status,
        received_at=read_moment(data.receive_time, codec.FORM),
        day_of_clock=data.clock_day,
    )
