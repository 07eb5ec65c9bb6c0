"""The wires: bytes into calls, replies and faults into bytes. None of them knows an upstream.

`WIRES` carry the legacy API, and `aws_json` the current one, whose calls need no mapping.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from adapter.current_api import wire as aws_json
from adapter.legacy_api import query, soap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.model import Envelope, Fault, HttpRequest, HttpResponse, Reply, RequestContext


class Wire(Protocol):
    """One way to put legacy calls and answers into bytes; a module with these functions is one."""

    def can_read(self, http: HttpRequest, /) -> bool:
        """Return whether this wire can answer the request; the first of `WIRES` that can does."""

    def read(self, http: HttpRequest, /) -> Envelope:
        """Return who calls and what is called, or raise a ProtocolError."""

    def write(
        self, outcomes: Sequence[Reply | Fault], envelope: Envelope, context: RequestContext, /
    ) -> tuple[HttpResponse, int]:
        """Return the answer to all calls, and how many characters U+FFFD replaces in it."""

    def write_fault(
        self, fault: Fault, context: RequestContext, envelope: Envelope | None = None, /
    ) -> tuple[HttpResponse, int]:
        """Return the refusal of a request, and how many characters U+FFFD replaces in it.

        Args:
            fault: why.
            context: its time and request id.
            envelope: the parsed request; None if it could not be read.
        """


# In the order of the search: query can read every request.
WIRES: Mapping[str, Wire] = MappingProxyType({"soap": soap, "query": query})


def find_wire(http: HttpRequest) -> Wire:
    """Return the wire that answers a legacy request."""
    return next(wire for wire in WIRES.values() if wire.can_read(http))


def write_refusal(http: HttpRequest, fault: Fault, context: RequestContext) -> HttpResponse:
    """Return the refusal of a request, in the form of its own wire."""
    if aws_json.can_read(http):
        return aws_json.write_fault(fault, context)
    response, _ = find_wire(http).write_fault(fault, context)
    return response
