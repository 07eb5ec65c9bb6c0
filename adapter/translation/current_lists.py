"""Answer calls of the current API: as the upstream does, or with pages of lists read whole.

A recording has a whole list, read in pages of 100. A current program that asks for ten items at a
time gets pages that are cut from this list, with NextTokens of the adapter's own.
"""

from __future__ import annotations

import binascii
import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from adapter.current_api.model import load
from adapter.current_api.times import write_times
from adapter.errors import UnmatchedError
from adapter.model import ModernCall
from adapter.queries import ListPage, PageQuery, Walk, build_list_name
from adapter.translation.drive import drive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.model import Account
    from adapter.queries import UpstreamRequest
    from adapter.translation.drive import Backend

    Answer = Mapping[str, Any]
    Conversation = Generator[UpstreamRequest, Any, Answer]

CurrentConversation = Callable[[ModernCall], "Conversation"]
"""The conversation that answers a call; what it returns are the operation's output members."""


def answer_call(
    converse: CurrentConversation, backend: Backend, call: ModernCall, account: Account
) -> Answer:
    """Return the output members of a call that an account makes; raises an UpstreamError."""
    return drive(converse(call), backend.open(account))


# The service's default for MaxResults is not documented; that of its legacy API was ten.
_DEFAULT_SIZE = 10
_PAGING = frozenset({"MaxResults", "NextToken"})


def pass_through(call: ModernCall) -> Conversation:
    """Return the upstream's own answer."""
    answer: Answer = yield call
    return answer


def cut_pages(call: ModernCall) -> Conversation:
    """Return the upstream's own answer, and for a list a page of the list read whole.

    A list that is not recorded as a whole is requested as it is. So is a page behind a NextToken
    that is not the adapter's: the token may be in a recording.
    """
    member = load().find_paged_list(call.operation)
    start = _read_start(call) if member is not None else None
    if member is None or start is None:
        return (yield from pass_through(call))
    try:
        found = yield _build_query(call, member, start)
    except UnmatchedError:
        return (yield from pass_through(call))
    return _build_page(call, member, found, start)


def _build_query(call: ModernCall, member: str, start: int) -> PageQuery:
    return PageQuery(
        build_list_name(f"current:{call.operation}", call.params, "NextToken"),
        first=start == 0,
        start=start,
        size=call.params.get("MaxResults", _DEFAULT_SIZE),
        read=partial(_read_list, Walk(call.operation, _select_list_params(call), member, None)),
    )


def _read_list(walk: Walk) -> Generator[UpstreamRequest, Any, Sequence[Answer]]:
    items: Sequence[Answer] = yield walk
    return items


def _build_page(call: ModernCall, member: str, found: ListPage, start: int) -> Answer:
    # A page may be shorter than requested if an earlier page had another size.
    end = start + len(found.rows)
    token = urlsafe_b64encode(f"{end} {_compute_digest(call)}".encode()).decode()
    more = {"NextToken": token} if start < end < found.total else {}
    return {**more, "NumResults": len(found.rows), member: list(found.rows)}


def _select_list_params(call: ModernCall) -> Mapping[str, Any]:
    """Return the parameters that identify the list."""
    return {name: value for name, value in call.params.items() if name not in _PAGING}


def _read_start(call: ModernCall) -> int | None:
    """Return the index of the page's first item; None for a token that is not for this list."""
    token = call.params.get("NextToken")
    if token is None:
        return 0
    try:
        start, _, digest = urlsafe_b64decode(token.encode()).decode().partition(" ")
    except (binascii.Error, ValueError):
        return None
    ours = digest == _compute_digest(call) and start.isascii() and start.isdecimal()
    return int(start) if ours else None


def _compute_digest(call: ModernCall) -> str:
    asked = json.dumps([call.operation, write_times(_select_list_params(call))], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:16]
