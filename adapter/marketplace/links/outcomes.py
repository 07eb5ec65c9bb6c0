"""How a participant's visit ends."""

from __future__ import annotations

COMPLETED, PARTIAL, NONE_LEFT, TURNED_AWAY = OUTCOMES = (
    "completed",
    "partial",
    "none_left",
    "turned_away",
)
"""All the tasks were done; some of them; none, as none was left; none, as the person may not."""
