"""What the pages are built over, and what a view asks for the request that it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from flask import current_app, g, request

from adapter.auth.accounts import Accounts
from adapter.marketplace.links import Links
from adapter.marketplace.people import People
from adapter.marketplace.workers import Worker
from adapter.web.people.addresses import Addresses
from adapter.web.people.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapter.marketplace import Marketplace
    from adapter.marketplace.links import Arrival
    from adapter.marketplace.people import Person
    from adapter.settings.fields import Access
    from adapter.web.people.identity import IdentityProvider

_NAME = "people"


@dataclass(frozen=True, slots=True)
class PeopleServices:
    """What the pages are built over.

    Attributes:
        marketplace: where people work.
        site_url: where browsers reach the site; None: at `host` and the port of the listener.
        tasks_url: where they reach requesters' tasks; None: at localhost and the same port.
        host: the host of URLs of the site, unless `site_url` is configured.
        body_limit_bytes: the longest body that is accepted, but for files.
        upload_bytes: the largest file that is accepted.
        proxied_hosts: the hosts of Amazon's website for which a proxy leads browsers here.
        access: who gets in: `open` lets in whoever types a name, `invited` whoever has a link,
            `oidc` whoever signs in at `provider` too.
        provider: signs people in; None: nobody does.
        limits: counts how often somebody tries to get in.
        reverse_proxies: how many reverse proxies append a browser's address to X-Forwarded-For.
        accounts: the requesters, who sign in to the desk.
        is_local: whether only this machine reaches the pages. Where any key is an account, its key
            then signs a requester in.
        request_erasure: has what was deleted overwritten soon; None: it is done at once.
    """

    marketplace: Marketplace
    site_url: str | None = None
    tasks_url: str | None = None
    host: str = "127.0.0.1"
    body_limit_bytes: int = 4 * 1024 * 1024
    upload_bytes: int = 20 * 1024 * 1024
    proxied_hosts: frozenset[str] = frozenset()
    access: Access = "open"
    provider: IdentityProvider | None = None
    limits: Limits = field(default_factory=Limits)
    reverse_proxies: int = 0
    accounts: Accounts = field(default_factory=Accounts)
    is_local: bool = False
    request_erasure: Callable[[], None] | None = None

    @property
    def people(self) -> People:
        """Return the records of people."""
        return People(self.marketplace)

    def forget(self, worker_id: str) -> None:
        """Forget the person; see `People.forget`."""
        self.people.forget(worker_id)
        (self.request_erasure or self.marketplace.database.erase_deleted)()

    @property
    def links(self) -> Links:
        """Return the recruiting links."""
        return Links(self.marketplace)


def get_services() -> PeopleServices:
    """Return the services of the application."""
    return cast("PeopleServices", current_app.extensions[_NAME])


def get_addresses() -> Addresses:
    """Return the addresses of the site and of the tasks, as browsers see them."""
    services, port = get_services(), request.environ["SERVER_PORT"]
    site = services.site_url or f"http://{services.host}:{port}"
    tasks = services.tasks_url or f"http://localhost:{port}"
    return Addresses(site.rstrip("/"), tasks.rstrip("/"), services.proxied_hosts)


def get_person() -> Person:
    """Return the person who is signed in; the site's views are called for no others."""
    return cast("Person", g.person)


def get_worker() -> Worker:
    """Return the worker who is signed in, and works within an arrival if there is one."""
    arrival = cast("Arrival | None", g.get("arrival"))
    serial = None if arrival is None else arrival.serial
    return Worker(get_services().marketplace, get_person().id, arrival=serial)


def get_account() -> str:
    """Return the access key that is signed in; the desk's views are called for no others."""
    return cast("str", g.account)
