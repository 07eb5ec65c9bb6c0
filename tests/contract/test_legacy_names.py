"""No answer names what only the current API has: a program's author reads the legacy reference."""

import re
from urllib.parse import urlencode

import pytest
from support import legacy_parameters as facts
from support.legacy import LegacyMarket, problem
from support.market import Market
from support.serving import CATALOGUE, service
from support.work import QUESTION

from adapter.auth.accounts import Accounts
from adapter.current_api.model import load
from adapter.errors import RefusedError
from adapter.model import HttpRequest

BAD = ("bad id", "-1", "Elsewhere", "9" * 20, "<a>")
QUOTED = re.compile(r'"[^"]*"')
NAME = re.compile(r"\w+")
HIT = {
    "Title": "Copy",
    "Description": "D",
    "Reward.1.Amount": "0.10",
    "AssignmentDurationInSeconds": "3600",
    "LifetimeInSeconds": "3600",
    "Question": QUESTION,
    "QualificationRequirement.1.QualificationTypeId": "000000000000000000L0",
}


@pytest.fixture
def legacy(tmp_path):
    market = Market(f"sqlite:///{tmp_path / 'market.db'}")
    yield LegacyMarket(market)
    market.service.close()


def members(shape):
    """The names of a shape's members, and of theirs."""
    inner = shape.item or shape
    for name, member in inner.members.items():
        yield name
        yield from members(member)


def current_names(operation):
    """What the current API calls the operation and its parameters, and the legacy API does not."""
    called = CATALOGUE.mappings[operation].current
    names = {name for each in called for name in members(load().find_input(each))}
    own = {step for path in facts.everything(operation) for step in NAME.findall(path)}
    return (names - own) | (set(load().operations) - set(CATALOGUE.mappings))


def calls(operation):
    """Every parameter left out, with bad and with all valid values, beside what is required."""
    yield facts.everything(operation)
    for place in facts.places():
        if place.operation == operation:
            yield dict(place.beside)
            for text in (*BAD, *place.fact.valid, *place.fact.refused):
                bad = {place.path: text}
                yield {**place.beside, **bad} if place.fact.structure else place.whole(text)


def test_what_is_looked_for_is_found():
    assert {"WorkerId", "ListHITs"} <= current_names("GetQualificationScore")
    assert {"IntegerValues", "QualificationRequirements"} <= current_names("CreateHIT")
    assert "WorkerId" not in current_names("BlockWorker")


@pytest.mark.parametrize("operation", sorted(facts.operations()))
def test_no_refusal_of_a_parameter_names_the_current_api(legacy, operation):
    forbidden = current_names(operation)
    for call in calls(operation):
        for message in legacy(operation, **call).iter("Message"):
            words = set(NAME.findall(QUOTED.sub("", message.text)))
            assert not words & forbidden, (call, message.text)


# No parameter of the caller's becomes these, and no value of the caller's is wrong in them.
OURS = {"MaxResults", "NextToken", "OverrideRejection", "ExpireAt"}


class Failing:
    """Refuses every call in words that name it and its parameters, as the current API does."""

    def open(self, account):
        return self

    def send(self, call):
        places = " ".join(f"{name}[0]" for name in call.params if name not in OURS)
        raise RefusedError(
            "AWS.MechanicalTurk.InvalidParameterValue", f"{call.operation}: {places}"
        )


@pytest.mark.parametrize("operation", sorted(facts.operations()))
def test_no_refusal_by_a_live_service_names_the_current_api(operation):
    call = {"Operation": operation, "AWSAccessKeyId": "K", **facts.everything(operation)}
    http = HttpRequest("GET", "127.0.0.1", "/", urlencode(call).encode(), {}, b"")
    answer = service(Failing(), accounts=Accounts()).answer(http).response.body.decode()
    words = set(NAME.findall(re.sub("<RequestId>.*?</RequestId>", "", answer)))
    assert not words & current_names(operation)


@pytest.mark.parametrize(
    "operation", ["GetQualificationScore", "RevokeQualification", "UpdateQualificationScore"]
)
def test_a_refused_worker_is_the_subject(legacy, operation):
    sent = {"QualificationTypeId": "AQ", "SubjectId": "bad id", "IntegerValue": "1"}
    assert problem(legacy(operation, **sent)) == (
        'InvalidParameterValue: The value "bad id" is not valid for the parameter SubjectId.'
    )


def test_a_value_beside_exists_is_refused_as_it_was_sent(legacy):
    sent = {
        **HIT,
        "QualificationRequirement.1.Comparator": "Exists",
        "QualificationRequirement.1.IntegerValue": "1",
    }
    place = "QualificationRequirement.1.IntegerValue"
    assert problem(legacy("CreateHIT", **sent)) == (
        f'InvalidParameterValue: The value "1" is not valid for the parameter {place}.'
    )


def test_a_requirement_without_its_value_is_a_missing_parameter(legacy):
    sent = {**HIT, "QualificationRequirement.1.Comparator": "EqualTo"}
    place = "QualificationRequirement.1"
    assert problem(legacy("CreateHIT", **sent)) == (
        "AWS.MissingParameters: Your request is missing required parameters. "
        f"Required parameters include {place}.IntegerValue (or {place}.LocaleValue)."
    )
