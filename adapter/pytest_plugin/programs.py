"""Lead programs of other processes to an adapter, also those that have Amazon's names baked in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from adapter.application.certificates import build_names
from adapter.application.listeners import build_listeners, build_url
from adapter.cli.environment import build_proxy_environment
from adapter.pytest_plugin.running_server import RunningServer
from adapter.tls import open_authority

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.server import Limits, Pool
    from adapter.settings import Settings


class ProgramProxy:
    """A proxy at a free port that answers for Amazon's hosts, with an authority of its own.

    Args:
        settings: of the adapter.
        pool: answers the calls; no other server runs it.
        limits: of the server.
    """

    def __init__(self, settings: Settings, pool: Pool, limits: Limits) -> None:
        self._folder = TemporaryDirectory(prefix="mturk-adapter-")
        changes = {
            "proxy": "127.0.0.1:0",
            "proxy_other_hosts": "tunnel",
            "trust_folder": Path(self._folder.name, "trust"),
        }
        self._settings = settings.model_copy(update=changes)
        listener = build_listeners(self._settings, pool)["proxy"]
        self._server = RunningServer(listener, limits)

    def build_environment(self, environ: Mapping[str, str]) -> Mapping[str, str]:
        """Return this environment with the variables that lead programs to the proxy."""
        authority = open_authority(self._settings.trust_folder, build_names(()), datetime.now(UTC))
        address = build_url("http", self._server.host, self._server.port)
        changes = build_proxy_environment(authority, Path(self._folder.name), address, environ)
        merged = {**environ, **changes}
        return {name: value for name, value in merged.items() if value is not None}

    def close(self) -> None:
        """Stop the proxy and delete its files."""
        self._server.close()
        self._folder.cleanup()
