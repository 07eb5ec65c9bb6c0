"""The only step that reaches out: a conversation held with an upstream."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from adapter.errors import OutcomeUnknownError, RefusedError, UnmatchedError, UpstreamError
from adapter.messages import Walk
from adapter.viewing import View, seen

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from adapter.messages import Upstream, Wanted
    from adapter.viewing import Item

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
                changed = changed or wanted.changes
                following = conversation.send(answer)
            changed, wanted = changed or wanted.changes, following
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


def _answer(wanted: Wanted, upstream: Upstream) -> Any:
    match wanted:
        case View():
            return seen(wanted, upstream, partial(_gathered, wanted, upstream))
        case Walk():
            return upstream.walk(wanted)
    return upstream.send(wanted)


def _gathered(view: View, upstream: Upstream) -> Sequence[Item]:
    return drive(view.gather(), upstream)
