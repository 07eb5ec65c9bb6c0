"""The application that a server calls: the only module that knows Flask."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from functools import cache, lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from flask import Flask
from werkzeug.wsgi import get_input_stream

from adapter.errors import Problem
from adapter.legacy_api.wires import refuse
from adapter.model import Fault, HttpRequest, Moment, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from adapter.model import HttpResponse

    Answering = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger()

# The Ruby SDK sends a call again when it reads ServiceUnavailable, boto when the status is 5xx;
# nobody does at this code and 200. Whether something was changed before the failure is not known.
_FAILED = Fault(
    Place.ROOT,
    (
        Problem(
            "InternalError",
            "The adapter failed, and its log says where. Whether the call was carried out is not "
            "known: look before you send it again.",
        ),
    ),
)


_MOST_NAMES = 1024
# CGI names the headers of a body without the HTTP_ in front.
_OF_THE_BODY = ("CONTENT_TYPE", "CONTENT_LENGTH")


class App(Flask):
    """Flask's application in all but the way from a request to its answer.

    There are no routes, no sessions and no forms, and the objects that Flask makes for them take
    longer than most answers do.
    """

    def __init__(self, answer: Answering) -> None:
        super().__init__(__name__, static_folder=None)
        self._answer = answer

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers a request."""
        http = _read(environ)
        try:
            answered = self._answer(http)
        except Exception as error:  # noqa: BLE001 (the outermost door)
            answered = _failed(http, error)
        return _started(answered, http, start_response)


def create_app(answer: Answering) -> App:
    """The application: every request goes to `answer`, whatever its method and path.

    What `answer` raises is logged, and answered as an error that makes no old client send its
    call again.

    Args:
        answer: gives the answer.
    """
    return App(answer)


def _started(
    answered: HttpResponse, http: HttpRequest, start_response: StartResponse
) -> Iterable[bytes]:
    length = ("Content-Length", str(len(answered.body)))
    headers = [("Content-Type", answered.content_type), length, *answered.headers]
    start_response(_status(answered.status), headers)
    return [answered.body] if http.method != "HEAD" else []


def _read(environ: WSGIEnvironment) -> HttpRequest:
    # WSGI's texts hold bytes, each as a character of Latin-1.
    path = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
    return HttpRequest(
        method=environ["REQUEST_METHOD"].upper(),
        host=environ.get("HTTP_HOST", ""),
        path="/" + path.lstrip("/"),
        query=environ.get("QUERY_STRING", "").encode("latin-1"),
        headers=_headers(environ),
        body=_body(environ),
        scheme=environ["wsgi.url_scheme"],
    )


def _body(environ: WSGIEnvironment) -> bytes:
    """All of it, which our own server never calls without its length."""
    return b"" if environ.get("CONTENT_LENGTH") == "0" else get_input_stream(environ).read()


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    """By lower-case name."""
    sent = {_named(name): value for name, value in environ.items() if name.startswith("HTTP_")}
    body = {_named(name): environ[name] for name in _OF_THE_BODY if environ.get(name)}
    return sent | body


@lru_cache(_MOST_NAMES)
def _named(name: str) -> str:
    return name.removeprefix("HTTP_").replace("_", "-").lower()


@cache
def _status(code: int) -> str:
    return f"{code} {HTTPStatus(code).phrase.upper()}"


def _failed(http: HttpRequest, error: Exception) -> HttpResponse:
    moment = Moment(datetime.now(UTC), str(uuid4()))
    log.error("request_failed", request_id=moment.request_id, trace=_trace(error))
    return refuse(http, _FAILED, moment)


def _trace(error: BaseException) -> str:
    """Which lines of code, and the kinds of error, the first one first.

    Never their messages: these may repeat what the caller sent, secrets among it.
    """
    before = error.__cause__ or error.__context__
    lines = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
    return f"{_trace(before)}\n{lines}" if before else lines
