"""Small mappings with the real parameters of a few operations, and the real structures."""

import json

from support.checking import check

from adapter.errors import OperationError
from adapter.mapping.request import LoadContext, Structure
from adapter.mapping.schema import TranslatedOperation
from adapter.model import LegacyCall

COMPARATORS = [
    "LessThan", "LessThanOrEqualTo", "GreaterThan", "GreaterThanOrEqualTo", "EqualTo",
    "NotEqualTo", "Exists", "DoesNotExist", "In", "NotIn",
]  # fmt: skip


STRUCTURES = {}
CONTEXT = LoadContext(STRUCTURES.__getitem__)


def structure(name, *members, current=None):
    whole = {"structure": name, "current": current or name, "members": members}
    STRUCTURES[name] = Structure.model_validate_json(_json(whole), context=CONTEXT)


def mapping(operation, *parameters, **more):
    whole = {
        "kind": "translated",
        "operation": operation,
        "summary": "A small mapping for a test.",
        "fidelity": "exact",
        "request": parameters,
        "calls": [{"id": "only", "operation": operation}],
        "response": {"element": f"{operation}Result"},
        **more,
    }
    return TranslatedOperation.model_validate_json(_json(whole), context=CONTEXT)


def _json(whole):
    # Strict models take lists for their tuples from JSON only.
    return json.dumps(whole)


structure(
    "Locale",
    {"name": "Country", "type": "string", "required": True},
    {"name": "Subdivision", "type": "string"},
)  # fmt: skip
structure(
    "QualificationRequirement",
    {"name": "QualificationTypeId", "type": "string", "required": True},
    {"name": "Comparator", "type": "enum", "of": COMPARATORS, "required": True},
    {"name": "IntegerValue", "type": "integer", "repeated": True, "max_items": 15,
     "becomes": "IntegerValues"},
    {"name": "LocaleValue", "type": "structure", "structure": "Locale", "repeated": True,
     "max_items": 30, "becomes": "LocaleValues", "aliases": ["LocalValue"]},
    {"name": "RequiredToPreview", "type": "boolean"},
)  # fmt: skip
structure(
    "ParameterMapEntry",
    {"name": "Key", "type": "string", "required": True},
    {"name": "Value", "type": "string", "repeated": True, "becomes": "Values"},
)  # fmt: skip
structure(
    "PolicyParameter",
    {"name": "Key", "type": "string", "required": True},
    {"name": "Value", "type": "string", "repeated": True, "becomes": "Values"},
    {"name": "MapEntry", "type": "structure", "structure": "ParameterMapEntry",
     "repeated": True, "becomes": "MapEntries"},
)  # fmt: skip
structure(
    "ReviewPolicy",
    {"name": "PolicyName", "type": "string", "required": True},
    {"name": "Parameter", "type": "structure", "structure": "PolicyParameter",
     "repeated": True, "becomes": "Parameters"},
)  # fmt: skip
structure(
    "Notification",
    {"name": "Destination", "type": "string", "required": True},
    {"name": "Transport", "type": "enum", "of": ["Email", "SQS", "SNS"], "required": True,
     "refused": {"REST": "REST notifications exist no more; use SQS or SNS instead.",
                 "SOAP": "SOAP notifications exist no more; use SQS or SNS instead."}},
    {"name": "Version", "type": "string", "required": True},
    {"name": "EventType", "type": "enum", "repeated": True, "becomes": "EventTypes",
     "of": ["AssignmentSubmitted", "HITReviewable", "HITExpired", "Ping"]},
    current="NotificationSpecification",
)  # fmt: skip

CREATE_HIT = mapping(
    "CreateHIT",
    {"name": "HITTypeId", "type": "string"},
    {"name": "MaxAssignments", "type": "integer", "min": 1, "default": 1},
    {"name": "LifetimeInSeconds", "type": "integer", "required": True, "min": 30},
    {"name": "AssignmentDurationInSeconds", "type": "integer", "required_unless": "HITTypeId"},
    {"name": "Reward", "type": "money", "required_unless": "HITTypeId"},
    {"name": "Title", "type": "string", "required_unless": "HITTypeId", "max_length": 128},
    {"name": "Keywords", "type": "string"},
    {"name": "Question", "type": "string"},
    {"name": "HITLayoutId", "type": "string"},
    {"name": "QualificationRequirement", "type": "structure",
     "structure": "QualificationRequirement", "repeated": True, "max_items": 10},
    {"name": "AssignmentReviewPolicy", "type": "structure", "structure": "ReviewPolicy"},
    {"name": "HITReviewPolicy", "type": "structure", "structure": "ReviewPolicy"},
    one_of=[["Question", "HITLayoutId"]],
    ignored=[{"name": "Draft", "reason": "It is documented and has no effect."}],
    groups={"valid": ["Request", "Minimal", "HITDetail", "HITQuestion", "HITAssignmentSummary"],
            "default": ["Minimal"]},
)  # fmt: skip

SET_NOTIFICATION = mapping(
    "SetHITTypeNotification",
    {"name": "HITTypeId", "type": "string", "required": True},
    {"name": "Notification", "type": "structure", "structure": "Notification"},
    {"name": "Active", "type": "boolean", "aliases": ["Notification.Active"]},
    one_of=[["Notification", "Active"]],
)

NOTIFY_WORKERS = mapping(
    "NotifyWorkers",
    {"name": "Subject", "type": "string", "required": True, "max_length": 200},
    {"name": "MessageText", "type": "string", "required": True},
    {"name": "WorkerId", "type": "string", "repeated": True, "required": True, "max_items": 100},
)

GET_ASSIGNMENTS = mapping(
    "GetAssignmentsForHIT",
    {"name": "HITId", "type": "string", "required": True, "aliases": ["HitId"]},
    {"name": "AssignmentStatus", "type": "enum", "repeated": True,
     "of": ["Submitted", "Approved", "Rejected"]},
    {"name": "SortProperty", "type": "enum", "of": ["AcceptTime", "SubmitTime"],
     "default": "SubmitTime", "synonyms": {"Expiration": "SubmitTime"}},
    {"name": "PageSize", "type": "integer", "min": 1, "max": 100, "default": 10},
)  # fmt: skip

REVOKE = mapping(
    "RevokeQualification",
    {"name": "SubjectId", "type": "string", "required": True},
    {"name": "Reason", "type": "string", "aliases": ["SendNotification"]},
)

ALL = (CREATE_HIT, SET_NOTIFICATION, NOTIFY_WORKERS, GET_ASSIGNMENTS, REVOKE)


def checked(of, *pairs, strict=False):
    return check(LegacyCall(of.operation, pairs), of, strict=strict)


def problems(of, *pairs, strict=False):
    """Code and message of everything that is refused."""
    try:
        values = checked(of, *pairs, strict=strict)
    except OperationError as error:
        return [(each.code, each.message) for each in error.problems]
    raise AssertionError(f"not refused: {values}")


def of_hit_type(*pairs):
    """The values of a CreateHIT with these pairs, where all else is in order."""
    rest = (("HITTypeId", "T"), ("LifetimeInSeconds", "60"), ("Question", "<q/>"))
    return checked(CREATE_HIT, *rest, *pairs)


def of_hit_type_problems(*pairs):
    rest = (("HITTypeId", "T"), ("LifetimeInSeconds", "60"), ("Question", "<q/>"))
    return problems(CREATE_HIT, *rest, *pairs)
