from datetime import UTC, datetime

import pytest

from adapter.errors import OperationError
from adapter.model import CheckedCall, OperationDescription, RequestContext
from adapter.translation.handlers import HANDLERS

NOON = RequestContext(datetime(2026, 11, 21, 12, tzinfo=UTC), "0")
GET_HIT = OperationDescription(
    "GetHIT",
    "Tell one HIT.",
    required=("HITId",),
    available=("HITId",),
    default_groups=("Minimal",),
    groups=("Request", "Minimal", "HITDetail"),
)
BALANCE = OperationDescription(
    "GetAccountBalance", "Tell it.", (), (), ("Minimal",), ("Request", "Minimal")
)
OPERATIONS = {each.operation: each for each in (GET_HIT, BALANCE)}


def helped(about, help_type, operations=OPERATIONS):
    talk = HANDLERS["help"](CheckedCall({"About": about, "HelpType": help_type}, NOON, operations))
    with pytest.raises(StopIteration) as end:
        next(talk)
    return end.value.value["help"]


def test_operations_are_described_in_the_order_asked_and_empty_lists_left_out():
    assert helped(["GetAccountBalance", "GetHIT"], "Operation") == {
        "operations": [
            {
                "Name": "GetAccountBalance",
                "Description": "Tell it.",
                "DefaultResponseGroups": {"ResponseGroup": ("Minimal",)},
                "AvailableResponseGroups": {"ResponseGroup": ("Request", "Minimal")},
            },
            {
                "Name": "GetHIT",
                "Description": "Tell one HIT.",
                "RequiredParameters": {"Parameter": ("HITId",)},
                "AvailableParameters": {"Parameter": ("HITId",)},
                "DefaultResponseGroups": {"ResponseGroup": ("Minimal",)},
                "AvailableResponseGroups": {"ResponseGroup": ("Request", "Minimal", "HITDetail")},
            },
        ]
    }


def test_a_response_group_names_its_operations_and_what_it_gives():
    minimal, detail = helped(["Minimal", "HITDetail"], "ResponseGroup")["groups"]
    both = {"Operation": ["GetHIT", "GetAccountBalance"]}
    assert minimal == {"Name": "Minimal", "ValidOperations": both}
    assert detail["ValidOperations"] == {"Operation": ["GetHIT"]}
    assert "Reward" in detail["Elements"]["Element"]


@pytest.mark.parametrize(
    ("name", "help_type", "nearest"),
    [
        ("GetHit", "Operation", "no operation of that name here. The nearest is GetHIT."),
        ("HITDetails", "ResponseGroup", "no response group of that name here. The nearest is HIT"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name, help_type, nearest):
    with pytest.raises(OperationError, match=nearest) as refused:
        helped([name, *{"Operation": ["GetHIT"]}.get(help_type, [])], help_type)
    assert [each.code for each in refused.value.problems] == [
        "AWS.MechanicalTurk.InvalidParameterValue"
    ]


def test_every_unknown_name_is_told():
    with pytest.raises(OperationError) as refused:
        helped(["A", "GetHIT", "B"], "Operation")
    assert len(refused.value.problems) == 2


def test_where_nothing_is_carried_nothing_is_near():
    with pytest.raises(OperationError, match=r"name here\.$"):
        helped(["GetHIT"], "Operation", {})
