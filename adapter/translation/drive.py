"""The only step that reaches out: a conversation held with an upstream."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from adapter.errors import OutcomeUnknownError, RefusedError, UnmatchedError, UpstreamError
from adapter.model import ModernCall, Walk
from adapter.viewing import View, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from adapter.model import Upstream, Wanted
    from adapter.viewing import Excerpt, Item

Found = TypeVar("Found")


def drive(conversation: Generator[Wanted, Any, Found], upstream: Upstream) -> Found:
    """What the conversation found out: the scope, or for a view the whole list.

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
                answer = _answer(wanted, upstream)
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
        raise _told(error, changed=changed) from error


def _told(error: UpstreamError, *, changed: bool) -> UpstreamError:
    """The error as the caller is told it."""
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


def _changes(wanted: Wanted) -> bool:
    return isinstance(wanted, ModernCall) and wanted.changes


def _answer(wanted: Wanted, upstream: Upstream) -> Any:
    match wanted:
        case View():
            return _seen(wanted, upstream)
        case Walk():
            return upstream.walk(wanted)
    return upstream.send(wanted)


def _seen(view: View, upstream: Upstream) -> Excerpt:
    gather = partial(_gathered, view, upstream)
    # An upstream may be a Keeper; to ask by isinstance takes longer than a kept page does.
    look: Callable[[View, Callable[[], Sequence[Item]]], Excerpt] | None
    look = getattr(upstream, "look", None)
    return look(view, gather) if look is not None else excerpt(gather(), view)


def _gathered(view: View, upstream: Upstream) -> Sequence[Item]:
    return drive(view.gather(), upstream)
