"""What stands beside the API, on an address of its own: health, metrics, and pages for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from adapter.auth.web_pages import check_browser
from adapter.clock import Clock, tell
from adapter.errors import FrontError, StartError
from adapter.model import HttpResponse
from adapter.web.admin.calls import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapter.model import HttpRequest
    from adapter.observability.history import Entry, Journal
    from adapter.observability.metrics import Metrics

    Check = Callable[[], str | None]
    """What keeps calls from being answered, in words; None: nothing."""

    Page = Callable[["Side", HttpRequest], HttpResponse]

_READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What tests of other programs look at and set back.

    Attributes:
        journal: the calls of late.
        reset: puts the state back to the start, or to the seed given; raises a StartError that
            says what is wrong with the seed.
        clock: the time that calls are answered by.
        messages: gives what would have been sent to workers and requesters, as JSON has it; raises
            a StartError where that cannot be read.
    """

    journal: Journal
    reset: Callable[[bytes], None]
    clock: Clock = field(default_factory=Clock)
    messages: Callable[[], Sequence[Mapping[str, Any]]] = tuple


@dataclass(frozen=True, slots=True)
class Side:
    """Answers those who watch the adapter; programs that call it have no business here.

    Attributes:
        metrics: what is printed.
        checks: by what they look at; all have to pass before calls should be sent here.
        rehearsal: what tests look at; None: nothing is shown, and nothing can be reset.
    """

    metrics: Metrics
    checks: Mapping[str, Check]
    rehearsal: Rehearsal | None = None

    def answer(self, http: HttpRequest) -> HttpResponse:
        """The page asked for."""
        pages = PAGES if self.rehearsal is None else {**PAGES, **_REHEARSAL}
        if http.path not in {path for _, path in pages}:
            names = ", ".join(sorted(path for _, path in pages))
            return _text(f"There is nothing here but {names}.", HTTPStatus.NOT_FOUND)
        method = "GET" if http.method in _READING else http.method
        page = pages.get((method, http.path))
        if page is None:
            methods = ", ".join(sorted(method for method, path in pages if path == http.path))
            return _text(f"This takes {methods} only.", HTTPStatus.METHOD_NOT_ALLOWED)
        return page(self, http)


def _health(_side: Side, _http: HttpRequest) -> HttpResponse:
    return _text("ok")


def _readiness(side: Side, _http: HttpRequest) -> HttpResponse:
    found = {name: check() for name, check in side.checks.items()}
    wrong = [f"{name}: {text}" for name, text in found.items() if text is not None]
    if wrong:
        return _text("\n".join(wrong), HTTPStatus.SERVICE_UNAVAILABLE)
    return _text("ready")


def _metrics(side: Side, _http: HttpRequest) -> HttpResponse:
    return HttpResponse(200, generate_latest(side.metrics.registry), CONTENT_TYPE_LATEST)


def _calls(side: Side, http: HttpRequest) -> HttpResponse:
    if (refusal := _from_a_page(http)) is not None:
        return refusal
    entries: Sequence[Entry] = ()
    messages: Sequence[Mapping[str, Any]] = ()
    if side.rehearsal is not None:
        try:
            entries, messages = side.rehearsal.journal.entries(), side.rehearsal.messages()
        except StartError as error:
            return _text(str(error), HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponse(200, listed(entries, messages), "application/json")


def _reset(side: Side, http: HttpRequest) -> HttpResponse:
    if (refusal := _from_a_page(http)) is not None:
        return refusal
    if side.rehearsal is not None:
        try:
            side.rehearsal.reset(http.body)
        except StartError as error:
            return _text(str(error), HTTPStatus.BAD_REQUEST)
        side.rehearsal.journal.clear()
    return _text("reset")


def _time(side: Side, http: HttpRequest) -> HttpResponse:
    if (refusal := _from_a_page(http)) is not None:
        return refusal
    clock = side.rehearsal.clock if side.rehearsal is not None else Clock()
    if http.method == "POST":
        try:
            tell(clock, http.body.decode(errors="replace").strip())
        except ValueError as error:
            return _text(f"the time to be: {error}", HTTPStatus.BAD_REQUEST)
    return _text(f"{clock():%Y-%m-%dT%H:%M:%SZ}")


def _from_a_page(http: HttpRequest) -> HttpResponse | None:
    """The refusal of what a web page sent, which any page can send to this machine."""
    try:
        check_browser(http, ())
    except FrontError as error:
        return _text(error.problems[0].message, HTTPStatus(error.status))
    return None


def _text(text: str, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(status, f"{text}\n".encode(), "text/plain; charset=utf-8")


PAGES: Mapping[tuple[str, str], Page] = MappingProxyType(
    {("GET", "/healthz"): _health, ("GET", "/readyz"): _readiness, ("GET", "/metrics"): _metrics}
)
_REHEARSAL: Mapping[tuple[str, str], Page] = MappingProxyType(
    {
        ("GET", "/_adapter/calls"): _calls,
        ("GET", "/_adapter/clock"): _time,
        ("POST", "/_adapter/clock"): _time,
        ("POST", "/_adapter/reset"): _reset,
    }
)
