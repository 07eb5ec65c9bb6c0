"""Build what carries out current calls, from settings."""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapter.application.faults import open_fault_plan
from adapter.auth.environments import ENDPOINTS
from adapter.clock import Clock
from adapter.errors import SettingError, StartError
from adapter.list_cache import ListCache, MemoryStore
from adapter.settings.database import find_file
from adapter.translation.drive import Backend
from adapter.upstream.counting import (
    CountingSortedLists,
    CountingTransactions,
    CountingUpstreams,
)
from adapter.upstream.replay import ForwardingUpstreams

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from adapter.application.marketplace import OpenMarketplace
    from adapter.fault_injection import FaultPlan
    from adapter.list_cache.store import ListStore
    from adapter.marketplace.notifications.queues import Queues
    from adapter.model import Upstreams
    from adapter.observability.metrics import Metrics
    from adapter.settings import Settings
    from adapter.upstream.live import LiveUpstreams
    from adapter.upstream.replay import ReplayUpstreams
    from adapter.web.topics import Topics


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts that the services share.

    Attributes:
        backend: carries out current calls.
        clock: the time for all of it.
        faults: the calls that fail on purpose.
        market: the marketplace; None if it is not the upstream.
        replay: the recordings; None if they are not the upstream.
    """

    backend: Backend
    clock: Clock
    faults: FaultPlan
    market: OpenMarketplace | None = None
    replay: ReplayUpstreams | None = None

    def reset(self, seed: bytes) -> None:
        """Reset the state, the clock and the faults.

        Args:
            seed: a document for the marketplace; empty: the seeds that it started with.

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
        self.faults.reset()

    def check_database(self) -> str | None:
        """Return why the marketplace cannot answer now; None if it can or is not the upstream."""
        return self.market.marketplace.check_connection() if self.market is not None else None

    def list_messages(self) -> Sequence[Mapping[str, Any]]:
        """Return the messages Amazon would have sent, the oldest first; raises a StartError."""
        return self.market.list_messages() if self.market is not None else ()

    @property
    def topics(self) -> Topics | None:
        """Return the routes for subscribers to topics; None: there are none."""
        if self.market is None or self.market.notifications is None:
            return None
        return self.market.notifications.topics

    @property
    def queues(self) -> Queues | None:
        """Return the queues of notifications; None: there are none."""
        if self.market is None or self.market.notifications is None:
            return None
        return self.market.notifications.queues

    def start(self) -> None:
        """Start to send notifications and to forget people, if the settings say so."""
        if self.market is not None:
            self.market.retention.start()
            if self.market.notifications is not None:
                self.market.notifications.deliverer.start()

    def close(self) -> None:
        """Stop what `start` began, and close the connections to the database."""
        if self.market is not None:
            self.market.retention.stop()
            if self.market.notifications is not None:
                self.market.notifications.deliverer.stop()
            self.market.close()


def build_runtime(
    settings: Settings, metrics: Metrics, new_id: Callable[[], str] | None = None
) -> Runtime:
    """Return what carries out current calls, with the list cache and the counters around it.

    Args:
        settings: which upstream, and its limits.
        metrics: counts current calls and lists.
        new_id: returns identifiers for the marketplace; None: ones that look like Amazon's.

    Raises:
        StartError: a recorded case, a seed or the database cannot be used.
    """
    clock, faults = Clock(settings.clock), open_fault_plan(settings)
    if settings.upstream == "marketplace":
        market = _open_marketplace(settings, clock, new_id)
        backend = _build_backend(settings, market.upstreams, metrics, clock)
        # A recording has to show all that an answer depends on.
        if settings.record is None:
            backend = replace(
                backend,
                sorted_lists=CountingSortedLists(market.sorted_lists, metrics),
                transactions=CountingTransactions(market.transactions, metrics),
            )
        return Runtime(backend, clock, faults, market=market)
    if settings.upstream == "replay":
        replay = _load_replay(settings)
        backend = _build_backend(settings, replay, metrics, clock)
        return Runtime(backend, clock, faults, replay=replay)
    live = _build_live(settings, find_address(settings.upstream))
    return Runtime(_build_backend(settings, live, metrics, clock), clock, faults)


def _build_backend(
    settings: Settings,
    inner: Upstreams,
    metrics: Metrics,
    clock: Clock,
) -> Backend:
    upstreams: Upstreams = CountingUpstreams(inner, metrics)
    if settings.forward_to is not None:
        target = _build_live(settings, find_address(settings.forward_to))
        upstreams = ForwardingUpstreams(upstreams, CountingUpstreams(target, metrics))
    # A recording has to show every call that was made for a page.
    recorded = settings.record is not None
    return Backend(
        upstreams,
        settings.max_list_items,
        metrics,
        list_cache=None if recorded else _build_list_cache(settings, metrics, clock),
    )


def find_address(name: str) -> str:
    """Return the address of an upstream: of Amazon's by their names, of others as it is."""
    return ENDPOINTS.get(name, name)


def _build_list_cache(settings: Settings, metrics: Metrics, clock: Clock) -> ListCache | None:
    return None if settings.paging == "live" else ListCache(_build_store(settings, metrics, clock))


def _build_store(settings: Settings, metrics: Metrics, clock: Clock) -> ListStore:
    place, seconds = settings.list_cache.get_secret_value(), settings.list_cache_seconds
    if place != "memory":
        return _build_redis_store(place, _name_scope(settings), seconds, settings.list_cache_bytes)
    store = MemoryStore(seconds, settings.list_cache_bytes, clock.seconds)
    text = "Of lists in the list cache in memory."
    metrics.add_gauge("list_cache_bytes", text, lambda: store.stored_bytes)
    return store


def _name_scope(settings: Settings) -> str:
    """Return a name for the lists of this upstream, as adapters of others may share the store."""
    held = [settings.upstream, settings.forward_to]
    if settings.upstream == "replay":
        held.append(str(settings.replay))
    if settings.upstream == "marketplace":
        # A file of the same name on another machine is another file.
        is_file = find_file(settings.database) is not None
        held += [settings.database, platform.node() if is_file else None]
    return repr(held)


def _open_marketplace(
    settings: Settings, clock: Clock, new_id: Callable[[], str] | None
) -> OpenMarketplace:
    from adapter.application.marketplace import open_marketplace  # noqa: PLC0415 (SQLAlchemy)

    return open_marketplace(settings, clock, new_id)


def _load_replay(settings: Settings) -> ReplayUpstreams:
    from adapter.application.recordings import load_replay  # noqa: PLC0415 (deepdiff, YAML)

    return load_replay(settings)


def _build_live(settings: Settings, address: str) -> LiveUpstreams:
    from adapter.upstream.live import LiveLimits, LiveUpstreams  # noqa: PLC0415 (boto3)

    limits = LiveLimits(
        connect_seconds=settings.connect_seconds,
        read_seconds=settings.read_seconds,
        call_seconds=settings.call_seconds,
        max_answer_bytes=settings.max_upstream_answer_bytes,
        connections=settings.threads,
    )
    return LiveUpstreams(address, limits=limits)


def _build_redis_store(url: str, scope: str, seconds: float, most_bytes: int) -> ListStore:
    from adapter.list_cache.redis import RedisStore  # noqa: PLC0415 (redis)

    return RedisStore(url, scope, seconds, most_bytes)
