"""The marketplace as the settings describe it.

Imported only where it is wanted: SQLAlchemy takes longer to import than the rest of the adapter.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapter.errors import SeedError, SettingError
from adapter.marketplace import Marketplace, ServiceFault, World, seeds
from adapter.marketplace.seeds import account_keys, dump, load
from adapter.settings.fields import default_database
from adapter.upstream.marketplace import MarketplaceUpstreams

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.messages import Upstreams
    from adapter.settings import Settings

_FILE = "sqlite:///"

DEMO = Path("demo")
"""Names the seed that comes with the adapter."""

_DEMO_FILE = Path(seeds.__file__).with_name("demo.json")


def marketplace_of(settings: Settings) -> Marketplace:
    """The marketplace over the configured database, its folder and tables made if need be.

    Raises:
        StartError: the database cannot be used.
    """
    try:
        if settings.database.startswith(_FILE):
            file = Path(settings.database.removeprefix(_FILE))
            file.parent.mkdir(parents=True, exist_ok=True)
        world = World(clock=lambda: datetime.now(UTC), opening_balance=settings.opening_balance)
        return Marketplace(settings.database, world, settings.threads)
    except (ServiceFault, OSError) as error:
        raise SettingError("database", f"it cannot be opened: {error}") from None


def upstreams_of(settings: Settings) -> Upstreams:
    """The marketplace as an upstream, with its seeds loaded; raises a StartError."""
    marketplace = marketplace_of(settings)
    for file in settings.seed or _unasked(settings):
        load_seed(marketplace, file)
    return MarketplaceUpstreams(marketplace, settings.walk_ceiling)


def load_seed(marketplace: Marketplace, file: Path) -> Mapping[str, int]:
    """How many items of each list of the file are new; raises a StartError."""
    source = _DEMO_FILE if file == DEMO else file
    try:
        return load(marketplace, source.read_text(encoding="utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SeedError(str(file), f"it cannot be read: {reason}") from None
    except ServiceFault as error:
        raise SettingError("database", error.message) from None


def dumped(marketplace: Marketplace, access_key_id: str | None) -> Mapping[str, Any]:
    """An account's state as a seed.

    Args:
        marketplace: whose.
        access_key_id: the account; None: the only one there is.

    Raises:
        StartError: it is not known which one, or the database failed.
    """
    try:
        keys = account_keys(marketplace)
        if access_key_id is None and len(keys) != 1:
            known = f"there are {', '.join(keys)}" if keys else "there is none yet"
            raise SettingError("--account", f"say whose state: {known}")
        return dump(marketplace, access_key_id or keys[0])
    except ServiceFault as error:
        raise SettingError("database", error.message) from None


def _unasked(settings: Settings) -> tuple[Path, ...]:
    """The demo, for those who only look around: they name no account, database or seed."""
    own = settings.accounts or settings.database != default_database()
    return () if own else (DEMO,)
