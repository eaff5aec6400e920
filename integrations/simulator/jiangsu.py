"""The Jiangsu dialect over the shared engine.

**Our reading**: no public interface of Jiangsu's receiving side was found (see ``jiangsu_wire``).
Every answer is HTTP 200 with the outcome in ``head.status``, as in the e-licence service that was seen.
"""

from __future__ import annotations

from typing import TypeVar

from fastapi import APIRouter, Response

from clerk.domain.codes.divisions import narrow
from clerk.domain.codes.wire_times import read_moment, write_moment
from clerk.domain.digests import sm3
from clerk.domain.faults import Refused
from clerk.domain.regions import Dialect
from integrations.regions import jiangsu_codec as codec
from integrations.regions import jiangsu_codes as codes
from integrations.regions import jiangsu_liaison as liaison
from integrations.regions import jiangsu_wire as models
from integrations.regions.jiangsu_news import ChangesData, ChangesQuery, write_news
from integrations.regions.licence_types import LicenceTypes
from integrations.simulator.credentials import training_credentials
from integrations.simulator.dialect import DialectRoutes
from integrations.simulator.engine import RegionEngine
from integrations.simulator.operations import Operation
from integrations.simulator.records import Intake, Reason, Refusal, SimCase, SimFile, Use
from integrations.simulator.told import as_news

READING = "我方解读，未见公开接口。Our reading: no public interface was found."

_D = TypeVar("_D", bound=models.Wire)


def routes(engine: RegionEngine) -> DialectRoutes:
    """Routes of the dialect over ``engine``."""
    router = APIRouter()
    types = LicenceTypes.of(engine.kinds)
    _add_knowledge(router, engine, types)
    _add_licences(router, engine, types)
    _add_waiting(router, engine)
    _add_receiving(router, engine)
    _add_news(router, engine)
    _add_liaison(router, engine)
    return DialectRoutes(router, say_no)


def say_no(reason: Reason, words: str) -> Response:
    """A refusal: HTTP 200, a status other than 0 and the region's words."""
    known = {Reason.UNKNOWN_CALLER: codes.Status.CALLER_UNKNOWN}
    return _status(known.get(reason, codes.Status.OTHER), words)


def _status(status: codes.Status, words: str) -> Response:
    reply = models.Reply[models.Nothing](head=models.ReplyHead(status=status.value, message=words))
    return Response(reply.model_dump_json(), media_type="application/json")


def _ok(data: _D) -> models.Reply[_D]:
    return models.Reply(head=models.ReplyHead(status=codes.Status.OK.value, message="成功"), data=data)


def _admit(head: models.RequestHead) -> None:
    shown = {"access_id": head.access_id, "access_token": head.access_token}
    if shown != training_credentials(Dialect.JIANGSU):
        raise Refusal(Reason.UNKNOWN_CALLER, "身份验证不通过")


def _add_knowledge(router: APIRouter, engine: RegionEngine, types: LicenceTypes) -> None:
    @router.post("/queryCapability", tags=[Operation.CAPABILITY], summary="能力查询", description=READING)
    def capability(request: models.Request[models.Nothing]) -> models.Reply[models.CapabilityData]:
        _admit(request.head)
        ability = engine.ability()
        return _ok(
            models.CapabilityData(
                division=narrow(engine.region.division, 9),
                simulated=True,
                server_time=write_moment(ability.server_time, codec.FORM),
                actions={codes.ACTION.encode(action): able for action, able in ability.actions.items()},
                note=ability.note,
            )
        )

    @router.post("/queryItemList", tags=[Operation.CATALOGUE], summary="事项清单", description=READING)
    def items(request: models.Request[models.Nothing]) -> models.Reply[models.ItemListData]:
        _admit(request.head)
        return _ok(models.ItemListData(items=tuple(codec.write_variant(v, types) for v in engine.variants())))


def _add_licences(router: APIRouter, engine: RegionEngine, types: LicenceTypes) -> None:
    @router.post(
        "/queryCertInfoByHolderCode",
        tags=[Operation.LICENCES],
        summary="按持证主体查询证照",
        description=READING,
        response_model=models.Reply[models.LicenceListData],
    )
    def licences(
        request: models.Request[models.HolderQuery],
    ) -> models.Reply[models.LicenceListData] | Response:
        _admit(request.head)
        query = request.data
        if not _holder_type_known(query.holder_type):
            return _status(codes.Status.BAD_HOLDER_TYPE, "持证主体代码类型错误")
        use = Use(
            query.use_cause,
            query.item_code,
            query.item_name,
            query.business_code,
            query.operator,
            query.organisation,
        )
        found = engine.licences_of(query.holder_code, use)
        wanted = types.read(query.licence_type)
        return _ok(
            models.LicenceListData(
                licences=tuple(codec.write_licence(f, types) for f in found if not wanted or f.kind == wanted)
            )
        )

    @router.post("/downloadFile", tags=[Operation.DERIVE], summary="下载加注件", description=READING)
    def derive(request: models.Request[models.DownloadQuery]) -> models.Reply[models.DownloadData]:
        _admit(request.head)
        query = request.data
        if query.file_type != "pdf":
            raise Refusal(Reason.BAD_REQUEST, "模拟后台只提供 pdf")
        use = Use(
            query.cause,
            query.item_code,
            query.item_name,
            query.business_code,
            query.operator,
            query.organisation,
        )
        since, until = read_moment(query.begins, codec.FORM), read_moment(query.expires, codec.FORM)
        copy = engine.derive(query.licence, since.date(), until.date(), use)
        return _ok(
            models.DownloadData(
                id=copy.id,
                file_type="pdf",
                created=write_moment(engine.now(), codec.FORM),
                content=codec.write_content(copy.content),
            )
        )


def _holder_type_known(code: str) -> bool:
    try:
        codes.HOLDER_TYPE.decode(code)
    except Refused:
        return False
    return True


def _add_waiting(router: APIRouter, engine: RegionEngine) -> None:
    @router.post(
        "/queryPreReviewByHolderCode",
        tags=[Operation.WAITING],
        summary="待窗口受理的网上申请",
        description=READING,
        response_model=models.Reply[models.PreReviewListData],
    )
    def waiting(
        request: models.Request[models.PreReviewQuery],
    ) -> models.Reply[models.PreReviewListData] | Response:
        _admit(request.head)
        if not _holder_type_known(request.data.holder_type):
            return _status(codes.Status.BAD_HOLDER_TYPE, "证件类型代码错误")
        found = engine.waiting(request.data.holder_code)
        return _ok(models.PreReviewListData(applications=tuple(codec.write_waiting(f) for f in found)))

    @router.post(
        "/downloadPreReviewFile", tags=[Operation.WAITING], summary="网上申请的附件", description=READING
    )
    def waiting_file(request: models.Request[models.PreReviewFileQuery]) -> models.Reply[models.FileData]:
        _admit(request.head)
        file = engine.waiting_file(request.data.reference, request.data.material)
        return _ok(models.FileData(content=codec.write_content(file.content)))


def _add_receiving(router: APIRouter, engine: RegionEngine) -> None:
    @router.post("/receiveCase", tags=[Operation.SUBMIT], summary="接收办件", description=READING)
    def receive(request: models.Request[models.CaseData]) -> models.Reply[models.ReceiptData]:
        _admit(request.head)
        case = engine.receive(_intake(request.data), _files(request.data))
        return _ok(_receipt(engine, case))

    @router.post("/supplementCase", tags=[Operation.CORRECT], summary="接收补正", description=READING)
    def supplement(request: models.Request[models.CaseData]) -> models.Reply[models.ReceiptData]:
        _admit(request.head)
        data = request.data
        if engine.case(data.home_case_no).receipt_no != data.receipt_no:
            raise Refusal(Reason.UNKNOWN_CASE, "办件编号与收件凭证号不符")
        met = tuple(codec.read_met(material) for material in data.materials)
        return _ok(_receipt(engine, engine.correct(data.home_case_no, met, _files(data))))

    @router.post("/queryCase", tags=[Operation.FIND], summary="按收件凭证号查询办件", description=READING)
    def find(request: models.Request[models.FindQuery]) -> models.Reply[models.FoundData]:
        _admit(request.head)
        cases = engine.find(request.data.receipt_no)
        if not cases:
            return _ok(models.FoundData(exists=False))
        return _ok(models.FoundData(exists=True, receipt=_receipt(engine, cases[0])))


def _add_news(router: APIRouter, engine: RegionEngine) -> None:
    @router.post("/queryCaseChanges", tags=[Operation.CHANGES], summary="办件变化", description=READING)
    def changes(request: models.Request[ChangesQuery]) -> models.Reply[ChangesData]:
        _admit(request.head)
        page = engine.changes(request.data.cursor)
        return _ok(
            ChangesData(cursor=page.cursor, news=tuple(write_news(as_news(told)) for told in page.news))
        )

    @router.post("/reportDelivery", tags=[Operation.HAND_OVER], summary="送达登记", description=READING)
    def delivered(request: models.Request[models.HandedOverData]) -> models.Reply[models.Nothing]:
        _admit(request.head)
        data = request.data
        engine.handed_over(data.receipt_no, data.home_case_no, read_moment(data.at, codec.FORM), data.mode)
        return _ok(models.Nothing())


def _intake(data: models.CaseData) -> Intake:
    return Intake(
        receipt_no=data.receipt_no,
        variant_code=data.item_code,
        applicant=codec.read_applicant(data.applicant),
        evidence=codec.read_evidence(data.evidence),
        agent=None if data.agent is None else codec.read_agent(data.agent),
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
        online_reference=data.online_reference,
    )


def _files(data: models.CaseData) -> tuple[SimFile, ...]:
    return tuple(_file(attachment) for attachment in data.attachments)


def _file(data: models.AttachmentData) -> SimFile:
    content = codec.read_content(data.content)
    if len(content) != data.size or sm3(content) != data.digest:
        raise Refusal(Reason.DAMAGED_FILE, f"材料文件校验不一致：{data.file_name}")
    return SimFile(data.material, data.file_name, data.media_type, content)


def _receipt(engine: RegionEngine, case: SimCase) -> models.ReceiptData:
    return models.ReceiptData(
        receipt_no=case.receipt_no,
        home_case_no=case.home_no,
        arrived_at=write_moment(case.arrived_at, codec.FORM),
        round=case.round,
        copies=len(engine.find(case.receipt_no)),
    )


def _add_liaison(router: APIRouter, engine: RegionEngine) -> None:
    @router.post(liaison.POST, tags=[Operation.POST_LETTER], summary="发送联络函", description=READING)
    def post_letter(request: models.Request[liaison.LetterData]) -> models.Reply[liaison.LetterReceipt]:
        _admit(request.head)
        engine.post_letter(liaison.read_letter(request.data))
        return _ok(liaison.LetterReceipt(id=request.data.id))

    @router.post(liaison.FIND, tags=[Operation.FIND_LETTER], summary="查询联络函", description=READING)
    def find_letter(request: models.Request[liaison.FindLetterQuery]) -> models.Reply[liaison.FoundLetter]:
        _admit(request.head)
        return _ok(liaison.FoundLetter(exists=engine.state.letters_of(request.data.id) > 0))

    @router.post(liaison.LIST, tags=[Operation.LETTERS], summary="联络函增量", description=READING)
    def letters(request: models.Request[liaison.LettersQuery]) -> models.Reply[liaison.LettersData]:
        _admit(request.head)
        page = engine.letters(request.data.reader, request.data.cursor)
        found = tuple(liaison.write_letter(letter) for letter in page.letters)
        return _ok(liaison.LettersData(cursor=page.cursor, letters=found))
