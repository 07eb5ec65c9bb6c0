"""Which calls fail, and what a document of faults may say."""

import pytest

from adapter.application.mappings import load_catalogue
from adapter.errors import SettingError
from adapter.fault_injection import FaultPlan, list_operations

OPERATIONS = list_operations(load_catalogue(embedded=True))


def plan(text):
    return FaultPlan(OPERATIONS, text.encode(), "faults.yaml")


def failures(faults, count, operation="GetHIT", api="legacy"):
    """The numbers of the calls that fail, of so many."""
    return [n for n in range(1, count + 1) if faults.choose(api, operation) is not None]


@pytest.mark.parametrize(
    ("members", "failed"),
    [
        ("", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("times: 2", [1, 2]),
        ("every: 3", [3, 6]),
        ("after: 5", [6, 7, 8]),
        ("after: 1, every: 2, times: 2", [3, 5]),
    ],
)
def test_counts_choose_the_calls(members, failed):
    assert failures(plan(f"[{{fault: throttle, {members}}}]"), 8) == failed


def test_operation_and_api_choose_the_calls():
    faults = plan("[{fault: cut, operation: GetHIT, api: current}]")
    assert failures(faults, 1) == []
    assert failures(faults, 1, "ListHITs", "current") == []
    assert failures(faults, 1, api="current") == [1]


def test_two_faults_of_one_operation_act_one_after_the_other():
    faults = plan("[{fault: throttle, times: 1}, {fault: cut, times: 1}]")
    chosen = [faults.choose("legacy", "GetHIT") for _ in range(3)]
    assert [each and each.fault for each in chosen] == ["throttle", "cut", None]
    assert faults.describe() == [
        {"fault": "throttle", "times": 1, "calls": 3, "failed": 1},
        {"fault": "cut", "times": 1, "calls": 2, "failed": 1},
    ]


def test_a_reset_puts_the_first_faults_back():
    faults = plan("[{fault: throttle, times: 1}]")
    assert failures(faults, 2) == [1]
    faults.load(b"", "the faults")
    assert faults.is_empty
    faults.reset()
    assert failures(faults, 2) == [1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fault: cut", "faults.yaml: expected a list of faults, each as `- fault: throttle`"),
        ("[cut]", "faults.yaml: fault 1: expected members such as `fault: throttle`"),
        ("[{]", "faults.yaml: not YAML: line 1, column 3: "),
        ("[{times: 1}]", "faults.yaml: fault 1: fault: it is missing"),
        (
            "[{fault: throtle}]",
            "expected 'throttle', 'unavailable', 'refuse', 'delay' or 'cut'; it is 'throtle'",
        ),
        (
            "[{fault: cut}, {fault: cut, time: 1}]",
            "fault 2: time: there is no such setting; did you mean times?",
        ),
        ("[{fault: cut, times: 0}]", "times: expected more than 0, such as 2; it is 0"),
        ("[{fault: cut, after: -1}]", "after: expected 0 or more, such as 2; it is -1"),
        ("[{fault: cut, every: '2'}]", "every: expected a whole number without quotes, such as 3"),
        (
            "[{fault: delay, seconds: 301}]",
            "seconds: expected 300.0 at most, such as 1.5; it is 301",
        ),
        ("[{fault: delay}]", "fault 1: fault delay needs seconds"),
        ("[{fault: refuse, message: No.}]", "fault 1: fault refuse needs code"),
        (
            "[{fault: cut, seconds: 2}]",
            "fault 1: seconds belongs to fault delay, and this is cut",
        ),
        (
            "[{fault: cut, operation: GetHit}]",
            "operation: neither API has this operation; did you mean GetHIT?; it is 'GetHit'",
        ),
    ],
)
def test_what_cannot_be_used_is_named(text, message):
    with pytest.raises(SettingError) as raised:
        plan(text)
    assert message in str(raised.value)
