"""Amazon's own qualification types, which every account can require and none can change.

Source: the names and ids in AWS's developer guide, of the old versions too; Amazon's five SDKs and
boto have them as constants. Workers' values are computed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

LOCALE = "00000000000000000071"
PERCENT_APPROVED = "000000000000000000L0"
PERCENT_REJECTED = "000000000000000000S0"
PERCENT_SUBMITTED = "00000000000000000000"
PERCENT_ABANDONED = "00000000000000000070"
PERCENT_RETURNED = "000000000000000000E0"
NUMBER_APPROVED = "00000000000000000040"
ADULT = "00000000000000000060"
MASTERS = "2F1QJWKUDD8XADTFD2Q0G6UTO95ALH"
SANDBOX_MASTERS = "2ARFPLSP75KLA8M8DH1HTEQVJT3SY6"

AMAZON = ""
"""The account that owns these types; no access key is empty."""

_NAMES = {
    LOCALE: ("Worker_Locale", "The worker's country, and state or province."),
    PERCENT_APPROVED: (
        "Worker_PercentAssignmentsApproved",
        "The percentage of the worker's submitted assignments that were approved.",
    ),
    PERCENT_REJECTED: (
        "Worker_PercentAssignmentsRejected",
        "The percentage of the worker's submitted assignments that were rejected.",
    ),
    PERCENT_SUBMITTED: (
        "Worker_PercentAssignmentsSubmitted",
        "The percentage of the worker's accepted assignments that were submitted.",
    ),
    PERCENT_ABANDONED: (
        "Worker_PercentAssignmentsAbandoned",
        "The percentage of the worker's accepted assignments whose deadline passed.",
    ),
    PERCENT_RETURNED: (
        "Worker_PercentAssignmentsReturned",
        "The percentage of the worker's accepted assignments that were returned.",
    ),
    NUMBER_APPROVED: (
        "Worker_NumberHITsApproved",
        "How many of the worker's assignments were approved.",
    ),
    ADULT: ("Worker_Adult", "The worker agreed to be shown adult content."),
    MASTERS: ("Masters", "The worker has shown accuracy across many requesters' work."),
    SANDBOX_MASTERS: ("Masters (sandbox)", "The sandbox's form of Masters."),
}

SYSTEM_TYPES: list[dict[str, Any]] = [
    {
        "id": identifier,
        "account": AMAZON,
        "created": datetime(2005, 11, 2, tzinfo=UTC),
        "name": name,
        "description": description,
        "status": "Active",
        "is_requestable": False,
        "auto_granted": False,
        "words": f"{name}\n{description}".casefold(),
    }
    for identifier, (name, description) in _NAMES.items()
]
"""The rows of these types."""

SYSTEM_IDS = frozenset(_NAMES)
