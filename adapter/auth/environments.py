"""Amazon's two environments, production and sandbox, and the host names that select one."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapter.errors import Problem, ProtocolError
from adapter.model import Environment

if TYPE_CHECKING:
    from collections.abc import Mapping

AMAZON_HOSTS: Mapping[str, Environment] = MappingProxyType(
    {
        "mechanicalturk.amazonaws.com": Environment.PRODUCTION,
        "mechanicalturk.sandbox.amazonaws.com": Environment.SANDBOX,
        "mturk-requester.us-east-1.amazonaws.com": Environment.PRODUCTION,
        "mturk-requester-sandbox.us-east-1.amazonaws.com": Environment.SANDBOX,
    }
)

WORKER_HOSTS = ("www.mturk.com", "worker.mturk.com", "workersandbox.mturk.com")
"""The hosts of Amazon's website for workers."""

ENDPOINTS: Mapping[str, str] = MappingProxyType(
    {
        "production": "https://mturk-requester.us-east-1.amazonaws.com",
        "sandbox": "https://mturk-requester-sandbox.us-east-1.amazonaws.com",
    }
)
"""The address of Amazon's current API in each environment."""

REGION = "us-east-1"
"""The only region of the service; programs sign their calls for it."""

_AUTHORITY = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]*)?")


def normalize_host(host: str) -> str:
    """Return the name in a Host header, in lower case, without port and final dot.

    An IPv6 address keeps its brackets. Text that is not a host gives an empty name.
    """
    parts = _AUTHORITY.fullmatch(host)
    return parts[1].lower().removesuffix(".") if parts else ""


def find_environment(host: str) -> Environment | None:
    """Return the environment of a host; None if the host is not one of Amazon's."""
    return AMAZON_HOSTS.get(normalize_host(host))


def check_environment(wanted: Environment | None, served: Environment | None) -> None:
    """Raise a ProtocolError if a call is for the environment that the adapter does not serve.

    Args:
        wanted: the environment of the host that was called; None if it is not one of Amazon's.
        served: the environment that the adapter serves; None if the upstream has only one, so that
            every host is accepted.
    """
    if served is None or wanted is None or wanted is served:
        return
    message = (
        f"This call was sent to the {wanted} address, but the adapter serves {served}, and never "
        f"mixes the two. Set the program to {served}, or start the adapter with "
        f"--upstream {wanted}."
    )
    raise ProtocolError(Problem("Forbidden", message), 403)
