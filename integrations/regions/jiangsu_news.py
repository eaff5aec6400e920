"""News of a case in the Jiangsu dialect: records of GB/T 39046 as events, and back.

The records are 受理, 办理, 特别程序 and 办结; one piece of news is one of them. Which event it is follows
from the record and its codes, never from its words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from clerk.domain.cases import Event
from clerk.domain.codes.wire_codes import DoneResult, DoneResultList, done_results
from clerk.domain.codes.wire_times import MomentFormat, read_moment, write_moment
from clerk.domain.faults import Refused
from clerk.ports import CorrectionPoint, News
from integrations.regions.jiangsu_codes import SPECIAL_KIND, STEP_RESULT, SpecialKind, StepResult
from integrations.regions.jiangsu_wire import Moment, OptionalMoment, Wire

FORM = MomentFormat.BASIC_T


class CorrectionData(Wire):
    """One point of 补齐补正."""

    material: str = Field(alias="CLBM", max_length=64)
    words: str = Field(alias="BZNR", max_length=1000, description="补正内容")


class AcceptanceData(Wire):
    """受理."""

    official: str = Field("", alias="SLRY", max_length=30, description="受理人员")
    at: Moment = Field(alias="SLSJ", description="受理时间")
    document_no: str = Field("", alias="SLWSBH", max_length=30, description="受理文书编号")
    promised_until: OptionalMoment = Field("", alias="CNBJSJ", description="承诺办结时间")
    words: str = Field("", alias="YJ", max_length=1000, description="意见")


class StepData(Wire):
    """办理: one step. ``ended`` empty = it has begun; without a result it is under way."""

    name: str = Field(alias="HJMC", max_length=100, description="环节名称")
    official: str = Field("", alias="CLR", max_length=30, description="处理人")
    words: str = Field("", alias="YJ", max_length=1000, description="意见")
    began: Moment = Field(alias="KSSJ", description="开始时间")
    ended: OptionalMoment = Field("", alias="JSSJ", description="结束时间")
    state: Literal["1", "2"] = Field(alias="ZT", description="状态：1 待办，2 已办")
    result: str = Field("", alias="HJJG", description="环节结果")
    document_no: str = Field("", alias="WSBH", max_length=30, description="文书编号")
    corrections: tuple[CorrectionData, ...] = Field((), alias="BZQD", description="补正清单")


class SpecialData(Wire):
    """特别程序. ``ended`` empty = it runs and the clock stands."""

    kind: str = Field(alias="TBCXZL", description="特别程序种类")
    began: Moment = Field(alias="KSSJ")
    ended: OptionalMoment = Field("", alias="JSSJ")
    words: str = Field("", alias="LY", max_length=1000, description="理由")
    official: str = Field("", alias="SQR", max_length=30, description="申请人")
    document_no: str = Field("", alias="WSBH", max_length=30)
    promised_until: OptionalMoment = Field("", alias="CNBJSJ")


class ClosingData(Wire):
    """办结. A result code says nothing without the version of its list (domain facts §11 no. 4)."""

    official: str = Field("", alias="BLR", max_length=30, description="办理人")
    at: Moment = Field(alias="BJSJ", description="办结时间")
    result: str = Field(alias="BJJG", description="办结结果")
    list_version: Literal["1", "2"] = Field(alias="BJJGBB", description="结果码表版本：1 旧表，2 新表")
    words: str = Field("", alias="JGMS", max_length=1000, description="结果描述")
    licence_name: str = Field("", alias="JGZZMC", max_length=200, description="结果证照名称")
    licence_no: str = Field("", alias="JGZZBH", max_length=50, description="结果证照编号")
    document_no: str = Field("", alias="WSBH", max_length=30)


class NewsData(Wire):
    """One record with its place in the platform's order. Exactly one of the four is there."""

    id: str = Field(alias="BHXH", min_length=1, description="变化序号")
    receipt_no: str = Field(alias="SJPZH", min_length=1)
    home_case_no: str = Field(alias="BJBH", min_length=1)
    acceptance: AcceptanceData | None = Field(None, alias="SL")
    step: StepData | None = Field(None, alias="BL")
    special: SpecialData | None = Field(None, alias="TBCX")
    closing: ClosingData | None = Field(None, alias="BJ")


class ChangesQuery(Wire):
    """News after a cursor; empty = from the beginning."""

    cursor: str = Field("", alias="YB", description="游标", max_length=64)


class ChangesData(Wire):
    """News, oldest first."""

    cursor: str = Field(alias="YB")
    news: tuple[NewsData, ...] = Field(alias="BHLB")


_STEPS: dict[Event, tuple[str, StepResult]] = {
    Event.ASK_CORRECTION: ("受理", StepResult.CORRECTION),
    Event.REFUSE_ACCEPTANCE: ("受理", StepResult.NOT_ACCEPTED),
    Event.FIND_NOT_APPLICABLE: ("受理", StepResult.NOT_APPLICABLE),
    Event.GRANT: ("决定", StepResult.AGREED),
    Event.REFUSE: ("决定", StepResult.DISAGREED),
    Event.RETURN: ("审查", StepResult.RETURNED),
}
_STEP_EVENTS = {result: event for event, (_, result) in _STEPS.items()} | {StepResult.ACCEPTED: Event.ACCEPT}

_OLDER, _NEWER = DoneResultList.OLDER, DoneResultList.NEWER
_CLOSINGS: dict[Event, tuple[DoneResultList, DoneResult]] = {
    Event.MAKE_LICENCE: (_NEWER, DoneResult.GRANTED),
    Event.FORWARD: (_NEWER, DoneResult.FORWARDED),
    Event.WITHDRAW: (_NEWER, DoneResult.SENT_BACK),
    Event.VOID: (_NEWER, DoneResult.VOID),
    # Only the older list has a plain 办结; the newer one uses its number for 不予受理.
    Event.CLOSE: (_OLDER, DoneResult.CLOSED),
}
_CLOSING_EVENTS = {
    DoneResult.GRANTED: Event.MAKE_LICENCE,
    DoneResult.FORWARDED: Event.FORWARD,
    DoneResult.SENT_BACK: Event.WITHDRAW,
    DoneResult.VOID: Event.VOID,
    DoneResult.CLOSED: Event.CLOSE,
    DoneResult.REFUSED: Event.REFUSE,
    DoneResult.NOT_ACCEPTED: Event.REFUSE_ACCEPTANCE,
}
_VERSION = {_OLDER: "1", _NEWER: "2"}
_LISTS = {code: version for version, code in _VERSION.items()}


def write_news(news: News) -> NewsData:
    """``news`` as the platform reports it.

    Raises:
        Refused: ``I-20`` the dialect has no record for this event.
    """
    base = {"id": news.id, "receipt_no": news.receipt_no, "home_case_no": news.home_case_no}
    if news.event is Event.ACCEPT:
        return NewsData(**base, acceptance=_write_acceptance(news))
    if news.event in _STEPS or news.event is Event.BEGIN_REVIEW:
        return NewsData(**base, step=_write_step(news))
    if news.event in {Event.SUSPEND, Event.RESUME, Event.EXTEND}:
        return NewsData(**base, special=_write_special(news))
    if news.event in _CLOSINGS:
        return NewsData(**base, closing=_write_closing(news))
    raise Refused("I-20", table="办件变化（江苏）", value=news.event.value)


def read_news(data: NewsData) -> News:
    """The event a record stands for.

    Raises:
        Refused: ``I-20`` a code that its list does not have, ``I-21`` a time not written as agreed.
    """
    records = [r for r in (data.acceptance, data.step, data.special, data.closing) if r is not None]
    if len(records) != 1:
        raise Refused("I-20", table="办件变化（江苏）", value=str(len(records)))
    record = records[0]
    if isinstance(record, AcceptanceData):
        return _read_acceptance(data, record)
    if isinstance(record, StepData):
        return _read_step(data, record)
    if isinstance(record, SpecialData):
        return _read_special(data, record)
    return _read_closing(data, record)


def _write_acceptance(news: News) -> AcceptanceData:
    return AcceptanceData(
        official=news.official,
        at=write_moment(news.at, FORM),
        document_no=news.document_no,
        promised_until=_write_optional(news.promised_until),
        words=news.words,
    )


def _read_acceptance(data: NewsData, record: AcceptanceData) -> News:
    return News(
        data.id,
        data.receipt_no,
        data.home_case_no,
        Event.ACCEPT,
        read_moment(record.at, FORM),
        words=record.words,
        official=record.official,
        document_no=record.document_no,
        promised_until=_read_optional(record.promised_until),
    )


def _write_step(news: News) -> StepData:
    at = write_moment(news.at, FORM)
    if news.event is Event.BEGIN_REVIEW:
        return StepData(name="审查", official=news.official, words=news.words, began=at, state="1")
    name, result = _STEPS[news.event]
    return StepData(
        name=name,
        official=news.official,
        words=news.words,
        began=at,
        ended=at,
        state="2",
        result=STEP_RESULT.encode(result),
        document_no=news.document_no,
        corrections=tuple(CorrectionData(material=c.material, words=c.words) for c in news.corrections),
    )


def _read_step(data: NewsData, record: StepData) -> News:
    if record.result:
        result = STEP_RESULT.decode(record.result)
        if result not in _STEP_EVENTS:
            # 特别程序 has a record of its own that says whether it begins or ends; this one does not.
            raise Refused("I-20", table="环节结果", value=record.result)
        event = _STEP_EVENTS[result]
    elif record.state == "1":
        event = Event.BEGIN_REVIEW
    else:
        raise Refused("I-20", table="环节结果", value="")
    return News(
        data.id,
        data.receipt_no,
        data.home_case_no,
        event,
        # GB/T 39046: a step without an end is dated by its start.
        read_moment(record.ended or record.began, FORM),
        words=record.words,
        official=record.official,
        document_no=record.document_no,
        corrections=tuple(CorrectionPoint(c.material, c.words) for c in record.corrections),
    )


def _write_special(news: News) -> SpecialData:
    at = write_moment(news.at, FORM)
    kind = SpecialKind.EXTENSION if news.event is Event.EXTEND else SpecialKind.OTHER
    return SpecialData(
        kind=SPECIAL_KIND.encode(kind),
        began=at,
        ended=at if news.event is Event.RESUME else "",
        words=news.words,
        official=news.official,
        document_no=news.document_no,
        promised_until=_write_optional(news.promised_until),
    )


def _read_special(data: NewsData, record: SpecialData) -> News:
    if SPECIAL_KIND.decode(record.kind) is SpecialKind.EXTENSION:
        event = Event.EXTEND
    else:
        event = Event.RESUME if record.ended else Event.SUSPEND
    return News(
        data.id,
        data.receipt_no,
        data.home_case_no,
        event,
        read_moment(record.ended or record.began, FORM),
        words=record.words,
        official=record.official,
        document_no=record.document_no,
        promised_until=_read_optional(record.promised_until),
    )


def _write_closing(news: News) -> ClosingData:
    version, result = _CLOSINGS[news.event]
    return ClosingData(
        official=news.official,
        at=write_moment(news.at, FORM),
        result=done_results(version).encode(result),
        list_version="2" if version is _NEWER else "1",
        words=news.words,
        licence_name=news.licence_name,
        licence_no=news.licence_no,
        document_no=news.document_no,
    )


def _read_closing(data: NewsData, record: ClosingData) -> News:
    result = done_results(_LISTS[record.list_version]).decode(record.result)
    if result not in _CLOSING_EVENTS:
        raise Refused("I-20", table="办结结果", value=record.result)
    return News(
        data.id,
        data.receipt_no,
        data.home_case_no,
        _CLOSING_EVENTS[result],
        read_moment(record.at, FORM),
        words=record.words,
        official=record.official,
        document_no=record.document_no,
        licence_name=record.licence_name,
        licence_no=record.licence_no,
    )


def _write_optional(moment: datetime | None) -> str:
    return "" if moment is None else write_moment(moment, FORM)


def _read_optional(text: str) -> datetime | None:
    return read_moment(text, FORM) if text else None
