"""The HTTP client that all region adapters share: time-outs, faults in the port's terms, logs without people.

What may be said after a failure depends on what was asked. A *read* changes nothing, so any failure of it is
:class:`~clerk.ports.Unreachable`. A *write* whose answer did not come or cannot be read may have been done:
:class:`~clerk.ports.OutcomeUnknown`.

A call has no query string: query values end up in the logs of every machine on the way. Data go in bodies.
"""

from __future__ import annotations

import json
import logging
import ssl
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
from pydantic import BaseModel

from clerk.domain.faults import Fault, Language, Refused
from clerk.domain.files import media_type
from clerk.domain.regions import Region
from clerk.ports import Busy, OutcomeUnknown, RegionTrouble, Rejected, Unreachable
from integrations.regions.answers import Unreadable, WrongCharset, json_of, retry_after

REQUEST_ID = "X-Request-Id"
SIMULATED = "X-Simulated"
"""Header by which a simulator says on every answer what it is."""

_LOG = logging.getLogger("integrations.regions")
_WORDS_LIMIT = 500
_M = TypeVar("_M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Limits:
    """Time-outs in seconds (as seen in the field, domain facts §2.9) and sizes in bytes."""

    connect: float = 3.0
    read: float = 3.0
    write: float = 10.0
    whole: float = 30.0
    """An answer that trickles is given up this long after its first byte."""
    answer_bytes: int = 32 * 1024 * 1024
    connections: int = 8
    idle: float = 4.0
    """Seconds a connection is kept; shorter than servers do, so that it is not closed under a request."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``path`` is a template and is logged; nothing of ``body`` and ``headers`` ever is."""

    path: str
    body: bytes = field(default=b"", repr=False)
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    writes: bool = False
    read_seconds: float | None = None
    """Instead of the usual read time-out, e.g. 30 to derive a copy."""
    media_type: str = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """A 2xx answer, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    request_id: str = ""


WordsOf = Callable[[object], str]
"""Finds a region's words in the JSON of a refusal."""


def json_body(value: object) -> bytes:
    """A request body: UTF-8 JSON without escapes, so that any name stays itself."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Wire:
    """A region at the other end of HTTP. Thread safe; connections are reused."""

    def __init__(
        self,
        region: Region,
        base_url: str,
        *,
        words_of: WordsOf,
        probe: Call,
        simulated: bool | None = None,
        limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Connect nothing yet.

        Args:
            region: whose back end it is.
            base_url: where it is.
            words_of: finds the region's words in a refusal.
            probe: a harmless call without personal data; asked first, to learn whether it is a simulator.
            simulated: what it must be; None takes either.
            limits: time-outs and sizes.
            transport: instead of the network, for tests.

        Raises:
            Refused: ``R-21`` the address is not one.
        """
        self.region = region
        self.limits = limits or Limits()
        self._words_of = words_of
        self._probe = probe
        self._simulated = simulated
        self._vouched = False
        self._client = self._make_client(base_url, transport)

    def close(self) -> None:
        """Close connections."""
        self._client.close()

    # Asking ---------------------------------------------------------------------------------------------

    def ask(self, call: Call) -> Answer:
        """The region's answer to ``call``.

        Raises:
            Unreachable, OutcomeUnknown, Busy, Rejected: as the port says.
        """
        if self._simulated is not None and not self._vouched and call is not self._probe:
            self.ask(self._probe)
        request_id = uuid.uuid4().hex
        answer = self._exchange(call, request_id)
        self._require_kind(answer.headers)
        if 200 <= answer.status < 300:
            return answer
        raise self._refusal(call, answer)

    def ask_json(self, call: Call) -> object:
        """The JSON of the answer. Raises as :meth:`ask`."""
        answer = self.ask(call)
        with self.understood(call, answer.request_id):
            return json_of(answer.body, answer.headers.get("content-type", ""))

    def ask_model(self, call: Call, model: type[_M]) -> _M:
        """The answer as ``model``; one that does not fit is unreadable. Raises as :meth:`ask`."""
        value = self.ask_json(call)
        with self.understood(call):
            return model.model_validate(value)

    def ask_file(self, call: Call) -> tuple[bytes, str]:
        """A PDF or picture and its media type, judged by content. Raises as :meth:`ask`."""
        answer = self.ask(call)
        try:
            return answer.body, self.checked_file(answer.body)
        except Refused:
            raise Unreachable(self.fault("R-20", request=answer.request_id)) from None

    def checked_file(self, content: bytes, name: str = "—") -> str:
        """Media type of a file by its content; ``name`` is what its fault calls it.

        Raises:
            Refused: ``F-02`` neither PDF nor picture, or a PDF without its end.
        """
        kind = media_type(name, content)
        if kind == "application/pdf" and b"%%EOF" not in content[-1024:]:
            raise Refused("F-02", name=name)
        return kind

    # Saying what went wrong -----------------------------------------------------------------------------

    @contextmanager
    def understood(self, call: Call, request_id: str = "") -> Iterator[None]:
        """What is read inside comes from the region; what cannot be read is told as such."""
        try:
            yield
        except WrongCharset:
            raise self._broken(call, "R-05", "R-10", request=request_id) from None
        except (Unreadable, Refused, ValueError, KeyError):
            raise self.unreadable(call, request_id) from None

    def unreadable(self, call: Call, request_id: str = "") -> RegionTrouble:
        """The answer came and makes no sense."""
        return self._broken(call, "R-04", "R-09", request=request_id)

    @contextmanager
    def fitting(self) -> Iterator[None]:
        """What is written inside goes to the region; what its interface cannot take is refused, never cut.

        ``ValueError`` and ``Refused`` become ``Rejected`` (R-18). Their texts must not hold personal data.
        """
        try:
            yield
        except Refused as refused:
            raise self.unfit(refused.fault.sentence(Language.ZH)) from None
        except ValueError as error:
            raise self.unfit(str(error)) from None

    def unfit(self, words: str) -> Rejected:
        """Something of ours does not fit the region's interface."""
        return Rejected(self.fault("R-18", words=words[:_WORDS_LIMIT]), words)

    def rejected(self, words: str) -> Rejected:
        """The region said no, in its own words."""
        words = _clean(words) or "（未说明原因）"
        return Rejected(self.fault("R-14", words=words[:_WORDS_LIMIT]), words)

    def login_refused(self, words: str) -> Rejected:
        """The region does not know this machine."""
        return Rejected(self.fault("R-15"), _clean(words))

    def busy(self, seconds: float | None) -> Busy:
        """The region asks to come back later."""
        return Busy(self.fault("R-12", seconds="—" if seconds is None else f"{seconds:.0f}"), seconds)

    def fault(self, code: str, **details: str) -> Fault:
        """A fault of this region."""
        return Fault(code, {"region": self.region.name, "region_en": self.region.english_name, **details})

    def _broken(self, call: Call, read: str, write: str, **details: str) -> RegionTrouble:
        if call.writes:
            return OutcomeUnknown(self.fault(write, **details))
        return Unreachable(self.fault(read, **details))

    def _refusal(self, call: Call, answer: Answer) -> RegionTrouble:
        status = answer.status
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return self.busy(retry_after(answer.headers))
        if status == httpx.codes.SERVICE_UNAVAILABLE:
            return Busy(self.fault("R-13"), retry_after(answer.headers))
        said_no = 400 <= status < 500 and status != httpx.codes.REQUEST_TIMEOUT
        if not said_no:
            return self._broken(call, "R-06", "R-11", status=str(status), request=answer.request_id)
        try:
            words = self._words_of(json_of(answer.body, answer.headers.get("content-type", "")))
        except (Unreadable, WrongCharset, ValueError, KeyError, TypeError):
            words = f"HTTP {status}"  # a proxy's page: its words are for nobody at a counter
        if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            return self.login_refused(words)
        return self.rejected(words)

    # The line -------------------------------------------------------------------------------------------

    def _make_client(self, base_url: str, transport: httpx.BaseTransport | None) -> httpx.Client:
        limits = self.limits
        try:
            address = httpx.URL(base_url)
        except (httpx.InvalidURL, TypeError):
            address = httpx.URL("")
        if address.scheme not in {"http", "https"} or not address.host:
            raise Refused("R-21", region=self.region.name, region_en=self.region.english_name)
        return httpx.Client(
            base_url=address,
            transport=transport,
            timeout=httpx.Timeout(
                limits.read, connect=limits.connect, write=limits.write, pool=limits.connect
            ),
            limits=httpx.Limits(
                max_connections=limits.connections,
                max_keepalive_connections=limits.connections,
                keepalive_expiry=limits.idle,
            ),
            follow_redirects=False,
            trust_env=False,
            verify=_trust(address.scheme),
            headers={"Accept-Encoding": "identity", "User-Agent": "counter-console"},
        )

    def _exchange(self, call: Call, request_id: str) -> Answer:
        began = time.monotonic()
        status = "-"
        try:
            answer = self._send(call, request_id)
            status = str(answer.status)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise Unreachable(self.fault("R-01")) from None
        except httpx.TimeoutException:
            seconds = f"{call.read_seconds or self.limits.read:g}"
            raise self._broken(call, "R-02", "R-07", seconds=seconds, request=request_id) from None
        except httpx.TransportError:
            raise self._broken(call, "R-03", "R-08", request=request_id) from None
        except _TooLarge:
            raise self._broken(call, "R-19", "R-09", request=request_id) from None
        finally:
            spent = (time.monotonic() - began) * 1000
            _LOG.info(
                "%s %s %s -> %s %.0f ms %s", self.region.id, call.method, call.path, status, spent, request_id
            )
        return answer

    def _send(self, call: Call, request_id: str) -> Answer:
        limits = self.limits
        read = call.read_seconds or limits.read
        request = self._client.build_request(
            call.method,
            call.path,
            content=call.body or None,
            headers={**call.headers, "Content-Type": call.media_type, REQUEST_ID: request_id},
            timeout=httpx.Timeout(read, connect=limits.connect, write=limits.write, pool=limits.connect),
        )
        response = self._client.send(request, stream=True)
        try:
            body = self._read_body(response)
        finally:
            response.close()
        return Answer(response.status_code, response.headers, body, request_id)

    def _read_body(self, response: httpx.Response) -> bytes:
        limit, give_up = self.limits.answer_bytes, time.monotonic() + self.limits.whole
        parts: list[bytes] = []
        size = 0
        for part in response.iter_raw():
            size += len(part)
            if size > limit:
                raise _TooLarge
            if time.monotonic() > give_up:
                raise httpx.ReadTimeout("the answer trickles", request=response.request)
            parts.append(part)
        return b"".join(parts)

    def _require_kind(self, headers: Mapping[str, str]) -> None:
        """Live and training never mix: refuse the wrong kind before anything personal is sent to it."""
        simulated = headers.get(SIMULATED, "").lower() == "true"
        if self._simulated is not None and simulated is not self._simulated:
            self._vouched = False
            code = "R-16" if simulated else "R-17"
            raise Rejected(self.fault(code), "")
        self._vouched = True


class _TooLarge(Exception):
    """The answer is longer than anything this interface gives."""


def _trust(scheme: str) -> ssl.SSLContext:
    """Whom to believe: the authorities of the operating system, where an administrator adds the region's own.

    Without TLS an empty list, which believes nobody and takes no time to load.
    """
    return ssl.create_default_context() if scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _clean(words: str) -> str:
    """Words of a region on one line, without control characters that could move a cursor."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())
