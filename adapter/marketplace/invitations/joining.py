"""Join by an invitation, in one transaction: the use, the person and their qualifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from adapter.marketplace.errors import InvitationClosedError, RequestError
from adapter.marketplace.invitations.records import (
    GRANT,
    SELECT,
    build_grant,
    read_row,
)
from adapter.marketplace.link_tokens import hash_token
from adapter.marketplace.operations import OPERATIONS
from adapter.marketplace.people import People, record_visit
from adapter.marketplace.storage.tables import invitation_uses, invitations
from adapter.marketplace.validation import check_parameters

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from adapter.marketplace.invitations.records import Invitation
    from adapter.marketplace.people import Person
    from adapter.marketplace.service import Marketplace
    from adapter.marketplace.storage.transaction import Transaction


def find_invitation(marketplace: Marketplace, token: str) -> Invitation | None:
    """Return the invitation of the token, or None; raises a ServiceFault."""
    with marketplace.database.begin_read() as connection:
        return _find(connection, token)


def has_joined(marketplace: Marketplace, invitation: Invitation, worker_id: str) -> bool:
    """Return whether the worker joined by the invitation before; raises a ServiceFault."""
    with marketplace.database.begin_read() as connection:
        return _has_joined(connection, invitation, worker_id)


def join(
    marketplace: Marketplace,
    token: str,
    form: str,
    *,
    name: str | None = None,
    worker_id: str | None = None,
) -> Person:
    """Return the person who joins; one use is counted, unless this form was sent before.

    Args:
        marketplace: where people work.
        token: of the invitation.
        form: a random text of the form that is sent.
        name: of a new person.
        worker_id: the worker who is signed in and joins as such; None: a new worker does, or whose
            personal link it is.

    Raises:
        InvitationClosedError: nobody joins by it.
        PersonStoppedError: the person may not come in any more.
        ServiceFault: the database failed.
    """
    known = find_invitation(marketplace, token)
    if known is None:
        raise InvitationClosedError("unknown")
    # The account's lock makes browsers that join at once wait for each other.
    with marketplace.begin_write(known.account) as transaction:
        invitation = _find(transaction.connection, token)
        if invitation is None:
            raise InvitationClosedError("unknown")
        new_id = People(marketplace).derive_worker_id("invitation", hash_token(token), form)
        joining = invitation.terms.worker_id or worker_id or new_id
        _use(transaction, invitation, form, joining)
        connection, account = transaction.connection, invitation.account
        return record_visit(connection, joining, transaction.now, name=name, account=account)


def _use(transaction: Transaction, invitation: Invitation, form: str, worker_id: str) -> None:
    """Count the use and grant the qualifications, which a worker gets once."""
    sent = select(invitation_uses.c.worker_id).where(
        invitation_uses.c.invitation == invitation.id, invitation_uses.c.form == form
    )
    sender = transaction.execute(sent).scalar()
    has_come = _has_joined(transaction.connection, invitation, worker_id)
    is_personal = invitation.terms.worker_id is not None
    if sender == worker_id or (has_come and not is_personal):
        return
    if sender is not None:  # the form of somebody else, with which nobody joins without a use
        raise InvitationClosedError("used up")
    reason = invitation.find_closed_reason(transaction.now)
    if reason is not None:
        raise InvitationClosedError(reason)
    row = {"invitation": invitation.id, "form": form, "worker_id": worker_id}
    transaction.execute(insert(invitation_uses), {**row, "made": transaction.now})
    if not has_come:
        _grant(transaction, invitation, worker_id)


def _grant(transaction: Transaction, invitation: Invitation, worker_id: str) -> None:
    """Grant what the invitation promises, by the API's own operation."""
    for type_id, value in invitation.terms.grants.items():
        params = check_parameters(GRANT, build_grant(type_id, worker_id, value))
        try:
            OPERATIONS[GRANT](transaction, params)
        except RequestError:
            raise InvitationClosedError("without its qualifications") from None


def _find(connection: Connection, token: str) -> Invitation | None:
    row = connection.execute(SELECT.where(invitations.c.token_hash == hash_token(token))).first()
    return None if row is None else read_row(row)


def _has_joined(connection: Connection, invitation: Invitation, worker_id: str) -> bool:
    used = select(invitation_uses.c.serial).where(
        invitation_uses.c.invitation == invitation.id, invitation_uses.c.worker_id == worker_id
    )
    return connection.execute(used).first() is not None
