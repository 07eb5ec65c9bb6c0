"""Whole stories over sockets: legacy and current clients, and workers, around one marketplace."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from support.backends import caching_backend
from support.boto3_client import client
from support.documents import KEY as ANSWER_KEY
from support.documents import TEST, answers
from support.serving import KEY, SECRET, serving

from adapter.current_api.model import data_path
from adapter.marketplace.workers import Worker
from adapter.upstream.marketplace import MarketplaceUpstreams

TYPE = {"Name": "Sky", "Description": "D", "QualificationTypeStatus": "Active"}


@pytest.fixture
def url(market):
    upstreams = MarketplaceUpstreams(market.service)
    with serving(caching_backend(upstreams)) as url:
        yield url


@pytest.fixture
def boto3(url):
    made = client(url)
    yield made
    made.close()


def ask(market, type_id, number, sent=None):
    for each in range(number):
        Worker(market.service, f"A{each:05}").request_qualification(type_id, sent)


def create(boto3, **changes):
    answer = boto3.create_qualification_type(**{**TYPE, **changes})
    return answer["QualificationType"]["QualificationTypeId"]


def sky_in_boto():
    """The test as boto writes it."""
    asked = pytest.importorskip("boto.mturk.question")
    content = asked.QuestionContent([asked.SimpleField("Text", "What colour is the sky?")])
    colours = asked.SelectionAnswer(selections=[("Blue", "blue"), ("Green", "green")])
    spec = asked.AnswerSpecification(colours)
    return asked.QuestionForm([asked.Question("sky", content, spec, is_required=True)])


def test_boto_249_creates_a_test_a_worker_takes_it_and_boto3_sees_who_was_granted(
    market, url, boto3
):
    boto_249 = pytest.importorskip("support.boto_249")
    parts = urlsplit(url)
    old = boto_249.MTurkConnection(
        KEY, SECRET, host=parts.hostname, port=parts.port, is_secure=False
    )
    [made] = old.create_qualification_type(
        "Sky", "Knows the sky.", "Active", test=sky_in_boto(), test_duration=60
    )
    worker = Worker(market.service, "AWORKER")
    worker.request_qualification(made.QualificationTypeId, answers("blue"))

    [pending] = old.get_qualification_requests(made.QualificationTypeId)
    assert (pending.SubjectId, pending.Test) == ("AWORKER", sky_in_boto().get_as_xml())
    old.grant_qualification(pending.QualificationRequestId, 90)
    assert not old.get_qualification_requests(made.QualificationTypeId)
    with pytest.raises(boto_249.MTurkRequestError) as twice:
        old.grant_qualification(pending.QualificationRequestId, 10)
    assert twice.value.error_code == "AWS.MechanicalTurk.InvalidQualificationRequestState"

    listed = boto3.list_workers_with_qualification_type(
        QualificationTypeId=made.QualificationTypeId
    )
    assert [(each["WorkerId"], each["IntegerValue"]) for each in listed["Qualifications"]] == [
        ("AWORKER", 90)
    ]
    boto3.disassociate_qualification_from_worker(
        QualificationTypeId=made.QualificationTypeId, WorkerId="AWORKER"
    )
    with pytest.raises(boto_249.MTurkRequestError) as revoked:
        old.get_qualification_score(made.QualificationTypeId, "AWORKER")
    assert revoked.value.error_code == "AWS.MechanicalTurk.InvalidQualificationState"
    boto_249.hang_up(old)


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 1000])
def test_boto3_pages_through_any_number(market, boto3, number):
    ask(market, create(boto3), number)
    pages = boto3.get_paginator("list_qualification_requests").paginate(
        PaginationConfig={"PageSize": 100}
    )
    found = [item["WorkerId"] for page in pages for item in page["QualificationRequests"]]
    assert found == [f"A{each:05}" for each in range(number)]


def test_boto3_is_refused_in_the_services_words(boto3):
    create(boto3)
    with pytest.raises(boto3.exceptions.RequestError) as caught:
        create(boto3)
    code = "AWS.MechanicalTurk.QualificationTypeAlreadyExists"
    assert caught.value.response["TurkErrorCode"] == code
    assert "You have already created a QualificationType" in caught.value.response["Message"]
    with pytest.raises(ClientError, match="NextToken"):
        boto3.list_qualification_requests(NextToken="forged")


def test_what_one_api_changes_the_other_sees_at_once(market, url, boto3):
    type_id = create(boto3, Test=TEST, TestDurationInSeconds=9, AnswerKey=ANSWER_KEY)
    worker = Worker(market.service, "AWORKER")
    assert worker.request_qualification(type_id, answers("blue"))["IntegerValue"] == 10
    held = boto3.get_qualification_score(QualificationTypeId=type_id, WorkerId="AWORKER")
    assert held["Qualification"]["IntegerValue"] == 10
    boto3.delete_qualification_type(QualificationTypeId=type_id)
    with pytest.raises(boto3.exceptions.RequestError):
        boto3.get_qualification_type(QualificationTypeId=type_id)


@pytest.mark.skipif(not find_spec("awscli"), reason="the AWS CLI is not installed")
def test_the_aws_cli_lists_what_is_pending(market, url, boto3, tmp_path):
    ask(market, create(boto3), 25)
    kept = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    environment = kept | {
        "AWS_DATA_PATH": str(data_path()),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "HOME": str(tmp_path),
    }

    def listed(*flags):
        command = [sys.executable, "-m", "awscli", "mturk", "list-qualification-requests"]
        done = subprocess.run(
            [*command, "--endpoint-url", url, "--page-size", "10", *flags],
            capture_output=True, text=True, env=environment, check=True, timeout=60,
        )  # fmt: skip
        return json.loads(done.stdout)

    first = listed("--max-items", "12")
    rest = listed("--starting-token", first["NextToken"])
    found = [*first["QualificationRequests"], *rest["QualificationRequests"]]
    assert [each["WorkerId"] for each in found] == [f"A{each:05}" for each in range(25)]
