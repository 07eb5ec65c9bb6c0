"""Fault injection: calls that fail on purpose, so that tests see what a program does then.

`rules` reads what is to fail, `plan` decides which call does, and `service` lets it fail. It is the
only place that does: the services of both APIs are wrapped whole, and know nothing of it.
"""

from __future__ import annotations

from adapter.fault_injection.plan import FaultPlan
from adapter.fault_injection.rules import list_operations
from adapter.fault_injection.service import CurrentForm, FaultyService, LegacyForm

__all__ = [
    "CurrentForm",
    "FaultPlan",
    "FaultyService",
    "LegacyForm",
    "list_operations",
]
