"""The server that runs the page and the API, on this machine unless told otherwise."""

from __future__ import annotations

import asyncio
import logging
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn

from rag import Library, RagError, SettingsError, StorageError
from ui.api import make_api
from ui.guard import LOOPBACK_NAMES, WILDCARDS, Guard

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
# Long enough for a question that is being answered, short enough for someone who pressed Ctrl-C.
SHUTDOWN_TIMEOUT_S = 3


def serve(
    library: Library, host: str, port: int, open_ready: Callable[[str], None], *, read_only: bool | None = None
) -> None:
    """Serve until Ctrl-C; `open_ready` is called with the page's address once connections are accepted.

    With `read_only` the page cannot change the library. Left open, it can where it is bound to this machine alone: who
    else reaches it has no more business there than to read; nor can it where the library may not be written. Port 0
    takes any free one. The models load meanwhile. Raises `SettingsError` at once when the address cannot be bound, and
    `StorageError` when `read_only` is False and the library may not be written.
    """
    may_change = _may_change(library, host, read_only)
    with _bind(host, port) as sock, suppress(KeyboardInterrupt):
        # Not a daemon: a model that is still being loaded while Python ends would abort it.
        threading.Thread(target=_warm_up, args=[library], name="ibid-warm-up").start()
        _run(library, host, sock, lambda server: open_ready(_url(host, sock)), may_change=may_change)


@contextmanager
def serving(library: Library, host: str = LOOPBACK, port: int = 0, *, read_only: bool | None = None) -> Iterator[str]:
    """Serve from a thread of this process while the block runs, as `serve` does; gives the page's address."""
    started: queue.SimpleQueue[_Server | None] = queue.SimpleQueue()
    may_change = _may_change(library, host, read_only)

    def run(sock: socket.socket) -> None:
        try:
            _run(library, host, sock, started.put, may_change=may_change)
        finally:
            started.put(None)

    with _bind(host, port) as sock:
        thread = threading.Thread(target=run, args=[sock], name="ibid-server")
        thread.start()
        server = started.get()
        try:
            if server is None:
                raise RuntimeError("the server stopped before it was ready; the log says why")
            yield _url(host, sock)
        finally:
            if server is not None:
                server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    """Says when it accepts connections, and ends the page's open streams before it waits for them."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[_Server], object], stop_streams: asyncio.Event
    ) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self._stop_streams = stop_streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready(self)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stop_streams.set()
        await super().shutdown(sockets)


def _may_change(library: Library, host: str, read_only: bool | None) -> bool:
    if read_only or (read_only is None and host not in LOOPBACK_NAMES):
        return False
    try:
        library.check_may_write()
    except StorageError:
        if read_only is not None:
            raise
        return False
    return True


def _run(
    library: Library,
    host: str,
    sock: socket.socket,
    on_ready: Callable[[_Server], object],
    *,
    may_change: bool,
) -> None:
    from ui.page import mount_page  # Gradio takes seconds to import, and the port may be in use

    async def run() -> None:
        # Built inside the loop: outside of one, Gradio makes loops of its own and never closes them.
        app = make_api(library, may_change=may_change)
        stop_streams = mount_page(app, library)
        config = uvicorn.Config(
            Guard(app, host),
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=SHUTDOWN_TIMEOUT_S,
        )
        try:
            await _Server(config, on_ready, stop_streams).serve(sockets=[sock])
        finally:
            await asyncio.to_thread(app.state.examples.close)

    asyncio.run(run())


def _warm_up(library: Library) -> None:
    try:
        library.warm_up()
    except RagError as error:
        log.error("%s", error)  # the page says it again at the first question


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
        try:
            # Lets a server that was just stopped start again; a port that someone listens on stays refused.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind(address)
            sock.listen()
        except OSError:
            sock.close()
            raise
    except OSError as error:
        raise SettingsError(
            f"port {port} of {host} cannot be used ({error.strerror}). Choose another port, or 0 for any free one."
        ) from None
    return sock


def _url(host: str, sock: socket.socket) -> str:
    name = LOOPBACK if host in WILDCARDS else f"[{host}]" if ":" in host else host
    return f"http://{name}:{sock.getsockname()[1]}"
