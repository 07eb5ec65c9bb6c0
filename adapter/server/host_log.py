"""Log what became of the hosts that programs ask a proxy for, once for each host."""

from __future__ import annotations

from threading import Lock

import structlog

log = structlog.get_logger()

MAX_HOSTS = 1000
"""Further hosts are not logged, as a client may name any number of them."""


class HostLog:
    """Logs the first time that something happens to each host; safe from any thread."""

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

    def log_distrust(self, host: str, reason: str) -> None:
        """Log that a client did not trust our certificate for this host."""
        if self._is_new("distrusted", host):
            log.warning("certificate_distrusted", host=host, reason=reason)

    def _is_new(self, what: str, host: str) -> bool:
        with self._lock:
            is_new = (what, host) not in self._logged and len(self._logged) < MAX_HOSTS
            if is_new:
                self._logged.add((what, host))
        return is_new
