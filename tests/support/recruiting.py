"""Recruiting links to try things with, and participants who arrive by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from support.market import ME

from adapter.marketplace.links import Arrival, Link, Links, LinkSettings
from adapter.marketplace.workers import Worker

if TYPE_CHECKING:
    from support.market import Market

CODES = {
    "completed": "C1DONE",
    "partial": "C2PART",
    "none_left": "C3NONE",
    "turned_away": "C4AWAY",
}
PROLIFIC = {"name": "spring", "preset": "prolific", "codes": CODES}


def add_link(market: Market, account: str = ME, **settings: Any) -> Link:
    """A link of Prolific, unless something else is said."""
    return Links(market.service).add(account, LinkSettings(**{**PROLIFIC, **settings}))


def arrive(market: Market, link: Link, external_id: str = "5f1c", **parameters: str) -> Arrival:
    """The arrival of a participant."""
    _, serial = Links(market.service).arrive(link, external_id, parameters)
    return find(market, serial)


def find(market: Market, serial: int) -> Arrival:
    """The arrival as it is now."""
    found = Links(market.service).find_arrival(serial)
    assert found is not None
    return found


def arrived(market: Market, arrival: Arrival) -> Worker:
    """The participant, who works within the arrival."""
    return Worker(market.service, arrival.worker_id, arrival=arrival.serial)


def do_task(market: Market, arrival: Arrival, hit_id: str) -> None:
    """Let the participant accept and submit."""
    worker = arrived(market, arrival)
    worker.submit(worker.accept(hit_id)["AssignmentId"], {"q": "a"})
