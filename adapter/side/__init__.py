"""What stands beside the API, on an address of its own: health, readiness and metrics."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from adapter.messages import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.messages import HttpRequest
    from adapter.metrics import Metrics

    Check = Callable[[], str | None]
    """What keeps calls from being answered, in words; None: nothing."""

_READING = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Side:
    """Answers those who watch the adapter; programs that call it have no business here.

    Attributes:
        metrics: what is printed.
        checks: by what they look at; all have to pass before calls should be sent here.
    """

    metrics: Metrics
    checks: Mapping[str, Check]

    def answer(self, http: HttpRequest) -> HttpResponse:
        """The page asked for, as text."""
        page = _PAGES.get(http.path)
        if page is None:
            names = ", ".join(_PAGES)
            return _text(f"There is nothing here but {names}.", HTTPStatus.NOT_FOUND)
        if http.method not in _READING:
            return _text("Only GET is answered here.", HTTPStatus.METHOD_NOT_ALLOWED)
        return page(self)


def _health(_side: Side) -> HttpResponse:
    return _text("ok")


def _readiness(side: Side) -> HttpResponse:
    found = {name: check() for name, check in side.checks.items()}
    wrong = [f"{name}: {text}" for name, text in found.items() if text is not None]
    if wrong:
        return _text("\n".join(wrong), HTTPStatus.SERVICE_UNAVAILABLE)
    return _text("ready")


def _metrics(side: Side) -> HttpResponse:
    return HttpResponse(200, generate_latest(side.metrics.registry), CONTENT_TYPE_LATEST)


def _text(text: str, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(status, f"{text}\n".encode(), "text/plain; charset=utf-8")


_PAGES: Mapping[str, Callable[[Side], HttpResponse]] = MappingProxyType(
    {"/healthz": _health, "/readyz": _readiness, "/metrics": _metrics}
)
