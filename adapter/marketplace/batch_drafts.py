"""Batches that a requester prepares in the browser: kept between two pages, posted once."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, select, update

from adapter.marketplace.batch_summaries import BatchId
from adapter.marketplace.batches import BatchTableError, build_hits, insert_batch, read_rows
from adapter.marketplace.documents import fill_layout
from adapter.marketplace.hits.layouts import Layout, find_layout
from adapter.marketplace.storage.tables import batch_drafts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from adapter.marketplace.batches import Batch
    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Transaction

LIFETIME = timedelta(days=1)
MOST_KEPT = 10
"""So many drafts of an account are kept at most, the newest."""

_DRAFTS = batch_drafts.c


@dataclass(frozen=True, slots=True)
class Draft:
    """A batch that is not posted yet, as far as it was entered.

    Attributes:
        fields: what stands in each field of the form.
        layout_id: the account's layout that is used; None: `html` is.
        html: with placeholders; None: no file was chosen yet.
        page_name: the name of the file that the HTML was in.
        csv: the table; None: none was chosen yet.
        csv_name: the name of its file.
    """

    fields: Mapping[str, str]
    layout_id: str | None = None
    html: str | None = None
    page_name: str | None = None
    csv: str | None = None
    csv_name: str | None = None


def add_draft(transaction: Transaction, draft: Draft) -> str:
    """Keep a new draft and return its id; the account's old ones are deleted."""
    own = _DRAFTS.account == transaction.account
    newest = select(_DRAFTS.serial).where(own).order_by(_DRAFTS.serial.desc()).limit(MOST_KEPT - 1)
    too_old = _DRAFTS.made <= transaction.now - LIFETIME
    # Read first: a limit within a deletion is not allowed everywhere.
    kept = transaction.execute(newest).scalars().all()
    transaction.execute(delete(batch_drafts).where(own, too_old | _DRAFTS.serial.not_in(kept)))
    draft_id = transaction.generate_id()
    row = {"id": draft_id, "account": transaction.account, "made": transaction.now}
    transaction.execute(insert(batch_drafts), {**row, **_build_columns(draft)})
    return draft_id


def change_draft(transaction: Transaction, draft_id: str, draft: Draft) -> None:
    """Replace what the draft has; one that was posted stays as it is."""
    unposted = _DRAFTS.type_id.is_(None)
    change = update(batch_drafts).where(_match_own(transaction, draft_id), unposted)
    transaction.execute(change.values(_build_columns(draft)))


def find_draft(transaction: Transaction, draft_id: str) -> Draft | BatchId | None:
    """Return the draft, the batch that was made of it, or None if the account has no such one."""
    found = select(batch_drafts).where(_match_own(transaction, draft_id))
    row = transaction.execute(found).first()
    if row is None:
        return None
    if row.type_id is not None:
        return BatchId(row.type_id, row.label)
    fields = json.loads(row.fields)
    return Draft(fields, row.layout_id, row.html, row.page_name, row.csv, row.csv_name)


def find_template(transaction: Transaction, draft: Draft) -> Layout | None:
    """Return the draft's HTML as a layout, which is not added yet if it is a file's."""
    if draft.layout_id is not None:
        return find_layout(transaction, draft.layout_id)
    if draft.html is None:
        return None
    height = draft.fields.get("frame_height", "").strip()
    name = Path(draft.page_name or "page").stem
    pixels = int(height) if height.isascii() and height.isdecimal() else 0
    return Layout("", name, draft.html, pixels, transaction.now, None)


def find_first_page(transaction: Transaction, draft_id: str) -> str | None:
    """Return the HTML of the first HIT of a draft; None if it has none."""
    draft = find_draft(transaction, draft_id)
    template = find_template(transaction, draft) if isinstance(draft, Draft) else None
    if template is None or not isinstance(draft, Draft) or draft.csv is None:
        return None
    try:
        return fill_layout(template.html, read_rows(draft.csv, template.html)[0].values)
    except BatchTableError:
        return None


def post_draft(
    marketplace: Marketplace, account: str, draft_id: str, batch: Batch
) -> BatchId | None:
    """Make the HITs of the batch, all of them or none, and once for the draft.

    Args:
        marketplace: where the HITs are made.
        account: the access key that pays for them.
        draft_id: the draft.
        batch: what it says.

    Returns:
        The batch, which an earlier request may have made; None: the draft is gone.

    Raises:
        TableError: a row makes no valid Question.
        MarketplaceError: a HIT cannot be made, or the database failed; nothing was changed.
    """
    new = build_hits(batch, marketplace.environment.generate_id)
    with marketplace.begin_write(account) as transaction:
        found = find_draft(transaction, draft_id)
        if not isinstance(found, Draft):
            return found
        label = f"{transaction.now:%Y%m%d-%H%M%S}"
        posted = insert_batch(transaction, _label(batch, label), new)
        empty = dict.fromkeys(("html", "page_name", "csv", "csv_name"))
        change = update(batch_drafts).where(_match_own(transaction, draft_id))
        transaction.execute(change.values(type_id=posted.hit_type_id, label=label, **empty))
        return BatchId(posted.hit_type_id, label)


def _label(batch: Batch, label: str) -> Batch:
    """Return the batch with the annotation that Amazon's site wrote before the requester's own."""
    own = batch.properties.get("RequesterAnnotation", "")
    annotation = {"RequesterAnnotation": f"BatchId:{label};{own}"}
    return replace(batch, properties={**batch.properties, **annotation})


def _build_columns(draft: Draft) -> Mapping[str, str | None]:
    return {
        "fields": json.dumps(dict(draft.fields)),
        "layout_id": draft.layout_id,
        "html": draft.html,
        "page_name": draft.page_name,
        "csv": draft.csv,
        "csv_name": draft.csv_name,
    }


def _match_own(transaction: Transaction, draft_id: str) -> ColumnElement[bool]:
    return and_(_DRAFTS.account == transaction.account, _DRAFTS.id == draft_id)
