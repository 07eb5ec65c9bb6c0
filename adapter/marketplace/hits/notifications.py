"""The notification settings of a HIT type, and test events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from adapter.marketplace.errors import INVALID, InvalidValueError, ParameterValidationError
from adapter.marketplace.hits.types import find_own_type
from adapter.marketplace.notifications.outbox import store_notification
from adapter.marketplace.notifications.specification import check_specification
from adapter.marketplace.storage.tables import hit_types

if TYPE_CHECKING:
    from adapter.marketplace.storage.transaction import Params, Result, Transaction


def update_notification_settings(transaction: Transaction, params: Params) -> Result:
    """Set the type's notification, activate or deactivate it, or both."""
    before = find_own_type(transaction, params["HITTypeId"])
    if "Notification" not in params and "Active" not in params:
        reason = "At least one of the parameters Notification and Active is required."
        raise ParameterValidationError(INVALID, reason)
    specification = params.get("Notification", before.notification)
    active = params.get("Active", before.notification_active)
    if "Notification" in params:
        check_specification(specification)
    if active and specification is None:
        raise InvalidValueError("Active", "true")
    change = update(hit_types).where(hit_types.c.id == before.id)
    transaction.execute(change.values(notification=specification, notification_active=active))
    return {}


def send_test_event_notification(transaction: Transaction, params: Params) -> Result:
    """Store a notification of a test event, with new ids that belong to nothing."""
    specification = params["Notification"]
    check_specification(specification)
    ids = {name: transaction.generate_id() for name in ("HITTypeId", "HITId", "AssignmentId")}
    store_notification(transaction, specification, params["TestEventType"], transaction.now, ids)
    return {}
