"""What workers hold: assigned, read, listed and revoked by the type's owner."""

import pytest
from sqlalchemy import select
from support.market import ME, OTHER

from adapter.marketplace.storage.system_types import LOCALE, MASTERS, PERCENT_APPROVED
from adapter.marketplace.storage.tables import messages

TYPE = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}
GRANTED_ONLY = "InvalidQualificationState: This operation can be called with a status of: Granted"
NONE = "QualificationDoesNotExist: You requested a Qualification that does not exist."
DENIED = "PermissionDenied: This user is not authorized to perform the requested operation."
OPERATIONS = (
    "AssociateQualificationWithWorker",
    "DisassociateQualificationFromWorker",
    "GetQualificationScore",
)


@pytest.fixture
def sky(market):
    answer = market("CreateQualificationType", **TYPE)
    return {"QualificationTypeId": answer["QualificationType"]["QualificationTypeId"]}


def assign(market, sky, worker="AB", **params):
    market("AssociateQualificationWithWorker", **sky, WorkerId=worker, **params)


def told(market):
    with market.service.begin_read(ME) as transaction:
        rows = transaction.connection.execute(
            select(messages.c.recipient, messages.c.kind, messages.c.text)
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(("given", "value"), [({}, 1), ({"IntegerValue": 0}, 0)])
def test_a_worker_is_given_a_value_unasked(market, sky, given, value):
    assign(market, sky, **given)
    held = market("GetQualificationScore", **sky, WorkerId="AB")["Qualification"]
    assert (held["IntegerValue"], held["GrantTime"]) == (value, market.clock.now)


def test_a_second_value_takes_the_place_of_the_first(market, sky):
    assign(market, sky, IntegerValue=1)
    assign(market, sky, IntegerValue=2)
    listed = market("ListWorkersWithQualificationType", **sky)["Qualifications"]
    assert [item["IntegerValue"] for item in listed] == [2]


def test_a_revoked_qualification_is_in_the_wrong_state_until_it_is_given_again(market, sky):
    assign(market, sky)
    market("DisassociateQualificationFromWorker", **sky, WorkerId="AB", Reason="No.")
    for operation in OPERATIONS[1:]:
        assert market.refused(operation, **sky, WorkerId="AB") == GRANTED_ONLY
    assign(market, sky, IntegerValue=3)
    held = market("GetQualificationScore", **sky, WorkerId="AB")["Qualification"]
    assert (held["Status"], held["IntegerValue"]) == ("Granted", 3)


@pytest.mark.parametrize("operation", OPERATIONS[1:])
def test_what_was_never_held(market, sky, operation):
    assert market.refused(operation, **sky, WorkerId="AB") == NONE


@pytest.mark.parametrize("operation", [*OPERATIONS, "ListWorkersWithQualificationType"])
def test_only_the_owner_of_a_type_that_is_there(market, sky, operation):
    worker = {} if operation.startswith("List") else {"WorkerId": "AB"}
    assert market.refused(operation, OTHER, **sky, **worker) == DENIED
    assert market.refused(operation, QualificationTypeId="3X", **worker) == (
        "QualificationTypeDoesNotExist: QualificationType 3X does not exist."
    )


@pytest.mark.parametrize("operation", OPERATIONS[1:])
def test_no_requester_sees_a_qualification_of_amazons_own_types(market, operation):
    """Captured: boto's issue 3171, GetQualificationScore of Worker_Locale."""
    for type_id in (LOCALE, PERCENT_APPROVED, MASTERS):
        assert market.refused(operation, QualificationTypeId=type_id, WorkerId="AB") == NONE


def test_amazons_own_types_are_neither_granted_nor_listed_by_a_requester(market):
    of = {"QualificationTypeId": LOCALE}
    assert market.refused("AssociateQualificationWithWorker", **of, WorkerId="AB") == DENIED
    assert market.refused("ListWorkersWithQualificationType", **of) == DENIED


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("worker", ["X1", "ab", "A", "AB\n", "A" * 65])
def test_a_worker_id_that_can_be_nobodys(market, sky, operation, worker):
    says = market.invalid(operation, **sky, WorkerId=worker)
    assert says.endswith("is not valid for the parameter WorkerId.")


def test_holders_are_listed_by_state_granted_first_of_all(market, sky):
    for worker in ("AB", "AC", "AD"):
        assign(market, sky, worker)
    market("DisassociateQualificationFromWorker", **sky, WorkerId="AC")

    def workers(**params):
        found = market.walk(
            "ListWorkersWithQualificationType", "Qualifications", MaxResults=1, **sky, **params
        )
        return [item["WorkerId"] for item in found]

    assert workers() == workers(Status="Granted") == ["AB", "AD"]
    assert workers(Status="Revoked") == ["AC"]


def test_a_status_that_there_is_not(market, sky):
    assert market.invalid("ListWorkersWithQualificationType", **sky, Status="Given") == (
        'AWS.InvalidEnumeratedParameter: The value "Given" is not valid for the parameter Status. '
        "Valid values are: Granted, Revoked."
    )


def test_workers_are_told_unless_it_is_said_not_to(market, sky):
    assign(market, sky, "AB")
    assign(market, sky, "AC", SendNotification=False)
    market("DisassociateQualificationFromWorker", **sky, WorkerId="AB", Reason="No.")
    assert told(market) == [
        ("AB", "QualificationAssigned", ""),
        ("AB", "QualificationRevoked", "No."),
    ]
