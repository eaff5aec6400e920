"""The Zhejiang dialect over the shared engine: signatures, projId, files as parts, two character sets.

Signatures are checked over the bytes as they came, before anything is parsed. Every answer is HTTP 200 with
the outcome in ``code``, but for files, which are sent as such. Answers about cases come in GB 18030 and say
so, as older parts of such platforms do; the others in UTF-8.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from clerk.domain.codes.charsets import Charset, encode
from clerk.domain.codes.divisions import widen
from clerk.domain.codes.wire_times import read_day, read_moment, write_moment
from clerk.domain.digests import sm3
from clerk.domain.faults import Refused
from clerk.domain.names import mask_name, mask_number
from clerk.domain.regions import Dialect
from clerk.ports import WaitingApplication
from integrations.regions import zhejiang_codec as codec
from integrations.regions import zhejiang_codes as codes
from integrations.regions import zhejiang_liaison as liaison
from integrations.regions import zhejiang_signature as signature
from integrations.regions import zhejiang_wire as models
from integrations.regions.licence_types import LicenceTypes
from integrations.regions.zhejiang_news import NewsListVO, NewsQueryVO, write_news
from integrations.simulator.credentials import training_credentials
from integrations.simulator.dialect import DialectRoutes
from integrations.simulator.engine import RegionEngine
from integrations.simulator.operations import Operation
from integrations.simulator.records import Intake, Reason, Refusal, SimCase, SimFile, Use
from integrations.simulator.told import as_news

PING = "/ping"
_CASE_PART = "receive"
_GB_18030 = "application/json;charset=GB18030"


def routes(engine: RegionEngine) -> DialectRoutes:
    """Routes of the dialect over ``engine``."""
    router = APIRouter(route_class=_signed_route(engine))
    types = LicenceTypes.of(engine.kinds)
    _add_knowledge(router, engine, types)
    _add_licences(router, engine, types)
    _add_waiting(router, engine)
    _add_receiving(router, engine)
    _add_news(router, engine)
    _add_liaison(router, engine)
    return DialectRoutes(router, say_no)


def say_no(_reason: Reason, words: str) -> Response:
    """A refusal: HTTP 200, a code other than 0 and the platform's words."""
    return _no(codes.Code.DATA_WRONG, words)


def _no(code: codes.Code, words: str) -> Response:
    answer = models.Answer[models.Done](code=code.value, msg=f"失败：{words}")
    return Response(answer.model_dump_json(), media_type="application/json")


def _ok(data: models.Wire) -> models.Answer[Any]:
    return models.Answer(code=codes.Code.OK.value, msg="成功", data=data)


class _InGb18030(Response):
    """JSON in GB 18030, declared."""

    media_type = _GB_18030

    def render(self, content: Any) -> bytes:
        return encode(content.model_dump_json(), Charset.GB_18030)


# Signatures


def _signed_route(engine: RegionEngine) -> type[APIRoute]:
    """Routes that look at the signature before anything else."""

    class SignedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handle_signed(request: Request) -> Response:
                refused = _unsigned(engine, request, await request.body())
                return await handle(request) if refused is None else refused

            return handle_signed if self.path != PING else handle

    return SignedRoute


def _unsigned(engine: RegionEngine, request: Request, body: bytes) -> Response | None:
    """Why a request is not let in; None when it is."""
    key, time, sign = (
        request.headers.get(name, "")
        for name in (signature.APP_KEY_HEADER, signature.TIME_HEADER, signature.SIGN_HEADER)
    )
    known = training_credentials(Dialect.ZHEJIANG)
    if key != known["app_key"]:
        return _no(codes.Code.APP_KEY_UNKNOWN, "appKey 不存在")
    text = signature.canonical(request.method, request.url.path, key, time, body)
    caller = signature.Credentials(key, known["app_secret"].encode())
    if not signature.is_signed_by(caller, text, sign):
        return _no(codes.Code.SIGNATURE_WRONG, "签名错误")
    try:
        skew = signature.skew(time, engine.now())
    except Refused:
        return _no(codes.Code.SIGNATURE_WRONG, "time 应为 13 位时间戳")
    if abs(skew) > signature.TOLERANCE:
        now = write_moment(engine.now(), codec.FORM)
        return _no(codes.Code.TIME_OFF, f"请求时间与平台相差过大，平台时间 {now}")
    return None


# What it knows


def _add_knowledge(router: APIRouter, engine: RegionEngine, types: LicenceTypes) -> None:
    @router.post(PING, tags=[Operation.CAPABILITY], summary="心跳（不签名）")
    def ping() -> models.Answer[models.PingVO]:
        return _ok(models.PingVO(server_time=write_moment(engine.now(), codec.FORM)))

    @router.post("/capability", tags=[Operation.CAPABILITY], summary="能力查询")
    def capability(_query: models.Done) -> models.Answer[models.CapabilityVO]:
        ability = engine.ability()
        return _ok(
            models.CapabilityVO(
                division=widen(engine.region.division),
                simulated=True,
                server_time=write_moment(ability.server_time, codec.FORM),
                actions={codes.ACTION.encode(action): able for action, able in ability.actions.items()},
                note=ability.note,
            )
        )

    @router.post("/matter/list", tags=[Operation.CATALOGUE], summary="事项清单")
    def matters(_query: models.Done) -> models.Answer[models.MatterListVO]:
        return _ok(
            models.MatterListVO(matters=tuple(codec.write_variant(v, types) for v in engine.variants()))
        )


def _add_licences(router: APIRouter, engine: RegionEngine, types: LicenceTypes) -> None:
    @router.post("/cert/query", tags=[Operation.LICENCES], summary="证照查询")
    def certs(query: models.CertQueryVO) -> models.Answer[models.CertListVO]:
        codes.HOLDER_TYPE.decode(query.holder_type)
        found = engine.licences_of(query.holder_code, _use(query.use))
        return _ok(models.CertListVO(certs=tuple(codec.write_licence(f, types) for f in found)))

    @router.post("/cert/copy", tags=[Operation.DERIVE], summary="制作用证副本")
    def copy(query: models.CertCopyQueryVO) -> models.Answer[models.CertCopyVO]:
        since, until = read_day(query.use.since, codec.DAY), read_day(query.use.until, codec.DAY)
        made = engine.derive(query.cert, since, until, _use(query.use))
        return _ok(models.CertCopyVO(id=made.id, digest=made.digest))

    @router.post("/cert/file", tags=[Operation.DERIVE], summary="用证副本文件", response_class=Response)
    def copy_file(query: models.CertFileQueryVO) -> Response:
        return Response(engine.derived_file(query.copy_id).content, media_type="application/pdf")


def _use(use: models.UseVO) -> Use:
    return Use(use.cause, use.item_code, use.item_name, use.case_id, use.operator, use.organisation)


def _masked(waiting: WaitingApplication) -> WaitingApplication:
    """As lists show people here: no whole number leaves the platform before it is a case (our reading)."""
    return replace(
        waiting,
        applicant_name=mask_name(waiting.applicant_name),
        applicant_number=mask_number(waiting.applicant_number),
    )


def _add_waiting(router: APIRouter, engine: RegionEngine) -> None:
    @router.post("/apply/waiting", tags=[Operation.WAITING], summary="待窗口受理的网上申请")
    def waiting(query: models.WaitingQueryVO) -> models.Answer[models.WaitingListVO]:
        codes.HOLDER_TYPE.decode(query.holder_type)
        found = engine.waiting(query.holder_code)
        return _ok(models.WaitingListVO(applications=tuple(codec.write_waiting(_masked(f)) for f in found)))

    @router.post("/apply/file", tags=[Operation.WAITING], summary="网上申请的附件", response_class=Response)
    def waiting_file(query: models.WaitingFileQueryVO) -> Response:
        file = engine.waiting_file(query.reference, query.material)
        return Response(file.content, media_type=file.media_type)


# What it receives


async def _form(request: Request) -> FormData:
    return await request.form()


_Form = Annotated[FormData, Depends(_form)]


def _parts(schema: str) -> dict[str, Any]:
    """OpenAPI of a request in parts; the signature is over its bytes, so it is not declared as parameters."""
    case = {"type": "string", "contentMediaType": "application/json", "description": schema}
    file = {"type": "string", "format": "binary", "description": "attachMentVOs[].part"}
    body = {"type": "object", "required": [_CASE_PART], "properties": {_CASE_PART: case, "file1": file}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": body}}}}


def _add_receiving(router: APIRouter, engine: RegionEngine) -> None:
    @router.post(
        "/proj/receive",
        tags=[Operation.SUBMIT],
        summary="receive 收件",
        response_model=models.Answer[models.ProjVO],
        openapi_extra=_parts("ReceiveVO"),
    )
    def receive(form: _Form) -> Response:
        data = _case(form)
        return _InGb18030(_ok(_project(engine.receive(_intake(data), _files(data, form)))))

    @router.post(
        "/proj/supply",
        tags=[Operation.CORRECT],
        summary="supply 补正",
        response_model=models.Answer[models.ProjVO],
        openapi_extra=_parts("ReceiveVO"),
    )
    def supply(form: _Form) -> Response:
        data = _case(form)
        _require_pair(engine, data.proj_id, data.receipt_no)
        met = tuple(codec.read_met(material) for material in data.materials)
        return _InGb18030(_ok(_project(engine.correct(data.proj_id, met, _files(data, form)))))

    @router.post(
        "/proj/query",
        tags=[Operation.FIND],
        summary="按收件凭证号查询办件",
        response_model=models.Answer[models.ProjListVO],
    )
    def find(query: models.ProjQueryVO) -> Response:
        cases = engine.find(query.receipt_no)
        return _InGb18030(
            _ok(models.ProjListVO(total=len(cases), projects=tuple(_project(case) for case in cases)))
        )


def _add_news(router: APIRouter, engine: RegionEngine) -> None:
    @router.post(
        "/proj/events",
        tags=[Operation.CHANGES],
        summary="accept / step / finish / over 增量",
        response_model=models.Answer[NewsListVO],
    )
    def events(query: NewsQueryVO) -> Response:
        page = engine.changes(query.cursor)
        news = tuple(write_news(as_news(told)) for told in page.news)
        return _InGb18030(_ok(NewsListVO(cursor=page.cursor, news=news)))

    @router.post("/proj/deliver", tags=[Operation.HAND_OVER], summary="送达（环节 05）")
    def deliver(data: models.DeliverVO) -> models.Answer[models.Done]:
        if codes.STAGE.decode(data.stage) is not codes.Stage.DELIVERY:
            raise Refusal(Reason.BAD_REQUEST, "送达的环节应为 05")
        engine.handed_over(data.receipt_no, data.proj_id, read_moment(data.at, codec.FORM), data.mode)
        return _ok(models.Done())


def _add_liaison(router: APIRouter, engine: RegionEngine) -> None:
    @router.post(liaison.POST, tags=[Operation.POST_LETTER], summary="send 联络函（我方解读，未见公开接口）")
    def post_letter(letter: liaison.LetterVO) -> models.Answer[liaison.LetterDoneVO]:
        engine.post_letter(liaison.read_letter(letter))
        return _ok(liaison.LetterDoneVO(id=letter.id))

    @router.post(
        liaison.FIND, tags=[Operation.FIND_LETTER], summary="query 按编号查询联络函（我方解读，未见公开接口）"
    )
    def find_letter(query: liaison.LetterQueryVO) -> models.Answer[liaison.LetterCountVO]:
        return _ok(liaison.LetterCountVO(total=engine.state.letters_of(query.id)))

    @router.post(
        liaison.LIST,
        tags=[Operation.LETTERS],
        summary="list 联络函增量（我方解读，未见公开接口）",
        response_model=models.Answer[liaison.LetterListVO],
    )
    def letters(query: liaison.LetterListQueryVO) -> Response:
        page = engine.letters(query.reader, query.cursor)
        found = tuple(liaison.write_letter(letter) for letter in page.letters)
        return _InGb18030(_ok(liaison.LetterListVO(cursor=page.cursor, letters=found)))


def _case(form: FormData) -> models.ReceiveVO:
    part = form.get(_CASE_PART)
    if not isinstance(part, UploadFile):
        raise Refusal(Reason.BAD_REQUEST, f"缺少 {_CASE_PART} 部分")
    try:
        return models.ReceiveVO.model_validate_json(part.file.read())
    except ValidationError as error:
        fields = "、".join(sorted({".".join(map(str, e["loc"])) for e in error.errors(include_input=False)}))
        raise Refusal(Reason.BAD_REQUEST, f"参数不符合要求：{fields}") from None


def _files(data: models.ReceiveVO, form: FormData) -> tuple[SimFile, ...]:
    return tuple(_file(attachment, form) for attachment in data.attachments)


def _file(data: models.AttachmentVO, form: FormData) -> SimFile:
    codes.STAGE.decode(data.stage)
    part = form.get(data.part)
    content = part.file.read() if isinstance(part, UploadFile) else b""
    if not content or len(content) != data.size or sm3(content) != data.digest:
        raise Refusal(Reason.DAMAGED_FILE, f"材料文件缺失或校验不一致：{data.file_name}")
    return SimFile(data.material, data.file_name, data.media_type, content)


def _require_pair(engine: RegionEngine, proj_id: str, receipt_no: str) -> None:
    if engine.case(proj_id).receipt_no != receipt_no:
        raise Refusal(Reason.UNKNOWN_CASE, "申报号与收件凭证号不符")


def _intake(data: models.ReceiveVO) -> Intake:
    applicant = data.applicant
    return Intake(
        receipt_no=data.receipt_no,
        variant_code=data.item_code,
        applicant=codec.read_applicant(applicant),
        evidence=codec.read_evidence(applicant.identity),
        agent=None if applicant.agent is None else codec.read_agent(applicant.agent),
        form=data.form,
        met=tuple(codec.read_met(material) for material in data.materials),
        received_at=read_moment(data.received_at, codec.FORM),
        consent_at=read_moment(data.consent_at, codec.FORM),
        near_region=data.near_region,
        site_code=data.site_code,
        site_name=data.site_name,
        window=data.window,
        clerk_no=data.clerk_no,
        case_id=data.case_id,
        online_reference=data.net_apply_no,
    )


def _project(case: SimCase) -> models.ProjVO:
    return models.ProjVO(
        proj_id=case.home_no,
        receipt_no=case.receipt_no,
        arrived_at=write_moment(case.arrived_at, codec.FORM),
        round=case.round,
    )
