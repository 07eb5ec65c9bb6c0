"""Recorded exchanges: one legacy call, what was said upstream for it, and the bytes it got.

What reads and writes them is imported from its own module, which takes a while: `folder` has
`load_case` and `load_cases`, `held_to_model` `case_problems`, `recorder` the `Recorder`, `hidden`
`remove_leftovers`.
"""

from __future__ import annotations

from adapter.recordings.case import (
    Case,
    Exchange,
    Failure,
    FailureKind,
    Origin,
    RecordedCall,
    failure,
)

__all__ = [
    "Case",
    "Exchange",
    "Failure",
    "FailureKind",
    "Origin",
    "RecordedCall",
    "failure",
]
