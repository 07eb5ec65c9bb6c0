"""Send one HTTP request to an address that the settings allow."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_TIMEOUT = urllib3.Timeout(connect=5, read=15)
_FIRST_ERROR = 400
_CONNECTIONS = 8


class NoAnswerError(Exception):
    """The receiver did not answer; the text says why."""


class NotAcceptedError(Exception):
    """The receiver did not accept, or the address is not allowed; the text says why."""


class HttpSender:
    """Sends to loopback, and to the hosts that the settings name.

    Redirects are not followed, as they might lead to an address that is not allowed, and the
    proxies of the environment are not used.

    Args:
        hosts: the names and addresses that are allowed besides loopback's.
    """

    def __init__(self, hosts: Collection[str]) -> None:
        self._hosts = frozenset(hosts)
        self._pool = urllib3.PoolManager(num_pools=_CONNECTIONS, timeout=_TIMEOUT, retries=False)

    def send(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> None:
        """Send a request, and read no more than the status of the answer.

        Raises:
            NoAnswerError: there was no answer.
            NotAcceptedError: the answer is an error, or the address is not allowed.
        """
        self._raise_for_address(url)
        try:
            response = self._pool.request(
                method,
                url,
                body=body or None,
                headers={"User-Agent": "mturk-adapter", **(headers or {})},
                redirect=False,
                preload_content=False,
            )
        except HTTPError as error:
            raise NoAnswerError(f"no answer: {type(error).__name__}") from None
        response.close()
        if response.status >= _FIRST_ERROR:
            raise NotAcceptedError(f"answered with status {response.status}")

    def _raise_for_address(self, url: str) -> None:
        # The parser of the request itself: another one may find another host in odd addresses.
        try:
            host = (parse_url(url).host or "").lower()
        except LocationParseError:
            raise NotAcceptedError("the address cannot be read") from None
        if not (host in self._hosts or _is_loopback(host.strip("[]"))):
            text = f"{host} is neither loopback's nor in the setting notification_hosts"
            raise NotAcceptedError(text)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
