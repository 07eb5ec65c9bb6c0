"""Keep recruiting links: add, find, list and stop them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, insert, or_, select, update

from adapter.marketplace.errors import INVALID, DoesNotExistError, RequestError
from adapter.marketplace.links.back_urls import CODE, ID, fill_in
from adapter.marketplace.links.settings import LinkSettings, add_defaults, find_problems
from adapter.marketplace.storage.tables import hit_types, links

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from adapter.marketplace.storage.transaction import AnyRow, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(LinkSettings):
    """A recruiting link.

    Attributes:
        id: the unguessable part of its address.
        account: the requester's.
        stopped: since when nobody new may arrive; None if it is not stopped.
    """

    id: str
    account: str
    made: datetime
    stopped: datetime | None

    def find_state(self, now: datetime) -> str:
        """Return `stopped`, `ended`, `not open` or `open`; only an open one lets new people in."""
        if self.stopped is not None:
            return "stopped"
        if self.ends is not None and self.ends <= now:
            return "ended"
        return "not open" if self.opens is not None and self.opens > now else "open"

    def build_back_url(
        self, outcome: str, external_id: str, parameters: Mapping[str, str]
    ) -> str | None:
        """Return the way back to the platform, or None if the outcome has none.

        Args:
            outcome: one of OUTCOMES.
            external_id: the participant's on the platform.
            parameters: the kept ones that the platform sent.
        """
        template = self.find_back_url(outcome)
        own = {CODE: self.codes.get(outcome, ""), ID: external_id}
        return None if template is None else fill_in(template, {**parameters, **own})


class LinkSettingsError(RequestError):
    """The settings of a link cannot be used.

    Attributes:
        problems: a sentence by field.
    """

    def __init__(self, problems: dict[str, str]) -> None:
        text = " ".join(f"{field}: {problem}" for field, problem in problems.items())
        super().__init__(INVALID, text)
        self.problems = problems


def add_link(transaction: Transaction, settings: LinkSettings) -> Link:
    """Add a link to the account, and return it.

    Args:
        transaction: a write transaction of the account.
        settings: of the link; the preset says what they do not.

    Raises:
        LinkSettingsError: the settings cannot be used.
    """
    whole = add_defaults(settings)
    problems = find_problems(whole)
    if whole.group_id is not None and not _has_group(transaction, whole.group_id):
        problems["group_id"] = "The account has no such group or type of HITs."
    if problems:
        raise LinkSettingsError(problems)
    link = Link(
        **{name: getattr(whole, name) for name in LinkSettings.__dataclass_fields__},
        id=transaction.generate_id(),
        account=transaction.account,
        made=transaction.now,
        stopped=None,
    )
    row = asdict(link)
    for name in ("kept_parameters", "back_urls", "codes"):
        row[name] = json.dumps(row[name])
    transaction.execute(insert(links), row)
    return link


def find_link(transaction: Transaction, link_id: str) -> Link | None:
    """Return the link of any account, or None."""
    row = transaction.execute(SELECT_LINKS.where(links.c.id == link_id)).first()
    return None if row is None else build_link(row)


def find_own_link(transaction: Transaction, link_id: str) -> Link:
    """Return the account's link, or raise an error."""
    link = find_link(transaction, link_id)
    if link is None or link.account != transaction.account:
        raise DoesNotExistError("Link", link_id)
    return link


def list_links(transaction: Transaction, offset: int, limit: int | None) -> list[Link]:
    """Return the account's links, the newest first."""
    own = SELECT_LINKS.where(links.c.account == transaction.account)
    found = own.order_by(links.c.serial.desc()).offset(offset).limit(limit)
    return [build_link(row) for row in transaction.execute(found)]


def stop_link(transaction: Transaction, link_id: str) -> Link:
    """Let nobody new in by the account's link; who came can go on. Return it."""
    link = find_own_link(transaction, link_id)
    going = and_(links.c.id == link.id, links.c.stopped.is_(None))
    transaction.execute(update(links).where(going).values(stopped=transaction.now))
    return find_own_link(transaction, link_id)


SELECT_LINKS = select(*(column for column in links.c if column.name != "serial"))
"""The statement whose rows `build_link` takes."""


def build_link(row: AnyRow) -> Link:
    """Return the link of a row."""
    columns = {column.name: getattr(row, column.name) for column in SELECT_LINKS.selected_columns}
    for name in ("kept_parameters", "back_urls", "codes"):
        columns[name] = json.loads(columns[name])
    return Link(**{**columns, "kept_parameters": tuple(columns["kept_parameters"])})


def _has_group(transaction: Transaction, group_id: str) -> bool:
    named = or_(hit_types.c.group_id == group_id, hit_types.c.id == group_id)
    own = and_(hit_types.c.account == transaction.account, named)
    return transaction.execute(select(hit_types.c.serial).where(own)).first() is not None
