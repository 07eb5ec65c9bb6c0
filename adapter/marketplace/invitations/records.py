"""Create, list and stop the invitations of an account."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, literal, select, update

from adapter.clock import format_time
from adapter.marketplace.errors import DoesNotExistError, OutOfRangeError, PermissionDeniedError
from adapter.marketplace.link_tokens import hash_token
from adapter.marketplace.qualifications.types import find_changeable_type
from adapter.marketplace.storage.database import MAX_SERIAL
from adapter.marketplace.storage.tables import invitation_uses, invitations, people
from adapter.marketplace.validation import check_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from adapter.marketplace.errors import ClosedReason
    from adapter.marketplace.storage.transaction import AnyRow, Params, Transaction

_MAX_INVITATIONS = 100_000
_MAX_USES = 1_000_000
GRANT = "AssociateQualificationWithWorker"


@dataclass(frozen=True, slots=True)
class Terms:
    """What several invitations have in common.

    Attributes:
        grants: the value of each QualificationTypeId that is granted to who joins.
        uses: how many people, or with a personal link how many browsers, may join; None: any
            number.
        ends: when they end; None: never.
        worker_id: whose personal links they are; None: whoever joins is a new worker.
        inviter: who invites, in words for the invited; None: they read no name.
    """

    grants: Mapping[str, int] = field(default_factory=dict)
    uses: int | None = 1
    ends: datetime | None = None
    worker_id: str | None = None
    inviter: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation.

    Attributes:
        id: its number.
        account: the access key of who invites.
        terms: what it grants, and to whom.
        used: how often somebody joined by it.
        made: when it was made.
        stopped: since when nobody joins by it; None: it was not stopped.
    """

    id: int
    account: str
    terms: Terms
    used: int
    made: datetime
    stopped: datetime | None

    def find_closed_reason(self, now: datetime) -> ClosedReason | None:
        """Return why nobody joins by it; None: somebody may."""
        uses, ends = self.terms.uses, self.terms.ends
        if self.stopped is not None:
            return "stopped"
        if ends is not None and ends <= now:
            return "ended"
        return "used up" if uses is not None and self.used >= uses else None


_USED = (
    select(func.count())
    .where(invitation_uses.c.invitation == invitations.c.serial)
    .scalar_subquery()
    .label("used")
)
SELECT = select(invitations, _USED)


def build_join_url(site_url: str, token: str) -> str:
    """Return the address of an invitation, at the address of people's pages."""
    return f"{site_url.rstrip('/')}/join/{token}"


def describe_invitation(invitation: Invitation, now: datetime) -> dict[str, Any]:
    """Return the invitation for a JSON document; times are written in UTC."""
    terms = invitation.terms
    return {
        "id": invitation.id,
        "state": invitation.find_closed_reason(now) or "open",
        "used": invitation.used,
        "uses": terms.uses,
        "ends": terms.ends and format_time(terms.ends),
        "grants": dict(terms.grants),
        "worker_id": terms.worker_id,
        "inviter": terms.inviter,
        "made": format_time(invitation.made),
    }


def invite(transaction: Transaction, terms: Terms, tokens: Sequence[str]) -> Sequence[int]:
    """Create an invitation for each token, and return their numbers.

    Raises:
        RefusedCallError: a qualification cannot be granted, the person is not the account's, or a
            number is out of its range.
    """
    _check(transaction, terms, len(tokens))
    shared = {
        "account": transaction.account,
        "worker_id": terms.worker_id,
        "inviter": terms.inviter,
        "grants": json.dumps(dict(terms.grants)),
        "uses": terms.uses,
        "made": transaction.now,
        "ends": terms.ends,
    }
    rows = [{**shared, "token_hash": hash_token(each)} for each in tokens]
    made = insert(invitations).returning(invitations.c.serial, sort_by_parameter_order=True)
    return transaction.execute(made, rows).scalars().all()


def list_invitations(
    transaction: Transaction, offset: int = 0, most: int | None = None
) -> Sequence[Invitation]:
    """Return the account's invitations, the newest first.

    Args:
        transaction: of the account.
        offset: how many to leave out.
        most: how many to return; None: all.
    """
    own = SELECT.where(invitations.c.account == transaction.account)
    page = own.order_by(invitations.c.serial.desc()).offset(offset).limit(most)
    return [read_row(each) for each in transaction.execute(page)]


def stop_invitation(transaction: Transaction, number: int) -> None:
    """Let nobody join by an invitation any more; raises a DoesNotExistError."""
    if number > MAX_SERIAL:
        raise DoesNotExistError("Invitation", str(number))
    own = (invitations.c.serial == number) & (invitations.c.account == transaction.account)
    now = literal(transaction.now, invitations.c.stopped.type)
    stopped = func.coalesce(invitations.c.stopped, now)
    if not transaction.execute(update(invitations).where(own).values(stopped=stopped)).rowcount:
        raise DoesNotExistError("Invitation", str(number))


def build_grant(type_id: str, worker_id: str, value: int) -> Params:
    """Return the parameters of the API's call that grants the qualification."""
    return {
        "QualificationTypeId": type_id,
        "WorkerId": worker_id,
        "IntegerValue": value,
        "SendNotification": False,
    }


def read_row(row: AnyRow) -> Invitation:
    """Return the invitation of a row of `SELECT`."""
    terms = Terms(json.loads(row.grants), row.uses, row.ends, row.worker_id, row.inviter)
    return Invitation(row.serial, row.account, terms, row.used, row.made, row.stopped)


def _check(transaction: Transaction, terms: Terms, count: int) -> None:
    if not 1 <= count <= _MAX_INVITATIONS:
        raise OutOfRangeError("count", count, 1, _MAX_INVITATIONS)
    if terms.uses is not None and not 1 <= terms.uses <= _MAX_USES:
        raise OutOfRangeError("uses", terms.uses, 1, _MAX_USES)
    for type_id, value in terms.grants.items():
        check_parameters(GRANT, build_grant(type_id, terms.worker_id or "A1", value))
        find_changeable_type(transaction, type_id)
    if terms.worker_id is not None:
        _check_person(transaction, terms.worker_id)


def _check_person(transaction: Transaction, worker_id: str) -> None:
    """Refuse a personal link of somebody else's person, whose work and name it would show."""
    brought_by = select(people.c.account).where(people.c.id == worker_id)
    row = transaction.execute(brought_by).first()
    if row is None:
        raise DoesNotExistError("Worker", worker_id)
    if row.account not in (None, transaction.account):
        raise PermissionDeniedError
