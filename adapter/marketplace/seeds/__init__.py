"""What a marketplace begins with, and its state, as one JSON document in the API's own shapes.

To add a list: a `Noun`, and a place for it in `nouns.NOUNS`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from adapter.current_api.times import write_times
from adapter.errors import SeedError
from adapter.marketplace.accounts.accounts import get_account_balance
from adapter.marketplace.due import apply_due, is_due
from adapter.marketplace.seeds.accounts import MESSAGES
from adapter.marketplace.seeds.derived_state import derive_state
from adapter.marketplace.seeds.lists import LISTS
from adapter.marketplace.seeds.parse import parse_seed
from adapter.marketplace.storage.tables import accounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adapter.marketplace.seeds.parse import Seed
    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.transaction import Transaction

__all__ = ["account_keys", "begin_again", "dump", "load", "sent"]


def load(marketplace: Marketplace, text: str, place: str) -> Mapping[str, int]:
    """Loads a seed whole, and says how many items of each list are new.

    What is there already stays as it is: loading a file twice changes nothing, and loading it into
    a state that went on from it does not turn that back.

    Args:
        marketplace: whose database it goes into.
        text: of the file.
        place: the file's name.

    Raises:
        SeedError: it cannot be used; nothing of it was loaded.
        ServiceFault: the database failed; nothing of it was loaded.
    """
    with _prefix_place(place):
        seed = parse_seed(text)
        with marketplace.begin_write(
            seed.access_key_id, opening_balance=seed.balance
        ) as transaction:
            return _load_seed(transaction, seed)


def reset(marketplace: Marketplace, texts: Sequence[tuple[str, str]]) -> None:
    """Empties the marketplace, of every account, and loads these seeds; all of it or nothing.

    Args:
        marketplace: whose state it is.
        texts: each with its file's name, as for `load`.

    Raises:
        SeedError: one cannot be used; nothing was changed.
        ServiceFault: the database failed; nothing was changed.
    """
    with marketplace.reset() as opening:
        for text, place in texts:
            with _prefix_place(place):
                seed = parse_seed(text)
                _load_seed(opening(seed.access_key_id, seed.balance), seed)


def _load_seed(transaction: Transaction, seed: Seed) -> Mapping[str, int]:
    new = {
        seed_list.name: seed_list.load(transaction, seed.items[seed_list.name])
        for seed_list in LISTS
    }
    derive_state(transaction)
    return new


@contextmanager
def _prefix_place(place: str) -> Iterator[None]:
    """Puts the file's name in front of the place in it."""
    try:
        yield
    except SeedError as error:
        raise SeedError(f"{place}: {error.place}", error.text) from None


def dump(marketplace: Marketplace, access_key_id: str) -> dict[str, Any]:
    """The account's state in the form of a seed, times as text; lists that are empty are left out.

    What was due is carried out first. An assignment that is still being done stands there as
    Accepted, which the API does not show.

    Raises:
        ServiceFault: the database failed.
    """
    with marketplace.begin_read(access_key_id) as transaction:
        late = is_due(transaction)
    if late:
        with marketplace.begin_write(access_key_id) as transaction:
            apply_due(transaction)
    with marketplace.begin_read(access_key_id) as transaction:
        balance = get_account_balance(transaction, {})["AvailableBalance"]
        lists = {seed_list.name: seed_list.dump(transaction) for seed_list in LISTS}
    account = {"AccessKeyId": access_key_id, "AvailableBalance": balance}
    full = {name: items for name, items in lists.items() if items}
    written: dict[str, Any] = write_times({"Account": account, **full})
    return written


def list_access_keys(marketplace: Marketplace) -> tuple[str, ...]:
    """The access keys of all accounts that ever changed something."""
    with marketplace.begin_read("") as transaction:
        keys = select(accounts.c.access_key_id).order_by(accounts.c.access_key_id)
        return tuple(transaction.connection.execute(keys).scalars())


def dump_messages(marketplace: Marketplace) -> list[dict[str, Any]]:
    """What every account would have sent, in the form of a seed and the order it was sent.

    Raises:
        ServiceFault: the database failed.
    """
    found = []
    for key in list_access_keys(marketplace):
        with marketplace.begin_read(key) as transaction:
            found += [{"AccessKeyId": key, **each} for each in MESSAGES.dump(transaction)]
    found.sort(key=lambda each: each["SendTime"])
    written: list[dict[str, Any]] = write_times(found)
    return written
