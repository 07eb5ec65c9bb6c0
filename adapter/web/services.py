"""The services that the application calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.model import HttpRequest, HttpResponse
    from adapter.observability.access_log import AccessLog, CallResult
    from adapter.web.topics import Topics


class ApiService(Protocol):
    """One of the two APIs."""

    def answer(self, http: HttpRequest) -> CallResult:
        """Return the response to a call, and what the access log records of it."""


@dataclass(frozen=True, slots=True)
class Services:
    """The two APIs, and what every request passes.

    Attributes:
        legacy: answers legacy calls, by REST and SOAP.
        current: answers calls of the current API.
        check_page: raises a ProtocolError for a call that a web page may have sent.
        check_document: raises one for a request for a document that a web page sent.
        check_visit: raises one for the page for visitors, unless a person opens it.
        access_log: records every answer.
        body_limit_bytes: the longest body that is accepted.
        topics: confirms subscriptions to topics; None: there are none.
        answer_queue: answers SQS's calls; None: there are no queues.
        links: the addresses of other pages by their labels, for visitors. They are known only when
            the server listens.
    """

    legacy: ApiService
    current: ApiService
    check_page: Callable[[HttpRequest], None]
    check_document: Callable[[HttpRequest], None]
    check_visit: Callable[[HttpRequest], None]
    access_log: AccessLog
    body_limit_bytes: int
    topics: Topics | None = None
    answer_queue: Callable[[HttpRequest], HttpResponse] | None = None
    links: Mapping[str, str] = field(default_factory=dict)
