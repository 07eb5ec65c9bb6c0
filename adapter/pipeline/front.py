"""Both APIs at one address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.wire import aws_json

if TYPE_CHECKING:
    from adapter.messages import HttpRequest, HttpResponse
    from adapter.pipeline.current_service import CurrentService
    from adapter.pipeline.service import Service


@dataclass(frozen=True, slots=True)
class Front:
    """Hands each request to the service of its API."""

    legacy: Service
    current: CurrentService

    def answer(self, http: HttpRequest) -> HttpResponse:
        """The answer to a request, whatever it is."""
        if aws_json.recognises(http):
            return self.current.answer(http)
        return self.legacy.answer(http)

    def at_hand(self, http: HttpRequest) -> HttpResponse | None:
        """The answer where it takes no time; None: it has to be worked out by `answer`."""
        return None if aws_json.recognises(http) else self.legacy.at_hand(http)
