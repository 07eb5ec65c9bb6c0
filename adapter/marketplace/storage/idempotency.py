"""Calls that are carried out once for a token, however often they are sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.storage.tables import request_tokens
from adapter.text import shown

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Turn

KEPT = timedelta(hours=24)

HIT = "HIT"
"""The kind of token that guards making a HIT; the refusal of a repeat names the HIT."""

_FIND = select(request_tokens.c.hit_id).where(
    request_tokens.c.account == bindparam("account"),
    request_tokens.c.kind == bindparam("kind"),
    request_tokens.c.token == bindparam("token"),
)
_FORGET = delete(request_tokens).where(
    request_tokens.c.account == bindparam("account"), request_tokens.c.made <= bindparam("before")
)
_KEEP = insert(request_tokens)


def once(turn: Turn, kind: str, token: str | None, hit_id: str | None = None) -> None:
    """Keeps the token, or refuses one that was used in the last day; None passes.

    Args:
        turn: a call that changes something; if it is refused later, the token is free again.
        kind: what the token guards; every kind has tokens of its own.
        token: the caller's, or one made of the call.
        hit_id: of the HIT that this call makes.
    """
    if token is None:
        return
    key = {"account": turn.account, "kind": kind, "token": token}
    turn.connection.execute(_FORGET, {"account": turn.account, "before": turn.now - KEPT})
    known = turn.connection.execute(_FIND, key).first()
    if known is not None:
        raise _repeated(token, known.hit_id)
    turn.connection.execute(_KEEP, {**key, "made": turn.now, "hit_id": hit_id})


def _repeated(token: str, hit_id: str | None) -> RequestError:
    if hit_id is not None:
        return RequestError(
            f"{PREFIX}HITAlreadyExists",
            f"HIT {hit_id} already exists in the system from a previous call "
            "using the same UniqueRequestToken.",
        )
    return RequestError(
        f"{PREFIX}RequestAlreadyProcessed",
        f'The idempotency token "{shown(token)}" has already been processed.',
    )
