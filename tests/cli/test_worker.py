"""`mturk-adapter worker …` as a person plays it."""

import json
import shlex

import pytest
from click.testing import CliRunner
from support.documents import KEY, TEST, answers

from adapter.cli import main

QUESTION = (
    '<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA[<html></html>]]></HTMLContent>'
    "<FrameHeight>0</FrameHeight></HTMLQuestion>"
)
SEED = {
    "Account": {"AccessKeyId": "ME"},
    "QualificationTypes": [
        {"QualificationTypeId": "3SKY", "Name": "Sky", "Description": "D", "Test": TEST,
         "QualificationTypeStatus": "Active", "TestDurationInSeconds": 60, "AnswerKey": KEY}
    ],
    "HITTypes": [
        {"HITTypeId": "3HITTYPE", "Title": "Look up", "Description": "D", "Reward": "0.10",
         "AssignmentDurationInSeconds": 60}
    ],
    "HITs": [
        {"HITId": "3HIT", "HITTypeId": "3HITTYPE", "Question": QUESTION, "MaxAssignments": 1,
         "CreationTime": "2018-06-01T00:00:00Z", "Expiration": "2018-07-01T00:00:00Z"}
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
    assert run("hits").output == "3HIT  0.10  Look up\n"
    given_up = json.loads(run("--json", "accept", "3HIT").output)["AssignmentId"]
    assert run("hits").stderr == "no HITs\n"
    assert "Returned" in run("return", given_up).output
    taken = json.loads(run("--json", "accept", "3HIT").output)["AssignmentId"]
    assert "SubmitTime: 2018-06-02T00:00:0" in run("submit", taken, "colour=blue").output
    assert json.loads(run("--json", "hits").output) == {"HITs": []}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("accept", "3NONE"), 1, "AWS.MechanicalTurk.HITDoesNotExist"),
        (("return", "3NONE"), 1, "AWS.MechanicalTurk.AssignmentDoesNotExist"),
        (("request", "3SKY"), 1, "send its answers"),
        (("request", "3SKY", "sky=pink"), 1, "do not fit the test"),
        (("request", "3SKY", "pink"), 2, "is no NAME=VALUE"),
        (("request", "3SKY", "--answers", "/nowhere"), 2, "/nowhere cannot be read"),
        (("submit", "3NONE"), 1, "AssignmentDoesNotExist"),
        (("--id", "nobody", "hits"), 1, "WorkerId"),
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
