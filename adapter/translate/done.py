"""Refusals that mean the work is done already, and what stands for the answer then.

The current API keeps a UniqueRequestToken for 24 hours and refuses it the second time; with its
own token, made of HIT and time, it does the same to UpdateExpirationForHIT. To a call sent again
because its answer was lost, that refusal says that the first one was carried out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapter.errors import RefusedError
    from adapter.mapping.schema import Done

ALREADY_PROCESSED = "already-processed"
"""The word in a mapping for a refusal that says so, whatever its code."""

_SAYS_SO = re.compile(r"already (been )?processed|AlreadyProcessed", re.IGNORECASE)
_ID = re.compile(r"\b[A-Z0-9]{20,64}\b")


def stands_for(refusal: RefusedError, done: Done | None) -> Mapping[str, Any] | None:
    """What stands for the answer of a refused call; None where the refusal is one."""
    if done is None or not _counts(refusal, done):
        return None
    return ANSWERS[done.answer](refusal)


def _counts(refusal: RefusedError, done: Done) -> bool:
    processed = _SAYS_SO.search(f"{refusal.code} {refusal.message}") is not None
    return refusal.code in done.codes or (processed and ALREADY_PROCESSED in done.codes)


def _nothing(_refusal: RefusedError) -> Mapping[str, Any]:
    return {}


def _hit_named(refusal: RefusedError) -> Mapping[str, Any] | None:
    """The HIT whose id the refusal names; None when it names none, for then nothing is known."""
    named = _ID.search(refusal.message)
    return {"HIT": {"HITId": named[0]}} if named else None


ANSWERS: Mapping[str, Callable[[RefusedError], Mapping[str, Any] | None]] = {
    "nothing": _nothing,
    "hit_named": _hit_named,
}
