"""The guard against web pages, where signatures are not verified.

A legacy call that pays is a plain GET, which any page can send to this computer with an image tag.
Browsers mark a page's request with `Origin` if it is more than a GET, and with `Sec-Fetch-Site` if
it goes to an https or loopback address. A GET to any other address has neither. There the guard
refuses every request with a header that browsers send and programs do not, whoever sent it.

Source: what Chromium 156 and Firefox 153 send; of programs, tests/captures and docs/clients.md.
Node's fetch sends `Accept-Language: *`, Qt `en-US,*`; .NET calls itself `Mozilla/4.0 (compatible;
MSIE 6.0; MS Web Services Client Protocol …)`.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, ip_address
from typing import TYPE_CHECKING

from adapter.auth.environments import AMAZON_HOSTS, name_of
from adapter.errors import FrontError, Problem
from adapter.text import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from adapter.model import HttpRequest

_OWN_SITES = ("none", "same-origin")
_LOOPBACK_4 = IPv4Network("127.0.0.0/8")
_LOOPBACK_6 = IPv6Address("::1")

# A page can set Accept-Language to anything, but User-Agent only with a request that has an Origin.
_ENGINES = ("AppleWebKit/", "Gecko/", "Trident/", "Presto/")
_BROWSERS_ONLY = ("referer", "upgrade-insecure-requests")


def raise_for_host(http: HttpRequest, hosts: Collection[str]) -> None:
    """Raise a FrontError if the request is for a host that is none of the adapter's names.

    Otherwise a page whose name leads to this computer (DNS rebinding) could read the answer.

    Args:
        http: the request.
        hosts: names that the adapter is reached under besides loopback's and Amazon's.
    """
    reason = _foreign_host(http, hosts)
    if reason is not None:
        raise FrontError(Problem("Forbidden", reason), 403)


def raise_for_marked_page(http: HttpRequest, hosts: Collection[str]) -> None:
    """Raise a FrontError if the request's headers or host say that a web page sent it.

    This is for documents, which a person may open in any browser.
    """
    _raise_for(_mark(http.headers) or _foreign_host(http, hosts))


def raise_for_page(http: HttpRequest, hosts: Collection[str]) -> None:
    """Raise a FrontError if a web page sent the request or may have sent it.

    This is for calls, which change something or tell what only the caller may know.
    """
    _raise_for(_mark(http.headers) or _foreign_host(http, hosts) or _browser(http.headers))


def _raise_for(reason: str | None) -> None:
    if reason is None:
        return
    message = (
        f"{reason} This adapter does not verify signatures, so it takes no calls that a web page "
        "may have sent. Call it from a program, or give it accounts to verify signatures with."
    )
    raise FrontError(Problem("Forbidden", message), 403)


def _mark(headers: Mapping[str, str]) -> str | None:
    """Return what the browser says of the page that sent this."""
    if "origin" in headers:
        return "The call has an Origin header."
    site = headers.get("sec-fetch-site", "none")
    if site.strip().lower() not in _OWN_SITES:
        return f"The call has the header Sec-Fetch-Site: {quoted(site)}."
    return None


def _foreign_host(http: HttpRequest, hosts: Collection[str]) -> str | None:
    # No browser leaves the host out; HTTP/1.0 programs may.
    if not http.host or _is_ours(name_of(http.host), hosts):
        return None
    name = name_of(http.host)
    return (
        f"The call is for the host {quoted(name)}, which is not one of this adapter's names: "
        f"use 127.0.0.1 or localhost, or start the adapter with --host {name or 'NAME'}."
    )


def _browser(headers: Mapping[str, str]) -> str | None:
    """Return what shows that a browser sent this, if it does not say on whose behalf."""
    name = None if "sec-fetch-site" in headers else _browser_header(headers)
    if name is None:
        return None
    return (
        f"The call has a browser's {name} header, and none that tells a page from a person who "
        "typed the address. Browsers tell it at https addresses and 127.0.0.1, so type it there."
    )


def _browser_header(headers: Mapping[str, str]) -> str | None:
    if any(engine in headers.get("user-agent", "") for engine in _ENGINES):
        return "User-Agent"
    if "*" not in headers.get("accept-language", "*"):
        return "Accept-Language"
    return next((name.title() for name in _BROWSERS_ONLY if name in headers), None)


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
