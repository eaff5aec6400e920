"""The liaison mailbox in the Zhejiang dialect: wire models, both ends' codec, and the adapter's part.

**Our reading**: no interface for questions between regions is public. Names are written in the manner of the
reception platform in ``zhejiang_wire``.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from pydantic import Field

from clerk.domain.codes.charsets import Charset, encode
from clerk.domain.codes.wire_codes import CodeTable
from clerk.domain.codes.wire_times import read_moment, write_moment
from clerk.domain.liaison import Message, MessageKind, RedactedCase
from clerk.domain.regions import RegionId
from clerk.domain.staff import Level
from clerk.ports import Letter, Mail, Question
from integrations.regions.letters import mail_of
from integrations.regions.unfit import fitting
from integrations.regions.wire import Call, Wire
from integrations.regions.zhejiang_codec import FORM
from integrations.regions.zhejiang_wire import Moment, OptionalMoment
from integrations.regions.zhejiang_wire import Wire as Shape

POST = "/liaison/send"
FIND = "/liaison/query"
LIST = "/liaison/list"

KIND: CodeTable[MessageKind] = CodeTable(
    "联络函类型",
    (
        (MessageKind.QUESTION, "1"),
        (MessageKind.TAKEN_ON, "2"),
        (MessageKind.ANSWER, "3"),
        (MessageKind.REFUSAL, "4"),
        (MessageKind.PASSED_UP, "5"),
        (MessageKind.SILENT, "6"),
        (MessageKind.CLOSED, "7"),
    ),
)
"""1 提出 2 接办 3 答复 4 退回 5 升级 6 逾期未答 7 关闭."""

_D = TypeVar("_D", bound=Shape)


class ProjBriefVO(Shape):
    """办件概要, without its people."""

    receipt_no: str = Field(alias="receiptNo", description="收件凭证号", max_length=64)
    home_case_no: str = Field("", alias="projId", description="办件编号", max_length=64)
    item: str = Field(alias="itemCode", description="事项编码", max_length=64)
    item_name: str = Field(alias="itemName", description="事项名称", max_length=200)
    state: str = Field(alias="projState", description="办件状态", max_length=32)
    received_at: Moment = Field(alias="receiveTime", description="收件时间")
    day_of_clock: int | None = Field(None, alias="clockDay", description="计时天数")


class LetterVO(Shape):
    """letter: 联络函."""

    id: str = Field(alias="letterId", description="联络函编号", min_length=1, max_length=64)
    thread: str = Field(alias="liaisonId", description="联络单编号", min_length=1, max_length=64)
    kind: str = Field(alias="letterType", description="联络函类型")
    asking: str = Field(alias="askArea", description="提出地区", max_length=32)
    asked: str = Field(alias="replyArea", description="办理地区", max_length=32)
    sender: str = Field(alias="fromArea", description="发件地区", max_length=32)
    author: str = Field(alias="senderNo", description="发件人工号", max_length=32)
    at: Moment = Field(alias="sendTime", description="发件时间")
    level: int = Field(alias="grade", description="层级", ge=1, le=3)
    text: str = Field("", alias="content", description="内容", max_length=2000, repr=False)
    due_at: OptionalMoment = Field("", alias="limitTime", description="答复期限")
    department: str = Field("", alias="deptName", description="部门", max_length=200)
    item: str = Field("", alias="itemCode", description="事项编码", max_length=64)
    topic: str = Field("", alias="title", description="标题", max_length=100, repr=False)
    site: str = Field("", alias="siteCode", description="站点编码", max_length=32)
    case: ProjBriefVO | None = Field(None, alias="projVO", description="办件")


class LetterDoneVO(Shape):
    """回执."""

    id: str = Field(alias="letterId", description="联络函编号")


class LetterQueryVO(Shape):
    """By the letter's id."""

    id: str = Field(alias="letterId", description="联络函编号", max_length=64)


class LetterCountVO(Shape):
    """How many letters of that id are there."""

    total: int = Field(alias="total", description="件数", ge=0)


class LetterListQueryVO(Shape):
    """Letters to one region."""

    reader: str = Field(alias="toArea", description="收件地区", max_length=32)
    cursor: str = Field("", alias="cursor", description="增量游标")


class LetterListVO(Shape):
    """Letters after the cursor, oldest first."""

    cursor: str = Field(alias="cursor", description="增量游标")
    letters: tuple[LetterVO, ...] = Field(alias="letters", description="联络函")


class LetterListVOAsSent(Shape):
    """The same, each letter as it came: one that cannot be read does not spoil the others."""

    cursor: str = Field(alias="cursor", description="增量游标")
    letters: tuple[object, ...] = Field(alias="letters", description="联络函")


class Exchange(Protocol):
    """One signed call, and the data of its answer."""

    def __call__(
        self, path: str, data: Shape, model: type[_D], *, writes: bool = False
    ) -> tuple[Call, _D]: ...


def write_letter(letter: Letter) -> LetterVO:
    """The letter as it travels.

    Raises:
        ValueError, Refused: the platform has no room for something in it.
    """
    message, question = letter.message, letter.question
    due = question.due_at if question is not None else letter.due_at
    data = LetterVO(
        id=message.id,
        thread=message.thread,
        kind=KIND.encode(message.kind),
        asking=letter.asking,
        asked=letter.asked,
        sender=message.region,
        author=message.author,
        at=write_moment(message.at, FORM),
        level=int(message.level),
        text=message.text,
        due_at="" if due is None else write_moment(due, FORM),
        department="" if question is None else question.department,
        item="" if question is None else question.item,
        topic="" if question is None else question.topic,
        site="" if question is None else question.site,
        case=None if question is None or question.case is None else _write_case(question.case),
    )
    encode(data.model_dump_json(), Charset.UTF_8)
    return data


def read_letter(data: LetterVO) -> Letter:
    """What :func:`write_letter` wrote.

    Raises:
        ValueError, Refused: it is not as agreed.
    """
    kind = KIND.decode(data.kind)
    due = read_moment(data.due_at, FORM) if data.due_at else None
    question = None
    if kind is MessageKind.QUESTION:
        if due is None:
            raise ValueError("a question without its term")
        case = None if data.case is None else _read_case(data.case)
        question = Question(data.department, data.item, data.topic, data.site, due, case)
    message = Message(
        id=data.id,
        thread=data.thread,
        kind=kind,
        region=data.sender,
        author=data.author,
        at=read_moment(data.at, FORM),
        text=data.text,
        level=Level(data.level),
    )
    return Letter(message, data.asking, data.asked, question, due if question is None else None)


class ZhejiangMailbox:
    """The mailbox of a region that speaks the Zhejiang dialect. Implements ``clerk.ports.Mailbox``."""

    def __init__(self, wire: Wire, exchange: Exchange) -> None:
        self._wire = wire
        self._exchange = exchange

    def post(self, letter: Letter) -> None:
        """Leave a letter."""
        with fitting(self._wire, Shape):
            data = write_letter(letter)
        call, receipt = self._exchange(POST, data, LetterDoneVO, writes=True)
        with self._wire.understood(call):
            if receipt.id != letter.message.id:
                raise ValueError("answers for another letter")

    def holds(self, message_id: str) -> bool:
        """Whether it is there."""
        with fitting(self._wire, Shape):
            query = LetterQueryVO(id=message_id)
        return self._exchange(FIND, query, LetterCountVO)[1].total > 0

    def since(self, reader: RegionId, cursor: str) -> Mail:
        """Letters to ``reader``."""
        with fitting(self._wire, Shape):
            query = LetterListQueryVO(reader=reader, cursor=cursor)
        call, page = self._exchange(LIST, query, LetterListVOAsSent)
        with self._wire.understood(call):
            return mail_of(page.cursor, page.letters, _read_sent, "letterId")


def _read_sent(value: object) -> Letter:
    return read_letter(LetterVO.model_validate(value))


def _write_case(case: RedactedCase) -> ProjBriefVO:
    return ProjBriefVO(
        receipt_no=case.receipt_no,
        home_case_no=case.home_case_no,
        item=case.item,
        item_name=case.item_name,
        state=case.state,
        received_at=write_moment(case.received_at, FORM),
        day_of_clock=case.day_of_clock,
    )


def _read_case(data: ProjBriefVO) -> RedactedCase:
    return RedactedCase(
        receipt_no=data.receipt_no,
        home_case_no=data.home_case_no,
        item=data.item,
        item_name=data.item_name,
        state=data.state,
        received_at=read_moment(data.received_at, FORM),
        day_of_clock=data.day_of_clock,
    )
