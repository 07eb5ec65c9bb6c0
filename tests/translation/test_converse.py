from datetime import UTC, datetime, timedelta

import pytest
from support.flat import flat

from adapter.errors import RefusedError, UnavailableError
from adapter.mapping.catalogue import load
from adapter.model import CheckedCall, ModernCall, RequestContext
from adapter.queries import Walk
from adapter.settings.resources import find_data_folder
from adapter.translation.converse import converse

MAPPINGS = load(find_data_folder("mappings")).mappings
NOON = datetime(2016, 1, 2, 12, tzinfo=UTC)
CONTEXT = RequestContext(NOON, "6a1b2c3d-0000-4000-8000-000000000001")
ALREADY = RefusedError(
    "AWS.MechanicalTurk.X", 'The idempotency token "H" has already been processed'
)
WRONG_STATE = "This HIT is currently in the state '{}'.  This operation can be called …"


def talk_of(operation, values):
    return flat(converse(MAPPINGS[operation], CheckedCall(values, CONTEXT, {})))


def ended(talk, answer):
    with pytest.raises(StopIteration) as end:
        talk.send(answer)
    return end.value.value


def test_a_listing_asks_for_one_walk_and_returns_its_page():
    values = {"SortProperty": "SubmitTime", "SortDirection": "Descending", "PageNumber": 1}
    talk = talk_of("GetQualificationRequests", values | {"PageSize": 1})
    wanted = next(talk)
    assert (wanted.operation, wanted.params, wanted.items, wanted.identity) == (
        "ListQualificationRequests",
        {},
        "QualificationRequests",
        "QualificationRequestId",
    )
    assert isinstance(wanted, Walk)
    early, late = ({"QualificationRequestId": i, "SubmitTime": i} for i in (1, 2))
    scope = ended(talk, [early, late])
    assert list(scope["page"].items) == [late]
    assert scope["page"].total == 2


def test_a_new_score_is_only_given_to_a_worker_who_holds_one():
    values = {"QualificationTypeId": "T", "SubjectId": "A1", "IntegerValue": 7}
    talk = talk_of("UpdateQualificationScore", values)
    who = {"QualificationTypeId": "T", "WorkerId": "A1"}
    assert next(talk) == ModernCall("GetQualificationScore", who)
    assigned = ModernCall(
        "AssociateQualificationWithWorker", who | {"IntegerValue": 7, "SendNotification": False}
    )
    assert talk.send({"Qualification": {"Status": "Granted"}}) == assigned
    assert "page" not in ended(talk, {})


def test_what_is_absent_is_not_sent():
    talk = talk_of("RejectQualificationRequest", {"QualificationRequestId": "R"})
    assert next(talk) == ModernCall("RejectQualificationRequest", {"QualificationRequestId": "R"})


def test_extend_reads_the_current_expiry_then_adds_assignments_then_lifetime():
    values = {"HITId": "H", "ExpirationIncrementInSeconds": 3600, "MaxAssignmentsIncrement": 2}
    talk = talk_of("ExtendHIT", values)
    assert next(talk) == ModernCall("GetHIT", {"HITId": "H"})
    later = NOON + timedelta(days=1)
    assert talk.send({"HIT": {"Expiration": later}}) == ModernCall(
        "CreateAdditionalAssignmentsForHIT",
        {
            "HITId": "H",
            "NumberOfAdditionalAssignments": 2,
            "UniqueRequestToken": CONTEXT.request_id,
        },
    )
    assert talk.throw(ALREADY) == ModernCall(
        "UpdateExpirationForHIT", {"HITId": "H", "ExpireAt": later + timedelta(hours=1)}
    )
    ended(talk, {})


def test_an_expired_hit_is_extended_from_now_on():
    talk = talk_of("ExtendHIT", {"HITId": "H", "ExpirationIncrementInSeconds": 3600})
    next(talk)
    wanted = talk.send({"HIT": {"Expiration": NOON - timedelta(days=9)}})
    assert wanted.params["ExpireAt"] == NOON + timedelta(hours=1)
    ended(talk, {})


def test_a_hit_without_an_expiry_is_the_upstreams_fault():
    talk = talk_of("ExtendHIT", {"HITId": "H", "ExpirationIncrementInSeconds": 3600})
    next(talk)
    with pytest.raises(UnavailableError):
        talk.send({"HIT": {}})


def test_the_callers_own_token_is_used():
    talk = talk_of(
        "ExtendHIT", {"HITId": "H", "MaxAssignmentsIncrement": 1, "UniqueRequestToken": "t"}
    )
    assert next(talk).params["UniqueRequestToken"] == "t"


def test_a_revoked_qualification_gets_no_new_score():
    values = {"QualificationTypeId": "T", "SubjectId": "A1", "IntegerValue": 7}
    talk = talk_of("UpdateQualificationScore", values)
    next(talk)
    with pytest.raises(RefusedError, match=r"InvalidQualificationState.*status of: Granted"):
        talk.send({"Qualification": {"Status": "Revoked"}})


def approving(assignment):
    params = {"AssignmentId": assignment, "OverrideRejection": False}
    return ModernCall("ApproveAssignment", params)


def test_disable_expires_approves_every_submission_and_deletes():
    talk = talk_of("DisableHIT", {"HITId": "H"})
    expiring = next(talk)
    assert expiring.operation == "UpdateExpirationForHIT"
    assert expiring.params["ExpireAt"] < NOON - timedelta(days=365)
    assert talk.send({}).operation == "ListAssignmentsForHIT"
    submitted = [{"AssignmentId": "A"}, {"AssignmentId": "B"}]
    assert talk.send(submitted) == approving("A")
    state = RefusedError("AWS.MechanicalTurk.InvalidAssignmentState", "already approved")
    assert talk.throw(state) == approving("B")
    assert talk.send({}) == ModernCall("DeleteHIT", {"HITId": "H"})


@pytest.mark.parametrize(
    ("state", "ends"), [("Unassignable", StopIteration), ("Assignable", RefusedError)]
)
def test_disable_may_leave_work_in_progress_but_no_hit_on_the_market(state, ends):
    talk = talk_of("DisableHIT", {"HITId": "H"})
    next(talk)
    talk.send({})
    talk.send([])
    refusal = RefusedError("AWS.MechanicalTurk.InvalidHITState", WRONG_STATE.format(state))
    with pytest.raises(ends):
        talk.throw(refusal)


def test_disable_stops_where_an_approval_is_refused_for_another_reason():
    talk = talk_of("DisableHIT", {"HITId": "H"})
    next(talk)
    talk.send({})
    talk.send([{"AssignmentId": "A"}])
    short = RefusedError("AWS.MechanicalTurk.InsufficientFunds", "no money")
    with pytest.raises(RefusedError):
        talk.throw(short)


CREATED = RefusedError(
    "AWS.MechanicalTurk.HITAlreadyExists",
    "A HIT with id 3HITEXAMPLE000000000000000001 already exists",
)


def test_a_hit_that_exists_already_is_the_one_the_refusal_names():
    talk = talk_of("CreateHIT", {"HITTypeId": "T", "UniqueRequestToken": "t"})
    assert next(talk).operation == "CreateHITWithHITType"
    found = ModernCall("GetHIT", {"HITId": "3HITEXAMPLE000000000000000001"})
    assert talk.throw(CREATED) == found
    whole = {"HITId": "3HITEXAMPLE000000000000000001", "HITTypeId": "T"}
    assert ended(talk, {"HIT": whole})["created"]["HIT"] == whole


def test_a_refusal_that_names_no_hit_stays_a_refusal():
    talk = talk_of("CreateHIT", {"HITTypeId": "T"})
    next(talk)
    with pytest.raises(RefusedError):
        talk.throw(RefusedError("AWS.MechanicalTurk.HITAlreadyExists", "It exists."))


def test_the_token_that_a_refusal_repeats_is_not_the_hit():
    token = "A1B2C3D4E5F60718293A4B5C6D7E8F90"
    talk = talk_of("CreateHIT", {"HITTypeId": "T", "UniqueRequestToken": token})
    next(talk)
    message = f"The UniqueRequestToken {token} was used for HIT 3HITEXAMPLE000000000000000001"
    wanted = talk.throw(RefusedError("AWS.MechanicalTurk.HITAlreadyExists", message))
    assert wanted == ModernCall("GetHIT", {"HITId": "3HITEXAMPLE000000000000000001"})


@pytest.mark.parametrize(
    "failure",
    [RefusedError("AWS.MechanicalTurk.HITDoesNotExist", "no"), UnavailableError("down")],
)
def test_the_id_of_a_hit_that_was_paid_is_never_lost(failure):
    talk = talk_of("CreateHIT", {"HITTypeId": "T"})
    next(talk)
    talk.throw(CREATED)
    with pytest.raises(StopIteration) as end:
        talk.throw(failure)
    assert end.value.value["created"]["HIT"] == {"HITId": "3HITEXAMPLE000000000000000001"}


def test_a_refusal_that_repeats_the_callers_words_is_one():
    values = {"WorkerId": "A", "AssignmentId": "B", "BonusAmount": "1.00", "Reason": "r"}
    talk = talk_of("GrantBonus", values)
    next(talk)
    told = (
        'The value "This HIT was already processed by hand" is not valid for the parameter Reason.'
    )
    with pytest.raises(RefusedError):
        talk.throw(RefusedError("AWS.MechanicalTurk.InvalidParameterValue", told))


@pytest.mark.parametrize("answer", [{}, {"HIT": {"HITId": "ANOTHER", "HITTypeId": "T"}}])
def test_what_is_read_again_counts_only_if_it_is_the_same_hit(answer):
    talk = talk_of("CreateHIT", {"HITTypeId": "T"})
    next(talk)
    talk.throw(CREATED)
    assert ended(talk, answer)["created"]["HIT"] == {"HITId": "3HITEXAMPLE000000000000000001"}


@pytest.mark.parametrize(
    "message",
    [
        'The idempotency token "CAMPAIGNSPRING2019BATCH-17" has already been processed',
        "HIT 3HITEXAMPLE000000000000000001 of account A1B2C3D4E5F6G7H8I9J0K1 already exists",
    ],
)
def test_what_names_no_hit_or_several_things_is_a_refusal(message):
    values = {"HITTypeId": "T", "UniqueRequestToken": "CAMPAIGNSPRING2019BATCH-17"}
    talk = talk_of("CreateHIT", values)
    next(talk)
    with pytest.raises(RefusedError):
        talk.throw(RefusedError("AWS.MechanicalTurk.HITAlreadyExists", message))
