"""Recorded exchanges: one legacy call, what was said upstream for it, and the bytes it got."""

from __future__ import annotations

from adapter.exchange.case import (
    Case,
    Exchange,
    Failure,
    FailureKind,
    Origin,
    RecordedCall,
    failure,
)
from adapter.exchange.folder import load_case, load_cases
from adapter.exchange.held_to_model import case_problems
from adapter.exchange.hidden import remove_leftovers
from adapter.exchange.recorder import Recorder

__all__ = [
    "Case",
    "Exchange",
    "Failure",
    "FailureKind",
    "Origin",
    "RecordedCall",
    "Recorder",
    "case_problems",
    "failure",
    "load_case",
    "load_cases",
    "remove_leftovers",
]
