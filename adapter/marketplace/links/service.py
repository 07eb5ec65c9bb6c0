"""The recruiting links of a marketplace, for the pages and the command line."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapter.marketplace.due_changes import apply_due_changes
from adapter.marketplace.errors import PREFIX, RequestError
from adapter.marketplace.links.arrivals import (
    count_arrivals,
    find_arrival,
    find_arrival_of,
    list_arrivals,
    record_arrival,
    save_outcome,
)
from adapter.marketplace.links.outlook import look_ahead
from adapter.marketplace.links.records import (
    add_link,
    find_link,
    find_own_link,
    list_links,
    stop_link,
)
from adapter.marketplace.people import People, record_visit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapter.marketplace.links.arrivals import Arrival
    from adapter.marketplace.links.outlook import Outlook
    from adapter.marketplace.links.records import Link
    from adapter.marketplace.links.settings import LinkSettings
    from adapter.marketplace.people import Person
    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Transaction


class LinkClosedError(RequestError):
    """Nobody new may arrive by the link.

    Attributes:
        state: `stopped`, `ended` or `not open`.
    """

    def __init__(self, state: str) -> None:
        super().__init__(f"{PREFIX}LinkClosed", f"This link is {state}: nobody new may arrive.")
        self.state = state


class Links:
    """The recruiting links; every method may raise a MarketplaceError.

    Args:
        marketplace: where the work is.
    """

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace

    def add(self, account: str, settings: LinkSettings) -> Link:
        """Add a link to the account; see `records.add_link`."""
        with self._marketplace.begin_write(account) as transaction:
            return add_link(transaction, settings)

    def list_all(
        self, account: str, offset: int = 0, limit: int | None = None
    ) -> list[tuple[Link, Mapping[str | None, int]]]:
        """Return the account's links, the newest first, each with how many arrived by outcome."""
        with self._marketplace.begin_read(account) as transaction:
            found = list_links(transaction, offset, limit)
            counts = count_arrivals(transaction, [each.id for each in found])
            return [(each, counts.get(each.id, {})) for each in found]

    def find_own(self, account: str, link_id: str) -> tuple[Link, Mapping[str | None, int]]:
        """Return the account's link, and how many arrived by outcome."""
        with self._marketplace.begin_read(account) as transaction:
            counts = count_arrivals(transaction, [link_id])
            return find_own_link(transaction, link_id), counts.get(link_id, {})

    def find(self, link_id: str) -> Link | None:
        """Return the link of any account, or None."""
        with self._marketplace.begin_read("") as transaction:
            return find_link(transaction, link_id)

    def stop(self, account: str, link_id: str) -> Link:
        """Let nobody new in by the account's link; see `records.stop_link`."""
        with self._marketplace.begin_write(account) as transaction:
            return stop_link(transaction, link_id)

    def list_arrivals(
        self, account: str, link_id: str, offset: int = 0, limit: int | None = None
    ) -> list[Arrival]:
        """Return who arrived by the account's link, the latest first."""
        with self._marketplace.begin_read(account) as transaction:
            find_own_link(transaction, link_id)
            return list_arrivals(transaction, link_id, offset, limit)

    def derive_worker_id(self, link: Link, external_id: str) -> str:
        """Return the WorkerId of a participant of the link's platform."""
        return People(self._marketplace).derive_worker_id(link.preset, external_id)

    def arrive(
        self, link: Link, external_id: str, parameters: Mapping[str, str]
    ) -> tuple[Person, int]:
        """Record that a participant arrives; return the person and the arrival's serial.

        The same participant again is the same arrival, after the end of the link too.

        Raises:
            LinkClosedError: the participant is new, and the link lets nobody new in.
            PersonStoppedError: the person may not come in any more.
        """
        worker_id = self.derive_worker_id(link, external_id)
        with self._marketplace.begin_write(link.account) as transaction:
            state = link.find_state(transaction.now)
            if state != "open" and find_arrival_of(transaction, link.id, worker_id) is None:
                raise LinkClosedError(state)
            connection, now = transaction.connection, transaction.now
            person = record_visit(connection, worker_id, now, account=link.account)
            return person, record_arrival(transaction, link, external_id, worker_id, parameters)

    def find_arrival(self, serial: int) -> Arrival | None:
        """Return the arrival, or None."""
        with self._marketplace.begin_read("") as transaction:
            return find_arrival(transaction, serial)

    def look_ahead(self, arrival: Arrival) -> Outlook:
        """Return what the participant can do next; see `outlook.look_ahead`."""

        def look(transaction: Transaction) -> Outlook:
            return look_ahead(transaction, find_arrival(transaction, arrival.serial) or arrival)

        return self._marketplace.read(arrival.link.account, look)

    def finish(self, arrival: Arrival) -> str | None:
        """Settle how the visit ends, and return it; None if they did nothing yet, and can."""
        with self._begin(arrival) as transaction:
            now = find_arrival(transaction, arrival.serial) or arrival
            outcome = look_ahead(transaction, now).outcome
            if outcome is not None:
                save_outcome(transaction, arrival.serial, outcome)
            return outcome

    @contextmanager
    def _begin(self, arrival: Arrival) -> Iterator[Transaction]:
        """Begin a write transaction of the link's account, and apply due changes first."""
        with self._marketplace.begin_write(arrival.link.account) as transaction:
            apply_due_changes(transaction)
            yield transaction
