"""The console's pages over calls of the test's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from support.serving import CATALOGUE

from adapter.clock import Clock
from adapter.observability.history import CallHistory, HistoryEntry
from adapter.observability.metrics import Metrics
from adapter.observability.usage import UsageLog
from adapter.web.admin import create_admin_app
from adapter.web.admin.console.services import ConsoleServices

if TYPE_CHECKING:
    from flask.testing import FlaskClient

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


def entry(request_id: str, **fields: Any) -> HistoryEntry:
    """A call of the demo account that succeeded, but for these fields."""
    parts = {
        "when": NOW,
        "request_id": request_id,
        "operation": "GetAccountBalance",
        "account": "demo",
        "parameters": (),
        "upstream_calls": (),
        "outcomes": ("success",),
        "status": 200,
        "weight": 1,
    }
    return HistoryEntry(**(parts | fields))


def client(*entries: HistoryEntry, **changes: Any) -> FlaskClient:
    """A client of the admin application after these calls."""
    history = CallHistory()
    for each in entries:
        history.add(each)
    services = ConsoleServices(
        **(
            {
                "history": history,
                "usage": UsageLog(),
                "catalogue": CATALOGUE,
                "clock": Clock(NOW),
                "upstream": "marketplace",
                "reset": lambda _seed: None,
            }
            | changes
        )
    )
    return create_admin_app(Metrics(), {}, console=services).test_client()
