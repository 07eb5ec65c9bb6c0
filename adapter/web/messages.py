"""Flask's request and response objects as the frozen ones that the services take and give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from adapter.model import HttpRequest

if TYPE_CHECKING:
    from flask import Request

    from adapter.model import HttpResponse


def read_request(request: Request, body: bytes) -> HttpRequest:
    """Return the request; its host is empty where the client named none."""
    return HttpRequest(
        method=request.method,
        # Not `request.host`, which falls back to the server's name.
        host=request.environ.get("HTTP_HOST", ""),
        path=request.path,
        query=request.query_string,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
        scheme=request.scheme,
    )


def build_response(response: HttpResponse) -> Response:
    """Return the response for Flask, with its content type as it is."""
    return Response(
        response.body,
        response.status,
        response.headers,
        content_type=response.content_type,
    )
