"""Which handler carries out which operation of the current API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.accounts import get_account_balance
from adapter.marketplace.holdings import (
    associate_qualification_with_worker,
    disassociate_qualification_from_worker,
    get_qualification_score,
    list_workers_with_qualification_type,
)
from adapter.marketplace.qualification_requests import (
    accept_qualification_request,
    list_qualification_requests,
    reject_qualification_request,
)
from adapter.marketplace.qualification_types import (
    create_qualification_type,
    delete_qualification_type,
    get_qualification_type,
    list_qualification_types,
    update_qualification_type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.marketplace.turn import Handler

OPERATIONS: Mapping[str, Handler] = {
    "AcceptQualificationRequest": accept_qualification_request,
    "AssociateQualificationWithWorker": associate_qualification_with_worker,
    "CreateQualificationType": create_qualification_type,
    "DeleteQualificationType": delete_qualification_type,
    "DisassociateQualificationFromWorker": disassociate_qualification_from_worker,
    "GetAccountBalance": get_account_balance,
    "GetQualificationScore": get_qualification_score,
    "GetQualificationType": get_qualification_type,
    "ListQualificationRequests": list_qualification_requests,
    "ListQualificationTypes": list_qualification_types,
    "ListWorkersWithQualificationType": list_workers_with_qualification_type,
    "RejectQualificationRequest": reject_qualification_request,
    "UpdateQualificationType": update_qualification_type,
}
