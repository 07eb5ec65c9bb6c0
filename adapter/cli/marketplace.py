"""The marketplace as the settings describe it.

Imported only where it is wanted: SQLAlchemy takes longer to import than the rest of the adapter.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adapter.errors import SettingError
from adapter.marketplace import Marketplace, ServiceFault, World
from adapter.upstream.marketplace import MarketplaceUpstreams

if TYPE_CHECKING:
    from adapter.messages import Upstreams
    from adapter.settings import Settings

_FILE = "sqlite:///"


def marketplace_of(settings: Settings) -> Marketplace:
    """The marketplace over the configured database, its folder and tables made if need be.

    Raises:
        StartError: the database cannot be used.
    """
    try:
        if settings.database.startswith(_FILE):
            file = Path(settings.database.removeprefix(_FILE))
            file.parent.mkdir(parents=True, exist_ok=True)
        world = World(clock=lambda: datetime.now(UTC))
        return Marketplace(settings.database, world, settings.threads)
    except (ServiceFault, OSError) as error:
        raise SettingError("database", f"it cannot be opened: {error}") from None


def upstreams_of(settings: Settings) -> Upstreams:
    """The marketplace as an upstream; raises a StartError."""
    return MarketplaceUpstreams(marketplace_of(settings), settings.walk_ceiling)
