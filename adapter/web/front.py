"""Both APIs at one address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.current_api import wire as aws_json

if TYPE_CHECKING:
    from adapter.current_api.service import CurrentService
    from adapter.legacy_api.service import Service
    from adapter.model import HttpRequest, HttpResponse


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
