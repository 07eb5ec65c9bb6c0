"""Keeps web pages out where signatures are not verified.

A legacy call that pays is a plain GET, which any page can send to this computer with an image tag.
Programs send none of the headers that give a page away, and a page cannot leave them out.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, ip_address
from typing import TYPE_CHECKING

from adapter.auth.environments import AMAZON_HOSTS, name_of
from adapter.errors import FrontError, Problem
from adapter.text import quoted

if TYPE_CHECKING:
    from collections.abc import Collection

    from adapter.model import HttpRequest

_OWN_SITES = ("none", "same-origin")
_LOOPBACK_4 = IPv4Network("127.0.0.0/8")
_LOOPBACK_6 = IPv6Address("::1")


def check_browser(http: HttpRequest, hosts: Collection[str]) -> None:
    """Lets through what a program sent.

    Args:
        http: the request.
        hosts: names that the adapter is reached under besides loopback's and Amazon's.

    Raises:
        FrontError: a web page sent it, or may have, as the host is none of the adapter's names.
    """
    reason = _reason(http, hosts)
    if reason is None:
        return
    message = (
        f"{reason} This adapter does not verify signatures, so it takes no calls that a web page "
        "may have sent. Call it from a program, or give it accounts to verify signatures with."
    )
    raise FrontError(Problem("Forbidden", message), 403)


def _reason(http: HttpRequest, hosts: Collection[str]) -> str | None:
    if "origin" in http.headers:
        return "The call has an Origin header."
    site = http.headers.get("sec-fetch-site", "none")
    if site.strip().lower() not in _OWN_SITES:
        return f"The call has the header Sec-Fetch-Site: {quoted(site)}."
    # No browser leaves the host out; HTTP/1.0 programs may.
    if http.host and not _is_ours(name_of(http.host), hosts):
        name = name_of(http.host)
        return (
            f"The call is for the host {quoted(name)}, which is not one of this adapter's names: "
            f"use 127.0.0.1 or localhost, or start the adapter with --host {name or 'NAME'}."
        )
    return None


def _is_ours(name: str, hosts: Collection[str]) -> bool:
    own = {name_of(host) for host in hosts} | AMAZON_HOSTS.keys()
    return bool(name) and (name in own or _is_loopback(name))


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return False
    return address == _LOOPBACK_6 or address in _LOOPBACK_4
