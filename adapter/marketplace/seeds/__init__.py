"""Load and dump a marketplace's data as one JSON document in the shapes of the current API.

To add a list: a `SeedList`, and an entry in `parse.LISTS`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from adapter.current_api.times import write_times
from adapter.errors import SeedError
from adapter.marketplace.accounts.balance import get_account_balance
from adapter.marketplace.due_changes import apply_due_changes, has_due_changes
from adapter.marketplace.seeds.accounts import MESSAGES
from adapter.marketplace.seeds.derived_state import derive_state
from adapter.marketplace.seeds.hits import HITS, raise_for_counts
from adapter.marketplace.seeds.parse import LISTS, parse_seed
from adapter.marketplace.seeds.seed_list import report_nothing
from adapter.marketplace.storage.tables import accounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapter.marketplace.seeds.parse import Seed
    from adapter.marketplace.seeds.seed_list import Report
    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Transaction

__all__ = ["dump", "dump_messages", "list_access_keys", "load", "reset"]

_MANY = 1_000
"""The number of new items after which the database's statistics are updated."""


def load(
    marketplace: Marketplace, text: str, place: str, report: Report = report_nothing
) -> Mapping[str, int]:
    """Load a seed file completely or not at all, and return the number of new items by list.

    Existing items do not change: loading a file twice has no effect, and loading it again after
    calls have changed its items does not revert them.

    Args:
        marketplace: the marketplace to load into.
        text: the file's content.
        place: the file's name.
        report: receives how far loading is.

    Raises:
        SeedError: the file is invalid; nothing was loaded.
        ServiceFault: the database failed; nothing was loaded.
    """
    with _prefix_place(place):
        seed = parse_seed(text)
        with marketplace.begin_write(
            seed.access_key_id, opening_balance=seed.balance
        ) as transaction:
            new = _load_seed(transaction, seed, report)
    if sum(new.values()) >= _MANY:
        marketplace.database.analyze()
    return new


def reset(marketplace: Marketplace, texts: Sequence[tuple[str, str]]) -> None:
    """Delete the data of every account and load these seed files, in one transaction.

    Args:
        marketplace: the marketplace to reset.
        texts: the content and the name of each file.

    Raises:
        SeedError: a file is invalid; nothing was changed.
        ServiceFault: the database failed; nothing was changed.
    """
    with marketplace.reset() as opening:
        for text, place in texts:
            with _prefix_place(place):
                seed = parse_seed(text)
                _load_seed(opening(seed.access_key_id, seed.balance), seed)


def _load_seed(
    transaction: Transaction, seed: Seed, report: Report = report_nothing
) -> Mapping[str, int]:
    new = {
        seed_list.name: seed_list.load(transaction, seed.items[seed_list.name], report)
        for seed_list in LISTS
    }
    derive_state(transaction)
    new_hits = {str(row["id"]) for row in new[HITS.name]}
    raise_for_counts(transaction, seed.items[HITS.name], new_hits)
    return {name: len(rows) for name, rows in new.items()}


@contextmanager
def _prefix_place(place: str) -> Iterator[None]:
    """Add the file's name to the place in a SeedError."""
    try:
        yield
    except SeedError as error:
        raise SeedError(f"{place}: {error.place}", error.text) from None


def dump(
    marketplace: Marketplace, access_key_id: str, report: Report = report_nothing
) -> dict[str, Any]:
    """Return the account's data as a seed, with times as text and without empty lists.

    Due changes are applied first. An assignment that is not submitted yet has the status Accepted,
    which the API does not have.

    Args:
        marketplace: the marketplace.
        access_key_id: the account.
        report: receives how far dumping is.

    Raises:
        ServiceFault: the database failed.
    """
    with marketplace.begin_read(access_key_id) as transaction:
        late = has_due_changes(transaction)
    if late:
        with marketplace.begin_write(access_key_id) as transaction:
            apply_due_changes(transaction)
    with marketplace.begin_read(access_key_id) as transaction:
        balance = get_account_balance(transaction, {})["AvailableBalance"]
        lists = {seed_list.name: seed_list.dump(transaction, report) for seed_list in LISTS}
    account = {"AccessKeyId": access_key_id, "AvailableBalance": balance}
    full = {name: items for name, items in lists.items() if items}
    seed: dict[str, Any] = write_times({"Account": account, **full})
    return seed


def list_access_keys(marketplace: Marketplace) -> tuple[str, ...]:
    """Return the access keys of all accounts that were written to."""
    with marketplace.begin_read("") as transaction:
        keys = select(accounts.c.access_key_id).order_by(accounts.c.access_key_id)
        return tuple(transaction.execute(keys).scalars())


def dump_messages(marketplace: Marketplace) -> list[dict[str, Any]]:
    """Return the messages of every account in the form of a seed, the oldest first.

    Raises:
        ServiceFault: the database failed.
    """
    found = []
    for key in list_access_keys(marketplace):
        with marketplace.begin_read(key) as transaction:
            found += [{"AccessKeyId": key, **each} for each in MESSAGES.dump(transaction)]
    found.sort(key=lambda each: each["SendTime"])
    messages: list[dict[str, Any]] = write_times(found)
    return messages
