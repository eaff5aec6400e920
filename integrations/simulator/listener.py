"""One port of the simulator that can be closed and opened again, as a region's line can."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

ABORT = "simulator.abort"
"""Key of the scope's extensions: a function that breaks the connection at once."""
LOOPBACK = "127.0.0.1"


class Listener:
    """Serves ``app`` on a loopback port. Closed, it refuses connections and still holds the port."""

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._held = _bound(port)
        self.port = int(self._held.getsockname()[1])
        self._config = uvicorn.Config(
            app,
            http=_Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=6,
        )
        self._config.load()
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{LOOPBACK}:{self.port}"

    async def open(self) -> None:
        """Take connections. Nothing happens when it does already."""
        if self._server is None:
            self._server = await asyncio.get_running_loop().create_server(
                self._connection, sock=_bound(self.port), backlog=128
            )

    async def shut(self) -> None:
        """Refuse connections and break those that are open, but for a person's at the control interface."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for connection in list(self._state.connections):
            if isinstance(connection, _Connection) and not connection.controls:
                connection.transport.abort()

    async def close(self) -> None:
        """Close for good and give the port back."""
        await self.shut()
        for connection in list(self._state.connections):
            connection.transport.abort()
        self._held.close()

    def _connection(self) -> asyncio.Protocol:
        return _Connection(config=self._config, server_state=self._state, app_state={})


class _Connection(H11Protocol):
    """A connection that its application can break; it knows whether a person controls the simulator by it."""

    def __init__(self, config: uvicorn.Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        super().__init__(config=config, server_state=server_state, app_state=app_state)
        self.controls = False
        served = self.app

        async def breakable(scope: Scope, receive: Receive, send: Send) -> None:
            self.controls = str(scope["path"]).startswith("/_simulator/")
            scope.setdefault("extensions", {})[ABORT] = self.transport.abort
            try:
                await served(scope, receive, send)
            except asyncio.CancelledError:
                # The simulator stops. The task ends here anyway; raised further it would be logged.
                self.transport.abort()

        self.app = breakable


def _bound(port: int) -> socket.socket:
    """A socket on the port. Two of ours may share it; only the one that listens gets connections."""
    # With its protocol named, asyncio sets TCP_NODELAY on what it accepts; else each answer takes 40 ms more.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_REUSEPORT"):
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((LOOPBACK, port))
    except OSError:
        bound.close()
        raise
    return bound
