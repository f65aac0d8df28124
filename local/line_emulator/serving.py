"""Serves the emulator over HTTP."""

import socket

import uvicorn
from starlette.applications import Starlette

# A fault may hold a connection for half a minute: stopping does not wait for it.
PATIENCE_SECONDS = 2


class Serving(uvicorn.Server):
    """A server that says when it is ready, and ends the phones' open connections before it stops."""

    def __init__(self, app: Starlette, *, host: str, port: int, announcement: str = "") -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host,
                port,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=PATIENCE_SECONDS,
            )
        )
        self._changes = app.state.platform.changes
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Binds the port."""
        await super().startup(sockets)
        if self.started and self._announcement:
            print(self._announcement, flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets go of the port."""
        self._changes.end()
        await super().shutdown(sockets)
