"""The addresses of the site and of the tasks, as browsers see them."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from socket import inet_aton
from urllib.parse import unquote, urlsplit

from adapter.auth.environments import normalize_host


@dataclass(frozen=True, slots=True)
class Addresses:
    """Two origins, such as `http://127.0.0.1:8082` and `http://localhost:8082`.

    Attributes:
        site: the origin of the site.
        tasks: the origin of requesters' tasks.
        proxied_hosts: the hosts of Amazon's website that lead here too.
    """

    site: str
    tasks: str
    proxied_hosts: frozenset[str] = frozenset()

    @property
    def are_apart(self) -> bool:
        """Return whether the tasks have a host name of their own."""
        return _find_host(self.site) != _find_host(self.tasks)

    @property
    def is_secure(self) -> bool:
        """Return whether browsers reach the site by https."""
        return self.site.startswith("https:")

    def is_site(self, host: str) -> bool:
        """Return whether a request's Host names the site."""
        return normalize_host(host) == _find_host(self.site)

    def is_tasks(self, host: str) -> bool:
        """Return whether a request's Host names the tasks."""
        return normalize_host(host) == _find_host(self.tasks)

    def is_proxied(self, host: str) -> bool:
        """Return whether a request's Host names Amazon's website."""
        return normalize_host(host) in self.proxied_hosts

    def list_submit_origins(self) -> list[str]:
        """Return the origins to which a task may submit."""
        return [self.tasks, *(f"https://{each}" for each in sorted(self.proxied_hosts))]


def is_web_address(url: str) -> bool:
    """Return whether the URL leads to a website, and does not run as a script or show a file."""
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def find_browser_host(url: str) -> str:
    """Return the host that a browser finds in the URL; empty if it is not known which.

    A browser reads `127.1`, `%3127.0.0.1` and `①27。0.0.1` as 127.0.0.1, and `\\` as `/`.
    """
    try:
        host = unquote(urlsplit(url.replace("\\", "/")).hostname or "")
        name = host.encode("idna").decode().lower().removesuffix(".")
    except ValueError:
        return ""
    try:
        return str(ip_address(name if ":" in name else inet_aton(name)))
    except (OSError, ValueError):
        return name


def _find_host(origin: str) -> str:
    return normalize_host(urlsplit(origin).netloc)
