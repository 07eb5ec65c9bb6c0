"""The live upstream: boto calls whatever speaks the current API at an address.

boto3 and botocore are imported in this package only.
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
    """Gives each legacy call an upstream that calls the address, with a time limit of its own.

    Args:
        endpoint_url: of the current API, http or https; anything else is a SettingError.
        limits: how long and how often to try.
    """

    def __init__(self, endpoint_url: str, *, limits: LiveLimits) -> None:
        if not _is_address(endpoint_url):
            raise SettingError("upstream", f"{endpoint_url!r} is no http or https address")
        self._clients = Clients(endpoint_url, limits)
        self._limits = limits

    def open(self, account: Account) -> Upstream:
        """Return the upstream that speaks for this account; its time limit starts now."""
        deadline = self._limits.monotonic() + self._limits.call_seconds
        return _LiveUpstream(self._clients, account, self._limits, deadline)

    def close(self) -> None:
        """Close the idle connections; the next call opens new ones."""
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


def _is_address(url: str) -> bool:
    return url.startswith(("http://", "https://")) and (
        is_valid_endpoint_url(url) or is_valid_ipv6_endpoint_url(url)
    )
