"""The member without which an answer of the current API is no answer, as a path."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# None where an empty object says that the thing is done. NotifyWorkers lists failures only, and
# leaves the list out when there are none. ListReviewPolicyResultsForHIT has several lists, each
# of which can be missing; only the id is always there.
VITAL: Mapping[str, str | None] = MappingProxyType(
    {
        "AcceptQualificationRequest": None,
        "ApproveAssignment": None,
        "AssociateQualificationWithWorker": None,
        "CreateAdditionalAssignmentsForHIT": None,
        "CreateHIT": "HIT.HITId",
        "CreateHITType": "HITTypeId",
        "CreateHITWithHITType": "HIT.HITId",
        "CreateQualificationType": "QualificationType.QualificationTypeId",
        "CreateWorkerBlock": None,
        "DeleteHIT": None,
        "DeleteQualificationType": None,
        "DeleteWorkerBlock": None,
        "DisassociateQualificationFromWorker": None,
        "GetAccountBalance": "AvailableBalance",
        "GetAssignment": "Assignment.AssignmentId",
        "GetFileUploadURL": "FileUploadURL",
        "GetHIT": "HIT.HITId",
        "GetQualificationScore": "Qualification.QualificationTypeId",
        "GetQualificationType": "QualificationType.QualificationTypeId",
        "ListAssignmentsForHIT": "Assignments",
        "ListBonusPayments": "BonusPayments",
        "ListHITs": "HITs",
        "ListHITsForQualificationType": "HITs",
        "ListQualificationRequests": "QualificationRequests",
        "ListQualificationTypes": "QualificationTypes",
        "ListReviewPolicyResultsForHIT": "HITId",
        "ListReviewableHITs": "HITs",
        "ListWorkerBlocks": "WorkerBlocks",
        "ListWorkersWithQualificationType": "Qualifications",
        "NotifyWorkers": None,
        "RejectAssignment": None,
        "RejectQualificationRequest": None,
        "SendBonus": None,
        "SendTestEventNotification": None,
        "UpdateExpirationForHIT": None,
        "UpdateHITReviewStatus": None,
        "UpdateHITTypeOfHIT": None,
        "UpdateNotificationSettings": None,
        "UpdateQualificationType": "QualificationType.QualificationTypeId",
    }
)
