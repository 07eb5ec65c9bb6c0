"""`mturk-adapter worker …` as a person plays it."""

import json
import shlex

import pytest
from click.testing import CliRunner
from support.documents import KEY, TEST, answers

from adapter.cli import main
from adapter.marketplace.storage.system_types import LOCALE

QUESTION = (
    '<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[<html><input name="colour">Which colour?'
    "</html>]]></HTMLContent><FrameHeight>0</FrameHeight></HTMLQuestion>"
)
SEED = {
    "Account": {"AccessKeyId": "ME"},
    "QualificationTypes": [
        {"QualificationTypeId": "3SKY", "Name": "Sky", "Description": "D", "Test": TEST,
         "QualificationTypeStatus": "Active", "TestDurationInSeconds": 60, "AnswerKey": KEY}
    ],
    "HITTypes": [
        {"HITTypeId": "3HITTYPE", "Title": "Look up", "Description": "D", "Reward": "0.10",
         "AssignmentDurationInSeconds": 60},
        {"HITTypeId": "3FARTYPE", "Title": "Look far", "Description": "D", "Reward": "0.20",
         "AssignmentDurationInSeconds": 60, "QualificationRequirements": [
             {"QualificationTypeId": LOCALE, "Comparator": "In",
              "LocaleValues": [{"Country": "US"}, {"Country": "GB"}]},
             {"QualificationTypeId": "3SKY", "Comparator": "GreaterThanOrEqualTo",
              "IntegerValues": [5]}]},
    ],
    "HITs": [
        {"HITId": "3HIT", "HITTypeId": "3HITTYPE", "Question": QUESTION, "MaxAssignments": 1,
         "CreationTime": "2018-06-01T00:00:00Z", "Expiration": "2018-07-01T00:00:00Z"},
        {"HITId": "3FAR", "HITTypeId": "3FARTYPE", "Question": QUESTION, "MaxAssignments": 5,
         "CreationTime": "2018-06-01T01:00:00Z", "Expiration": "2018-07-01T00:00:00Z"},
    ],
    "Assignments": [
        {"AssignmentId": "3GOOD", "HITId": "3FAR", "WorkerId": "ADONE",
         "AssignmentStatus": "Approved", "SubmitTime": "2018-06-01T02:00:00Z",
         "ApprovalTime": "2018-06-01T03:00:00Z", "RequesterFeedback": "Well seen."},
        {"AssignmentId": "3BAD", "HITId": "3FAR", "WorkerId": "AFAILED",
         "AssignmentStatus": "Rejected", "SubmitTime": "2018-06-01T02:00:00Z",
         "RejectionTime": "2018-06-01T03:00:00Z", "RequesterFeedback": "Empty."},
    ],
    "BonusPayments": [
        {"AssignmentId": "3GOOD", "BonusAmount": "1.50", "Reason": "R"},
        {"AssignmentId": "3GOOD", "BonusAmount": "0.25", "Reason": "S"},
    ],
    "Qualifications": [
        {"QualificationTypeId": LOCALE, "WorkerId": "AFAR", "LocaleValue": {"Country": "DE"}},
    ],
}  # fmt: skip


@pytest.fixture
def run(tmp_path):
    """Runs a command over a database that has the seed, on a day in 2018."""
    database = ("--database", f"sqlite:///{tmp_path / 'market.db'}")
    (tmp_path / "seed.json").write_text(json.dumps(SEED))
    assert CliRunner().invoke(main, ["seed", *database, str(tmp_path / "seed.json")]).exit_code == 0

    def run(*arguments):
        flags = (*database, "--clock", "2018-06-02T00:00:00Z")
        return CliRunner().invoke(main, ["worker", *flags, *arguments])

    return run


def test_a_worker_asks_for_a_qualification_with_answers(run):
    assert run("types").output == "3SKY  Sky  D\n"
    told = run("request", "3SKY", "sky=blue")
    assert "Status: Granted\nIntegerValue: 10\n" in told.output


def test_the_answers_may_be_a_file(run, tmp_path):
    (tmp_path / "answers.xml").write_text(answers("blue"))
    told = run("--json", "request", "3SKY", "--answers", str(tmp_path / "answers.xml"))
    assert json.loads(told.output)["IntegerValue"] == 10


def test_a_worker_accepts_returns_accepts_again_and_submits(run):
    assert run("--country", "US", "hits").output.startswith("3HIT  0.10  Look up\n3FAR")
    given_up = json.loads(run("--json", "accept", "3HIT").output)["AssignmentId"]
    assert "3HIT" not in run("hits").output
    assert "Returned" in run("return", given_up).output
    taken = json.loads(run("--json", "accept", "3HIT").output)["AssignmentId"]
    assert "SubmitTime: 2018-06-02T00:00:0" in run("submit", taken, "colour=blue").output
    assert [hit["HITId"] for hit in json.loads(run("--json", "hits").output)["HITs"]] == ["3FAR"]


def test_hits_say_what_is_needed_of_the_worker_and_what_the_worker_has(run):
    refused = "    may not accept: {}: needed {}, the worker has {}"
    assert run("--id", "AFAR", "hits").output.splitlines() == [
        "3HIT  0.10  Look up",
        "3FAR  0.20  Look far",
        refused.format("Worker_Locale", "one of US, GB", "DE"),
        refused.format("Sky", "at least 5", "none"),
    ]
    abroad = run("--id", "AFAR", "--country", "US-CA", "--json", "hits").output
    [near, far] = json.loads(abroad)["HITs"]
    assert (near["MayAccept"], near["Reasons"], far["MayAccept"]) == (True, [], False)
    assert far["UnmetRequirements"] == [
        {"QualificationTypeId": "3SKY", "Name": "Sky", "Needed": "at least 5", "Owned": "none"}
    ]


def test_all_hits_say_why_they_are_not_seen(run):
    run("accept", "3HIT")
    assert run("--country", "US", "hits", "--all").output.splitlines()[:2] == [
        "3HIT  0.10  Look up",
        "    may not accept: the worker has an assignment of it, which is Accepted",
    ]


def test_a_country_that_is_given_counts_when_a_hit_is_accepted(run):
    run("request", "3SKY", "sky=blue")
    assert "Worker_Locale" in run("accept", "3FAR").output
    assert run("--country", "GB", "accept", "3FAR").exit_code == 0


def test_a_worker_lists_its_assignments(run):
    assert run("assignments").stderr == "no Assignments\n"
    assert run("--id", "ADONE", "assignments").output.splitlines() == [
        "3GOOD  Approved  0.20  Look far",
        "    approved: 2018-06-01T03:00:00Z",
        "    feedback: Well seen.",
        "    bonus: 1.75",
    ]
    assert run("--id", "AFAILED", "assignments").output.splitlines() == [
        "3BAD  Rejected  0.20  Look far",
        "    rejected: 2018-06-01T03:00:00Z",
        "    feedback: Empty.",
    ]
    taken = json.loads(run("--json", "accept", "3HIT").output)["AssignmentId"]
    assert run("assignments").output.startswith(
        f"{taken}  Accepted  0.10  Look up\n    to be submitted by: 2018-06-02T00:01:0"
    )
    run("return", taken)
    assert run("assignments").output == f"{taken}  Returned  0.10  Look up\n"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("accept", "3NONE"), 1, "AWS.MechanicalTurk.HITDoesNotExist"),
        (("return", "3NONE"), 1, "AWS.MechanicalTurk.AssignmentDoesNotExist"),
        (("request", "3SKY"), 1, "send its answers"),
        (("request", "3SKY", "sky=pink"), 1, "do not fit the test"),
        (("request", "3SKY", "pink"), 2, "is not NAME=VALUE"),
        (("request", "3SKY", "--answers", "/nowhere"), 2, "/nowhere cannot be read"),
        (("submit", "3NONE"), 1, "AssignmentDoesNotExist"),
        (("--id", "nobody", "hits"), 2, "WorkerId"),
        (("--country", "Germany", "hits"), 2, "such as US or US-CA"),
        (("--clock", "noon", "hits"), 2, "--clock: expected a time"),
    ],
)
def test_what_cannot_be_done_is_said(run, arguments, code, says):
    result = run(*arguments)
    assert (result.exit_code, says in result.output) == (code, True)


def test_the_examples_of_the_help_work_on_the_demo(tmp_path):
    database = ["--database", f"sqlite:///{tmp_path / 'demo.db'}"]
    assert CliRunner().invoke(main, ["seed", *database, "demo"]).exit_code == 0
    help_text = CliRunner().invoke(main, ["worker", "--help"]).output
    examples = [
        shlex.split(line)[2:]
        for line in help_text.splitlines()
        if line.startswith("  mturk-adapter worker ")
    ]
    assert [each[0] for each in examples] == ["types", "request", "hits", "accept", "submit"]
    assignment = ""
    for name, *arguments in examples:
        used = [assignment if each == "ASSIGNMENT" else each for each in arguments]
        done = CliRunner().invoke(main, ["worker", *database, "--json", name, *used])
        assert done.exit_code == 0, done.output
        assignment = json.loads(done.output).get("AssignmentId", assignment)


def test_what_is_asked_is_shown_as_text_by_any_of_its_identifiers(run):
    assert run("--country", "GB", "show", "3FAR").output.splitlines() == [
        "Title: Look far",
        "Description: D",
        "Reward: 0.20",
        "Seconds allowed: 60",
        "May not accept: Sky: needed at least 5, the worker has none",
        "",
        "[colour] Which colour?",
    ]
    assert run("show", "3GOOD").output.endswith("[colour] Which colour?\n")
    shown = run("show", "3SKY").output
    assert shown.startswith("Qualification: Sky\nDescription: D\nSeconds allowed: 60\n\n1. [")
    assert "AnswerKey" not in run("--json", "show", "3SKY").output
    whole = json.loads(run("--json", "--country", "GB", "show", "3HIT").output)
    assert (whole["Text"], whole["MayAccept"]) == ("[colour] Which colour?", True)
    missing = run("show", "3NONE")
    assert "There is no HIT, assignment or qualification type 3NONE." in missing.output
