"""The pytest plugin from outside: test files of other people's, and what pytest says of them."""

from __future__ import annotations

import subprocess
import sys

import pytest
import requests
import sqlalchemy.dialects.sqlite

import adapter.pytest_plugin.market
import adapter.pytest_plugin.programs

# pytester forgets modules that were first imported in a run; those in C and Rust cannot come twice.
LASTING = (
    adapter.pytest_plugin.market,
    adapter.pytest_plugin.programs,
    requests,
    sqlalchemy.dialects.sqlite,
)
pytest_plugins = ["pytester"]

WAITING = """
import requests

WAITING = {
    "QualificationTypes": [
        {"QualificationTypeId": "3TYPE", "Name": "N", "Description": "D",
         "QualificationTypeStatus": "Active"}
    ],
    "QualificationRequests": [
        {"QualificationRequestId": f"3R{n}", "QualificationTypeId": "3TYPE", "WorkerId": f"A{n}",
         "SubmitTime": "2016-01-01T00:00:00Z"} for n in range(3)
    ],
}

def legacy(adapter, operation, **params):
    return requests.get(adapter.endpoint, {"Operation": operation, **params}, timeout=10).text
"""


@pytest.fixture
def run(pytester):
    """Runs a test file in a pytest of its own, with warnings as errors."""
    pytester.makeini("[pytest]\naddopts = --strict-markers -p no:cacheprovider -W error\n")

    def run(code, *arguments, **outcomes):
        pytester.makepyfile(WAITING + code)
        result = pytester.runpytest_inprocess(*arguments)
        result.assert_outcomes(**outcomes)
        return result.stdout.str()

    return run


def test_both_apis_see_one_marketplace(run):
    run(
        """
import pytest

@pytest.mark.mturk_adapter(seed=WAITING)
def test_grant(mturk_adapter):
    assert "<TotalNumResults>3<" in legacy(mturk_adapter, "GetQualificationRequests")
    mturk_adapter.client.accept_qualification_request(QualificationRequestId="3R1")
    assert "<TotalNumResults>2<" in legacy(mturk_adapter, "GetQualificationRequests")
    assert [call.operation for call in mturk_adapter.calls] == [
        "GetQualificationRequests", "AcceptQualificationRequest", "GetQualificationRequests"
    ]
    [message] = mturk_adapter.messages
    assert message["Recipient"] == "A1"
    mturk_adapter.reset()
    assert "<TotalNumResults>3<" in legacy(mturk_adapter, "GetQualificationRequests")
    assert len(mturk_adapter.calls) == 1

def test_every_test_has_a_state_of_its_own(mturk_adapter):
    assert "<TotalNumResults>0<" in legacy(mturk_adapter, "GetQualificationRequests")
    mturk_adapter.reset(seed=WAITING)
    assert "<TotalNumResults>3<" in legacy(mturk_adapter, "GetQualificationRequests")
""",
        passed=2,
    )


def test_a_worker_is_played_and_time_is_moved(run):
    run(
        """
from datetime import datetime, timedelta, timezone
import pytest

COUNT = iter(range(1000, 2000))

@pytest.mark.mturk_adapter(clock="2016-01-02T12:00:00Z", new_id=lambda: f"3ID{next(COUNT)}")
def test_work(mturk_adapter):
    mturk = mturk_adapter.client
    hit = mturk.create_hit(
        Title="T", Description="D", Reward="0.10", MaxAssignments=1, LifetimeInSeconds=3600,
        AssignmentDurationInSeconds=60, AutoApprovalDelayInSeconds=600,
        Question='<HTMLQuestion xmlns="http://mechanicalturk.amazonaws.com/'
        'AWSMechanicalTurkDataSchemas/2011-11-11/HTMLQuestion.xsd"><HTMLContent><![CDATA['
        '<html></html>]]></HTMLContent><FrameHeight>0</FrameHeight></HTMLQuestion>',
    )["HIT"]
    assert hit["HITId"].startswith("3ID1")
    assert hit["CreationTime"].astimezone(timezone.utc).isoformat()[:13] == "2016-01-02T12"
    worker = mturk_adapter.worker()
    assignment = worker.accept(hit["HITId"])["AssignmentId"]
    worker.submit(assignment, {"colour": "blue"})

    def status():
        return mturk.get_assignment(AssignmentId=assignment)["Assignment"]["AssignmentStatus"]

    assert status() == "Submitted"
    mturk_adapter.clock.move(minutes=11)
    assert status() == "Approved"
    mturk_adapter.clock.put("2017-01-01T00:00:00Z")
    assert mturk_adapter.clock.now.year == 2017
    mturk_adapter.reset()
    assert mturk_adapter.clock.now.year == 2016
""",
        passed=1,
    )


def test_a_person_is_signed_in_to_the_pages(run):
    run(
        """
def test_page(mturk_adapter):
    cookies = mturk_adapter.session_cookie("A1PERSON")
    page = requests.get(f"{mturk_adapter.people_url}me", cookies=cookies, timeout=10)
    assert "A1PERSON" in page.text
    stranger = requests.get(mturk_adapter.people_url, timeout=10)
    assert stranger.url == f"{mturk_adapter.people_url}sign-in?next=/"
""",
        passed=1,
    )


def test_seeds_come_from_files_beside_the_test_and_name_their_account(run, pytester):
    (pytester.path / "seed.json").write_text('{"Account": {"AccessKeyId": "MINE"}}')
    run(
        """
import pytest

@pytest.mark.mturk_adapter(seed="seed.json")
def test_file(mturk_adapter):
    assert mturk_adapter.environment["AWS_ACCESS_KEY_ID"] == "MINE"
    assert mturk_adapter.dump()["Account"]["AccessKeyId"] == "MINE"

def test_several(mturk_adapter_factory):
    full, empty = mturk_adapter_factory(seed="demo"), mturk_adapter_factory()
    assert full.port != empty.port
    assert full.client.list_qualification_requests()["NumResults"] > 0
    assert empty.client.list_qualification_requests()["NumResults"] == 0
""",
        passed=2,
    )


def test_a_program_in_a_process_of_its_own_finds_it(run):
    run(
        """
import os, subprocess, sys

PROGRAM = "import boto3; print(boto3.client('mturk').get_account_balance()['AvailableBalance'])"

def test_process(mturk_adapter):
    for environment in (mturk_adapter.environment, os.environ | mturk_adapter.environment):
        ran = subprocess.run([sys.executable, "-c", PROGRAM], env=environment,
                             capture_output=True, text=True)
        assert ran.stdout == "10000.00\\n", ran.stderr
""",
        passed=1,
    )


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="boto 2.49 needs Python up to 3.11")
def test_an_unedited_boto_program_is_led_here_by_amazons_names(run):
    run(
        """
import subprocess, sys
import pytest

PROGRAM = '''
import warnings
warnings.simplefilter("ignore")
from boto.mturk.connection import MTurkConnection
for host in ("mechanicalturk.amazonaws.com", "mechanicalturk.sandbox.amazonaws.com"):
    for secure in (True, False):
        connection = MTurkConnection("OLDKEY", "secret", host=host, is_secure=secure)
        print(len(connection.get_qualification_requests("3TYPE")))
'''

@pytest.mark.mturk_adapter(seed=WAITING | {"Account": {"AccessKeyId": "OLDKEY"}})
def test_process(mturk_adapter):
    command = [sys.executable, "-c", PROGRAM]
    ran = subprocess.run(command, env=mturk_adapter.environment, capture_output=True, text=True)
    assert ran.stdout == "3\\n" * 4, ran.stderr
    assert [each.account for each in mturk_adapter.calls] == ["OLDKEY"] * 4
""",
        passed=1,
    )


@pytest.mark.parametrize(
    ("marker", "says"),
    [
        ('seed={"HITs": [{"HITId": 1}]}', "the seed: $.HITs[0]"),
        ('seed="nowhere.json"', "nowhere.json: it cannot be used"),
        ('clock="noon"', "expected a time such as 2016-01-02T12:00:00Z"),
        ('sead="x"', "unexpected keyword argument 'sead'"),
    ],
)
def test_what_cannot_be_used_is_said_when_the_test_begins(run, marker, says):
    told = run(
        f"""
import pytest

@pytest.mark.mturk_adapter({marker})
def test_never_begins(mturk_adapter):
    pass
""",
        errors=1,
    )
    assert says in told


def test_what_the_program_prints_is_all_that_is_printed(run):
    run(
        """
def test_output(mturk_adapter, capfd, caplog):
    legacy(mturk_adapter, "GetAccountBalance")
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
""",
        passed=1,
    )


def test_nothing_is_imported_before_a_fixture_is_used(pytester):
    pytester.makepyfile("def test_nothing(): pass")
    code = (
        "import sys, pytest; pytest.main(['-q']); "
        "print(sorted(n for n in sys.modules if n.startswith(('adapter', 'boto', 'sqlalchemy'))))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "['adapter', 'adapter.pytest_plugin']"


@pytest.mark.parametrize(
    ("marker", "fixture", "wanted"),
    [
        ("mturk_adapter(sed=WAITING)", "mturk_adapter", "it takes seed, clock, new_id"),
        ("mturk_adapter(WAITING)", "mturk_adapter", "it takes seed, clock, new_id"),
        ("mturk_replay('.', evry=True)", "mturk_replay", "it takes folder, every"),
    ],
)
def test_a_misspelt_argument_of_a_marker_is_named(run, marker, fixture, wanted):
    code = f"import pytest\n@pytest.mark.{marker}\ndef test_it({fixture}): pass\n"
    output = run(code, errors=1)
    assert wanted in output
    assert f"@pytest.mark.{fixture}: " in output
    assert "Traceback" not in output
