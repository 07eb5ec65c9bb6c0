"""An adapter in the process of the tests, on a free port of this machine."""

from __future__ import annotations

import logging
from functools import cached_property
from threading import Thread
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import structlog
from botocore.config import Config

from adapter.application.runtime import build_runtime
from adapter.application.services import build_services
from adapter.auth.accounts import DEMO
from adapter.auth.environments import REGION
from adapter.current_api.environment import TEST_SECRET, build_environment
from adapter.current_api.model import data_path
from adapter.observability.access_log import AccessLog
from adapter.observability.history import CallHistory
from adapter.observability.metrics import Metrics
from adapter.server import Limits, Listener, Pool, Server
from adapter.web import create_app
from adapter.web.errors import render_refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from structlog.typing import Processor

    from adapter.observability.history import HistoryEntry
    from adapter.settings import Settings

_THREADS, _IN_FLIGHT = 16, 256
_STOP_SECONDS = 5


class Serving:
    """What programs under test call, from this process or another.

    Attributes:
        url: the adapter's address, for both APIs.
        host, port: of it, for programs that take them apart.
        access_key_id: whose account `client` and `environment` name; any other key is an account
            of its own.
        secret_access_key: goes with it; no signature is verified.
    """

    def __init__(self, settings: Settings, new_id: Callable[[], str] | None = None) -> None:
        self._loud_again = _quietly()
        metrics, self._history = Metrics(), CallHistory()
        self._sources = build_runtime(settings, metrics, new_id)
        services = build_services(settings, AccessLog(metrics, self._history), self._sources)
        pool = Pool(create_app(services), threads=_THREADS, max_in_flight=_IN_FLIGHT)
        limits = Limits(body_bytes=settings.body_limit_bytes, shutdown_seconds=_STOP_SECONDS)
        self._server = Server([Listener("127.0.0.1:0", pool)], limits, render_refusal)
        [(self.host, self.port)] = self._server.addresses
        self.url = f"http://{self.host}:{self.port}/"
        self.access_key_id, self.secret_access_key = DEMO, TEST_SECRET
        self._thread = Thread(target=self._server.run, name="mturk-adapter")
        self._thread.start()

    @property
    def endpoint(self) -> str:
        """The address as programs of the legacy API are given it."""
        return self.url

    @property
    def environment(self) -> Mapping[str, str]:
        """What `mturk-adapter env` exports: lead boto3 and the AWS CLI of a process here."""
        return build_environment(self.url, self.access_key_id, self.secret_access_key)

    @cached_property
    def client(self) -> Any:
        """boto3's client of the current API, for this address and account."""
        session = botocore.session.Session()
        session.get_component("data_loader").search_paths.insert(0, str(data_path()))
        return boto3.Session(botocore_session=session, region_name=REGION).client(
            "mturk",
            endpoint_url=self.url,
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
            config=Config(retries={"total_max_attempts": 1}, proxies={}),
        )

    @property
    def calls(self) -> Sequence[HistoryEntry]:
        """What came, the oldest first: each with `operation`, `account`, `outcomes` and `asked`."""
        return self._history.list_entries()

    def close(self) -> None:
        """Stops answering, and ends what was opened."""
        self._server.stop()
        self._thread.join()
        if "client" in self.__dict__:
            self.client.close()
        self._sources.close()
        self._loud_again()


def _quietly() -> Callable[[], None]:
    """Has log lines go to Python's own logging, where pytest keeps them with the test.

    As structlog is without a configuration they would be printed among the output of the program.
    What is given undoes it, unless the program has configured structlog meanwhile.
    """
    if structlog.is_configured():
        return lambda: None
    processors: list[Processor] = [
        structlog.stdlib.filter_by_level,
        structlog.processors.KeyValueRenderer(),
    ]
    structlog.configure(
        processors=processors,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )

    def undo() -> None:
        if structlog.get_config()["processors"] is processors:
            structlog.reset_defaults()

    return undo
