"""Sessions of the Shanghai dialect: log in, ask under a session, log in again when it ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from clerk.domain.faults import Refused
from clerk.ports import Unreachable
from integrations.regions import shanghai_codes as codes
from integrations.regions import shanghai_wire as models
from integrations.regions.answers import json_of
from integrations.regions.wire import Call, Wire, json_body

_D = TypeVar("_D", bound=models.Shape)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Account:
    """Account and password that the platform gave this counter."""

    name: str
    password: str = field(repr=False)


class Session:
    """Calls to the platform under a session that is renewed by itself. Thread safe."""

    def __init__(self, wire: Wire, account: Account) -> None:
        self._wire = wire
        self._account = account
        self._id = ""
        self._lock = threading.Lock()

    def ask(
        self,
        path: str,
        request: models.Asked,
        model: type[_D],
        *,
        writes: bool = False,
        read_seconds: float | None = None,
    ) -> tuple[Call, _D]:
        """One call in a session: the call, to say what of its answer cannot be read, and its data."""

        def asked(session: str) -> tuple[Call, _D]:
            call = call_of(path, request, session, writes=writes, read_seconds=read_seconds)
            return call, self.exchange(call, model)

        return self.within(asked)

    def file(self, path: str, request: models.Asked) -> tuple[bytes, str]:
        """A file. The platform answers with JSON, and not with a status, when it gives none."""

        def asked(session: str) -> tuple[bytes, str]:
            call = call_of(path, request, session)
            answer = self._wire.ask(call)
            if "json" in answer.headers.get("content-type", ""):
                with self._wire.understood(call, answer.request_id):
                    value = json_of(answer.body, answer.headers.get("content-type", ""))
                self._data(call, value, models.Shape)
                raise self._wire.unreadable(call, answer.request_id)
            try:
                return answer.body, self._wire.checked_file(answer.body)
            except Refused:
                raise Unreachable(self._wire.fault("R-20", request=answer.request_id)) from None

        return self.within(asked)

    def within(self, action: Callable[[str], _T]) -> _T:
        """Do it with a session. When that has ended (nothing was done), log in again and do it once more."""
        session = self._logged_in("")
        try:
            return action(session)
        except _SessionGone:
            pass
        try:
            return action(self._logged_in(session))
        except _SessionGone:
            raise self._wire.login_refused("") from None

    def _logged_in(self, gone: str) -> str:
        """A session other than the one that is gone. Callers that come together log in once."""
        with self._lock:
            if self._id in {"", gone}:
                request = models.LoginRequest(account=self._account.name, password=self._account.password)
                call = Call("/cert/usage/login.do", json_body(request.model_dump(mode="json")))
                self._id = self.exchange(call, models.LoginData).session_id
            return self._id

    def exchange(self, call: Call, model: type[_D]) -> _D:
        """The data of one answer, whatever session the call names. Raises as :meth:`Wire.ask`."""
        return self._data(call, self._wire.ask_json(call), model)

    def _data(self, call: Call, value: object, model: type[_D]) -> _D:
        with self._wire.understood(call):
            reply = models.Reply[object].model_validate(value)
        match reply.code:
            case codes.OK:
                with self._wire.understood(call):
                    return model.model_validate(reply.data)
            case codes.SESSION_GONE | codes.IDENTITY_GONE:
                raise _SessionGone
            case codes.LOGIN_REFUSED:
                raise self._wire.login_refused(reply.msg)
        raise self._wire.rejected(reply.msg)


class _SessionGone(Exception):
    """The platform no longer knows the session, or an identity that was given in it. It did nothing."""


def call_of(
    path: str,
    request: models.Asked,
    session: str,
    *,
    writes: bool = False,
    read_seconds: float | None = None,
) -> Call:
    """A call under a session."""
    body = {**request.model_dump(mode="json"), "sessionId": session}
    return Call(path, json_body(body), writes=writes, read_seconds=read_seconds)
