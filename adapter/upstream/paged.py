"""Pages of any size for current programs, out of lists that were recorded in pages of 100.

A recording holds a whole list as the adapter walked it. A program that asks for ten at a time gets
its pages cut from that walk, behind NextTokens of our own.
"""

from __future__ import annotations

import binascii
import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from adapter.current import load, write_times
from adapter.errors import UnmatchedError
from adapter.messages import ModernCall, Walk
from adapter.viewing import View, seen, view_name

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from adapter.messages import Account, Upstream, Upstreams
    from adapter.viewing import Excerpt

    Answer = Mapping[str, Any]

# What the service gave where MaxResults was left out is not documented; its legacy API gave ten.
_USUAL = 10
_PAGING = frozenset({"MaxResults", "NextToken"})


class PagedUpstreams:
    """Cuts the pages of every list that has one name; all other calls are the inner one's.

    Args:
        inner: who answers and walks.
    """

    def __init__(self, inner: Upstreams) -> None:
        self._inner = inner

    def open(self, account: Account) -> Upstream:
        """The inner upstream for this account, asked for pages of any size."""
        return _PagedUpstream(self._inner.open(account))


class _PagedUpstream:
    def __init__(self, inner: Upstream) -> None:
        self._inner = inner

    def send(self, call: ModernCall) -> Answer:
        """A page of the walk; where there is none, the inner answer to the very call.

        So a NextToken that stands in a recording leads on there.
        """
        member = load().paged_list(call.operation)
        start = _start(call) if member is not None else None
        if member is None or start is None:
            return self._inner.send(call)
        walk = Walk(call.operation, _asked(call), member, None)
        view = _view(call, start, walk)
        try:
            shown = seen(view, self._inner, lambda: self.walk(walk))
        except UnmatchedError:
            return self._inner.send(call)
        return _page(call, member, shown, view)

    def walk(self, walk: Walk) -> Sequence[Answer]:
        """The inner walk."""
        return self._inner.walk(walk)


def _view(call: ModernCall, start: int, walk: Walk) -> View:
    size = call.params.get("MaxResults", _USUAL)
    name = view_name(call.operation, write_times(walk.params), "")
    return View(name, start == 0, start, size, lambda: _whole(walk))


def _whole(walk: Walk) -> Generator[Walk, Sequence[Answer], Sequence[Answer]]:
    items = yield walk
    return items


def _page(call: ModernCall, member: str, shown: Excerpt, view: View) -> Answer:
    end = view.start + view.size
    more = {"NextToken": _token(call, end)} if end < shown.total else {}
    return {**more, "NumResults": len(shown.items), member: list(shown.items)}


def _asked(call: ModernCall) -> Mapping[str, Any]:
    """The parameters that say which list it is."""
    return {name: value for name, value in call.params.items() if name not in _PAGING}


def _token(call: ModernCall, start: int) -> str:
    return urlsafe_b64encode(f"{start} {_digest(call)}".encode()).decode()


def _start(call: ModernCall) -> int | None:
    """Where the page begins; None behind a token that is not of this list, or not ours."""
    token = call.params.get("NextToken")
    if token is None:
        return 0
    try:
        start, _, digest = urlsafe_b64decode(token.encode()).decode().partition(" ")
    except (binascii.Error, ValueError):
        return None
    ours = digest == _digest(call) and start.isascii() and start.isdecimal()
    return int(start) if ours else None


def _digest(call: ModernCall) -> str:
    asked = json.dumps([call.operation, write_times(_asked(call))], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]
