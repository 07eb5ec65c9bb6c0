"""Nothing is lost and nothing is paid twice, from boto 2.49 to a stub that keeps the books."""

import re
from dataclasses import dataclass, field

import pytest
import requests
from lxml import etree
from support.current_stub import answer_with, by_operation, current_stub, drop, fault, listing
from support.live import ACCOUNT, live
from support.serving import serving

from adapter.auth.accounts import Accounts

HIT_ID = "3HITEXAMPLE000000000000000001"
HIT = {"HITId": HIT_ID, "HITTypeId": "3TYPE", "Expiration": 1451703845}
CREATE = {
    "Operation": "CreateHIT",
    "HITTypeId": "3TYPE",
    "LifetimeInSeconds": "3600",
    "Question": "<ExternalQuestion/>",
}
BONUS = {
    "Operation": "GrantBonus",
    "WorkerId": "A1",
    "AssignmentId": "3ASSIGNMENT",
    "BonusAmount.1.Amount": "1.50",
    "BonusAmount.1.CurrencyCode": "USD",
    "Reason": "well done",
}
EXTEND = {
    "Operation": "ExtendHIT",
    "HITId": HIT_ID,
    "MaxAssignmentsIncrement": "2",
    "ExpirationIncrementInSeconds": "3600",
}


@dataclass
class Books:
    """Applies each token once, as the service does, and cuts the first `cut` answers off."""

    answer: dict
    refusal: tuple
    cut: int = 0
    paid: list = field(default_factory=list)

    def __call__(self, call):
        token = call.params["UniqueRequestToken"]
        if token in self.paid:
            return fault("RequestError", *self.refusal)(call)
        self.paid.append(token)
        self.cut -= 1
        return (drop() if self.cut >= 0 else answer_with(self.answer))(call)


EXISTS = (f"HIT {HIT_ID} already exists (1451703845123)", "AWS.MechanicalTurk.HITAlreadyExists")
PROCESSED = (
    'The idempotency token "t" has already been processed (1451703845123)',
    "AWS.MechanicalTurk.RequestAlreadyProcessed",
)
PAYING = {
    "CreateHITWithHITType": (CREATE, {"HIT": HIT}, EXISTS),
    "SendBonus": (BONUS, {}, PROCESSED),
    "CreateAdditionalAssignmentsForHIT": (EXTEND, {}, PROCESSED),
}


@dataclass
class ForTests:
    """Calls with the test's keys, whoever asks."""

    upstreams: object

    def open(self, account):
        return self.upstreams.open(ACCOUNT)


def called(url, parameters):
    return etree.fromstring(requests.post(url, parameters, timeout=20).content)


def adapter_before(stub, *pairs):
    """The answers to these legacy calls, made one after the other."""
    with live(stub.url) as upstreams, serving(ForTests(upstreams), accounts=Accounts()) as url:
        return [called(url, parameters) for parameters in pairs]


def in_turn(*steps):
    """A step that is each of these, one call after the other."""
    waiting = iter(steps)

    def step(call):
        return next(waiting)(call)

    return step


def others():
    return {
        "GetHIT": answer_with({"HIT": HIT}),
        "UpdateExpirationForHIT": answer_with({}),
    }


def is_success(document):
    return document.findtext(".//IsValid") == "True" and document.find(".//Errors") is None


@pytest.mark.parametrize("operation", PAYING)
def test_an_answer_that_is_cut_off_is_one_success_and_one_payment(operation):
    legacy, answer, refusal = PAYING[operation]
    books = Books(answer, refusal, cut=1)
    with current_stub(by_operation(others() | {operation: books})) as stub:
        [document] = adapter_before(stub, legacy)
    sent = [call for call in stub.calls if call.operation == operation]
    assert is_success(document)
    assert len(books.paid) == 1
    assert len(sent) == 2
    if operation.startswith("CreateHIT"):
        assert document.findtext("HIT/HITId") == HIT_ID
        assert document.findtext("HIT/HITTypeId") == "3TYPE"


@pytest.mark.parametrize("operation", PAYING)
def test_a_caller_who_sends_the_call_again_pays_once_with_its_own_token(operation):
    legacy, answer, refusal = PAYING[operation]
    books = Books(answer, refusal)
    own = legacy | {"UniqueRequestToken": "my-own-token"}
    with current_stub(by_operation(others() | {operation: books})) as stub:
        documents = adapter_before(stub, own, own)
    assert [is_success(each) for each in documents] == [True, True]
    assert books.paid == ["my-own-token"]


@pytest.mark.parametrize("operation", PAYING)
def test_two_calls_without_a_token_are_two_payments(operation):
    legacy, answer, refusal = PAYING[operation]
    books = Books(answer, refusal)
    with current_stub(by_operation(others() | {operation: books})) as stub:
        adapter_before(stub, legacy, legacy)
    assert len(set(books.paid)) == 2
    assert all(re.fullmatch(r"[0-9a-f-]{36}", token) for token in books.paid)


def test_an_extension_that_cannot_be_paid_changes_nothing_and_a_repeat_does_it():
    short = fault("RequestError", "Not enough money (1)", "AWS.MechanicalTurk.InsufficientFunds")
    books = Books({}, PROCESSED)
    steps = others() | {"CreateAdditionalAssignmentsForHIT": in_turn(short, books)}
    with current_stub(by_operation(steps)) as stub:
        refused, repeated = adapter_before(stub, EXTEND, EXTEND)
    assert refused.findtext(".//Code") == "AWS.MechanicalTurk.InsufficientFunds"
    assert is_success(repeated)
    assert len(books.paid) == 1
    assert [call.operation for call in stub.calls if call.operation != "GetHIT"] == [
        "CreateAdditionalAssignmentsForHIT",
        "CreateAdditionalAssignmentsForHIT",
        "UpdateExpirationForHIT",
    ]


def test_an_approval_that_may_have_been_carried_out_is_not_sent_again():
    with current_stub(drop()) as stub:
        [document] = adapter_before(
            stub, {"Operation": "ApproveAssignment", "AssignmentId": "3ASSIGNMENT"}
        )
    assert len(stub.calls) == 1
    assert document.findtext(".//Code") == "Adapter.OutcomeUnknown"
    assert "not known" in document.findtext(".//Message")


@pytest.mark.parametrize("lost", [True, False], ids=["after-a-lost-answer", "at-once"])
def test_a_refused_bonus_says_so_where_it_may_have_been_paid_before(lost):
    short = fault("RequestError", "No money. (1)", "AWS.MechanicalTurk.InsufficientFunds")
    with current_stub(*[drop()] * lost, short) as stub:
        [document] = adapter_before(stub, BONUS)
    code, message = document.findtext(".//Code"), document.findtext(".//Message")
    assert "No money." in message
    assert ("may have been carried out before it was refused" in message) is lost
    assert code == ("Adapter.OutcomeUnknown" if lost else "AWS.MechanicalTurk.InsufficientFunds")


def test_disable_goes_on_when_it_is_repeated_after_a_failure():
    decided = fault("RequestError", "x (1)", "AWS.MechanicalTurk.InvalidAssignmentState")
    steps = {
        "UpdateExpirationForHIT": answer_with({}),
        "ListAssignmentsForHIT": listing("Assignments", [{"AssignmentId": i} for i in "34"]),
        "ApproveAssignment": in_turn(answer_with({}), drop(), decided, answer_with({})),
        "DeleteHIT": answer_with({}),
    }
    disable = {"Operation": "DisableHIT", "HITId": HIT_ID}
    with current_stub(by_operation(steps)) as stub:
        broken, repeated = adapter_before(stub, disable, disable)
    assert broken.findtext(".//Code") == "Adapter.OutcomeUnknown"
    assert is_success(repeated)
    assert [call.operation for call in stub.calls].count("DeleteHIT") == 1
