"""News of a case in the Zhejiang dialect: accept, step, finish and over as events, and back.

The four record names and their fields are the platform's (domain facts §2.10), odd spellings included. Three
more are ours, for what those cannot say: supply (补正), refuse (不受理, 不予受理) and special (特别程序).
Which event a record is follows from its kind and its codes, never from its words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from clerk.domain.cases import Event
from clerk.domain.codes.wire_times import MomentFormat, read_moment, write_moment
from clerk.domain.faults import Refused
from clerk.ports import CorrectionPoint, News
from integrations.regions.zhejiang_codes import OUTCOME, STEP_DOING, Doing, Outcome
from integrations.regions.zhejiang_wire import Moment, OptionalMoment, ProjId, Wire

FORM = MomentFormat.SPACED


class AcceptVO(Wire):
    """accept: 受理."""

    kind: Literal["accept"] = "accept"
    proj_id: ProjId
    department: str = Field("", alias="deptName")
    operator: str = Field("", alias="operatorName")
    at: Moment = Field(alias="gmtAccept")
    promised_until: OptionalMoment = Field("", alias="gmtPromise", description="承诺办结时间")
    document_no: str = Field("", alias="acceptDocNo")
    opinion: str = ""


class SupplyPointVO(Wire):
    """One point of 补正."""

    material: str = Field(alias="suffCode")
    words: str = Field(alias="supplyContent")


class SupplyVO(Wire):
    """supply: 补正告知 (ours)."""

    kind: Literal["supply"] = "supply"
    proj_id: ProjId
    operator: str = Field("", alias="operatorName")
    at: Moment = Field(alias="gmtSupply")
    document_no: str = Field("", alias="supplyDocNo")
    opinion: str = ""
    points: tuple[SupplyPointVO, ...] = Field((), alias="supplyList")


class RefuseVO(Wire):
    """refuse: 不予受理 or 不受理 (ours)."""

    kind: Literal["refuse"] = "refuse"
    proj_id: ProjId
    operator: str = Field("", alias="operatorName")
    at: Moment = Field(alias="gmtRefuse")
    result: Literal["不予受理", "不受理"] = Field(alias="refuseResult")
    document_no: str = Field("", alias="refuseDocNo")
    opinion: str = ""


class StepVO(Wire):
    """step, as the platform spells it. DOACTION: 0 提交, 1 退回; without END_TIME the step has only begun."""

    kind: Literal["step"] = "step"
    proj_id: Annotated[str, Field(pattern=r"^[0-9A-Z]{21}$")] = Field(alias="PROJID")
    name: str = Field(alias="Node_Name")
    operator: str = Field("", alias="DOUSERNAME")
    began: Moment = Field(alias="START_TIME")
    ended: OptionalMoment = Field("", alias="END_TIME")
    doing: str = Field(alias="DOACTION")
    opinion: str = Field("", alias="OPINION")


class SpecialVO(Wire):
    """special: 特别程序 (ours). An extension adds days; the others stop the clock until they end."""

    kind: Literal["special"] = "special"
    proj_id: ProjId
    special: Literal["延长审批", "其他"] = Field(alias="specialType")
    operator: str = Field("", alias="operatorName")
    began: Moment = Field(alias="gmtBegin")
    ended: OptionalMoment = Field("", alias="gmtEnd")
    promised_until: OptionalMoment = Field("", alias="gmtPromise")
    document_no: str = Field("", alias="specialDocNo")
    opinion: str = ""


class FinishVO(Wire):
    """finish: 决定 and, once it is made, its licence (resultCode)."""

    kind: Literal["finish"] = "finish"
    proj_id: ProjId
    operator: str = Field("", alias="operatorName")
    result: Literal["准予", "不予许可", "出证"]
    licence_no: str = Field("", alias="resultCode", description="结果证照编号")
    licence_name: str = Field("", alias="resultName", description="结果证照名称")
    opinion: str = Field("", alias="resultDesc")
    document_no: str = Field("", alias="resultDocNo")
    at: Moment = Field(alias="gmtService")


class OverVO(Wire):
    """over: 办结 / 转报办结 / 作废办结 / 退件."""

    kind: Literal["over"] = "over"
    proj_id: ProjId
    operator: str = Field("", alias="DOUSERNAME")
    outcome: str = Field(alias="TRANSACT_RESULT")
    opinion: str = Field("", alias="TRANSACT_DESCRIBE")
    at: Moment = Field(alias="TRANSACT_TIME")
    document_no: str = Field("", alias="TRANSACT_DOC_NO")


Record = Annotated[
    AcceptVO | SupplyVO | RefuseVO | StepVO | SpecialVO | FinishVO | OverVO, Field(discriminator="kind")
]


class NewsVO(Wire):
    """One record with its place in the platform's order."""

    id: str = Field(alias="eventId", min_length=1)
    receipt_no: str = Field(alias="recvNo", min_length=1)
    record: Record


class NewsQueryVO(Wire):
    """News after a cursor; empty = from the beginning."""

    cursor: str = Field("", alias="cursor", max_length=64)


class NewsListVO(Wire):
    """News, oldest first."""

    cursor: str
    news: tuple[NewsVO, ...] = Field(alias="eventList")


_FINISH: dict[Event, Literal["准予", "不予许可", "出证"]] = {
    Event.GRANT: "准予",
    Event.REFUSE: "不予许可",
    Event.MAKE_LICENCE: "出证",
}
_FINISH_EVENTS = {result: event for event, result in _FINISH.items()}
_OVER = {
    Event.CLOSE: Outcome.CLOSED,
    Event.FORWARD: Outcome.FORWARDED,
    Event.VOID: Outcome.VOID,
    Event.WITHDRAW: Outcome.SENT_BACK,
}
_OVER_EVENTS = {outcome: event for event, outcome in _OVER.items()}
_REFUSE: dict[Event, Literal["不予受理", "不受理"]] = {
    Event.REFUSE_ACCEPTANCE: "不予受理",
    Event.FIND_NOT_APPLICABLE: "不受理",
}
_REFUSE_EVENTS = {result: event for event, result in _REFUSE.items()}


def write_news(news: News) -> NewsVO:
    """``news`` as the platform reports it.

    Raises:
        Refused: ``I-20`` the dialect has no record for this event.
    """
    if news.event not in _WRITERS:
        raise Refused("I-20", table="办件变化（浙江）", value=news.event.value)
    return NewsVO(id=news.id, receipt_no=news.receipt_no, record=_WRITERS[news.event](news))


def _common(news: News) -> dict[str, str]:
    return {"proj_id": news.home_case_no, "operator": news.official, "opinion": news.words}


def _write_accept(news: News) -> Record:
    return AcceptVO(
        **_common(news),
        at=write_moment(news.at, FORM),
        promised_until=_write_optional(news.promised_until),
        document_no=news.document_no,
    )


def _write_supply(news: News) -> Record:
    return SupplyVO(
        **_common(news),
        at=write_moment(news.at, FORM),
        document_no=news.document_no,
        points=tuple(SupplyPointVO(material=c.material, words=c.words) for c in news.corrections),
    )


def _write_refuse(news: News) -> Record:
    return RefuseVO(
        **_common(news),
        at=write_moment(news.at, FORM),
        result=_REFUSE[news.event],
        document_no=news.document_no,
    )


def _write_step(news: News) -> Record:
    at = write_moment(news.at, FORM)
    returned = news.event is Event.RETURN
    return StepVO(
        **_common(news),
        name="审查",
        began=at,
        ended=at if returned else "",
        doing=STEP_DOING.encode(Doing.RETURN if returned else Doing.FORWARD),
    )


def _write_special(news: News) -> Record:
    at = write_moment(news.at, FORM)
    return SpecialVO(
        **_common(news),
        special="延长审批" if news.event is Event.EXTEND else "其他",
        began=at,
        ended=at if news.event is Event.RESUME else "",
        promised_until=_write_optional(news.promised_until),
        document_no=news.document_no,
    )


def _write_finish(news: News) -> Record:
    return FinishVO(
        **_common(news),
        result=_FINISH[news.event],
        licence_no=news.licence_no,
        licence_name=news.licence_name,
        document_no=news.document_no,
        at=write_moment(news.at, FORM),
    )


def _write_over(news: News) -> Record:
    return OverVO(
        **_common(news),
        outcome=OUTCOME.encode(_OVER[news.event]),
        at=write_moment(news.at, FORM),
        document_no=news.document_no,
    )


_WRITERS: dict[Event, Callable[[News], Record]] = {
    Event.ACCEPT: _write_accept,
    Event.ASK_CORRECTION: _write_supply,
    Event.BEGIN_REVIEW: _write_step,
    Event.RETURN: _write_step,
    **dict.fromkeys(_REFUSE, _write_refuse),
    **dict.fromkeys((Event.SUSPEND, Event.RESUME, Event.EXTEND), _write_special),
    **dict.fromkeys(_FINISH, _write_finish),
    **dict.fromkeys(_OVER, _write_over),
}


def read_news(data: NewsVO) -> News:
    """The event a record stands for.

    Raises:
        Refused: ``I-20`` a code that its list does not have, ``I-21`` a time not written as agreed.
    """
    record = data.record
    event, at = _event_of(record)
    finish = record if isinstance(record, FinishVO) else None
    promised = record.promised_until if isinstance(record, AcceptVO | SpecialVO) else ""
    points = record.points if isinstance(record, SupplyVO) else ()
    return News(
        id=data.id,
        receipt_no=data.receipt_no,
        home_case_no=record.proj_id,
        event=event,
        at=read_moment(at, FORM),
        words=record.opinion,
        official=record.operator,
        document_no="" if isinstance(record, StepVO) else record.document_no,
        corrections=tuple(CorrectionPoint(p.material, p.words) for p in points),
        promised_until=read_moment(promised, FORM) if promised else None,
        licence_name=finish.licence_name if finish else "",
        licence_no=finish.licence_no if finish else "",
    )


def _event_of(record: Record) -> tuple[Event, str]:
    """Which event, and when."""
    if isinstance(record, AcceptVO):
        return Event.ACCEPT, record.at
    if isinstance(record, SupplyVO):
        return Event.ASK_CORRECTION, record.at
    if isinstance(record, RefuseVO):
        return _REFUSE_EVENTS[record.result], record.at
    if isinstance(record, StepVO):
        returned = STEP_DOING.decode(record.doing) is Doing.RETURN
        return (Event.RETURN if returned else Event.BEGIN_REVIEW), record.ended or record.began
    if isinstance(record, SpecialVO):
        stopped = Event.RESUME if record.ended else Event.SUSPEND
        return (Event.EXTEND if record.special == "延长审批" else stopped), record.ended or record.began
    if isinstance(record, FinishVO):
        return _FINISH_EVENTS[record.result], record.at
    return _OVER_EVENTS[OUTCOME.decode(record.outcome)], record.at


def _write_optional(moment: datetime | None) -> str:
    return "" if moment is None else write_moment(moment, FORM)
