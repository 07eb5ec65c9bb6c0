"""What tests may do with a serving adapter: look at its calls, move its time, begin again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.observability.history import CallHistory
from adapter.settings.bind import is_loopback
from adapter.web.admin import Controls

if TYPE_CHECKING:
    from adapter.cli.sources import Sources
    from adapter.settings import Settings


def controls_of(settings: Settings, sources: Sources, side: str) -> Controls | None:
    """What is shown on the side address; None where that would show or change what is not a test's.

    Args:
        settings: what is served.
        sources: who answers.
        side: the side address, HOST:PORT.
    """
    if settings.verifies or not is_loopback(side):
        return None
    return Controls(CallHistory(), sources.reset, sources.clock, sources.messages)
