"""What the API's application is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.model import HttpRequest
    from adapter.observability.access_log import AccessLog, CallResult


class ApiService(Protocol):
    """One of the two APIs."""

    def answer(self, http: HttpRequest) -> CallResult:
        """Return the answer to a call, and what the access log says about it."""


@dataclass(frozen=True, slots=True)
class Services:
    """The two APIs and what stands around them.

    Attributes:
        legacy: answers legacy calls, by REST and SOAP.
        current: answers calls of the current API.
        check_page: raises a FrontError for a call that a web page may have sent.
        check_document: raises one where a web page says that it asked for WSDL or schema.
        access_log: records every answer.
        body_limit_bytes: the longest body that is taken.
    """

    legacy: ApiService
    current: ApiService
    check_page: Callable[[HttpRequest], None]
    check_document: Callable[[HttpRequest], None]
    access_log: AccessLog
    body_limit_bytes: int
