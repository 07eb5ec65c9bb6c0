"""boto 2.49 itself, over a socket, through the adapter, to boto3, to a stub of the current API."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from support.boto_249 import MTurkConnection, MTurkRequestError, hang_up
from support.current_stub import answer_with, by_operation, current_stub, fault, listing, throttle
from support.live import live
from support.serving import KEY, SECRET, serving

START = datetime(2016, 1, 2, 3, 4, 5, tzinfo=UTC)
TEST = '<QuestionForm><Question>1 &lt; 2 & "so"?</Question></QuestionForm>'
ANSWER = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<QuestionFormAnswers xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2005-10-01/QuestionFormAnswers.xsd"><Answer><QuestionIdentifier>q1</QuestionIdentifier>'
    "<FreeText>one &lt; two</FreeText></Answer></QuestionFormAnswers>"
)


def pending(number):
    return {
        "QualificationRequestId": f"R{number:04}",
        "QualificationTypeId": "T",
        "WorkerId": f"A{number}",
        "Test": TEST,
        "Answer": ANSWER,
        "SubmitTime": (START + timedelta(minutes=number)).timestamp(),
    }


@pytest.fixture
def boto():
    """A way to connect boto to an adapter in front of a stub that takes these steps."""
    opened, closing = [], []

    def connect(*steps, secret=SECRET):
        stub = enter(current_stub(*steps))
        url = enter(serving(enter(live(stub.url))))
        parts = urlsplit(url)
        connection = MTurkConnection(
            KEY, secret, host=parts.hostname, port=parts.port, is_secure=False
        )
        closing.append(connection)
        return connection, stub

    def enter(manager):
        opened.append(manager)
        return manager.__enter__()

    yield connect
    for connection in closing:
        hang_up(connection)
    for manager in reversed(opened):
        manager.__exit__(None, None, None)


def page(connection, *arguments, **named):
    """Ids and counts of a page, as boto parsed it."""
    found = connection.get_qualification_requests(*arguments, **named)
    ids = [each.QualificationRequestId for each in found]
    return ids, int(found.NumResults), int(found.TotalNumResults), int(found.PageNumber)


def test_the_default_call_gives_the_first_ten_oldest_first(boto):
    connection, stub = boto(
        listing("QualificationRequests", [pending(n) for n in range(150, 0, -1)])
    )
    ids = [f"R{n:04}" for n in range(1, 11)]
    assert page(connection, "T") == (ids, 10, 150, 1)
    assert [call.params for call in stub.calls] == [
        {"QualificationTypeId": "T", "MaxResults": 100},
        {
            "QualificationTypeId": "T",
            "MaxResults": 100,
            "NextToken": stub.calls[1].params["NextToken"],
        },
    ]


def test_page_two_descending(boto):
    connection, _ = boto(listing("QualificationRequests", [pending(n) for n in range(12)]))
    found = page(connection, "T", sort_by="SubmitTime", sort_direction="Descending",
                 page_size=5, page_number=2)  # fmt: skip
    assert found == ([f"R{n:04}" for n in (6, 5, 4, 3, 2)], 5, 12, 2)


def test_no_type_id_means_every_type(boto):
    connection, stub = boto(listing("QualificationRequests", [pending(1)]))
    assert page(connection, None)[2] == 1
    assert "QualificationTypeId" not in stub.calls[0].params


def test_subject_test_and_answers_are_parsed(boto):
    connection, _ = boto(listing("QualificationRequests", [pending(1)]))
    [request] = connection.get_qualification_requests("T")
    assert request.SubjectId == "A1"
    assert request.SubmitTime == "2016-01-02T03:05:05Z"
    assert request.Test == TEST
    [[answer]] = request.answers
    assert answer.fields == ["one < two"]


def test_grant_and_reject(boto):
    connection, stub = boto(answer_with({}))
    connection.grant_qualification("R1", 5)
    connection._process_request(
        "RejectQualificationRequest", {"QualificationRequestId": "R2", "Reason": None}
    )
    assert [(call.operation, call.params) for call in stub.calls] == [
        ("AcceptQualificationRequest", {"QualificationRequestId": "R1", "IntegerValue": 5}),
        ("RejectQualificationRequest", {"QualificationRequestId": "R2"}),
    ]


def test_a_wrong_secret_raises_botos_own_error_and_sends_nothing(boto):
    connection, stub = boto(answer_with({}), secret="wrong")
    with pytest.raises(MTurkRequestError) as refused:
        connection.get_account_balance()
    assert refused.value.error_code == "AWS.BadClaimsSupplied"
    assert "wrong" not in refused.value.body.replace("is wrong", "").replace("wrong secret", "")
    assert stub.calls == []


def test_the_upstreams_refusal_reaches_boto_in_its_own_words(boto):
    code = "AWS.MechanicalTurk.InvalidQualificationRequestState"
    connection, _ = boto(fault("RequestError", "Not so. (1436402412782)", code))
    with pytest.raises(MTurkRequestError) as refused:
        connection.grant_qualification("R1", 5)
    assert (refused.value.error_code, refused.value.error_message) == (
        code,
        "Not so. (1436402412782)",
    )
    assert refused.value.status == 200


def test_two_wrong_parameters_raise_one_error_with_both(boto):
    connection, stub = boto(answer_with({}))
    with pytest.raises(MTurkRequestError) as refused:
        connection.get_qualification_requests("T", page_size=101, page_number=0)
    assert [code for code, _ in refused.value.errors] == ["AWS.ParameterOutOfRange"] * 2
    assert stub.calls == []


def test_throttled_then_success(boto):
    connection, stub = boto(throttle(), throttle(), listing("QualificationRequests", [pending(1)]))
    assert page(connection, "T")[2] == 1
    assert len(stub.calls) == 3


def test_the_whole_life_of_a_type(boto):
    kind = {"QualificationTypeId": "T", "Name": "n", "CreationTime": START.timestamp(),
            "AutoGranted": False, "QualificationTypeStatus": "Active"}  # fmt: skip
    held = {"QualificationTypeId": "T", "WorkerId": "A1", "IntegerValue": 80, "Status": "Granted"}
    one, found = answer_with({"QualificationType": kind}), answer_with({"Qualification": held})
    connection, stub = boto(
        by_operation(
            {
                "CreateQualificationType": one,
                "GetQualificationType": one,
                "UpdateQualificationType": one,
                "ListQualificationTypes": listing("QualificationTypes", [kind]),
                "AssociateQualificationWithWorker": answer_with({}),
                "GetQualificationScore": found,
                "ListWorkersWithQualificationType": listing("Qualifications", [held]),
                "DisassociateQualificationFromWorker": answer_with({}),
                "DeleteQualificationType": answer_with({}),
                "GetAccountBalance": answer_with({"AvailableBalance": "10000.00"}),
            }
        )
    )
    [created] = connection.create_qualification_type("n", "d", "Active", "a, b", 60)
    assert (created.QualificationTypeId, created.CreationTime) == ("T", "2016-01-02T03:04:05Z")
    assert connection.get_qualification_type("T")[0].AutoGranted == "0"
    assert connection.update_qualification_type("T", status="Inactive")[0].Name == "n"
    assert connection.search_qualification_types()[0].Name == "n"
    connection.assign_qualification("T", "A1", 80, False)
    connection.update_qualification_score("T", "A1", 95)
    assert connection.get_qualification_score("T", "A1")[0].IntegerValue == "80"
    [holder] = connection.get_qualifications_for_qualification_type("T")
    assert (holder.SubjectId, holder.Status) == ("A1", "Granted")
    connection.revoke_qualification("A1", "T")
    connection.dispose_qualification_type("T")
    assert connection.get_account_balance()[0].amount == 10000.0
    changes = [call.params for call in stub.calls if call.operation.startswith("Associate")]
    assert [(each["IntegerValue"], each["SendNotification"]) for each in changes] == [
        (80, False),
        (95, False),
    ]
