"""What went wrong with one attempt, as a value: what to raise, and whether to send again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapter.errors import UpstreamError


class Kind(StrEnum):
    """How far a failed attempt came; this settles whether the call may be sent again."""

    UNSENT = "unsent"
    THROTTLED = "throttled"
    UNSURE = "unsure"  # sent, and perhaps carried out; another attempt may do better
    FINAL = "final"  # answered, and another attempt would be answered alike


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an attempt failed.

    Attributes:
        error: what the call ends with if this attempt was its last.
        cause: for the log; holds no parameter and no secret.
    """

    kind: Kind
    error: UpstreamError
    cause: str
