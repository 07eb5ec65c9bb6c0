"""The application that answers both APIs."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Flask, g, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.utils import import_string

from adapter.current_api import wire as aws_json
from adapter.legacy_api.schemas import build_document_response
from adapter.observability.access_log import CallResult
from adapter.web.errors import answer_error, build_truncation_error, create_context
from adapter.web.messages import build_response, read_request
from adapter.web.topics import add_topic_routes
from adapter.web.welcome import is_visit, render_welcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response

    from adapter.model import HttpRequest, HttpResponse
    from adapter.web.services import Services

_CALLS = ("/", "/onca/xml", "/onca/soap")
_DOCUMENTS = (
    "/AWSMechanicalTurk/AWSMechanicalTurkRequester.<any(wsdl, xsd):kind>",
    "/AWSMechanicalTurk/<version>/AWSMechanicalTurkRequester.<any(wsdl, xsd):kind>",
)


def create_app(services: Services | None = None) -> Flask:
    """Return the application.

    Args:
        services: answer the calls; None: as the environment and the settings file say.

    Raises:
        StartError: without `services`, if the settings cannot be used.
    """
    if services is None:
        # The composition root is a higher layer, so only its import string is named here.
        services = import_string("adapter.application:services_from_environment")()
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = services.body_limit_bytes
    # Clients would follow a redirect by GET, and no old program expects one.
    app.url_map.merge_slashes = app.url_map.redirect_defaults = False
    _add_routes(app, services)
    if services.topics is not None:
        add_topic_routes(app, services.topics)
    if services.answer_queue is not None:
        _add_queue_route(app, services.answer_queue)
    _add_hooks(app, services)
    return app


def _add_routes(app: Flask, services: Services) -> None:
    def answer_call() -> Response:
        if request.method == "HEAD":
            raise MethodNotAllowed
        if is_visit(g.http):
            return render_welcome(services.links)
        api = services.current if aws_json.can_read(g.http) else services.legacy
        return _respond(api.answer(g.http))

    def answer_document(kind: str, version: str | None = None) -> Response:
        document = build_document_response(kind, version, g.http)
        return _respond(CallResult(document, ("success",), create_context()))

    for path in _CALLS:
        app.add_url_rule(
            path,
            view_func=answer_call,
            methods=["GET", "POST"],
            provide_automatic_options=False,
        )
    for path in _DOCUMENTS:
        app.add_url_rule(path, view_func=answer_document, provide_automatic_options=False)


def _add_queue_route(app: Flask, answer: Callable[[HttpRequest], HttpResponse]) -> None:
    @app.post("/sqs/")
    def answer_queue() -> Response:
        return build_response(answer(g.http))


def _add_hooks(app: Flask, services: Services) -> None:
    @app.before_request
    def read() -> None:
        g.stack = ExitStack()
        g.stats = g.stack.enter_context(services.access_log.metrics.collect_stats())
        # The error handlers need the request even if its body cannot be read.
        g.http = read_request(request)
        body = request.get_data()
        # Some servers pass on a body that the client never finished.
        if len(body) < (request.content_length or 0):
            raise build_truncation_error()
        g.http = replace(g.http, body=body)
        _choose_check(services)(g.http)

    @app.errorhandler(Exception)
    def handle_error(error: Exception) -> Response:
        if isinstance(error, NotFound | MethodNotAllowed) and aws_json.can_read(g.http):
            return _respond(services.current.answer(g.http))
        return _respond(answer_error(error, g.http, services.body_limit_bytes))

    @app.after_request
    def record(response: Response) -> Response:
        if "result" in g:
            services.access_log.record(g.result, g.stats)
        return response

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        g.stack.close()


def _choose_check(services: Services) -> Callable[[HttpRequest], None]:
    if is_visit(g.http):
        return services.check_visit
    is_document = request.endpoint == "answer_document"
    return services.check_document if is_document else services.check_page


def _respond(result: CallResult) -> Response:
    g.result = result
    return build_response(result.response)
