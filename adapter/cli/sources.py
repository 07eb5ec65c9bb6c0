"""Who answers current calls, as the settings say, and how it is put back to the start."""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapter.auth.environments import ENDPOINTS
from adapter.cli.late import live_upstreams, opened_marketplace, replay_upstreams, store_shelf
from adapter.clock import Clock
from adapter.errors import SettingError, StartError
from adapter.list_cache import KeptUpstreams, MemoryShelf
from adapter.upstream.counting import WatchedUpstreams
from adapter.upstream.replay import ForwardingUpstreams

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from adapter.cli.marketplace import Opened
    from adapter.list_cache import Shelf
    from adapter.model import Upstreams
    from adapter.observability.metrics import Metrics
    from adapter.settings import Settings
    from adapter.upstream.replay import ReplayUpstreams


@dataclass(frozen=True, slots=True)
class Sources:
    """Who answers current calls.

    Attributes:
        upstreams: whom the services ask.
        clock: the time that all of it goes by.
        market: the marketplace, where that is asked.
        replay: the recordings, where these are asked.
        shelf: where lists are kept; None: they are not.
    """

    upstreams: Upstreams
    clock: Clock
    market: Opened | None = None
    replay: ReplayUpstreams | None = None
    shelf: Shelf | None = None

    def reset(self, seed: bytes) -> None:
        """Puts everything back to the start, the clock too.

        Args:
            seed: what the marketplace begins with; empty: what it was started with.

        Raises:
            StartError: the seed cannot be used; nothing was changed.
        """
        if seed.strip() and self.market is None:
            raise SettingError("the seed", "recordings begin with nothing; send no body")
        before = self.clock()
        self.clock.reset()
        try:
            if self.market is not None:
                self.market.reset(seed)
        except StartError:
            self.clock.put(before)
            raise
        if self.replay is not None:
            self.replay.rewind()
        if self.shelf is not None:
            self.shelf.clear()

    def trouble(self) -> str | None:
        """Why the marketplace cannot answer now, in words; None: it can, or is not asked."""
        return self.market.marketplace.trouble() if self.market is not None else None

    def messages(self) -> Sequence[Mapping[str, Any]]:
        """What would have been sent, the oldest first; raises a StartError."""
        return self.market.messages() if self.market is not None else ()

    def close(self) -> None:
        """Ends the connections to the database."""
        if self.market is not None:
            self.market.marketplace.close()


def sources_of(
    settings: Settings, metrics: Metrics, new_id: Callable[[], str] | None = None
) -> Sources:
    """Who answers, with all that keeps and counts around it.

    Args:
        settings: what is served.
        metrics: counts what is asked.
        new_id: gives the marketplace's identifiers; None: some that look like Amazon's.

    Raises:
        StartError: a recorded case, a seed or the database cannot be used.
    """
    clock = Clock(settings.clock)
    inner = _inner(settings, clock, new_id)
    upstreams = _watched(inner.upstreams, settings, metrics)
    if settings.forward_to is not None:
        live = live_upstreams(settings, address_of(settings.forward_to))
        beyond = _watched(live, settings, metrics)
        upstreams = ForwardingUpstreams(upstreams, beyond, settings.walk_ceiling)
    shelf = _shelf(settings, metrics, clock)
    kept = KeptUpstreams(upstreams, shelf, metrics) if shelf is not None else upstreams
    return replace(inner, upstreams=kept, shelf=shelf)


def _inner(settings: Settings, clock: Clock, new_id: Callable[[], str] | None) -> Sources:
    """Who answers, without anything around it."""
    if settings.upstream == "marketplace":
        market = opened_marketplace(settings, clock, new_id)
        return Sources(market.upstreams, clock, market=market)
    if settings.upstream == "replay":
        replay = replay_upstreams(settings)
        return Sources(replay, clock, replay=replay)
    return Sources(live_upstreams(settings, address_of(settings.upstream)), clock)


def _watched(upstreams: Upstreams, settings: Settings, metrics: Metrics) -> Upstreams:
    return WatchedUpstreams(upstreams, metrics, settings.walk_ceiling)


def address_of(name: str) -> str:
    """Where an upstream is: one of Amazon's by its name, any other by its address."""
    return ENDPOINTS.get(name, name)


def _shelf(settings: Settings, metrics: Metrics, clock: Clock) -> Shelf | None:
    # A recording has to show every page that was asked for.
    if settings.paging == "live" or settings.record is not None:
        return None
    walks = settings.walks.get_secret_value()
    if walks == "memory":
        shelf = MemoryShelf(settings.keep_seconds, settings.keep_bytes, clock.seconds)
        metrics.gauge("kept_bytes", "Of kept lists in memory.", lambda: shelf.kept_bytes)
        return shelf
    return store_shelf(walks, _scope(settings), settings.keep_seconds, settings.keep_bytes)


def _scope(settings: Settings) -> str:
    """Tells those adapters apart that share a store and answer from different lists."""
    held = [settings.upstream, settings.forward_to]
    if settings.upstream == "replay":
        held.append(str(settings.replay))
    if settings.upstream == "marketplace":
        # A file of the same name on another machine is another file.
        is_file = settings.database.startswith("sqlite")
        held += [settings.database, platform.node() if is_file else None]
    return repr(held)
