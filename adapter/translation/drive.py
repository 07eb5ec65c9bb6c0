"""The only step that does I/O: it answers what a conversation asks for."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from adapter.errors import OutcomeUnknownError, RefusedError, UnmatchedError, UpstreamError
from adapter.model import ModernCall
from adapter.queries import AmountsQuery, ListPage, PageQuery, PageSource, Walk
from adapter.upstream.pagination import read_list

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from adapter.list_cache import ListCache
    from adapter.model import Account, Upstream, Upstreams
    from adapter.queries import (
        Amount,
        Row,
        SortedLists,
        TokenUse,
        Transactions,
        UpstreamRequest,
    )

    Item = Mapping[str, Any]


class ListMetrics(Protocol):
    """Counts lists, from any thread.

    Attributes:
        timer: returns seconds that never go back.
    """

    timer: Callable[[], float]

    def count_walk(self, operation: str, items: int, seconds: float) -> None:
        """Count a list that was read to its end."""

    def count_page(self, operation: str, source: PageSource) -> None:
        """Count a page that an operation answered."""


@dataclass(frozen=True, slots=True)
class Backend:
    """What the conversations of all accounts have in common.

    Attributes:
        upstreams: who answers current calls.
        max_list_items: the most items that are read of one list.
        metrics: counts lists.
        list_cache: keeps lists for their later pages; None: each page is read afresh.
        sorted_lists: sorts and counts the upstream's lists; None: they are read whole.
        transactions: carries out all calls of a legacy call, or none; None: each by itself.
    """

    upstreams: Upstreams
    max_list_items: int
    metrics: ListMetrics
    list_cache: ListCache | None = None
    sorted_lists: SortedLists | None = None
    transactions: Transactions | None = None

    def open(self, account: Account) -> Session:
        """Return the session of one call of this account; its time limit starts now."""
        return Session(self, account.access_key_id, self.upstreams.open(account))


@dataclass(frozen=True, slots=True)
class Session:
    """The upstream of one account during one legacy call.

    Attributes:
        backend: what it is a session of.
        account: the access key of the caller.
        upstream: answers current calls.
        undoes: whether an error undoes the calls that were answered before it.
    """

    backend: Backend
    account: str
    upstream: Upstream
    undoes: bool = False

    def send(self, call: ModernCall) -> Mapping[str, Any]:
        """Return the upstream's answer; raises an UpstreamError.

        After a change, even a failed one, later calls share no reading that began before it.
        """
        try:
            return self.upstream.send(call)
        finally:
            if call.changes:
                self._record_change()

    @contextmanager
    def begin(self, use: TokenUse | None) -> Iterator[Session]:
        """Begin a transaction, if the upstream has transactions, and return its session.

        Args:
            use: the caller's token, which a transaction remembers; None if there is no token.

        Raises:
            UpstreamError: the token was used before, or the upstream failed.
        """
        if self.backend.transactions is None:
            yield self
            return
        try:
            with self.backend.transactions.begin(self.account, use) as upstream:
                yield replace(self, upstream=upstream, undoes=True)
        finally:
            self._record_change()

    def _record_change(self) -> None:
        if self.backend.list_cache is not None:
            self.backend.list_cache.record_change(self.account)


Result = TypeVar("Result")


def drive(conversation: Generator[UpstreamRequest, Any, Result], session: Session) -> Result:
    """Return the result of the conversation: the scope, or a whole list.

    An error is thrown into the conversation, which may count it as success or ignore it. An error
    that leaves the conversation ends it.

    Raises:
        UpstreamError: the upstream failed. It is an OutcomeUnknownError if something was or may
            have been changed, unless the upstream refused the rest: boto and the Ruby SDK send
            the whole legacy call again after other errors.
    """
    changed = False
    try:
        request = next(conversation)
        while True:
            try:
                answer = _answer(request, session)
            except UpstreamError as error:
                following = conversation.throw(error)
            else:
                changed = changed or _is_change(request)
                following = conversation.send(answer)
            changed, request = changed or _is_change(request), following
    except StopIteration as end:
        found: Result = end.value
        return found
    except UpstreamError as error:
        raise _choose_error(error, changed=changed and not session.undoes) from error


def _choose_error(error: UpstreamError, *, changed: bool) -> UpstreamError:
    """Return the error that the caller is answered with."""
    if isinstance(error, OutcomeUnknownError | UnmatchedError):
        return error
    if isinstance(error, RefusedError):
        if not error.after_lost_answer:
            return error
        text = f"The call may have been carried out before it was refused: {error.message}"
        return OutcomeUnknownError(text)
    if not changed:
        return error
    return OutcomeUnknownError(
        "Part of this was done, then the upstream failed: look before you send it again."
    )


def _is_change(request: UpstreamRequest) -> bool:
    return isinstance(request, ModernCall) and request.changes


def _answer(request: UpstreamRequest, session: Session) -> Any:
    match request:
        case PageQuery():
            return _read_page(request, session)
        case AmountsQuery():
            return _read_amounts(request, session)
        case Walk():
            return _walk(request, session)
    return session.send(request)


def _walk(walk: Walk, session: Session) -> Sequence[Item]:
    metrics = session.backend.metrics
    began = metrics.timer()
    items = read_list(session.upstream.send, walk, session.backend.max_list_items)
    metrics.count_walk(walk.operation, len(items), metrics.timer() - began)
    return items


def _read_page(query: PageQuery, session: Session) -> ListPage:
    """Return the page with its items; of a list that the upstream sorts, the cache keeps keys."""
    lists, account, listed = session.backend.sorted_lists, session.account, query.query
    if lists is None or listed is None:
        page = _cut_page(query, session, lambda: drive(query.read(), session))
    else:
        page = _cut_page(query, session, lambda: lists.find_keys(account, listed))
        keys = cast("Sequence[int]", page.rows)
        page = replace(page, rows=lists.read_items(account, listed, keys))
    session.backend.metrics.count_page(query.operation, page.source)
    return page


def _read_amounts(query: AmountsQuery, session: Session) -> Sequence[Amount]:
    lists = session.backend.sorted_lists
    if lists is None:
        return drive(query.read(), session)
    return lists.read_amounts(session.account, query)


def _cut_page(query: PageQuery, session: Session, read: Callable[[], Sequence[Row]]) -> ListPage:
    cache = session.backend.list_cache
    if cache is not None:
        return cache.read_page(session.account, query, read)
    rows = read()
    return ListPage(rows[query.start : query.start + query.size], len(rows), PageSource.READ)
