"""Wire models of the Shanghai dialect: envelope, session, licence library (用证), capability, catalogue.

Fields of the licence library were seen in the field (domain facts §2.9); those we add are marked 扩展. Names
in Python are snake case, on the wire camel case.
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

D = TypeVar("D")

Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", examples=["2026-11-24 09:30:00"])]
"""``yyyy-MM-dd HH:mm:ss``, China's wall clock."""
OptionalMoment = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)?$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$", examples=["2026-11-24"])]
OptionalDay = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
UntilDay = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d|长期)?$", examples=["长期"])]
"""A day, or 长期, or nothing where the card was not read."""
Private = Field(repr=False)


class Shape(BaseModel):
    """Base of all models: frozen, camel case on the wire, unknown fields ignored."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class Reply(Shape, Generic[D]):
    """``{code, msg, data}``; code 0 = done, everything else in words."""

    code: str
    msg: str = ""
    data: D | None = None


class Asked(Shape):
    """A request under a session."""

    session_id: str = Field("", description="会话标识", repr=False)


class NothingAsked(Asked):
    """A request without more."""


# Session and identity


class LoginRequest(Shape):
    """``/cert/usage/login.do``."""

    account: str = Field(description="接口账号")
    password: str = Field(description="接口密码", repr=False)


class LoginData(Shape):
    """A session."""

    session_id: str = Field(min_length=1, repr=False)


class IdentityRequest(Asked):
    """``checkIDCard``: what is printed on the card for an encrypted identity."""

    name: str = Field(description="姓名", min_length=1, repr=False)
    id_no: str = Field(description="证件号码", min_length=1, repr=False)
    start_day: OptionalDay = Field("", description="证件有效期起")
    end_day: UntilDay = Field("", description="证件有效期止")


class IdentityData(Shape):
    """The encrypted identity; it opens the licence library for this person and session."""

    identity: str = Field(min_length=1, repr=False)


# Licence library


class CertQuery(Asked):
    """``secQueryCertBaseData.do``."""

    holder_type: str = Field(description="持证主体证件类型（居民身份证 / 统一社会信用代码）")
    holder_code: str = Field(description="加密身份，或统一社会信用代码", repr=False)
    cat_main_code: str = Field("", description="证照目录编码")
    org_name: str = Field("", description="用证单位")
    username: str = Field("", description="用证人")
    item_name: str = Field("", description="事项名称")
    item_code: str = Field("", description="事项编码")
    business_code: str = Field("", description="统一审批编码")
    cause: str = Field("", max_length=200, description="用证事由（扩展）")


class CertData(Shape):
    """A licence of the library."""

    cert_uuid: str
    cat_main_code: str
    cert_name: str
    cert_no: str = Field(repr=False)
    holders: tuple[str, ...] = Field(repr=False)
    org_name: str
    valid_start_day: Day
    valid_end_day: UntilDay
    cert_status: str
    cert_identifier: str = ""


class CertList(Shape):
    """Licences of a holder."""

    certs: tuple[CertData, ...]


class CatData(Shape):
    """A kind of licence."""

    cat_type: str
    cat_name: str
    cat_main_code: str


class CatList(Shape):
    """``getCertCatList.do``."""

    cats: tuple[CatData, ...]


class DeriveRequest(Asked):
    """``deriveCert.do``."""

    cert_uuid: str = Field(description="证照标识")
    cause: str = Field(min_length=1, max_length=200, description="用证事由")
    start_day: Day = Field(description="使用期起")
    end_day: Day = Field(description="使用期止")
    org_name: str = Field("", description="用证单位")
    username: str = Field("", description="用证人")
    item_name: str = Field("", description="事项名称")
    item_code: str = Field("", description="事项编码")
    business_code: str = Field("", description="统一审批编码")


class DeriveData(Shape):
    """A derived copy."""

    derive_uuid: str = Field(min_length=1)


class DeriveFileRequest(Asked):
    """``getDeriveCertFile.do`` → PDF."""

    derive_uuid: str


# Capability and catalogue


class StatusData(Shape):
    """What the platform can do now (ours)."""

    server_time: Moment
    simulated: bool = Field(description="是否模拟")
    abilities: dict[str, bool] = Field(description="收 取 章 印 发")
    note: str = ""


class CertOf(Shape):
    """A licence that replaces a material."""

    cert_name: str = ""
    cert_code: str


class StuffDef(Shape):
    """A material as an item asks for it."""

    stuff_code: str
    stuff_name: str
    is_must: str
    stuff_sources: tuple[str, ...]
    certs: tuple[CertOf, ...] = ()
    remark: str = ""
    checked: bool = Field(False, description="是否核实（扩展）")


class Compared(Shape):
    """A point of comparison."""

    name: str
    value: str


class ItemData(Shape):
    """An item as it is published."""

    item_code: str = Field(description="事项编码（共用目录）")
    task_handle_item: str = Field(description="业务办理项编码")
    item_name: str
    depart_name: str
    depart_code: str
    item_type: str = Field(description="1 即办件 2 承诺件")
    law_days: int | None = Field(None, description="法定时限，工作日")
    promise_days: int | None = Field(None, description="承诺时限，工作日")
    limit_checked: bool = False
    stuffs: tuple[StuffDef, ...]
    compared: tuple[Compared, ...] = ()
    open_flag: bool = True
    open_note: str = ""
    result_cert: str = ""
    phone: str = ""


class ItemPage(Shape):
    """Items of a page."""

    total: int
    items: tuple[ItemData, ...]


class PageRequest(Asked):
    """Which page, from 1."""

    page: int = Field(1, ge=1, description="页码")
