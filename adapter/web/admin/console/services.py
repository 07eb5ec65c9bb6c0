"""What the pages of the console show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapter.clock import Clock
    from adapter.mapping.catalogue import Catalogue
    from adapter.marketplace import Marketplace
    from adapter.observability.history import CallHistory
    from adapter.observability.usage import UsageLog


@dataclass(frozen=True, slots=True)
class ConsoleServices:
    """What the pages of the console show.

    Attributes:
        history: the last calls.
        usage: what was called since the start.
        catalogue: the operations, to explain calls by.
        clock: the time by which calls are answered.
        upstream: the setting: marketplace, replay, production, sandbox or a URL.
        reset: resets the state, or loads the seed that it is called with; raises a StartError.
        refusal: why the state is not reset and the clock is not set; None: they are.
        market: the marketplace; None if it is not the upstream.
        check_health: returns why calls cannot be answered now, a sentence each; empty if they can.
    """

    history: CallHistory
    usage: UsageLog
    catalogue: Catalogue
    clock: Clock
    upstream: str
    reset: Callable[[bytes], None]
    refusal: str | None = None
    market: Marketplace | None = None
    check_health: Callable[[], Sequence[str]] = tuple
