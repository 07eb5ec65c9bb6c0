"""The admin application, at an address of its own: health, metrics, and controls for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.exceptions import MethodNotAllowed, NotFound

from adapter.auth.web_pages import (
    raise_for_embedding,
    raise_for_form,
    raise_for_host,
    raise_for_page,
)
from adapter.clock import Clock, adjust
from adapter.errors import ProtocolError, StartError
from adapter.web.admin.calls import render_calls
from adapter.web.admin.console import CONSOLE, create_console
from adapter.web.admin.console.messages import render_missing
from adapter.web.admin.faults import add_fault_routes
from adapter.web.messages import read_request

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from adapter.fault_injection import FaultPlan
    from adapter.observability.history import CallHistory
    from adapter.observability.metrics import Metrics
    from adapter.web.admin.console.services import ConsoleServices

    Check = Callable[[], str | None]
    """Returns why calls cannot be answered now; None if they can."""


@dataclass(frozen=True, slots=True)
class AdminControls:
    """What tests of other programs read and reset.

    Attributes:
        history: the last calls.
        reset: resets the state, or loads the seed that it is called with; raises a StartError if
            the seed cannot be used.
        faults: the calls that fail on purpose.
        clock: the time by which calls are answered.
        list_messages: returns the messages that Amazon would have sent to workers and requesters;
            raises a StartError if they cannot be read.
        refusal: why the state is not reset and its clock is not set; None: they are.
    """

    history: CallHistory
    reset: Callable[[bytes], None]
    faults: FaultPlan
    clock: Clock = field(default_factory=Clock)
    list_messages: Callable[[], Sequence[Mapping[str, Any]]] = tuple
    refusal: str | None = None


def create_admin_app(
    metrics: Metrics,
    checks: Mapping[str, Check],
    controls: AdminControls | None = None,
    hosts: Collection[str] | None = (),
    console: ConsoleServices | None = None,
) -> Flask:
    """Return the application for health checks, metrics and tests.

    Args:
        metrics: printed at /metrics.
        checks: the readiness checks by name; all of them have to pass.
        controls: for tests; None: there are no such pages.
        hosts: the host names that are accepted besides loopback's and Amazon's; None: any name, as
            the application is reached from other machines.
        console: for the pages of the console; None: there are none.
    """
    app = Flask(__name__, static_folder=None)
    _add_guard(app, hosts)
    _add_health(app, metrics, checks)
    if controls is not None:
        _add_controls(app, controls)
    if console is not None:
        app.register_blueprint(create_console(console))
    _add_errors(app)
    return app


def _add_guard(app: Flask, hosts: Collection[str] | None) -> None:
    @app.before_request
    def check_sender() -> None:
        http = read_request(request)
        if http.path.startswith("/_adapter/"):
            raise_for_page(http, hosts or ())
        elif request.blueprint == CONSOLE:
            check = raise_for_form if http.method == "POST" else raise_for_embedding
            check(http, hosts or ())
        elif hosts is not None:
            raise_for_host(http, hosts)


def _add_health(app: Flask, metrics: Metrics, checks: Mapping[str, Check]) -> None:
    @app.get("/healthz")
    def answer_health() -> Response:
        return _build_text("ok")

    @app.get("/readyz")
    def check_readiness() -> Response:
        results = {name: check() for name, check in checks.items()}
        failures = [f"{name}: {reason}" for name, reason in results.items() if reason is not None]
        if failures:
            return _build_text("\n".join(failures), HTTPStatus.SERVICE_UNAVAILABLE)
        return _build_text("ready")

    @app.get("/metrics")
    def print_metrics() -> Response:
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)


def _add_controls(app: Flask, controls: AdminControls) -> None:
    @app.get("/_adapter/calls")
    def print_calls() -> Response:
        try:
            messages = controls.list_messages()
        except StartError as error:
            return _build_text(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        return Response(
            render_calls(controls.history.list_entries(), messages), content_type="application/json"
        )

    @app.post("/_adapter/reset")
    def reset_state() -> Response:
        if controls.refusal is not None:
            return _build_text(controls.refusal, HTTPStatus.FORBIDDEN)
        controls.reset(request.get_data())
        controls.history.clear()
        return _build_text("reset")

    _add_clock(app, controls.clock, controls.refusal)
    add_fault_routes(app, controls.faults)


def _add_clock(app: Flask, clock: Clock, refusal: str | None) -> None:
    @app.get("/_adapter/clock")
    def read_clock() -> Response:
        return _build_text(f"{clock():%Y-%m-%dT%H:%M:%SZ}")

    @app.post("/_adapter/clock")
    def set_clock() -> Response:
        if refusal is not None:
            return _build_text(refusal, HTTPStatus.FORBIDDEN)
        try:
            adjust(clock, request.get_data().decode(errors="replace").strip())
        except ValueError as error:
            return _build_text(f"the time to be: {error}", HTTPStatus.BAD_REQUEST)
        return read_clock()


def _add_errors(app: Flask) -> None:
    @app.errorhandler(NotFound)
    def list_addresses(_error: NotFound) -> Response:
        if CONSOLE in app.blueprints and "text/html" in request.headers.get("Accept", ""):
            return render_missing()
        rules = app.url_map.iter_rules()
        names = sorted({each.rule for each in rules if not each.endpoint.startswith(CONSOLE)})
        return _build_text(f"There is nothing here but {', '.join(names)}.", HTTPStatus.NOT_FOUND)

    @app.errorhandler(MethodNotAllowed)
    def list_methods(error: MethodNotAllowed) -> Response:
        methods = sorted({*(error.valid_methods or ())} & {"GET", "POST", "DELETE"})
        return _build_text(f"This takes {', '.join(methods)} only.", HTTPStatus.METHOD_NOT_ALLOWED)

    @app.errorhandler(ProtocolError)
    def refuse(error: ProtocolError) -> Response:
        return _build_text(error.problems[0].message, HTTPStatus(error.status))

    @app.errorhandler(StartError)
    def explain(error: StartError) -> Response:
        return _build_text(str(error), HTTPStatus.BAD_REQUEST)


def _build_text(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")
