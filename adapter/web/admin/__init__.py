"""The admin application, on an address of its own: health, metrics, and controls for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.exceptions import MethodNotAllowed, NotFound

from adapter.auth.web_pages import raise_for_host, raise_for_page
from adapter.clock import Clock, adjust
from adapter.errors import ProtocolError, StartError
from adapter.web.admin.calls import listed
from adapter.web.messages import read_request

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from adapter.observability.history import CallHistory
    from adapter.observability.metrics import Metrics

    Check = Callable[[], str | None]
    """Returns what keeps calls from being answered, in words; None: nothing."""


@dataclass(frozen=True, slots=True)
class Controls:
    """What tests of other programs look at and reset.

    Attributes:
        history: the last calls.
        reset: puts the state back to the start, or to the seed given; raises a StartError that
            says what is wrong with the seed.
        clock: the time that calls are answered by.
        messages: gives what would have been sent to workers and requesters, as JSON has it; raises
            a StartError where that cannot be read.
    """

    history: CallHistory
    reset: Callable[[bytes], None]
    clock: Clock = field(default_factory=Clock)
    messages: Callable[[], Sequence[Mapping[str, Any]]] = tuple


def create_admin_app(
    metrics: Metrics,
    checks: Mapping[str, Check],
    controls: Controls | None = None,
    hosts: Collection[str] | None = (),
) -> Flask:
    """Return the application for those who watch the adapter.

    Args:
        metrics: what is printed.
        checks: by what they look at; all have to pass before calls should be sent here.
        controls: what tests use; None: there are no such pages.
        hosts: names that it is reached under besides loopback's and Amazon's; None: any name, as
            it listens beyond this machine.
    """
    app = Flask(__name__, static_folder=None)
    _add_guard(app, hosts)
    _add_watching(app, metrics, checks)
    if controls is not None:
        _add_controls(app, controls)
    _add_errors(app)
    return app


def _add_guard(app: Flask, hosts: Collection[str] | None) -> None:
    @app.before_request
    def check_sender() -> None:
        http = read_request(request, b"")
        if http.path.startswith("/_adapter/"):
            raise_for_page(http, hosts or ())
        elif hosts is not None:
            raise_for_host(http, hosts)


def _add_watching(app: Flask, metrics: Metrics, checks: Mapping[str, Check]) -> None:
    @app.get("/healthz")
    def health() -> Response:
        return _text("ok")

    @app.get("/readyz")
    def readiness() -> Response:
        found = {name: check() for name, check in checks.items()}
        wrong = [f"{name}: {text}" for name, text in found.items() if text is not None]
        if wrong:
            return _text("\n".join(wrong), HTTPStatus.SERVICE_UNAVAILABLE)
        return _text("ready")

    @app.get("/metrics")
    def print_metrics() -> Response:
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)


def _add_controls(app: Flask, controls: Controls) -> None:
    @app.get("/_adapter/calls")
    def calls() -> Response:
        try:
            messages = controls.messages()
        except StartError as error:
            return _text(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        return Response(
            listed(controls.history.entries(), messages), content_type="application/json"
        )

    @app.post("/_adapter/reset")
    def reset() -> Response:
        controls.reset(request.get_data())
        controls.history.clear()
        return _text("reset")

    _add_clock(app, controls.clock)


def _add_clock(app: Flask, clock: Clock) -> None:
    @app.get("/_adapter/clock")
    def read_clock() -> Response:
        return _text(f"{clock():%Y-%m-%dT%H:%M:%SZ}")

    @app.post("/_adapter/clock")
    def set_clock() -> Response:
        try:
            adjust(clock, request.get_data().decode(errors="replace").strip())
        except ValueError as error:
            return _text(f"the time to be: {error}", HTTPStatus.BAD_REQUEST)
        return read_clock()


def _add_errors(app: Flask) -> None:
    @app.errorhandler(NotFound)
    def not_found(_error: NotFound) -> Response:
        names = sorted({rule.rule for rule in app.url_map.iter_rules()})
        return _text(f"There is nothing here but {', '.join(names)}.", HTTPStatus.NOT_FOUND)

    @app.errorhandler(MethodNotAllowed)
    def wrong_method(error: MethodNotAllowed) -> Response:
        methods = sorted({*(error.valid_methods or ())} & {"GET", "POST"})
        return _text(f"This takes {', '.join(methods)} only.", HTTPStatus.METHOD_NOT_ALLOWED)

    @app.errorhandler(ProtocolError)
    def from_a_page(error: ProtocolError) -> Response:
        return _text(error.problems[0].message, HTTPStatus(error.status))

    @app.errorhandler(StartError)
    def unusable(error: StartError) -> Response:
        return _text(str(error), HTTPStatus.BAD_REQUEST)


def _text(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")
