"""Log what a proxy did for hosts that are not answered here, once for each host."""

from __future__ import annotations

from threading import Lock

import structlog

log = structlog.get_logger()

MAX_HOSTS = 1000
"""Further hosts are not logged, as a client may name any number of them."""


class OtherHosts:
    """Logs the first time that each host is tunneled, refused or unreachable; for any thread."""

    def __init__(self) -> None:
        self._logged: set[tuple[str, str]] = set()
        self._lock = Lock()

    def log_tunnel(self, host: str) -> None:
        """Log that the client was connected to this host."""
        if self._is_new("tunneled", host):
            log.info("host_tunneled", host=host)

    def log_refusal(self, host: str) -> None:
        """Log that a request for this host was refused."""
        if self._is_new("refused", host):
            log.warning("host_refused", host=host)

    def log_failure(self, host: str, reason: str) -> None:
        """Log that this host could not be connected to."""
        if self._is_new("unreachable", host):
            log.warning("host_unreachable", host=host, reason=reason)

    def _is_new(self, what: str, host: str) -> bool:
        with self._lock:
            is_new = (what, host) not in self._logged and len(self._logged) < MAX_HOSTS
            if is_new:
                self._logged.add((what, host))
        return is_new
