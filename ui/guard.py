"""Who may ask this server what, and what a browser may do with the reply.

A page anywhere on the web can make the reader's browser send requests to 127.0.0.1. The guard sees to it
that such a page reads no article: names that an attacker can point here (DNS rebinding) are refused, so
are requests that another site's page makes, and of Gradio's many routes only those that the page needs
are open. Two of the others would fetch any address on demand, and some take files. So would the one that
asks, if what it is sent named a file: of that the page has no need, and the guard refuses it.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import re
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

JOIN = "/gradio_api/queue/join"
MOST_JOINED = 32_000_000  # bytes: a conversation travels with each question
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
WILDCARDS = frozenset({"", "0.0.0.0", "::"})
OPEN_PATHS = re.compile(
    r"/|/theme\.css|/favicon\.ico|/(?:static|assets|ibid)/.+|/panel/[^/]*|/quality/[^/]*"
    r"|/api/(?:articles(?:/[^/]+)?|ask|openapi\.json|uploads|sync|work)"
    r"|/gradio_api/(?:queue/(?:join|data)|heartbeat/[^/]+|cancel|reset|app_id)"
)
INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
# Gradio's components set style attributes; scripts have no such licence.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guard:
    """ASGI middleware around the whole application, bound to the address `host`."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._host = host.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and add the headers."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        headers = Headers(scope=scope)
        if (problem := self._problem(headers, scope["path"])) is not None:
            status, sentence = problem
            await JSONResponse({"error": sentence}, status, HEADERS)(scope, receive, send)
            return
        # A page that is compressed could not be looked through for its scripts.
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        if scope["path"] == JOIN:
            body = await _whole(receive)
            if body is None or names_a_file(body):
                sentence = "what is asked names a file, or is too large."
                await JSONResponse({"error": sentence}, 403, HEADERS)(scope, receive, send)
                return
            receive = _Again(body, receive)
        await self._app(scope, receive, _Sender(send))

    def _problem(self, headers: Headers, path: str) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if not is_ours(host, self._host):
            return 421, f"this server does not answer for the host {host!r}. Open the address it was started on."
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return 403, f"requests from pages of {origin!r} are refused."
        foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if foreign and headers.get("sec-fetch-mode") != "navigate":
            return 403, "requests from pages of other sites are refused."
        if OPEN_PATHS.fullmatch(path) is None:
            return 404, f"there is nothing at {path!r}."
        return None


def is_ours(host_header: str, bound_host: str) -> bool:
    """Whether a request's Host header names this server.

    Bound to every address, the server cannot know its own; then any literal address is taken, since only a
    name can be rebound.
    """
    match = re.fullmatch(r"(?:\[([0-9a-fA-F:.]+)\]|([^:\[\]]+))(?::\d+)?", host_header)
    if match is None:
        return False
    name = (match[1] or match[2]).lower()
    if name in LOOPBACK_NAMES or name == bound_host:
        return True
    if bound_host not in WILDCARDS:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def names_a_file(body: bytes) -> bool:
    """Whether JSON has an object that Gradio would take for a file, and fetch from wherever it says; so has what is no
    JSON, for all that is known.
    """  # fmt: skip
    try:
        waiting: list[Any] = [json.loads(body)]
    except (ValueError, RecursionError):
        return True
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if "meta" in one or "path" in one:
                return True
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False


async def _whole(receive: Receive) -> bytes | None:
    """The body of a request; None of one that is too large, or broken off."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_JOINED:
            return None
        if not message.get("more_body", False):
            return b"".join(parts)


class _Again:
    """Gives a body that was read already, and then what comes after it."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


class _Sender:
    """Adds the headers to a response. Holds a page back until its scripts are known, and nothing else."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
            headers["Content-Security-Policy"] = content_security_policy(b"")
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body", False):
                return
            MutableHeaders(scope=self._start)["Content-Security-Policy"] = content_security_policy(self._body)
            await self._send(self._start)
            message = {"type": "http.response.body", "body": self._body}
        await self._send(message)


def content_security_policy(page: bytes) -> str:
    """The policy for a page: nothing from elsewhere, and of inline scripts only those that it was sent with."""
    digests = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in INLINE_SCRIPT.findall(page)]
    return CONTENT_SECURITY_POLICY.format(scripts="".join(f" 'sha256-{digest}'" for digest in digests))
