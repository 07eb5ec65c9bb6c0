"""One marketplace, one address, both APIs: boto 2.49, boto3, the AWS CLI and a worker."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import requests
from botocore.exceptions import ClientError
from support import aws_cli
from support.backends import caching_backend
from support.boto3_client import client
from support.boto_249 import (
    AnswerSpecification,
    MTurkConnection,
    MTurkRequestError,
    Question,
    QuestionContent,
    QuestionForm,
    SelectionAnswer,
    hang_up,
)
from support.documents import KEY as ANSWER_KEY
from support.documents import answers
from support.process import adapter_process
from support.serving import KEY, SECRET, serving

from adapter.auth.accounts import Accounts
from adapter.marketplace import Environment, Marketplace
from adapter.marketplace.seeds import load
from adapter.marketplace.workers import Worker
from adapter.model import Account
from adapter.upstream.marketplace import MarketplaceUpstreams

OTHER = "OTHERTESTKEY"
ACCOUNTS = Accounts({key: Account(key, SECRET) for key in (KEY, OTHER)})


class Place:
    """A marketplace that is served, and those who go there."""

    def __init__(self, marketplace, url):
        self.marketplace = marketplace
        self.url = url
        self.mturk = client(url)
        parts = urlsplit(url)
        self.boto = MTurkConnection(
            KEY, SECRET, host=parts.hostname, port=parts.port, is_secure=False
        )

    def worker(self, number=1):
        return Worker(self.marketplace, f"A{number:04}")

    def pending(self):
        """Who waits, as boto3 sees it."""
        pages = self.mturk.get_paginator("list_qualification_requests").paginate()
        return [each["WorkerId"] for page in pages for each in page["QualificationRequests"]]

    def pending_in_legacy(self, type_id, size=100, number=1):
        """Who waits and how many there are, as boto 2.49 sees it."""
        page = self.boto.get_qualification_requests(type_id, page_size=size, page_number=number)
        return [each.SubjectId for each in page], int(page.TotalNumResults)


@pytest.fixture
def place(tmp_path):
    world = Environment(clock=lambda: datetime.now(UTC))
    marketplace = Marketplace(f"sqlite:///{tmp_path / 'market.db'}", world, threads=16)
    upstreams = caching_backend(MarketplaceUpstreams(marketplace))
    with serving(upstreams, accounts=ACCOUNTS) as url:
        place = Place(marketplace, url)
        yield place
        hang_up(place.boto)
        place.mturk.close()
    marketplace.close()


def legacy_type(place, **more):
    """A type that boto 2.49 created."""
    named = {"name": "Sky", "description": "D", "status": "Active", **more}
    return place.boto.create_qualification_type(**named)[0].QualificationTypeId


def current_type(place, **more):
    """A type that boto3 created."""
    named = {"Name": "Sea", "Description": "D", "QualificationTypeStatus": "Active", **more}
    created = place.mturk.create_qualification_type(**named)
    return created["QualificationType"]["QualificationTypeId"]


def boto_test():
    """A test as boto 2.49 writes it."""
    content = QuestionContent()
    content.append_field("Text", "What colour is the sky?")
    answer = SelectionAnswer(selections=[("Blue", "blue"), ("Green", "green")])
    return QuestionForm([Question("sky", content, AnswerSpecification(answer), is_required=True)])


def test_an_old_program_grants_what_a_new_one_sees(place):
    type_id = legacy_type(place, test=boto_test(), test_duration=60)
    found = place.mturk.get_qualification_type(QualificationTypeId=type_id)["QualificationType"]
    assert found["Test"] == boto_test().get_as_xml()
    place.worker().request_qualification(type_id, answers("blue"))
    [request] = place.boto.get_qualification_requests(type_id)
    [[answer]] = request.answers
    assert (request.SubjectId, answer.qid, answer.fields) == ("A0001", "sky", ["blue"])
    place.boto.grant_qualification(request.QualificationRequestId, 87)
    score = place.mturk.get_qualification_score(QualificationTypeId=type_id, WorkerId="A0001")
    assert score["Qualification"]["IntegerValue"] == 87
    assert score["Qualification"]["Status"] == "Granted"
    assert place.pending() == []
    assert place.pending_in_legacy(type_id) == ([], 0)


def test_a_new_program_grants_what_an_old_one_sees(place):
    type_id = current_type(place)
    for number in (1, 2, 3):
        place.worker(number).request_qualification(type_id)
    assert place.pending_in_legacy(type_id) == (["A0001", "A0002", "A0003"], 3)
    [first, second, _] = place.mturk.list_qualification_requests(QualificationTypeId=type_id)[
        "QualificationRequests"
    ]
    place.mturk.accept_qualification_request(
        QualificationRequestId=first["QualificationRequestId"], IntegerValue=5
    )
    place.mturk.reject_qualification_request(
        QualificationRequestId=second["QualificationRequestId"], Reason="No."
    )
    assert place.pending_in_legacy(type_id) == (["A0003"], 1)
    assert place.boto.get_qualification_score(type_id, "A0001")[0].IntegerValue == "5"
    held = place.boto.get_qualifications_for_qualification_type(type_id)
    assert [each.SubjectId for each in held] == ["A0001"]


def test_a_test_with_a_key_scores_itself_for_both(place):
    # boto 2.49 cannot send answer keys from Python 3.
    form = boto_test().get_as_xml()
    type_id = current_type(place, Test=form, TestDurationInSeconds=60, AnswerKey=ANSWER_KEY)
    place.worker().request_qualification(type_id, answers("blue"))
    assert place.pending() == []
    score = place.mturk.get_qualification_score(QualificationTypeId=type_id, WorkerId="A0001")
    assert score["Qualification"]["IntegerValue"] == 10
    assert place.boto.get_qualification_score(type_id, "A0001")[0].IntegerValue == "10"


def test_a_new_program_grants_while_an_old_one_pages(place):
    type_id = legacy_type(place)
    for number in range(6):
        place.worker(number).request_qualification(type_id)
    assert place.pending_in_legacy(type_id, size=2) == (["A0000", "A0001"], 6)
    for request in place.mturk.list_qualification_requests(MaxResults=3)["QualificationRequests"]:
        place.mturk.accept_qualification_request(
            QualificationRequestId=request["QualificationRequestId"]
        )
    assert place.pending_in_legacy(type_id, size=2, number=2) == (["A0002", "A0003"], 6)
    assert place.pending_in_legacy(type_id, size=2, number=3) == (["A0004", "A0005"], 6)
    assert place.pending_in_legacy(type_id, size=2) == (["A0003", "A0004"], 3)


def test_a_current_walk_goes_on_where_it_was_while_an_old_program_grants(place):
    type_id = legacy_type(place)
    for number in range(5):
        place.worker(number).request_qualification(type_id)
    first = place.mturk.list_qualification_requests(MaxResults=2)
    for request in place.boto.get_qualification_requests(type_id, page_size=1):
        place.boto.grant_qualification(request.QualificationRequestId)
    rest = place.mturk.list_qualification_requests(NextToken=first["NextToken"], MaxResults=2)
    assert [each["WorkerId"] for each in rest["QualificationRequests"]] == ["A0002", "A0003"]


def test_a_refusal_has_one_code_in_both_apis(place):
    with pytest.raises(place.mturk.exceptions.RequestError) as current:
        place.mturk.get_qualification_type(QualificationTypeId="3NOSUCH")
    with pytest.raises(MTurkRequestError) as legacy:
        place.boto.get_qualification_type("3NOSUCH")
    code = "AWS.MechanicalTurk.QualificationTypeDoesNotExist"
    assert (current.value.response["TurkErrorCode"], legacy.value.error_code) == (code, code)


def test_another_account_sees_none_of_it(place):
    type_id = legacy_type(place)
    place.worker().request_qualification(type_id)
    other = client(place.url, OTHER)
    assert other.list_qualification_requests()["QualificationRequests"] == []
    request = place.mturk.list_qualification_requests()["QualificationRequests"][0]
    with pytest.raises(ClientError) as caught:
        other.accept_qualification_request(QualificationRequestId=request["QualificationRequestId"])
    assert caught.value.response["TurkErrorCode"].startswith("AWS.MechanicalTurk.")
    assert place.pending() == ["A0001"]
    other.close()


def test_two_grants_of_one_request_are_one(place):
    type_id = legacy_type(place)
    place.worker().request_qualification(type_id)
    [request] = place.mturk.list_qualification_requests()["QualificationRequests"]
    found = {"QualificationRequestId": request["QualificationRequestId"]}
    place.mturk.accept_qualification_request(**found, IntegerValue=1)
    with pytest.raises(MTurkRequestError) as again:
        place.boto.grant_qualification(request["QualificationRequestId"], 2)
    assert again.value.error_code.endswith("InvalidQualificationRequestState")
    assert place.boto.get_qualification_score(type_id, "A0001")[0].IntegerValue == "1"


def seeded(count):
    """A seed with so many pending requests."""
    type_id = "3TYPE"
    named = {"QualificationTypeId": type_id, "Name": "N", "Description": "D"}
    pending = [
        {
            "QualificationRequestId": f"3R{n:05}",
            "QualificationTypeId": type_id,
            "WorkerId": f"A{n:05}",
            "SubmitTime": f"2018-06-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z",
        }
        for n in range(count)
    ]
    seed = {
        "Account": {"AccessKeyId": KEY},
        "QualificationTypes": [{**named, "QualificationTypeStatus": "Active"}],
        "QualificationRequests": pending,
    }
    return json.dumps(seed)


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 1000])
def test_paginators_and_legacy_pages_find_the_same(place, count):
    load(place.marketplace, seeded(count), "seed")
    expected = [f"A{n:05}" for n in range(count)]
    assert place.pending() == expected
    found = []
    for number in range(1, count // 100 + 2):
        workers, total = place.pending_in_legacy("3TYPE", number=number)
        assert total == count
        found += workers
    assert found == expected


@aws_cli.INSTALLED
def test_the_aws_cli_reads_the_same_list_in_parts(place, tmp_path):
    load(place.marketplace, seeded(57), "seed")

    def listed(*arguments):
        flags = ("list-qualification-requests", "--page-size", "10", *arguments)
        code, answer, errors = aws_cli.aws(tmp_path, place.url, *flags)
        assert (code, errors) == (0, "")
        return [each["WorkerId"] for each in answer["QualificationRequests"]], answer

    first, answer = listed("--max-items", "25")
    # What it has seen already may go meanwhile: the token stays right.
    granted = ("accept-qualification-request", "--qualification-request-id", "3R00003")
    assert aws_cli.aws(tmp_path, place.url, *granted) == (0, "", "")
    rest, answer = listed("--starting-token", answer["NextToken"])
    assert first + rest == [f"A{n:05}" for n in range(57)]
    assert "NextToken" not in answer
    assert place.pending_in_legacy("3TYPE")[1] == 56


@aws_cli.INSTALLED
def test_a_grant_by_legacy_rest_is_gone_for_the_aws_cli_after_a_restart_too(tmp_path):
    database = f"sqlite:///{tmp_path / 'kept.db'}"
    marketplace = ("--upstream", "marketplace", "--database", database)

    def listed(url):
        flags = ("list-qualification-requests", "--query", "QualificationRequests[].WorkerId")
        return aws_cli.aws(tmp_path, url, *flags, AWS_ACCESS_KEY_ID="demo")[1]

    with adapter_process(*marketplace, "--seed", "demo") as (_, url):
        before = listed(url)
        [pending, *_] = client(url, "demo").list_qualification_requests()["QualificationRequests"]
        asked = {"QualificationRequestId": pending["QualificationRequestId"]}
        answer = requests.get(url, {"Operation": "GrantQualification", **asked}, timeout=10)
        assert "<IsValid>True</IsValid>" in answer.text
        assert listed(url) == before[1:]
    with adapter_process(*marketplace) as (_, url):
        assert listed(url) == before[1:]
