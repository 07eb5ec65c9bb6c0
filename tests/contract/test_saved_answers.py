"""What the AWS CLI prints of a marketplace is imported, and boto 2.49 reads the same again."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from support import aws_cli
from support.boto_249 import MTurkConnection, hang_up
from support.documents import KEY as ANSWER_KEY
from support.documents import TEST, answers
from support.process import adapter_process
from support.serving import KEY, SECRET
from support.work import QUESTION

pytestmark = aws_cli.INSTALLED

CLOCK = "2018-06-10T00:00:00Z"
SEED = {
    "Account": {"AccessKeyId": KEY, "AvailableBalance": "123.45"},
    "QualificationTypes": [
        {"QualificationTypeId": "3SKY", "Name": "Sky", "Description": "D", "Keywords": "a, b",
         "QualificationTypeStatus": "Active", "CreationTime": "2018-01-01T00:00:00Z",
         "Test": TEST, "TestDurationInSeconds": 60, "AnswerKey": ANSWER_KEY,
         "RetryDelayInSeconds": 5},
        {"QualificationTypeId": "3OLD", "Name": "Old", "Description": "D", "AutoGranted": True,
         "AutoGrantedValue": 7, "QualificationTypeStatus": "Inactive",
         "CreationTime": "2018-01-02T00:00:00Z"},
    ],
    "QualificationRequests": [
        {"QualificationRequestId": "3R1", "QualificationTypeId": "3SKY", "WorkerId": "AONE",
         "Answer": answers("blue"), "SubmitTime": "2018-06-01T12:00:00Z"},
        {"QualificationRequestId": "3R2", "QualificationTypeId": "3SKY", "WorkerId": "ATWO",
         "Answer": answers("red"), "SubmitTime": "2018-06-02T12:00:00Z"},
    ],
    "Qualifications": [
        {"QualificationTypeId": "3SKY", "WorkerId": "ATHREE", "IntegerValue": 80,
         "GrantTime": "2018-06-01T12:00:00Z"},
    ],
    "HITs": [
        {"HITId": "3OPEN", "HITTypeId": "3TYPE", "HITGroupId": "3GROUP", "Title": "Look up",
         "Description": "Look é", "Keywords": "sky", "Reward": "0.25", "Question": QUESTION,
         "AssignmentDurationInSeconds": 60, "AutoApprovalDelayInSeconds": 3600,
         "CreationTime": "2018-06-05T00:00:00Z", "Expiration": "2018-07-01T00:00:00Z",
         "MaxAssignments": 3, "RequesterAnnotation": "mine", "QualificationRequirements": [
             {"QualificationTypeId": "3SKY", "Comparator": "GreaterThan", "IntegerValues": [50]},
             {"QualificationTypeId": "00000000000000000071", "Comparator": "EqualTo",
              "LocaleValues": [{"Country": "US"}]}]},
        {"HITId": "3DONE", "HITTypeId": "3TYPE", "Question": QUESTION, "MaxAssignments": 3,
         "CreationTime": "2018-06-04T00:00:00Z", "Expiration": "2018-06-06T00:00:00Z",
         "HITReviewStatus": "MarkedForReview", "HITStatus": "Reviewing"},
    ],
    "Assignments": [
        {"AssignmentId": "3A1", "HITId": "3DONE", "WorkerId": "AONE", "Answer": answers("blue"),
         "AssignmentStatus": "Approved", "AcceptTime": "2018-06-04T01:00:00Z",
         "SubmitTime": "2018-06-04T01:01:00Z", "ApprovalTime": "2018-06-04T01:30:00Z",
         "AutoApprovalTime": "2018-06-04T02:01:00Z", "RequesterFeedback": "Thanks."},
        {"AssignmentId": "3A2", "HITId": "3DONE", "WorkerId": "ATWO", "Answer": answers("red"),
         "AssignmentStatus": "Rejected", "AcceptTime": "2018-06-04T01:00:00Z",
         "SubmitTime": "2018-06-04T01:01:00Z", "RejectionTime": "2018-06-04T01:30:00Z",
         "AutoApprovalTime": "2018-06-04T02:01:00Z"},
    ],
    "BonusPayments": [
        {"AssignmentId": "3A1", "BonusAmount": "1.50", "Reason": "R",
         "GrantTime": "2018-06-05T00:00:00Z"},
    ],
    "WorkerBlocks": [{"WorkerId": "ABAD", "Reason": "Spam"}],
}  # fmt: skip
SAVED = [
    ("list-hits",),
    ("list-assignments-for-hit", "--hit-id", "3DONE"),
    ("list-qualification-types", "--must-be-owned-by-caller", "--no-must-be-requestable"),
    ("list-qualification-requests",),
    ("list-workers-with-qualification-type", "--qualification-type-id", "3SKY"),
    ("list-bonus-payments", "--hit-id", "3DONE"),
    ("list-worker-blocks",),
    ("get-account-balance",),
]
PAGE = {"PageSize": "10", "PageNumber": "1"}
ASKED = [
    {"Operation": "GetAccountBalance"},
    {"Operation": "SearchHITs", **PAGE},
    {"Operation": "GetReviewableHITs", "Status": "Reviewing", **PAGE},
    {"Operation": "GetHIT", "HITId": "3OPEN"},
    {"Operation": "GetHIT", "HITId": "3DONE"},
    {"Operation": "GetAssignmentsForHIT", "HITId": "3DONE", **PAGE},
    {"Operation": "SearchQualificationTypes", "MustBeRequestable": "false",
     "MustBeOwnedByCaller": "true", **PAGE},
    {"Operation": "GetQualificationType", "QualificationTypeId": "3SKY"},
    {"Operation": "GetQualificationRequests", **PAGE},
    {"Operation": "GetQualificationsForQualificationType", "QualificationTypeId": "3SKY",
     "Status": "Granted", **PAGE},
    {"Operation": "GetBonusPayments", "HITId": "3DONE", **PAGE},
    {"Operation": "GetBlockedWorkers", **PAGE},
]  # fmt: skip


@contextmanager
def served(folder, seed):
    """The address of an adapter that has the seed."""
    flags = ("--database", f"sqlite:///{folder / f'{seed.stem}.db'}", "--clock", CLOCK)
    with adapter_process(*flags, "--seed", str(seed)) as (_, url):
        yield url


def read_by_boto(url):
    """The bodies of boto's calls, without what is another one in each answer."""
    parts = urlsplit(url)
    boto = MTurkConnection(KEY, SECRET, host=parts.hostname, port=parts.port, is_secure=False)
    bodies = [
        boto.make_request(None, dict(params), verb="POST").read().decode() for params in ASKED
    ]
    hang_up(boto)
    return [re.sub("<RequestId>.*?</RequestId>", "", body) for body in bodies]


@pytest.mark.parametrize("time_format", ["none", "iso8601"])
def test_what_the_aws_cli_saved_is_the_same_to_boto(tmp_path, time_format):
    config = tmp_path / "config"
    config.write_text(f"[default]\ncli_timestamp_format = {time_format}\n")
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(SEED))
    files = []
    with served(tmp_path, seed) as url:
        for arguments in SAVED:
            code, printed, errors = aws_cli.aws(
                tmp_path, url, *arguments, AWS_CONFIG_FILE=str(config)
            )
            assert (code, errors) == (0, "")
            files.append(tmp_path / f"{arguments[0]}.json")
            files[-1].write_text(json.dumps(printed, indent=4))
        before = read_by_boto(url)
    command = [sys.executable, "-m", "adapter", "import", "--account", KEY, "--output", "lab.json"]
    done = subprocess.run(
        [*command, *map(str, files)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "note" not in done.stderr
    with served(tmp_path, tmp_path / "lab.json") as url:
        after = read_by_boto(url)
    assert all("<IsValid>True</IsValid>" in body for body in before)
    assert after == before
