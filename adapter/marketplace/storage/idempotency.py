"""Carry out a call once for each UniqueRequestToken."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select

from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.storage.tables import request_tokens
from adapter.text import shorten

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Transaction

TOKEN_LIFETIME = timedelta(hours=24)

HIT = "HIT"
"""The kind of CreateHIT's tokens; the error for a repeated one names the HIT."""

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
    """Store the token, or raise an error if it was used within the last day.

    Args:
        transaction: a write transaction; a rollback frees the token again.
        kind: the kind of call; each kind has tokens of its own.
        token: the caller's token, or one derived from the call; None does nothing.
        hit_id: the identifier of the HIT that the call creates; None for other calls.
    """
    if token is None:
        return
    key = {"account": transaction.account, "kind": kind, "token": token}
    transaction.execute(
        _DELETE_EXPIRED,
        {"account": transaction.account, "before": transaction.now - TOKEN_LIFETIME},
    )
    known = transaction.execute(_FIND, key).first()
    if known is not None:
        raise _build_refusal(token, known.hit_id)
    transaction.execute(_INSERT, {**key, "made": transaction.now, "hit_id": hit_id})


def _build_refusal(token: str, hit_id: str | None) -> RequestError:
    if hit_id is not None:
        return RequestError(
            f"{PREFIX}HITAlreadyExists",
            f"HIT {hit_id} already exists in the system from a previous call "
            "using the same UniqueRequestToken.",
        )
    return RequestError(
        f"{PREFIX}RequestAlreadyProcessed",
        f'The idempotency token "{shorten(token)}" has already been processed.',
    )
