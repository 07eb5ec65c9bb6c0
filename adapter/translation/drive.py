"""The only step that does I/O: it answers what a conversation asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from adapter.errors import OutcomeUnknownError, RefusedError, UnmatchedError, UpstreamError
from adapter.model import AmountsQuery, ListPage, ModernCall, PageQuery, PageSource, Walk
from adapter.upstream.pagination import read_list

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from adapter.model import Amount, Row, UpstreamRequest
    from adapter.translation.session import Session

    Item = Mapping[str, Any]

Found = TypeVar("Found")


def drive(conversation: Generator[UpstreamRequest, Any, Found], session: Session) -> Found:
    """Return what the conversation found out: the scope, or a whole list.

    Every failure goes back into the conversation, which may know that it means success or does not
    matter; what comes out again ends it.

    Raises:
        UpstreamError: the upstream failed. Once something was changed, or may have been, and the
            upstream did not refuse the rest in its own words, it is an OutcomeUnknownError: boto
            and the Ruby SDK send the whole legacy call again on the others.
    """
    changed = False
    try:
        wanted = next(conversation)
        while True:
            try:
                answer = _answer(wanted, session)
            except UpstreamError as error:
                following = conversation.throw(error)
            else:
                changed = changed or _changes(wanted)
                following = conversation.send(answer)
            changed, wanted = changed or _changes(wanted), following
    except StopIteration as end:
        found: Found = end.value
        return found
    except UpstreamError as error:
        raise _error(error, changed=changed) from error


def _error(error: UpstreamError, *, changed: bool) -> UpstreamError:
    """Return the error that the caller is answered with."""
    if isinstance(error, OutcomeUnknownError | UnmatchedError):
        return error
    if isinstance(error, RefusedError):
        if not error.unsure:
            return error
        text = f"The call may have been carried out before it was refused: {error.message}"
        return OutcomeUnknownError(text)
    if not changed:
        return error
    return OutcomeUnknownError(
        "Part of this was done, then the upstream failed: look before you send it again."
    )


def _changes(wanted: UpstreamRequest) -> bool:
    return isinstance(wanted, ModernCall) and wanted.changes


def _answer(wanted: UpstreamRequest, session: Session) -> Any:
    match wanted:
        case PageQuery():
            return _page(wanted, session)
        case AmountsQuery():
            return _amounts(wanted, session)
        case Walk():
            return _walk(wanted, session)
    return session.send(wanted)


def _walk(walk: Walk, session: Session) -> Sequence[Item]:
    metrics = session.backend.metrics
    began = metrics.timer()
    items = read_list(session.upstream.send, walk, session.backend.max_list_items)
    metrics.walked(walk.operation, len(items), metrics.timer() - began)
    return items


def _page(query: PageQuery, session: Session) -> ListPage:
    """Return the page with its items; what is kept of a list that sorts itself are keys."""
    lists, account, listed = session.backend.sorted_lists, session.account, query.query
    if lists is None or listed is None:
        page = _cut(query, session, lambda: drive(query.read(), session))
    else:
        page = _cut(query, session, lambda: lists.keys(account, listed))
        keys = cast("Sequence[int]", page.rows)
        page = replace(page, rows=lists.items(account, listed, keys))
    session.backend.metrics.page(query.operation, page.source)
    return page


def _amounts(query: AmountsQuery, session: Session) -> Sequence[Amount]:
    lists = session.backend.sorted_lists
    if lists is None:
        return drive(query.read(), session)
    return lists.amounts(session.account, query)


def _cut(query: PageQuery, session: Session, read: Callable[[], Sequence[Row]]) -> ListPage:
    cache = session.backend.list_cache
    if cache is not None:
        return cache.page(session.account, query, read)
    rows = read()
    return ListPage(rows[query.start : query.start + query.size], len(rows), PageSource.READ)
