"""Build people's pages from settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.application.listeners import find_people_hosts
from adapter.web.people import PeopleServices, create_people_app

if TYPE_CHECKING:
    from adapter.application.marketplace import OpenMarketplace
    from adapter.settings import Settings
    from adapter.web.people import PeopleApp


def build_people_app(settings: Settings, market: OpenMarketplace) -> PeopleApp:
    """Return the application of the pages over the marketplace."""
    services = PeopleServices(
        market.people,
        settings.people_url,
        settings.tasks_url,
        body_limit_bytes=settings.body_limit_bytes,
        upload_bytes=settings.upload_bytes,
        proxied_hosts=find_people_hosts(settings),
    )
    return create_people_app(services)
