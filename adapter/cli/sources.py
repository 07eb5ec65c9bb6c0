"""Who answers current calls, as the settings say, and how it is put back to the start."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.auth.environments import ENDPOINTS
from adapter.cli.late import live_upstreams, opened_marketplace, redis_store, replay_upstreams
from adapter.clock import Clock
from adapter.errors import SettingError, StartError
from adapter.list_cache import ListCache, MemoryStore
from adapter.translation.session import Backend
from adapter.upstream.counting import CountingSortedLists, CountingUpstreams
from adapter.upstream.replay import ForwardingUpstreams

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from adapter.cli.marketplace import Opened
    from adapter.list_cache.store import ListStore
    from adapter.model import SortedLists, Upstreams
    from adapter.observability.metrics import Metrics
    from adapter.settings import Settings
    from adapter.upstream.replay import ReplayUpstreams


@dataclass(frozen=True, slots=True)
class Sources:
    """Who answers current calls.

    Attributes:
        backend: carries out what the services ask.
        clock: the time that all of it goes by.
        market: the marketplace, where that is asked.
        replay: the recordings, where these are asked.
    """

    backend: Backend
    clock: Clock
    market: Opened | None = None
    replay: ReplayUpstreams | None = None

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
        if self.backend.list_cache is not None:
            self.backend.list_cache.clear()

    def trouble(self) -> str | None:
        """Why the marketplace cannot answer now, in words; None: it can, or is not asked."""
        return self.market.marketplace.check_connection() if self.market is not None else None

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
    if settings.upstream == "marketplace":
        market = opened_marketplace(settings, clock, new_id)
        lists = CountingSortedLists(market.sorted_lists, metrics)
        backend = _backend(settings, market.upstreams, metrics, clock, lists)
        return Sources(backend, clock, market=market)
    if settings.upstream == "replay":
        replay = replay_upstreams(settings)
        return Sources(_backend(settings, replay, metrics, clock), clock, replay=replay)
    live = live_upstreams(settings, address_of(settings.upstream))
    return Sources(_backend(settings, live, metrics, clock), clock)


def _backend(
    settings: Settings,
    inner: Upstreams,
    metrics: Metrics,
    clock: Clock,
    lists: SortedLists | None = None,
) -> Backend:
    upstreams: Upstreams = CountingUpstreams(inner, metrics)
    if settings.forward_to is not None:
        beyond = live_upstreams(settings, address_of(settings.forward_to))
        upstreams = ForwardingUpstreams(upstreams, CountingUpstreams(beyond, metrics))
    # A recording has to show every call that was made for a page.
    recorded = settings.record is not None
    return Backend(
        upstreams,
        settings.max_list_items,
        metrics,
        list_cache=None if recorded else _list_cache(settings, metrics, clock),
        sorted_lists=None if recorded else lists,
    )


def address_of(name: str) -> str:
    """Where an upstream is: one of Amazon's by its name, any other by its address."""
    return ENDPOINTS.get(name, name)


def _list_cache(settings: Settings, metrics: Metrics, clock: Clock) -> ListCache | None:
    return None if settings.paging == "live" else ListCache(_store(settings, metrics, clock))


def _store(settings: Settings, metrics: Metrics, clock: Clock) -> ListStore:
    place, seconds = settings.list_cache.get_secret_value(), settings.list_cache_seconds
    if place != "memory":
        return redis_store(place, _scope(settings), seconds, settings.list_cache_bytes)
    store = MemoryStore(seconds, settings.list_cache_bytes, clock.seconds)
    text = "Of lists in the list cache in memory."
    metrics.gauge("list_cache_bytes", text, lambda: store.stored_bytes)
    return store


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
