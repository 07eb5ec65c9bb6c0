"""Write the migration report as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from adapter.explain.report import Report


def render_json(report: Report) -> str:
    """Return the report as a JSON document: the members of `Report`, times in ISO 8601."""
    document = {"calls": report.calls, **asdict(report)}
    return json.dumps(document, indent=1, default=_format_time, ensure_ascii=False) + "\n"


def _format_time(when: datetime) -> str:
    return when.isoformat()
