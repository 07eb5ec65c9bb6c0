"""The fixture that plays recordings, and what a test fails on that plays them otherwise."""

from __future__ import annotations

import shutil

import pytest
import requests

import adapter.pytest_plugin.replay
from adapter.settings.resources import find_data_folder

# pytester forgets modules that were first imported in a run.
LASTING = (adapter.pytest_plugin.replay, requests)
pytest_plugins = ["pytester"]

LEGACY = """
import pytest, requests

def legacy(adapter, operation, **params):
    return requests.get(adapter.endpoint, {"Operation": operation, **params}, timeout=10).text
"""


@pytest.fixture
def run(pytester):
    """Runs a test file beside a folder with one recorded call."""
    case = "GetAccountBalance/signed-as-most-do"
    shutil.copytree(find_data_folder("fixtures") / case, pytester.path / "cases" / case)

    def run(code, *arguments, **outcomes):
        pytester.makepyfile(LEGACY + code)
        result = pytester.runpytest_inprocess("--strict-markers", *arguments)
        result.assert_outcomes(**outcomes)
        return result.stdout.str()

    return run


def test_what_was_recorded_is_played_as_often_as_asked(run):
    run(
        """
@pytest.mark.mturk_replay("cases")
def test_balance(mturk_replay):
    for _ in range(2):
        assert "<AvailableBalance>" in legacy(mturk_replay, "GetAccountBalance")
    assert mturk_replay.client.get_account_balance()["AvailableBalance"] == "10000.00"
""",
        passed=1,
    )


def test_a_call_that_is_not_recorded_fails_the_test_and_names_the_nearest(run):
    told = run(
        """
@pytest.mark.mturk_replay("cases")
def test_more(mturk_replay):
    legacy(mturk_replay, "GetAccountBalance")
    legacy(mturk_replay, "GetQualificationScore", QualificationTypeId="3T", SubjectId="A1")
""",
        failed=1,
    )
    assert "cases were not played as they are" in told
    assert "unmatched: Nothing recorded answers GetQualificationScore" in told
    assert "but of GetAccountBalance" in told
    assert "never made" not in told


def test_a_recording_that_is_not_played_fails_the_test(run):
    told = run(
        """
@pytest.mark.mturk_replay("cases")
def test_less(mturk_replay):
    pass

@pytest.mark.mturk_replay("cases", every=False)
def test_some(mturk_replay):
    pass
""",
        failed=1,
        passed=1,
    )
    assert "never made: GetAccountBalance" in told
    assert "(GetAccountBalance/" in told


def test_a_test_that_fails_by_itself_says_what_was_missed_too(run):
    told = run(
        """
@pytest.mark.mturk_replay("cases")
def test_wrong(mturk_replay):
    assert "IsValid>True" in legacy(mturk_replay, "GetHIT", HITId="3HIT")
""",
        failed=1,
    )
    assert "assert 'IsValid>True' in" in told
    assert "unmatched: Nothing recorded answers GetHIT" in told


def test_the_folder_may_stand_in_the_ini_file(run, pytester):
    pytester.makeini("[pytest]\nmturk_replay = cases\n")
    run(
        """
def test_balance(mturk_replay):
    assert "<AvailableBalance>" in legacy(mturk_replay, "GetAccountBalance")
    mturk_replay.rewind()
    assert mturk_replay.calls == ()
    legacy(mturk_replay, "GetAccountBalance")
""",
        passed=1,
    )


@pytest.mark.parametrize(
    ("marker", "says"),
    [("", "does not know which recordings to play"), ('("nowhere")', "there is no folder")],
)
def test_a_folder_that_is_not_there_is_said(run, marker, says):
    mark = f"@pytest.mark.mturk_replay{marker}" if marker else ""
    told = run(
        f"""
{mark}
def test_nothing(mturk_replay):
    pass
""",
        errors=1,
    )
    assert says in told
