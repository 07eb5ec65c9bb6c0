"""Open the marketplace and load its seeds, from settings."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from adapter.application.notifications import Notifications, build_notifications, list_transports
from adapter.application.retention import Retention
from adapter.clock import Clock
from adapter.errors import SeedError, SettingError
from adapter.marketplace import Environment, Marketplace, ServiceFault
from adapter.marketplace import generate_id as generate_random_id
from adapter.marketplace import seeds as marketplace_seeds
from adapter.marketplace.seeds import dump, dump_messages, list_access_keys, load, reset
from adapter.settings.database import MEMORY, default_database, describe_database, find_file
from adapter.upstream.marketplace import (
    MarketplaceLists,
    MarketplaceTransactions,
    MarketplaceUpstreams,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapter.settings import Settings

log = structlog.get_logger()

DEMO_NAME = "demo"
"""The name of the seed that comes with the adapter."""

DEMO_FILE = Path(marketplace_seeds.__file__).with_name("demo.json")


@dataclass(frozen=True, slots=True)
class OpenMarketplace:
    """The marketplace and its seeds.

    Attributes:
        marketplace: the service.
        people: the service for people's pages. On PostgreSQL, where connections are few, it has its
            own, so that neither people nor programs can take all of them from the other.
        upstreams: the service as upstreams.
        sorted_lists: its lists.
        transactions: its transactions.
        seeds: the files that were loaded.
        notifications: sends notifications; None: they are only kept.
        retention: forgets people, and overwrites what was deleted.
    """

    marketplace: Marketplace
    people: Marketplace
    upstreams: MarketplaceUpstreams
    sorted_lists: MarketplaceLists
    transactions: MarketplaceTransactions
    seeds: tuple[Path, ...]
    notifications: Notifications | None
    retention: Retention

    def serve_files(self, url: str) -> None:
        """Lead requesters to this origin for the files that workers uploaded."""
        for each in (self.marketplace, self.people):
            each.serve_files(url)

    def close(self) -> None:
        """Close the connections to the database."""
        for each in (self.marketplace, self.people):
            each.close()

    def reset(self, seed: bytes) -> None:
        """Delete all accounts and load the seed, or if that is empty the seeds of the start.

        Raises:
            StartError: a seed cannot be used, or the database failed; nothing was changed.
        """
        given = seed.strip()
        try:
            reset(
                self.marketplace,
                [(_decode(given), "the seed")]
                if given
                else [_read_seed(each) for each in self.seeds],
            )
        except ServiceFault as error:
            log.error("database_failed", reason=error.reason)  # noqa: TRY400 (a trace says no more)
            raise SettingError("database", error.message) from None

    def list_messages(self) -> Sequence[Mapping[str, Any]]:
        """Return the messages Amazon would have sent, the oldest first; raises a StartError."""
        try:
            return dump_messages(self.marketplace)
        except ServiceFault as error:
            log.error("database_failed", reason=error.reason)  # noqa: TRY400 (a trace says no more)
            raise SettingError("database", error.message) from None


def open_marketplace(
    settings: Settings, clock: Clock, generate_id: Callable[[], str] | None = None
) -> OpenMarketplace:
    """Return the marketplace with its seeds loaded; raises a StartError.

    Args:
        settings: its database and seeds.
        clock: its time.
        generate_id: returns its identifiers; None: ones that look like Amazon's.
    """
    marketplace = connect_marketplace(settings, clock, generate_id)
    if marketplace.is_new:
        log.info("database_created", database=describe_database(settings.database))
    seeds = settings.seed or _choose_default_seeds(settings)
    for file in seeds:
        load_seed(marketplace, file, _log_progress)
    return OpenMarketplace(
        marketplace,
        _connect_people(settings, marketplace),
        MarketplaceUpstreams(marketplace),
        MarketplaceLists(marketplace),
        MarketplaceTransactions(marketplace),
        seeds,
        build_notifications(settings, marketplace, clock),
        Retention(marketplace, settings.keep_people_days),
    )


def _connect_people(settings: Settings, marketplace: Marketplace) -> Marketplace:
    if settings.people == "none" or not marketplace.database.locks:
        return marketplace
    return Marketplace(settings.database, marketplace.environment, settings.threads)


def connect_marketplace(
    settings: Settings,
    clock: Clock | None = None,
    generate_id: Callable[[], str] | None = None,
    *,
    creates: bool = True,
) -> Marketplace:
    """Return the marketplace over the configured database.

    Args:
        settings: the database.
        clock: its time; None: as the settings say.
        generate_id: returns its identifiers; None: ones that look like Amazon's.
        creates: whether a missing folder, file and tables are created.

    Raises:
        StartError: the database cannot be used.
    """
    file = find_file(settings.database)
    if creates and file is not None:
        # SQLite reports a folder that is missing when it opens the file.
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
    world = Environment(
        clock or Clock(settings.clock),
        generate_id or generate_random_id,
        opening_balance=settings.opening_balance,
        delivers=list_transports(settings),
    )
    return Marketplace(settings.database, world, settings.threads, creates=creates)


def connect_shared_marketplace(settings: Settings, *, creates: bool = False) -> Marketplace:
    """Return the marketplace for a command that changes or shows what another process serves.

    Args:
        settings: the database.
        creates: whether a missing folder, file and tables are created.

    Raises:
        StartError: the database cannot be used, or no other process can share it.
    """
    if settings.database == MEMORY:
        text = (
            "a database in memory ends with the process that made it; name a file that `serve` has "
            "too, such as lab.sqlite"
        )
        raise SettingError("database", text)
    return connect_marketplace(settings, creates=creates)


def load_seed(
    marketplace: Marketplace, file: Path, report: Callable[[str, int, int], None]
) -> Mapping[str, int]:
    """Load a seed and return how many items of each list are new; raises a StartError.

    Args:
        marketplace: the marketplace to load into.
        file: the seed.
        report: receives a list's name and how many of how many new items of it are loaded.
    """
    try:
        return load(marketplace, *_read_seed(file), report)
    except ServiceFault as error:
        raise SettingError("database", marketplace.database.explain(error.reason)) from None


def choose_account(settings: Settings, marketplace: Marketplace, access_key_id: str | None) -> str:
    """Return the account that a command is about.

    Args:
        settings: they have the accounts, unless every key is one.
        marketplace: whose.
        access_key_id: the account; None: the only one there is.

    Raises:
        StartError: it is not known which one.
        ServiceFault: the database failed.
    """
    if access_key_id is not None:
        return access_key_id
    keys = [each.access_key_id for each in settings.accounts] or list_access_keys(marketplace)
    if len(keys) != 1:
        known = f"there are {', '.join(keys)}" if keys else "there is none yet"
        raise SettingError("--account", f"name the access key: {known}")
    return keys[0]


def dump_account(
    settings: Settings,
    marketplace: Marketplace,
    access_key_id: str | None,
    report: Callable[[str, int, int], None],
) -> Mapping[str, Any]:
    """Return an account's state as a seed.

    Args:
        settings: they have the accounts, unless every key is one.
        marketplace: whose.
        access_key_id: the account; None: the only one there is.
        report: receives how far dumping is.

    Raises:
        StartError: it is not known which one, or the database failed.
    """
    try:
        return dump(marketplace, choose_account(settings, marketplace, access_key_id), report)
    except ServiceFault as error:
        raise SettingError("database", marketplace.database.explain(error.reason)) from None


def _log_progress(name: str, done: int, total: int) -> None:
    log.info("seed_part_loaded", list=name, done=done, total=total)


def _read_seed(file: Path) -> tuple[str, str]:
    """Return a seed's text and its name for messages; raises a SeedError."""
    source = DEMO_FILE if str(file) == DEMO_NAME else file
    try:
        return _decode(source.read_bytes(), str(file)), str(file)
    except OSError as error:
        raise SeedError(str(file), f"it cannot be read: {error.strerror}") from None


def _decode(text: bytes, place: str = "the seed") -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise SeedError(place, "it cannot be read: it is not UTF-8 text") from None


def _choose_default_seeds(settings: Settings) -> tuple[Path, ...]:
    """Return the demo where neither accounts nor a database nor a seed are named."""
    own = settings.accounts or settings.database != default_database()
    return () if own else (Path(DEMO_NAME),)
