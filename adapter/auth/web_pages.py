"""The guard against web pages, where signatures are not verified.

A legacy call that pays is a plain GET, and any page can send one to this computer by an image tag.
A browser adds `Origin` to a page's request unless it is a GET, and `Sec-Fetch-Site` if the address
is https or loopback. A GET to another address has neither, so the guard then refuses every header
that browsers send and programs do not.

Sources: the headers of Chromium 156 and Firefox 153; for programs, tests/captures and
docs/clients.md.
Node's fetch sends `Accept-Language: *`, Qt `en-US,*`; .NET calls itself `Mozilla/4.0 (compatible;
MSIE 6.0; MS Web Services Client Protocol …)`.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Address, ip_address
from typing import TYPE_CHECKING

from adapter.auth.environments import AMAZON_HOSTS, normalize_host
from adapter.errors import Problem, ProtocolError
from adapter.text import quote_text

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
    """Raise a ProtocolError if the request's host is not a name of the adapter.

    Without this check, a page whose name resolves to this computer (DNS rebinding) could read the
    answer.

    Args:
        http: the request.
        hosts: the adapter's own host names besides loopback's and Amazon's.
    """
    reason = _find_foreign_host(http, hosts)
    if reason is not None:
        raise ProtocolError(Problem("Forbidden", reason), 403)


def raise_for_marked_page(http: HttpRequest, hosts: Collection[str]) -> None:
    """Raise a ProtocolError if the request's headers or host show that a web page sent it.

    Use it for documents, which a person may open in any browser.
    """
    _raise_forbidden(_find_mark(http.headers) or _find_foreign_host(http, hosts))


def raise_for_page(http: HttpRequest, hosts: Collection[str]) -> None:
    """Raise a ProtocolError if a web page sent the request or may have sent it.

    Use it for calls, which change something or return private data.
    """
    _raise_forbidden(
        _find_mark(http.headers) or _find_foreign_host(http, hosts) or _find_browser(http.headers)
    )


def raise_for_embedding(http: HttpRequest, hosts: Collection[str]) -> None:
    """Raise a ProtocolError if another page loads this one as a part of itself, or by a script.

    Use it for pages with private data, to which a link of any other page may lead.
    """
    reason = _find_foreign_host(http, hosts)
    opened = http.headers.get("sec-fetch-dest", "document") == "document"
    if reason is None and not opened:
        reason = _find_mark(http.headers)
    if reason is not None:
        message = f"{reason} Only a person who opens this page in a browser may see it."
        raise ProtocolError(Problem("Forbidden", message), 403)


def raise_for_form(http: HttpRequest, hosts: Collection[str]) -> None:
    """Raise a ProtocolError unless a page of ours sent this form; all browsers say which did."""
    origin, site = http.headers.get("origin", ""), http.headers.get("sec-fetch-site", "same-origin")
    reason = _find_foreign_host(http, hosts)
    if reason is None and (origin != f"{http.scheme}://{http.host}" or site != "same-origin"):
        reason = f"The form is of the page {quote_text(origin)}."
    if reason is not None:
        message = f"{reason} Only a page of this address may send it."
        raise ProtocolError(Problem("Forbidden", message), 403)


def _raise_forbidden(reason: str | None) -> None:
    if reason is None:
        return
    message = (
        f"{reason} This adapter does not verify signatures, so it takes no calls that a web page "
        "may have sent. Call it from a program, or give it accounts to verify signatures with."
    )
    raise ProtocolError(Problem("Forbidden", message), 403)


def _find_mark(headers: Mapping[str, str]) -> str | None:
    """Return a sentence about the header that shows a page's request; None without one."""
    if "origin" in headers:
        return "The call has an Origin header."
    site = headers.get("sec-fetch-site", "none")
    if site.strip().lower() not in _OWN_SITES:
        return f"The call has the header Sec-Fetch-Site: {quote_text(site)}."
    return None


def _find_foreign_host(http: HttpRequest, hosts: Collection[str]) -> str | None:
    """Return a sentence about a host that is not the adapter's; None if the host is.

    No host is accepted, too: every browser sends one, and programs that use HTTP/1.0 may not.
    """
    name = normalize_host(http.host)
    own = {normalize_host(host) for host in hosts} | AMAZON_HOSTS.keys()
    if not http.host or (name and (name in own or _is_loopback(name))):
        return None
    return (
        f"The call is for the host {quote_text(name)}, which is not one of this adapter's names: "
        f"use 127.0.0.1 or localhost, or start the adapter with --host {name or 'NAME'}."
    )


def _find_browser(headers: Mapping[str, str]) -> str | None:
    """Return a sentence about a header that only browsers send; None without one.

    A request with Sec-Fetch-Site needs no such guess.
    """
    if "sec-fetch-site" in headers:
        return None
    if any(engine in headers.get("user-agent", "") for engine in _ENGINES):
        name: str | None = "User-Agent"
    elif "*" not in headers.get("accept-language", "*"):
        name = "Accept-Language"
    else:
        name = next((name.title() for name in _BROWSERS_ONLY if name in headers), None)
    if name is None:
        return None
    return (
        f"The call has a browser's {name} header, and none that tells a page from a person who "
        "typed the address. Browsers tell it at https addresses and 127.0.0.1, so type it there."
    )


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return False
    return address == _LOOPBACK_6 or address in _LOOPBACK_4
