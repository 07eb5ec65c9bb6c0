"""An adapter in the process of the tests, at a free port of this machine."""

from __future__ import annotations

import logging
import os
from functools import cached_property
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
from adapter.pytest_plugin.running_server import RunningServer
from adapter.server import Limits, Listener, Pool
from adapter.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from structlog.typing import Processor

    from adapter.observability.history import HistoryEntry
    from adapter.pytest_plugin.programs import ProgramProxy
    from adapter.settings import Settings

_THREADS, _MAX_IN_FLIGHT = 16, 256
_SHUTDOWN_SECONDS = 5


class AdapterServer:
    """An adapter for programs under test, in this process or another.

    Attributes:
        url: the address, for both APIs.
        host, port: of `url`.
        access_key_id: the account of `client` and `environment`; any other key is an account of
            its own.
        secret_access_key: of the same account; signatures are not verified.
    """

    def __init__(self, settings: Settings, new_id: Callable[[], str] | None = None) -> None:
        self._restore_logging = _log_to_stdlib()
        metrics, self._history = Metrics(), CallHistory()
        self._runtime = build_runtime(settings, metrics, new_id)
        services = build_services(settings, AccessLog(metrics, self._history), self._runtime)
        self._app, self._settings = create_app(services), settings
        self._limits = Limits(
            body_bytes=settings.body_limit_bytes, shutdown_seconds=_SHUTDOWN_SECONDS
        )
        self._server = RunningServer(Listener("127.0.0.1:0", self._build_pool()), self._limits)
        self.host, self.port = self._server.host, self._server.port
        self.url = f"http://{self.host}:{self.port}/"
        self.access_key_id, self.secret_access_key = DEMO, TEST_SECRET
        self._runtime.start()

    @property
    def endpoint(self) -> str:
        """The address, by the name that clients of the legacy API use."""
        return self.url

    @property
    def environment(self) -> Mapping[str, str]:
        """The whole environment of a program in another process that calls Mechanical Turk.

        boto3 and the AWS CLI are led to `url`. Programs that have Amazon's names baked in are led
        to a proxy that answers for these names, and trust its certificates.
        """
        ours = build_environment(self.url, self.access_key_id, self.secret_access_key)
        path = {"AWS_DATA_PATH": os.environ.get("AWS_DATA_PATH", "")}
        environ = self._proxy.build_environment({**os.environ, **ours, **path})
        return {**environ, "AWS_ENDPOINT_URL_MTURK": self.url}

    @cached_property
    def _proxy(self) -> ProgramProxy:
        from adapter.pytest_plugin.programs import ProgramProxy  # noqa: PLC0415 (cryptography)

        return ProgramProxy(self._settings, self._build_pool(), self._limits)

    def _build_pool(self) -> Pool:
        return Pool(self._app, threads=_THREADS, max_in_flight=_MAX_IN_FLIGHT)

    @cached_property
    def client(self) -> Any:
        """A boto3 client of the current API, for this address and account."""
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
        """The calls that were answered, the oldest first."""
        return self._history.list_entries()

    def fail(self, operation: str | None = None, fault: str = "throttle", **members: Any) -> None:
        """Let calls fail from now on, after those that earlier faults still let fail.

        Args:
            operation: of either API; None: every operation.
            fault: throttle, unavailable, refuse, delay, or cut.
            members: after, every, times, api, seconds, code and message.

        Raises:
            SettingError: there is no such operation, fault or member, or a value does not fit.
        """
        named = {} if operation is None else {"operation": operation}
        self._runtime.faults.add({**named, "fault": fault, **members}, "fail()")

    def stop_failing(self) -> None:
        """Let no call fail any more."""
        self._runtime.faults.clear()

    def close(self) -> None:
        """Stop the server and close what it has opened."""
        self._server.close()
        if "_proxy" in self.__dict__:
            self._proxy.close()
        if "client" in self.__dict__:
            self.client.close()
        self._runtime.close()
        self._restore_logging()


def _log_to_stdlib() -> Callable[[], None]:
    """Send log lines to Python's own logging, where pytest captures them; return an undo function.

    Without a configuration structlog would print them among the output of the program. The
    configuration of a program that uses structlog itself is left alone.
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
