"""The line between counter and region: slow, broken or garbled, as the switches say."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from integrations.simulator.engine import RegionEngine
from integrations.simulator.faults import FaultKind, Faults
from integrations.simulator.listener import ABORT
from integrations.simulator.operations import Operation

_REQUEST_LIMIT = 64 * 1024 * 1024
_JSON = b"application/json; charset=UTF-8"


@dataclass(slots=True)
class _Reply:
    """An answer held back until it is known what becomes of it."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        """Collect what the application sends."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    @property
    def is_json(self) -> bool:
        """Whether it says so."""
        return any(name == b"content-type" and b"json" in value for name, value in self.headers)

    @property
    def says_gb18030(self) -> bool:
        """Whether it declares the Chinese character set."""
        return any(name == b"content-type" and b"gb18030" in value.lower() for name, value in self.headers)

    async def give(self, send: Send) -> None:
        """Send it."""
        headers = [(n, v) for n, v in self.headers if n != b"content-length"]
        headers.append((b"content-length", str(len(self.body)).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


class Line:
    """ASGI middleware over one region's application."""

    def __init__(self, app: ASGIApp, engine: RegionEngine, operations: Mapping[str, Operation]) -> None:
        self._app = app
        self._engine = engine
        self._operations = operations

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one request and its answer."""
        if scope["type"] != "http":
            return
        marked = self._marked(scope, send)
        try:
            body = await _whole_body(receive)
        except _HungUp:
            return
        if body is None:
            await _Reply(413, [(b"content-type", _JSON)], b'{"message":"too large"}').give(marked)
            return
        operation = self._operations.get(scope["path"])
        if operation is None:
            await self._app(scope, _again(body, receive), marked)
        else:
            await self._carry(operation, scope, _again(body, receive), marked)

    async def _carry(self, operation: Operation, scope: Scope, receive: Receive, send: Send) -> None:
        faults = self._engine.faults
        if throttled := faults.take(FaultKind.THROTTLED, operation):
            await _throttle(throttled.seconds).give(send)
            return
        if slow := faults.take(FaultKind.SLOW, operation):
            await asyncio.sleep(slow.seconds)
        reply = _Reply()
        await self._app(scope, receive, reply.take)
        if slow := faults.take(FaultKind.SLOW_AFTER_COMMIT, operation):
            await asyncio.sleep(slow.seconds)
        if faults.take(FaultKind.REPLY_LOST, operation):
            await _break(scope, receive)
            return
        _garble(reply, faults, operation)
        await reply.give(send)

    def _marked(self, scope: Scope, send: Send) -> Callable[[Message], Awaitable[None]]:
        """Every answer says that it comes from a simulator, when, and to which request."""
        marks = [
            (b"x-simulated", b"true"),
            (b"date", format_datetime(self._engine.now().astimezone(UTC), usegmt=True).encode()),
            *((n, v) for n, v in scope["headers"] if n == b"x-request-id" and len(v) <= 100),
        ]
        if str(scope["path"]).startswith("/_simulator/"):
            marks.append((b"connection", b"close"))

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *marks]}
            await send(message)

        return marked


def _garble(reply: _Reply, faults: Faults, operation: Operation) -> None:
    if faults.take(FaultKind.MALFORMED, operation):
        reply.body = reply.body[: max(1, len(reply.body) // 2)]
    elif faults.take(FaultKind.WRONG_CHARSET, operation) and reply.is_json:
        declared, other = ("gb18030", "utf-8") if reply.says_gb18030 else ("utf-8", "gb18030")
        garbled = reply.body.decode(declared).encode(other)
        if garbled == reply.body:
            garbled = '{"message":"操作成功"}'.encode(other)
        reply.body = garbled


def _throttle(seconds: float) -> _Reply:
    return _Reply(
        429,
        [(b"content-type", _JSON), (b"retry-after", str(math.ceil(seconds)).encode())],
        '{"message":"请求过于频繁，请稍后再试"}'.encode(),
    )


async def _break(scope: Scope, receive: Receive) -> None:
    scope["extensions"][ABORT]()
    while (await receive())["type"] != "http.disconnect":
        pass


class _HungUp(Exception):
    """The caller went away before the request was whole: nothing is done."""


async def _whole_body(receive: Receive) -> bytes | None:
    """The request's body, None when it is too large.

    It is read before anything is done: who hangs up while the region is slow has still sent it.
    """
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _HungUp
        size += len(message.get("body", b""))
        if size > _REQUEST_LIMIT:
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, for the application."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
