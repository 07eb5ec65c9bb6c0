"""A WSGI application called with a request that came whole."""

from __future__ import annotations

import io
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import structlog

from adapter.errors import FrontError, Problem
from adapter.server.answer import Answer, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from adapter.server.reader import Request

log = structlog.get_logger()

# The server says these itself: it knows how long the answer is and whether the connection ends.
_OURS = frozenset(
    {"content-length", "connection", "date", "keep-alive", "server", "transfer-encoding"}
)
_UNPREFIXED = {"content-type": "CONTENT_TYPE"}
_LEFT_OUT = frozenset({"content-length", "transfer-encoding", "host"})
# Never a 5xx, which boto would answer by sending the call again.
_FAILED = FrontError(
    Problem("InternalError", "The adapter failed. Whether the call was carried out is not known."),
    200,
)


_ALWAYS: Mapping[str, object] = MappingProxyType(
    {
        "SCRIPT_NAME": "",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
)


def environ_of(
    request: Request, scheme: str, server: tuple[str, int], client: str
) -> WSGIEnvironment:
    """The request in WSGI's words.

    Args:
        request: a whole one.
        scheme: http or https.
        server: the address it came to.
        client: the numeric address it came from.
    """
    head = request.head
    path, _, query = head.path.partition("#")[0].partition("?")
    return {
        **_ALWAYS,
        **_headers(request),
        "REQUEST_METHOD": head.method,
        "PATH_INFO": unquote_to_bytes("/" + path.lstrip("/")).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/1.{head.minor}",
        "REMOTE_ADDR": client,
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
    }


def _headers(request: Request) -> dict[str, str]:
    """The headers under CGI's names, each once; those that cannot be told apart are left out."""
    named: dict[str, str] = {"CONTENT_LENGTH": str(len(request.body))}
    if request.head.host:
        named["HTTP_HOST"] = request.head.host
    for name, value in request.head.headers:
        if "_" in name or name in _LEFT_OUT:
            continue
        key = _UNPREFIXED.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        named[key] = f"{named[key]}, {value}" if key in named else value
    return named


def answered(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """The application's whole answer; an error of ours where it fails."""
    try:
        return _called(application, environ)
    except Exception as error:  # noqa: BLE001 (the outermost door)
        # Never its message, which may repeat what the caller sent.
        log.error("the application failed", error=type(error).__name__)  # noqa: TRY400
        return refused(_FAILED)


def _called(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    body: list[bytes] = []

    def start(
        status: str, headers: list[tuple[str, str]], _info: Any = None
    ) -> Callable[[bytes], object]:
        started.append((status, headers))
        return body.append

    parts = application(environ, start)
    try:
        body.extend(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = started[-1]
    kept = tuple((name, value) for name, value in headers if name.lower() not in _OURS)
    return Answer(status, kept, b"".join(body))
