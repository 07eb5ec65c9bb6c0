"""Carry out a call once for each UniqueRequestToken."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, select

from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.storage.tables import request_tokens
from adapter.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.marketplace.storage.transaction import AnyRow, Transaction

TOKEN_LIFETIME = timedelta(hours=24)

HIT = "HIT"
"""The kind of CreateHIT's tokens; the error for a repeated one names the HIT."""

ADDITIONAL_ASSIGNMENTS, BONUS = "AdditionalAssignments", "SendBonus"

_KINDS: Mapping[str, str] = {
    "CreateHIT": HIT,
    "CreateHITWithHITType": HIT,
    "CreateAdditionalAssignmentsForHIT": ADDITIONAL_ASSIGNMENTS,
    "SendBonus": BONUS,
}
"""The kind of the tokens of each operation that takes some; each kind has tokens of its own."""


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
    _check_unused(transaction, kind, token)
    _insert(transaction, kind, token, hit_id)


def check_token(transaction: Transaction, operation: str, token: str) -> None:
    """Raise an error if a call of this operation used the token within the last day."""
    _check_unused(transaction, _KINDS[operation], token)


def remember_token(transaction: Transaction, operation: str, token: str) -> None:
    """Store the token as used by this operation, unless a call of it has stored it already."""
    kind = _KINDS[operation]
    if _find(transaction, kind, token) is None:
        _insert(transaction, kind, token, hit_id=None)


def _check_unused(transaction: Transaction, kind: str, token: str) -> None:
    own = request_tokens.c.account == transaction.account
    expired = request_tokens.c.made <= transaction.now - TOKEN_LIFETIME
    transaction.execute(delete(request_tokens).where(own, expired))
    used = _find(transaction, kind, token)
    if used is not None:
        raise _build_error(token, used.hit_id)


def _find(transaction: Transaction, kind: str, token: str) -> AnyRow | None:
    same = and_(
        request_tokens.c.account == transaction.account,
        request_tokens.c.kind == kind,
        request_tokens.c.token == token,
    )
    return transaction.execute(select(request_tokens.c.hit_id).where(same)).first()


def _insert(transaction: Transaction, kind: str, token: str, hit_id: str | None) -> None:
    row = {"account": transaction.account, "kind": kind, "token": token}
    transaction.execute(insert(request_tokens), {**row, "made": transaction.now, "hit_id": hit_id})


def _build_error(token: str, hit_id: str | None) -> RequestError:
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
