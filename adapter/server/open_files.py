"""How many files this process may have open, and so how many connections."""

from __future__ import annotations

import sys

if sys.platform != "win32":
    import resource

CONNECTIONS = 4096
"""How many a server lets be open at once, where the system does."""

_FOR_A_CONNECTION = 3  # of a relayed one: the client's, and both ends of that to the HTTP server
_RESERVED = 256  # for everything but connections: the upstream's, the database's, files
_WINDOWS_FILES = 512  # its default


def raise_open_files() -> None:
    """Raise this process' soft limit of open files to what CONNECTIONS take, as far as it may."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FOR_A_CONNECTION * CONNECTIONS + _RESERVED
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def limit_connections(wanted: int) -> int:
    """Return how many connections the soft limit leaves room for: at least 64, at most `wanted`."""
    if sys.platform == "win32":
        return max(64, min(wanted, _WINDOWS_FILES - _RESERVED))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return wanted if soft == resource.RLIM_INFINITY else max(64, min(wanted, soft - _RESERVED))
