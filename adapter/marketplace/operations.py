"""The handler of each operation of the current API."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from adapter.marketplace.accounts.balance import get_account_balance
from adapter.marketplace.accounts.messages import notify_workers
from adapter.marketplace.accounts.worker_blocks import (
    BLOCKS,
    create_worker_block,
    delete_worker_block,
)
from adapter.marketplace.assignments.bonuses import BONUSES, send_bonus
from adapter.marketplace.assignments.operations import (
    ASSIGNMENTS,
    approve_assignment,
    get_assignment,
    get_file_upload_url,
    reject_assignment,
)
from adapter.marketplace.hits.creation import create_hit, create_hit_with_hit_type
from adapter.marketplace.hits.notifications import (
    send_test_event_notification,
    update_notification_settings,
)
from adapter.marketplace.hits.operations import (
    create_additional_assignments_for_hit,
    delete_hit,
    update_expiration_for_hit,
    update_hit_review_status,
    update_hit_type_of_hit,
)
from adapter.marketplace.hits.queries import HITS, HITS_REQUIRING, REVIEWABLE_HITS, get_hit
from adapter.marketplace.hits.types import create_hit_type
from adapter.marketplace.qualifications.grants import (
    QUALIFICATIONS,
    associate_qualification_with_worker,
    disassociate_qualification_from_worker,
    get_qualification_score,
)
from adapter.marketplace.qualifications.requests import (
    REQUESTS,
    accept_qualification_request,
    reject_qualification_request,
)
from adapter.marketplace.qualifications.types import (
    TYPES,
    create_qualification_type,
    delete_qualification_type,
    get_qualification_type,
    update_qualification_type,
)
from adapter.marketplace.reviews.report import list_review_policy_results_for_hit
from adapter.marketplace.reviews.review import review_after
from adapter.marketplace.storage.paging import read_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.marketplace.storage.paging import Listing
    from adapter.marketplace.storage.transaction import Handler

LISTS: Mapping[str, Listing] = {
    "ListAssignmentsForHIT": ASSIGNMENTS,
    "ListBonusPayments": BONUSES,
    "ListHITs": HITS,
    "ListHITsForQualificationType": HITS_REQUIRING,
    "ListQualificationRequests": REQUESTS,
    "ListQualificationTypes": TYPES,
    "ListReviewableHITs": REVIEWABLE_HITS,
    "ListWorkerBlocks": BLOCKS,
    "ListWorkersWithQualificationType": QUALIFICATIONS,
}
"""The list operations."""

OPERATIONS: Mapping[str, Handler] = {
    **{name: partial(read_page, listing=listing) for name, listing in LISTS.items()},
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
    "ListReviewPolicyResultsForHIT": list_review_policy_results_for_hit,
    "NotifyWorkers": notify_workers,
    "RejectAssignment": reject_assignment,
    "RejectQualificationRequest": reject_qualification_request,
    "SendBonus": send_bonus,
    "SendTestEventNotification": send_test_event_notification,
    "UpdateExpirationForHIT": review_after(update_expiration_for_hit),
    "UpdateHITReviewStatus": update_hit_review_status,
    "UpdateHITTypeOfHIT": update_hit_type_of_hit,
    "UpdateNotificationSettings": update_notification_settings,
    "UpdateQualificationType": update_qualification_type,
}

# Changes that time alone causes are applied before these operations, which would show them.
AFTER_DUE_CHANGES = frozenset(
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
