"""Calls that are carried out once for a token, however often they are sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.storage.tables import request_tokens
from adapter.text import shown

if TYPE_CHECKING:
    from adapter.marketplace.transaction import Transaction

TOKEN_LIFETIME = timedelta(hours=24)

HIT = "HIT"
"""The kind of token that guards making a HIT; the refusal of a repeat names the HIT."""

_FIND = select(request_tokens.c.hit_id).where(
    request_tokens.c.account == bindparam("account"),
    request_tokens.c.kind == bindparam("kind"),
    request_tokens.c.token == bindparam("token"),
)
_DELETE_EXPIRED = delete(request_tokens).where(
    request_tokens.c.account == bindparam("account"), request_tokens.c.made <= bindparam("before")
)
_INSERT = insert(request_tokens)


def claim_token(
    transaction: Transaction, kind: str, token: str | None, hit_id: str | None = None
) -> None:
    """Keeps the token, or refuses one that was used in the last day; None passes.

    Args:
        transaction: a call that changes something; if it is refused later, the token is free again.
        kind: what the token guards; every kind has tokens of its own.
        token: the caller's, or one made of the call.
        hit_id: of the HIT that this call makes.
    """
    if token is None:
        return
    key = {"account": transaction.account, "kind": kind, "token": token}
    transaction.connection.execute(
        _DELETE_EXPIRED,
        {"account": transaction.account, "before": transaction.now - TOKEN_LIFETIME},
    )
    known = transaction.connection.execute(_FIND, key).first()
    if known is not None:
        raise _build_refusal(token, known.hit_id)
    transaction.connection.execute(_INSERT, {**key, "made": transaction.now, "hit_id": hit_id})


def _build_refusal(token: str, hit_id: str | None) -> RequestError:
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
