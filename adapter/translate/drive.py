"""The only step that reaches out: a conversation held with an upstream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.errors import OutcomeUnknownError, RefusedError, ThrottledError, UnavailableError
from adapter.messages import ModernCall, Walk

if TYPE_CHECKING:
    from adapter.messages import Conversation, Scope, Upstream


def drive(conversation: Conversation, upstream: Upstream) -> Scope:
    """What the conversation found out.

    A refusal goes back into the conversation, which may know that it means success.

    Raises:
        UpstreamError: the upstream failed. Once something was changed, being throttled or without
            an answer is an OutcomeUnknownError: boto and the Ruby SDK send the whole legacy call
            again on the others.
    """
    changed = False
    try:
        wanted = next(conversation)
        while True:
            try:
                answer = _answer(wanted, upstream)
            except RefusedError as refusal:
                following = conversation.throw(refusal)
            else:
                following = conversation.send(answer)
            changed, wanted = changed or wanted.changes, following
    except StopIteration as end:
        scope: Scope = end.value
        return scope
    except (ThrottledError, UnavailableError) as error:
        if not changed or isinstance(error, OutcomeUnknownError):
            raise
        text = "Part of this was done, then the upstream failed: look before you send it again."
        raise OutcomeUnknownError(text) from error


def _answer(wanted: ModernCall | Walk, upstream: Upstream) -> Any:
    return upstream.walk(wanted) if isinstance(wanted, Walk) else upstream.send(wanted)
