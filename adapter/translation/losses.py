"""List the losses of an operation that applied to calls of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.model import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.mapping.schema import Loss, Mapping
    from adapter.model import Fault


def list_losses(
    mapping: Mapping, outcomes: Sequence[Reply | Fault], body: bytes, *, embedded: bool
) -> tuple[str, ...]:
    """Return the losses, as sentences, that applied to any of these calls; a fault has none.

    Args:
        mapping: of the operation.
        outcomes: of its calls.
        body: the answer to all of them.
        embedded: whether the embedded marketplace answered.
    """
    upstream = "marketplace" if embedded else "live"
    replies = [each for each in outcomes if isinstance(each, Reply)]
    return tuple(
        loss.text
        for loss in mapping.losses
        if loss.upstream in (None, upstream)
        and any(_applies(loss, each, mapping, body) for each in replies)
    )


def _applies(loss: Loss, reply: Reply, mapping: Mapping, body: bytes) -> bool:
    arguments = reply.arguments
    return (
        all(name in arguments for name in loss.sent)
        and all(arguments.get(name) == mapping.accepted[(name,)].default for name in loss.absent)
        and all(arguments.get(name) in values for name, values in loss.values.items())
        and (not loss.answered or any(text.encode() in body for text in loss.answered))
    )
