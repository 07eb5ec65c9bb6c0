"""The only step that reaches out: a conversation held with an upstream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.errors import ThrottledError, UnavailableError
from adapter.messages import ModernCall, Walk

if TYPE_CHECKING:
    from adapter.messages import Conversation, Scope, Upstream


def drive(conversation: Conversation, upstream: Upstream) -> Scope:
    """What the conversation found out.

    Raises:
        UpstreamError: the upstream failed. It is never ThrottledError once something was changed:
            that becomes a 503, and boto and the Ruby SDK send the whole legacy call again on it.
    """
    changed = False
    try:
        wanted = next(conversation)
        while True:
            answer = _answer(wanted, upstream)
            changed = changed or wanted.changes
            wanted = conversation.send(answer)
    except StopIteration as end:
        scope: Scope = end.value
        return scope
    except ThrottledError as error:
        if not changed:
            raise
        raise UnavailableError("Part of this was done, then the upstream was too busy.") from error


def _answer(wanted: ModernCall | Walk, upstream: Upstream) -> Any:
    return upstream.walk(wanted) if isinstance(wanted, Walk) else upstream.send(wanted)
