"""Which handler carries out which operation of the current API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.marketplace.accounts.accounts import get_account_balance
from adapter.marketplace.accounts.notify_workers import notify_workers
from adapter.marketplace.accounts.worker_blocks import (
    create_worker_block,
    delete_worker_block,
    list_worker_blocks,
)
from adapter.marketplace.assignments.bonuses import list_bonus_payments, send_bonus
from adapter.marketplace.assignments.file_uploads import get_file_upload_url
from adapter.marketplace.assignments.operations import (
    approve_assignment,
    get_assignment,
    list_assignments_for_hit,
    reject_assignment,
)
from adapter.marketplace.hits.changes import (
    create_additional_assignments_for_hit,
    delete_hit,
    update_expiration_for_hit,
    update_hit_review_status,
    update_hit_type_of_hit,
)
from adapter.marketplace.hits.create import create_hit, create_hit_with_hit_type, get_hit
from adapter.marketplace.hits.lists import (
    list_hits,
    list_hits_for_qualification_type,
    list_reviewable_hits,
)
from adapter.marketplace.hits.notifications import (
    send_test_event_notification,
    update_notification_settings,
)
from adapter.marketplace.hits.review_policies import list_review_policy_results_for_hit
from adapter.marketplace.hits.types import create_hit_type
from adapter.marketplace.qualifications.granted import (
    associate_qualification_with_worker,
    disassociate_qualification_from_worker,
    get_qualification_score,
    list_workers_with_qualification_type,
)
from adapter.marketplace.qualifications.requests import (
    accept_qualification_request,
    list_qualification_requests,
    reject_qualification_request,
)
from adapter.marketplace.qualifications.types import (
    create_qualification_type,
    delete_qualification_type,
    get_qualification_type,
    list_qualification_types,
    update_qualification_type,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.marketplace.transaction import Handler

OPERATIONS: Mapping[str, Handler] = {
    "AcceptQualificationRequest": accept_qualification_request,
    "ApproveAssignment": approve_assignment,
    "AssociateQualificationWithWorker": associate_qualification_with_worker,
    "CreateAdditionalAssignmentsForHIT": create_additional_assignments_for_hit,
    "CreateHIT": create_hit,
    "CreateHITType": create_hit_type,
    "CreateHITWithHITType": create_hit_with_hit_type,
    "CreateQualificationType": create_qualification_type,
    "CreateWorkerBlock": create_worker_block,
    "DeleteHIT": delete_hit,
    "DeleteQualificationType": delete_qualification_type,
    "DeleteWorkerBlock": delete_worker_block,
    "DisassociateQualificationFromWorker": disassociate_qualification_from_worker,
    "GetAccountBalance": get_account_balance,
    "GetAssignment": get_assignment,
    "GetFileUploadURL": get_file_upload_url,
    "GetHIT": get_hit,
    "GetQualificationScore": get_qualification_score,
    "GetQualificationType": get_qualification_type,
    "ListAssignmentsForHIT": list_assignments_for_hit,
    "ListBonusPayments": list_bonus_payments,
    "ListHITs": list_hits,
    "ListHITsForQualificationType": list_hits_for_qualification_type,
    "ListQualificationRequests": list_qualification_requests,
    "ListQualificationTypes": list_qualification_types,
    "ListReviewPolicyResultsForHIT": list_review_policy_results_for_hit,
    "ListReviewableHITs": list_reviewable_hits,
    "ListWorkerBlocks": list_worker_blocks,
    "ListWorkersWithQualificationType": list_workers_with_qualification_type,
    "NotifyWorkers": notify_workers,
    "RejectAssignment": reject_assignment,
    "RejectQualificationRequest": reject_qualification_request,
    "SendBonus": send_bonus,
    "SendTestEventNotification": send_test_event_notification,
    "UpdateExpirationForHIT": update_expiration_for_hit,
    "UpdateHITReviewStatus": update_hit_review_status,
    "UpdateHITTypeOfHIT": update_hit_type_of_hit,
    "UpdateNotificationSettings": update_notification_settings,
    "UpdateQualificationType": update_qualification_type,
}

# What time alone has changed since the last call is carried out before these.
SETTLED_FIRST = frozenset(
    {
        "ApproveAssignment",
        "CreateAdditionalAssignmentsForHIT",
        "CreateHIT",
        "CreateHITWithHITType",
        "DeleteHIT",
        "GetAccountBalance",
        "GetAssignment",
        "GetFileUploadURL",
        "GetHIT",
        "ListAssignmentsForHIT",
        "ListHITs",
        "ListHITsForQualificationType",
        "ListReviewPolicyResultsForHIT",
        "ListReviewableHITs",
        "NotifyWorkers",
        "RejectAssignment",
        "SendBonus",
        "UpdateExpirationForHIT",
        "UpdateHITReviewStatus",
        "UpdateHITTypeOfHIT",
    }
)
