"""Find the substitute for the answer of a refused call whose effect is there already.

The current API keeps a UniqueRequestToken for 24 hours and refuses it the second time. For
UpdateExpirationForHIT it does so with a token of its own, built from HIT and time. If a call is
sent again because its answer was lost, the refusal means that the first call was carried out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from adapter.translation.data import find_current_state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.errors import RefusedError
    from adapter.mapping.schema import AcceptedRefusals

ALREADY_PROCESSED = "already-processed"
"""The mappings' word for a refusal of a used token, with any code."""

# Captured: `The idempotency token "<HITId><time>" has already been processed`. Anchored, for other
# refusals repeat what the caller wrote.
_ALREADY_PROCESSED = re.compile(r"The idempotency token\b.*\bhas already been processed", re.DOTALL)
_CODE = "AlreadyProcessed"
_ID = re.compile(r"\b[A-Z0-9]{20,64}\b")


def find_substitute(
    refusal: RefusedError, done: AcceptedRefusals | None, token: str | None = None
) -> Mapping[str, Any] | None:
    """Return the substitute for the answer of a refused call; None if it was not carried out.

    Args:
        refusal: the upstream's.
        done: the mapping's rule for such refusals.
        token: the UniqueRequestToken that was sent, which the refusal may repeat.
    """
    if done is None or not _is_accepted(refusal, done):
        return None
    return ANSWERS[done.answer](refusal, token)


def _is_accepted(refusal: RefusedError, done: AcceptedRefusals) -> bool:
    processed = refusal.code.endswith(_CODE) or _ALREADY_PROCESSED.match(refusal.message.lstrip())
    if not (refusal.code in done.codes or (processed and ALREADY_PROCESSED in done.codes)):
        return False
    return not done.states or find_current_state(refusal.message) in done.states


def _build_empty(_refusal: RefusedError, _token: str | None) -> Mapping[str, Any]:
    return {}


def _find_hit(refusal: RefusedError, token: str | None) -> Mapping[str, Any] | None:
    """Return the one HIT whose id the refusal names; None when it names none, or several things."""
    named = {*_ID.findall(refusal.message.replace(token, "") if token else refusal.message)}
    return {"HIT": {"HITId": named.pop()}} if len(named) == 1 else None


ANSWERS: Mapping[str, Callable[[RefusedError, str | None], Mapping[str, Any] | None]] = {
    "nothing": _build_empty,
    "hit_named": _find_hit,
}
