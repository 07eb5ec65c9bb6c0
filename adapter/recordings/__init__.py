"""Recorded exchanges: a legacy call, the current calls made for it, and its response.

`folder` loads cases, `check` holds them against the current API, `recorder` writes new ones.
"""

from __future__ import annotations

from adapter.recordings.case import (
    Case,
    Exchange,
    Failure,
    FailureKind,
    Origin,
    RecordedCall,
    convert_error,
)

__all__ = [
    "Case",
    "Exchange",
    "Failure",
    "FailureKind",
    "Origin",
    "RecordedCall",
    "convert_error",
]
