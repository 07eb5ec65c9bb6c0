"""The application that a server calls: the only module that knows Flask."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog
from flask import Flask, Response, request

from adapter.errors import Problem
from adapter.messages import Fault, HttpRequest, HttpResponse, Moment, Place
from adapter.wire import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Request
    from werkzeug.routing import MapAdapter

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


# CGI names the headers of a body without the HTTP_ in front.
_OF_THE_BODY = ("CONTENT_TYPE", "CONTENT_LENGTH")


class _Routeless(Flask):
    """Looks for no route, as there are none."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:  # noqa: ARG002 (Flask's own signature)
        """None, with which Flask asks nothing of its routes."""
        return None


def create_app(answer: Callable[[HttpRequest], HttpResponse]) -> Flask:
    """The application: every request goes to `answer`, whatever its method and path.

    What `answer` raises is logged, and answered as an error that makes no old client send its
    call again.
    """
    app = _Routeless(__name__, static_folder=None)

    # There are no routes: this comes before routing has its say, so neither a strange path nor a
    # strange method is refused, and nothing is redirected.
    @app.before_request
    def _answered() -> Response:
        return _response(answer(_read()))

    app.register_error_handler(Exception, _failed)
    return app


def _read() -> HttpRequest:
    return HttpRequest(
        method=request.method,
        host=request.environ.get("HTTP_HOST", ""),
        path=request.path,
        query=request.query_string,
        headers=_headers(request.environ),
        body=request.get_data(),
    )


def _headers(environ: Mapping[str, Any]) -> dict[str, str]:
    """By lower-case name; werkzeug's own view of them takes longer than many an answer."""
    sent = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
    body = {name: environ[name] for name in _OF_THE_BODY if environ.get(name)}
    return {name.replace("_", "-").lower(): value for name, value in (sent | body).items()}


def _response(answered: HttpResponse) -> Response:
    headers = [("Content-Type", answered.content_type), *answered.headers]
    return Response(answered.body, answered.status, headers)


def _failed(error: Exception) -> Response:
    moment = Moment(datetime.now(UTC), str(uuid4()))
    log.error("request_failed", request_id=moment.request_id, trace=_trace(error))
    return _response(refuse(_read(), _FAILED, moment))


def _trace(error: BaseException) -> str:
    """Which lines of code, and the kinds of error, the first one first.

    Never their messages: these may repeat what the caller sent, secrets among it.
    """
    before = error.__cause__ or error.__context__
    lines = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
    return f"{_trace(before)}\n{lines}" if before else lines
