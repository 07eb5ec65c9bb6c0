"""The live upstream: boto3 calls a server of the current API.

Only this package imports boto3.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError
from botocore.utils import is_valid_endpoint_url, is_valid_ipv6_endpoint_url

from adapter.errors import SettingError, UnavailableError
from adapter.upstream.live.clients import Clients
from adapter.upstream.live.failures import build_failure
from adapter.upstream.live.retries import LiveLimits, send_with_retries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import Account, ModernCall, Upstream
    from adapter.upstream.live.failures import Failure

__all__ = ["LiveLimits", "LiveUpstreams"]


class LiveUpstreams:
    """Opens upstreams that call the current API at an address, each for one legacy call.

    Args:
        endpoint_url: the address of the API, http or https.
        limits: the time limits and the number of attempts.

    Raises:
        SettingError: the address is not an http or https address.
    """

    def __init__(self, endpoint_url: str, *, limits: LiveLimits) -> None:
        valid = is_valid_endpoint_url(endpoint_url) or is_valid_ipv6_endpoint_url(endpoint_url)
        if not valid or not endpoint_url.startswith(("http://", "https://")):
            raise SettingError("upstream", f"{endpoint_url!r} is no http or https address")
        self._clients = Clients(endpoint_url, limits)
        self._limits = limits

    def open(self, account: Account) -> Upstream:
        """Return the upstream that calls for this account; its time limit begins now."""
        deadline = self._limits.monotonic() + self._limits.call_seconds
        return _LiveUpstream(self._clients, account, self._limits, deadline)

    def close(self) -> None:
        """Close the idle connections; a later call opens new ones."""
        self._clients.close()


class _LiveUpstream:
    def __init__(
        self, clients: Clients, account: Account, limits: LiveLimits, deadline: float
    ) -> None:
        self._clients = clients
        self._account = account
        self._limits = limits
        self._deadline = deadline

    def send(self, call: ModernCall) -> Mapping[str, Any]:
        return send_with_retries(call, partial(self._attempt, call), self._limits, self._deadline)

    def _attempt(self, call: ModernCall) -> Mapping[str, Any] | Failure:
        try:
            client = self._clients.get(self._account)
            # boto names a client's methods after the operations, and offers no other way in.
            answer: Mapping[str, Any] = getattr(client, xform_name(call.operation))(**call.params)
        except (BotoCoreError, ClientError, UnavailableError) as error:
            return build_failure(error, call)
        return answer
