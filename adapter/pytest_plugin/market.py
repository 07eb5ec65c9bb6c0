"""The fixture `mturk_adapter`: a marketplace of the test's own, with both APIs in front of it."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from adapter.application.marketplace import DEMO_FILE, DEMO_NAME
from adapter.auth.accounts import DEMO
from adapter.clock import read_time
from adapter.errors import SeedError
from adapter.marketplace.seeds import dump
from adapter.marketplace.workers import Worker
from adapter.pytest_plugin.serving import Serving
from adapter.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pytest

    from adapter.application.marketplace import OpenMarketplace
    from adapter.clock import Clock

    Seed = str | Path | Mapping[str, Any]

    class MturkAdapterFactory(Protocol):
        """Makes adapters, each over a marketplace of its own."""

        def __call__(
            self,
            *,
            seed: Seed | None = None,
            clock: str | datetime | None = None,
            new_id: Callable[[], str] | None = None,
        ) -> MturkAdapter:
            """One more adapter, which ends with the test.

            Args:
                seed: what the marketplace begins with; None: nothing.
                clock: what time it is at the start; None: what this machine's clock says.
                new_id: gives identifiers; None: some that look like Amazon's.
            """


class TestClock:
    """The time that signatures, deadlines and delays go by; it always runs."""

    __test__ = False

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @property
    def now(self) -> datetime:
        """The time, aware, in UTC."""
        return self._clock()

    def move(self, **by: float) -> None:
        """Moves on by what timedelta takes, such as hours=1."""
        self._clock.move(timedelta(**by))

    def put(self, to: str | datetime) -> None:
        """Makes it another time, such as "2016-01-02T12:00:00Z"."""
        self._clock.put(read_time(str(to)))


class MturkAdapter(Serving):
    """An adapter over a marketplace of its own.

    Attributes:
        clock: the time that it goes by.
    """

    def __init__(
        self,
        settings: Settings,
        seed: bytes,
        place: Path,
        new_id: Callable[[], str] | None,
    ) -> None:
        super().__init__(settings, new_id)
        self.clock = TestClock(self._sources.clock)
        self._seed, self._place = seed, place
        with ExitStack() as undo:
            undo.callback(self.close)
            if seed:
                self._sources.reset(seed)
                self.access_key_id = json.loads(seed)["Account"]["AccessKeyId"]
            undo.pop_all()

    def worker(self, worker_id: str = "A1TESTWORKER") -> Worker:
        """Somebody who works on the marketplace: asks for qualifications, accepts, submits."""
        return Worker(self._market.marketplace, worker_id)

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        """What would have been sent to workers and requesters, the oldest first."""
        return self._sources.list_messages()

    def dump(self, access_key_id: str | None = None) -> Mapping[str, Any]:
        """The account's state as a seed."""
        return dump(self._market.marketplace, access_key_id or self.access_key_id)

    def reset(self, seed: Seed | None = None) -> None:
        """Empties the marketplace, puts the clock back, and forgets `calls`.

        Args:
            seed: what is loaded then; None: what the adapter began with.
        """
        text = self._seed if seed is None else seed_text(seed, self._place)
        self._sources.reset(text)
        self._history.clear()

    @property
    def _market(self) -> OpenMarketplace:
        assert self._sources.market is not None  # noqa: S101 (the settings name the marketplace)
        return self._sources.market


def factory(place: Path, folders: pytest.TempPathFactory) -> Iterator[MturkAdapterFactory]:
    """The factory, until the test ends; files are taken from `place`."""
    with ExitStack() as made:

        def make(
            *,
            seed: Seed | None = None,
            clock: str | datetime | None = None,
            new_id: Callable[[], str] | None = None,
        ) -> MturkAdapter:
            text = b"" if seed is None else seed_text(seed, place)
            settings = Settings(
                upstream="marketplace",
                database=f"sqlite:///{folders.mktemp('mturk') / 'marketplace.db'}",
                clock=None if clock is None else read_time(str(clock)),
                accounts=(),
                warnings=(),
            )
            adapter = MturkAdapter(settings, text, place, new_id)
            made.callback(adapter.close)
            return adapter

        yield make


def seed_text(seed: Seed, place: Path) -> bytes:
    """The seed as JSON; the account is the demo's where it names none.

    Args:
        seed: a file, `demo`, or what a file holds.
        place: the folder that a file is looked for in.
    """
    if isinstance(seed, str | Path):
        file = DEMO_FILE if str(seed) == DEMO_NAME else place / seed
        try:
            return _complete(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise SeedError(str(file), f"it cannot be used: {error}") from None
    return _complete(seed)


def _complete(seed: Any) -> bytes:
    whole = {"Account": {"AccessKeyId": DEMO}, **seed} if isinstance(seed, dict) else seed
    return json.dumps(whole, default=_written).encode()


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a seed holds no {type(value).__name__}")
