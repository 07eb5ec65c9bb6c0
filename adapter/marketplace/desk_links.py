"""One-time links by which a requester signs in to the desk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from adapter.marketplace.link_tokens import generate_token, hash_token
from adapter.marketplace.storage.tables import desk_links

if TYPE_CHECKING:
    from adapter.marketplace.service import Marketplace

LIFETIME = timedelta(days=1)
"""How long a link can be used."""


def add_desk_link(marketplace: Marketplace, account: str) -> str:
    """Return the token of a new link for the account, and delete links that have ended.

    Raises:
        ServiceFault: the database failed.
    """
    token, now = generate_token(), marketplace.environment.clock()
    row = {"token_hash": hash_token(token), "account": account, "ends": now + LIFETIME}
    with marketplace.database.begin_write() as connection:
        connection.execute(delete(desk_links).where(desk_links.c.ends <= now))
        connection.execute(insert(desk_links), row)
    return token


def use_desk_link(marketplace: Marketplace, token: str) -> str | None:
    """Use the link up, and return its account; None if there is no such link, or it has ended.

    Raises:
        ServiceFault: the database failed.
    """
    used = (
        delete(desk_links)
        .where(desk_links.c.token_hash == hash_token(token))
        .returning(desk_links.c.account, desk_links.c.ends)
    )
    with marketplace.database.begin_write() as connection:
        row = connection.execute(used).first()
    return row.account if row and marketplace.environment.clock() < row.ends else None
