"""The Shanghai dialect over a simulated region: licence library (用证) and special window (专窗)."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from clerk.domain.codes.wire_times import read_day, read_moment, read_until
from clerk.domain.parties import DocumentKind, Person, Validity
from clerk.domain.regions import Dialect
from integrations.regions import shanghai_applications as applications
from integrations.regions import shanghai_codec as codec
from integrations.regions import shanghai_codes as codes
from integrations.regions import shanghai_liaison as liaison
from integrations.regions import shanghai_wire as models
from integrations.simulator.credentials import training_credentials
from integrations.simulator.dialect import DialectRoutes
from integrations.simulator.engine import RegionEngine
from integrations.simulator.operations import Operation
from integrations.simulator.records import HomeNews, Intake, Reason, Refusal, SimCase, SimFile, Use

SESSION_LIVES = timedelta(minutes=30)
SESSIONS = 8
"""Sessions of an account at a time; another login ends the oldest."""
_PAGE = 50
_READING = "我方解读，未见公开接口。Our reading: no public interface was found."


class Sessions:
    """Who is logged in, and the identities swapped in each session. In memory: a restart ends them."""

    def __init__(self, engine: RegionEngine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._begun: OrderedDict[str, datetime] = OrderedDict()
        self._identities: dict[str, tuple[str, str]] = {}

    def begin(self) -> str:
        """A new session."""
        session = secrets.token_hex(16)
        with self._lock:
            self._begun[session] = self._engine.now()
            while len(self._begun) > SESSIONS:
                self._end(next(iter(self._begun)))
        return session

    def require(self, session: str) -> None:
        """Refuse a session that is not there (any more)."""
        with self._lock:
            begun = self._begun.get(session)
            if begun is not None and self._engine.now() - begun <= SESSION_LIVES:
                return
            self._end(session)
        raise Refusal(Reason.SESSION_GONE, "会话已失效，请重新登录")

    def swap(self, session: str, number: str) -> str:
        """An encrypted identity for a number, good in this session only."""
        identity = secrets.token_urlsafe(24)
        with self._lock:
            self._identities[identity] = (session, number)
        return identity

    def number_of(self, session: str, identity: str) -> str:
        """The number behind an encrypted identity; one of another session is refused."""
        with self._lock:
            known = self._identities.get(identity)
        if known is None or known[0] != session:
            raise Refusal(Reason.IDENTITY_GONE, "身份标识已失效，请重新核验")
        return known[1]

    def _end(self, session: str) -> None:
        self._begun.pop(session, None)
        self._identities = {i: known for i, known in self._identities.items() if known[0] != session}


def routes(engine: RegionEngine) -> DialectRoutes:
    """Routes of the dialect over ``engine``."""
    router = APIRouter()
    desk = _Desk(engine, Sessions(engine))
    _library_routes(router, desk)
    _window_routes(router, desk)
    _case_routes(router, desk)
    _liaison_routes(router, desk)
    return DialectRoutes(router, _say_no)


class _Desk:
    """What all routes share: the engine, its sessions, its licence codes."""

    def __init__(self, engine: RegionEngine, sessions: Sessions) -> None:
        self.engine = engine
        self.sessions = sessions
        self.licences = codec.LicenceCodes(engine.kinds)

    def admit(self, asked: models.Asked) -> None:
        """Let in who has a session."""
        self.sessions.require(asked.session_id)


def _library_routes(router: APIRouter, desk: _Desk) -> None:
    engine, sessions = desk.engine, desk.sessions

    @router.post("/cert/usage/login.do", tags=[Operation.LOGIN])
    def login(asked: models.LoginRequest) -> Response:
        """登录，取得会话标识。"""
        if {"account": asked.account, "password": asked.password} != training_credentials(Dialect.SHANGHAI):
            raise Refusal(Reason.UNKNOWN_CALLER, "账号或密码错误")
        return _done(models.LoginData(session_id=sessions.begin()))

    @router.post("/cert/usage/checkIDCard.do", tags=[Operation.LICENCES])
    def check_id_card(asked: models.IdentityRequest) -> Response:
        """以姓名、证件号码、证件有效期换取加密身份。有效期来自读卡，是持证的证明。"""
        desk.admit(asked)
        holder = engine.holder(asked.id_no)
        if not (isinstance(holder, Person) and _is_on_card(holder, asked)):
            raise Refusal(Reason.IDENTITY_MISMATCH, "姓名、证件号码与证件有效期核验不一致，不能调取证照")
        return _done(models.IdentityData(identity=sessions.swap(asked.session_id, asked.id_no)))

    @router.post("/cert/usage/secQueryCertBaseData.do", tags=[Operation.LICENCES])
    def certs(asked: models.CertQuery) -> Response:
        """按持证主体查询证照。"""
        desk.admit(asked)
        number = asked.holder_code
        if codes.HOLDER_TYPE.decode(asked.holder_type) is not DocumentKind.CREDIT_CODE:
            number = sessions.number_of(asked.session_id, asked.holder_code)
        cause = asked.cause or f"窗口用证：{asked.org_name or '未说明'}"
        found = engine.licences_of(number, _use(asked, cause))
        kind = desk.licences.read(asked.cat_main_code)
        listed = [c for c in found if not kind or c.kind == kind]
        return _done(models.CertList(certs=tuple(codec.write_licence(c, desk.licences) for c in listed)))

    @router.post("/cert/usage/getCertCatList.do", tags=[Operation.CATALOGUE])
    def cats(asked: models.NothingAsked) -> Response:
        """证照目录。"""
        desk.admit(asked)
        kinds = (
            models.CatData(cat_type="证明材料", cat_name=k.name, cat_main_code=desk.licences.write(k.code))
            for k in engine.kinds
        )
        return _done(models.CatList(cats=tuple(kinds)))

    @router.post("/cert/usage/deriveCert.do", tags=[Operation.DERIVE])
    def derive(asked: models.DeriveRequest) -> Response:
        """制作派生证照，限定事由与期限。"""
        desk.admit(asked)
        since, until = read_day(asked.start_day, codec.DAY), read_day(asked.end_day, codec.DAY)
        copy = engine.derive(asked.cert_uuid, since, until, _use(asked, asked.cause))
        return _done(models.DeriveData(derive_uuid=copy.id))

    @router.post("/cert/usage/getDeriveCertFile.do", tags=[Operation.DERIVE])
    def derived_file(asked: models.DeriveFileRequest) -> Response:
        """派生证照文件，PDF。"""
        desk.admit(asked)
        return Response(engine.derived_file(asked.derive_uuid).content, media_type="application/pdf")


def _window_routes(router: APIRouter, desk: _Desk) -> None:
    engine = desk.engine

    @router.post("/zwdt/window/getStatus.do", tags=[Operation.CAPABILITY])
    def status() -> Response:
        """当前能力。不需登录。"""
        ability = engine.ability()
        return _done(
            models.StatusData(
                server_time=codec.moment(ability.server_time),
                simulated=True,
                abilities={codes.ACTION.encode(a): able for a, able in ability.actions.items()},
                note=ability.note,
            )
        )

    @router.post("/zwdt/window/getItemList.do", tags=[Operation.CATALOGUE])
    def items(asked: models.PageRequest) -> Response:
        """事项目录，分页。"""
        desk.admit(asked)
        variants = engine.variants()
        page = variants[(asked.page - 1) * _PAGE : asked.page * _PAGE]
        listed = tuple(codec.write_variant(v, desk.licences) for v in page)
        return _done(models.ItemPage(total=len(variants), items=listed))

    @router.post("/zwdt/window/getPreApplyList.do", tags=[Operation.WAITING])
    def waiting(asked: applications.PreApplyQuery) -> Response:
        """网上已申报、待窗口办理的申请（线上预审）。"""
        desk.admit(asked)
        codes.APPLICANT.decode(asked.target_type)
        found = engine.waiting(asked.target_no)
        return _done(applications.PreApplyList(applies=tuple(codec.write_waiting(a) for a in found)))

    @router.post("/zwdt/window/getPreApplyStuff.do", tags=[Operation.WAITING])
    def waiting_file(asked: applications.PreFileRequest) -> Response:
        """网上申报的材料文件。"""
        desk.admit(asked)
        file = engine.waiting_file(asked.apply_no, asked.stuff_code)
        return Response(file.content, media_type=file.media_type)

    @router.post("/zwdt/window/getProgressList.do", tags=[Operation.CHANGES])
    def progress(asked: applications.ProgressRequest) -> Response:
        """自游标以来的办理进度。"""
        desk.admit(asked)
        page = engine.changes(asked.cursor)
        return _done(applications.ProgressPage(cursor=page.cursor, progress=tuple(map(_progress, page.news))))


def _case_routes(router: APIRouter, desk: _Desk) -> None:
    engine = desk.engine

    @router.post("/zwdt/window/uploadStuff.do", tags=[Operation.UPLOAD])
    def upload(asked: applications.StuffUpload) -> Response:
        """上传材料文件，申请提交前有效。"""
        desk.admit(asked)
        file = SimFile(asked.stuff_code, asked.file_name, asked.file_type, codec.read_content(asked.file))
        return _done(applications.StuffReceipt(stuff_id=engine.upload(file, asked.digest)))

    @router.post("/zwdt/window/saveApplyInfo.do", tags=[Operation.SUBMIT])
    def apply(asked: applications.ApplyRequest) -> Response:
        """提交申请，返回统一审批编码 applyNo。"""
        desk.admit(asked)
        files = engine.uploaded(asked.stuff_ids)
        return _done(_receipt(engine.receive(_intake(asked), files, asked.stuff_ids)))

    @router.post("/zwdt/window/supplyApplyInfo.do", tags=[Operation.CORRECT])
    def supply(asked: applications.SupplyRequest) -> Response:
        """提交补正材料。"""
        desk.admit(asked)
        files = engine.uploaded(asked.stuff_ids)
        if engine.case(asked.apply_no).receipt_no != asked.receipt_no:
            raise Refusal(Reason.UNKNOWN_CASE, "统一审批编码与收件编号不符")
        met = tuple(codec.read_met(s) for s in asked.stuffs)
        return _done(_receipt(engine.correct(asked.apply_no, met, files, asked.stuff_ids)))

    @router.post("/zwdt/window/getApplyByReceiptNo.do", tags=[Operation.FIND])
    def find(asked: applications.FindRequest) -> Response:
        """按收件编号查询申请。没有时返回空列表。"""
        desk.admit(asked)
        return _done(applications.FoundData(applies=tuple(map(_receipt, engine.find(asked.receipt_no)))))

    @router.post("/zwdt/window/saveDeliver.do", tags=[Operation.HAND_OVER])
    def deliver(asked: applications.DeliverRequest) -> Response:
        """登记送达。重复登记只记一次。"""
        desk.admit(asked)
        at = read_moment(asked.op_time, codec.FORM)
        return _done(_receipt(engine.handed_over(asked.receipt_no, asked.apply_no, at, asked.cert_way)))


def _liaison_routes(router: APIRouter, desk: _Desk) -> None:
    engine = desk.engine

    @router.post(liaison.POST, tags=[Operation.POST_LETTER], description=_READING)
    def post_letter(asked: liaison.LetterRequest) -> Response:
        """提交联络单信件；同一编号重复提交只记一次。"""
        desk.admit(asked)
        engine.post_letter(liaison.read_letter(asked))
        return _done(liaison.LetterReceipt(letter_no=asked.letter_no))

    @router.post(liaison.FIND, tags=[Operation.FIND_LETTER], description=_READING)
    def find_letter(asked: liaison.FindLetterRequest) -> Response:
        """按编号查询信件。没有时返回空列表。"""
        desk.admit(asked)
        found = engine.state.letters_of(asked.letter_no)
        return _done(
            liaison.FoundLetters(letters=(liaison.LetterReceipt(letter_no=asked.letter_no),) * found)
        )

    @router.post(liaison.LIST, tags=[Operation.LETTERS], description=_READING)
    def letters(asked: liaison.LetterListRequest) -> Response:
        """自游标以来发往某地区的信件。"""
        desk.admit(asked)
        page = engine.letters(asked.to_district, asked.cursor)
        found = tuple(liaison.write_letter(letter) for letter in page.letters)
        return _done(liaison.LetterPage(cursor=page.cursor, letters=found))


def _intake(asked: applications.ApplyRequest) -> Intake:
    info = asked.info
    return Intake(
        receipt_no=info.receipt_no,
        variant_code=asked.task_handle_item,
        applicant=codec.read_applicant(asked),
        evidence=codec.read_evidence(info.identified),
        agent=codec.read_agent(asked),
        form=info.form,
        met=tuple(codec.read_met(s) for s in asked.stuffs),
        received_at=read_moment(asked.op_time, codec.FORM),
        consent_at=read_moment(info.consent_time, codec.FORM),
        near_region=info.near_district,
        site_code=info.site_code,
        site_name=info.site_name,
        window=info.window,
        clerk_no=asked.user_id,
        case_id=info.business_code,
        online_reference=info.pre_apply_no,
    )


def _receipt(case: SimCase) -> applications.ApplyReceipt:
    return applications.ApplyReceipt(
        apply_no=case.home_no,
        receipt_no=case.receipt_no,
        op_time=codec.moment(case.arrived_at),
        supply_count=case.round,
    )


def _progress(news: HomeNews) -> applications.ProgressData:
    return applications.ProgressData(
        progress_id=news.id,
        apply_no=news.home_no,
        receipt_no=news.receipt_no,
        node=codes.NODE.encode(news.event),
        op_time=codec.moment(news.at),
        opinion=news.words,
        user_name=news.official,
        document_no=news.document_no,
        supplies=tuple(applications.Supply(stuff_code=code, opinion=words) for code, words in news.points),
        promise_time="" if news.promised_until is None else codec.moment(news.promised_until),
        cert_name=news.licence_name,
        cert_no=news.licence_no,
    )


def _use(asked: models.CertQuery | models.DeriveRequest, cause: str) -> Use:
    return Use(cause, asked.item_code, asked.item_name, asked.business_code, asked.username, asked.org_name)


def _is_on_card(holder: Person, asked: models.IdentityRequest) -> bool:
    if holder.name != asked.name or not asked.start_day or not asked.end_day:
        return False
    shown = Validity(read_day(asked.start_day, codec.DAY), read_until(asked.end_day, codec.DAY))
    return holder.validity == shown


_CODES = {
    Reason.UNKNOWN_CALLER: codes.LOGIN_REFUSED,
    Reason.SESSION_GONE: codes.SESSION_GONE,
    Reason.IDENTITY_GONE: codes.IDENTITY_GONE,
}


def _say_no(reason: Reason, words: str) -> Response:
    return JSONResponse({"code": _CODES.get(reason, codes.SAID_NO), "msg": words, "data": None})


def _done(data: models.Shape) -> Response:
    body: dict[str, Any] = {"code": codes.OK, "msg": "操作成功", "data": data.model_dump(mode="json")}
    return JSONResponse(body)
