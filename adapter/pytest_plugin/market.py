"""The fixture `mturk_adapter`: a marketplace for the test alone, behind both APIs."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from adapter.application.listeners import build_people_listener, build_url
from adapter.application.marketplace import DEMO_FILE, DEMO_NAME
from adapter.application.people import build_error_pages, build_people_app
from adapter.auth.accounts import DEMO
from adapter.clock import read_time
from adapter.errors import SeedError
from adapter.marketplace.seeds import dump
from adapter.marketplace.workers import Worker
from adapter.pytest_plugin.adapter_server import AdapterServer
from adapter.pytest_plugin.running_server import RunningServer
from adapter.settings import Settings
from adapter.settings.database import MEMORY
from adapter.web.people import build_session_cookie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from adapter.application.marketplace import OpenMarketplace
    from adapter.clock import Clock
    from adapter.web.people import PeopleApp

    Seed = str | Path | Mapping[str, Any]

    class MturkAdapterFactory(Protocol):
        """Starts adapters, each with a marketplace of its own."""

        def __call__(
            self,
            *,
            seed: Seed | None = None,
            clock: str | datetime | None = None,
            new_id: Callable[[], str] | None = None,
        ) -> MturkAdapter:
            """Start an adapter that runs until the test ends.

            Args:
                seed: what the marketplace starts with; None: it is empty.
                clock: the time at the start; None: the time of this machine.
                new_id: returns identifiers; None: they look like Amazon's.
            """


class TestClock:
    """The time for signatures, deadlines and delays; it always runs."""

    __test__ = False

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @property
    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        return self._clock()

    def move(self, **by: float) -> None:
        """Move the time by the arguments of a timedelta, such as hours=1."""
        self._clock.move(timedelta(**by))

    def put(self, to: str | datetime) -> None:
        """Set the time, such as "2016-01-02T12:00:00Z"."""
        self._clock.put(read_time(str(to)))


class MturkAdapter(AdapterServer):
    """An adapter with a marketplace of its own.

    Attributes:
        clock: its time.
    """

    def __init__(
        self,
        settings: Settings,
        seed: bytes,
        folder: Path,
        new_id: Callable[[], str] | None,
    ) -> None:
        super().__init__(settings, new_id)
        self.clock = TestClock(self._runtime.clock)
        self._seed, self._folder = seed, folder
        with ExitStack() as undo:
            undo.callback(self.close)
            if seed:
                self._runtime.reset(seed)
                self.access_key_id = json.loads(seed)["Account"]["AccessKeyId"]
            undo.pop_all()

    @property
    def people_url(self) -> str:
        """The address of the pages where people work."""
        _, server = self._people
        return build_url("http", server.host, server.port)

    def session_cookie(self, worker_id: str = "A1TESTWORKER") -> dict[str, str]:
        """Return the cookie, by its name, of a browser in which this worker has signed in.

        `requests.get(adapter.people_url, cookies=…)` takes it as it is.
        """
        app, _ = self._people
        name, value = build_session_cookie(app, worker_id)
        return {name: value}

    @cached_property
    def _people(self) -> tuple[PeopleApp, RunningServer]:
        app = build_people_app(self._settings, self._market)
        listener = build_people_listener("127.0.0.1:0", app, self._settings, build_error_pages(app))
        server = RunningServer(listener, self._limits)
        self._market.serve_files(f"http://localhost:{server.port}")
        return app, server

    def close(self) -> None:
        """Stop the servers and close what they have opened."""
        if "_people" in self.__dict__:
            _, server = self._people
            server.close()
        super().close()

    def worker(self, worker_id: str = "A1TESTWORKER") -> Worker:
        """Return a worker, who can request qualifications, and accept and submit assignments."""
        return Worker(self._market.marketplace, worker_id)

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        """The messages that would have been sent to workers and requesters, the oldest first."""
        return self._runtime.list_messages()

    def dump(self, access_key_id: str | None = None) -> Mapping[str, Any]:
        """Return the account's state as a seed."""
        return dump(self._market.marketplace, access_key_id or self.access_key_id)

    def reset(self, seed: Seed | None = None) -> None:
        """Empty the marketplace, reset the clock, clear `calls`, and load a seed.

        Args:
            seed: None: what the adapter started with.
        """
        text = self._seed if seed is None else read_seed(seed, self._folder)
        self._runtime.reset(text)
        self._history.clear()

    @property
    def _market(self) -> OpenMarketplace:
        assert self._runtime.market is not None  # noqa: S101 (the settings name the marketplace)
        return self._runtime.market


@contextmanager
def open_factory(folder: Path) -> Iterator[MturkAdapterFactory]:
    """Yield a function that starts adapters, and close them at the end.

    Args:
        folder: where seeds are looked for.
    """
    with ExitStack() as stack:

        def start(
            *,
            seed: Seed | None = None,
            clock: str | datetime | None = None,
            new_id: Callable[[], str] | None = None,
        ) -> MturkAdapter:
            text = b"" if seed is None else read_seed(seed, folder)
            settings = Settings(
                upstream="marketplace",
                database=MEMORY,
                clock=None if clock is None else read_time(str(clock)),
                accounts=(),
                warnings=(),
            )
            adapter = MturkAdapter(settings, text, folder, new_id)
            stack.callback(adapter.close)
            return adapter

        yield start


def read_seed(seed: Seed, folder: Path) -> bytes:
    """Return a seed as JSON, for the demo account if it names none.

    Args:
        seed: a file, `demo`, or the content of a file.
        folder: where the file is looked for.
    """
    if isinstance(seed, str | Path):
        file = DEMO_FILE if str(seed) == DEMO_NAME else folder / seed
        try:
            return _encode(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise SeedError(str(file), f"it cannot be used: {error}") from None
    return _encode(seed)


def _encode(seed: Any) -> bytes:
    document = {"Account": {"AccessKeyId": DEMO}, **seed} if isinstance(seed, dict) else seed
    return json.dumps(document, default=_encode_time).encode()


def _encode_time(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"a seed holds no {type(value).__name__}")
