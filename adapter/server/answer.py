"""What goes back: the application's answer, or the legacy front end's error."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import uuid4

from adapter.legacy_api.query import query
from adapter.model import Fault, Place, RequestContext

if TYPE_CHECKING:
    from adapter.errors import FrontError
    from adapter.server.head import Head

_BODILESS = ("1", "204", "304")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an application answers.

    Attributes:
        status: number and phrase.
        headers: all but those that the server writes.
        body: whole.
        ends: whether the connection ends with it.
    """

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    ends: bool = False


def refused(error: FrontError) -> Answer:
    """The answer to a request that no application answers."""
    context = RequestContext(datetime.now(UTC), str(uuid4()))
    response, _ = query.write_fault(Fault(Place.ROOT, error.problems, error.status), context)
    status = f"{response.status} {HTTPStatus(response.status).phrase}"
    return Answer(status, (("Content-Type", response.content_type),), response.body, ends=True)


def written(answer: Answer, head: Head | None, *, keeps: bool) -> bytes:
    """The bytes of an answer.

    Args:
        answer: what to say.
        head: of the request; None where it could not be read.
        keeps: whether the connection stays open.
    """
    bodiless = answer.status.startswith(_BODILESS)
    lines = [f"HTTP/1.{head.minor if head else 1} {answer.status}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    if not bodiless:
        lines.append(f"Content-Length: {len(answer.body)}")
    lines += [f"Date: {formatdate(usegmt=True)}", "Server: mturk-adapter"]
    if not keeps:
        lines.append("Connection: close")
    elif head and not head.minor:
        lines.append("Connection: Keep-Alive")
    text = "\r\n".join((*lines, "", "")).encode("latin-1", "replace")
    return text if bodiless or (head and head.method == "HEAD") else text + answer.body
