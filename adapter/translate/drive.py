"""The only step that reaches out: a conversation held with an upstream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.errors import OutcomeUnknownError, RefusedError, UnmatchedError, UpstreamError
from adapter.messages import ModernCall, Walk

if TYPE_CHECKING:
    from adapter.messages import Conversation, Scope, Upstream


def drive(conversation: Conversation, upstream: Upstream) -> Scope:
    """What the conversation found out.

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
        scope: Scope = end.value
        return scope
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


def _answer(wanted: ModernCall | Walk, upstream: Upstream) -> Any:
    return upstream.walk(wanted) if isinstance(wanted, Walk) else upstream.send(wanted)
