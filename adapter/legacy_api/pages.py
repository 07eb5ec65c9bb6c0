"""Finished pages, kept ready for a program that asks for one again.

A page of a kept list is the same bytes each time, but for the RequestId in it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from cachetools import LRUCache

from adapter.model import HttpResponse, Reply

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from adapter.model import Fault, Moment, Upstream
    from adapter.viewing import Keeper, Origin

_ENTRY_BYTES = 1_000
"""About what is needed for a page beside its text."""


@dataclass(frozen=True, slots=True)
class Finished:
    """An answer, and where its RequestId stands.

    Attributes:
        body: with the RequestId that it was first given under.
        at: where that begins in it, and where it ends.
        replaced: how many characters in it XML could not carry.
        origin: the kept list that it was cut from.
    """

    body: bytes
    at: tuple[int, int]
    content_type: str
    replaced: int
    origin: Origin

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return len(self.body) + _ENTRY_BYTES

    def response(self, moment: Moment) -> HttpResponse:
        """The answer under a RequestId of its own."""
        start, end = self.at
        body = b"".join((self.body[:start], moment.request_id.encode(), self.body[end:]))
        return HttpResponse(200, body, self.content_type)


class Pages:
    """Finished pages by all that was asked; the one used longest ago goes first.

    Args:
        most_bytes: of all of them together; with 0 none is kept.
    """

    def __init__(self, most_bytes: int) -> None:
        self._pages: LRUCache[Hashable, Finished] = LRUCache(most_bytes, lambda each: each.bytes)
        self._lock = threading.Lock()

    def find(self, asked: Hashable, upstream: Upstream) -> Finished | None:
        """The page, if the very list that it was cut from is still kept; it is so from now on."""
        try:
            with self._lock:
                found = self._pages[asked]
        except KeyError:
            return None
        # What is kept here came from an upstream that keeps lists, as all of one service do.
        return found if cast("Keeper", upstream).renew(found.origin) else None

    def keep(
        self,
        asked: Hashable,
        outcomes: Sequence[Reply | Fault],
        answer: tuple[HttpResponse, int],
        moment: Moment,
    ) -> None:
        """Keeps an answer that is one page of a kept list; any other is not worth it.

        Args:
            asked: all that the answer depends on.
            outcomes: what the answer tells.
            answer: with the number of characters in it that were replaced.
            moment: whose RequestId stands in it.
        """
        finished = _finished(outcomes, answer, moment)
        if finished is not None and finished.bytes <= self._pages.maxsize:
            with self._lock:
                self._pages[asked] = finished


def _finished(
    outcomes: Sequence[Reply | Fault], answer: tuple[HttpResponse, int], moment: Moment
) -> Finished | None:
    if len(outcomes) != 1 or not isinstance(outcomes[0], Reply) or outcomes[0].origin is None:
        return None
    response, replaced = answer
    body, request_id = response.body, moment.request_id.encode()
    start = body.find(request_id)
    if start < 0 or start != body.rfind(request_id) or response.headers:
        return None
    at = start, start + len(request_id)
    return Finished(body, at, response.content_type, replaced, outcomes[0].origin)
