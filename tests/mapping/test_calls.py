"""What every operation asks of the current API when a program sends all that it can."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from support import legacy_parameters as legacy
from support.checking import check
from support.flat import flat

from adapter.current_api import model as current
from adapter.current_api.violations import find_violations
from adapter.mapping.catalogue import load
from adapter.mapping.schema import TranslatedOperation
from adapter.model import CheckedCall, LegacyCall, RequestContext
from adapter.queries import Walk
from adapter.settings.resources import find_data_folder
from adapter.translation.converse import converse

CATALOGUE = load(find_data_folder("mappings"))
CONTEXT = RequestContext(
    datetime(2016, 1, 2, 12, tzinfo=UTC), "6a1b2c3d-0000-4000-8000-000000000001"
)
BRANCHES = yaml.safe_load((Path(__file__).parent / "calls.yaml").read_text())

# What lets every operation go on to its last call; the others are answered with nothing.
ANSWERS = {operation: {} for operation in current.load().operations} | {
    "CreateHIT": {"HIT": {"HITId": "H1"}},
    "CreateHITWithHITType": {"HIT": {"HITId": "H1"}},
    "GetAssignment": {"Assignment": {"AssignmentStatus": "Rejected"}},
    "GetHIT": {"HIT": {"HITId": "H1", "Expiration": datetime(2016, 1, 3, tzinfo=UTC)}},
    "GetQualificationScore": {"Qualification": {"Status": "Granted"}},
    "ListAssignmentsForHIT": [{"AssignmentId": "A1"}],
    "ListReviewPolicyResultsForHIT": {"HITId": "H1"},
}


@dataclass(frozen=True)
class Branch:
    """One way through an operation's calls.

    Attributes:
        without: parameters that are left out of all that can be sent.
        unused: parameters that have no part in the calls.
        calls: each current operation with its parameters, in order.
    """

    operation: str
    without: tuple[str, ...]
    unused: frozenset[str]
    calls: list[dict]


def branches():
    for operation, ways in BRANCHES.items():
        for way in ways:
            without, unused = way.get("without", ()), way.get("unused", ())
            yield Branch(operation, tuple(without), frozenset(unused), way["calls"])


@pytest.fixture(
    params=branches(), ids=lambda each: "-without-".join([each.operation, *each.without])
)
def branch(request):
    return request.param


def arguments(branch):
    sent = tuple(
        (name, text)
        for name, text in legacy.everything(branch.operation).items()
        if name not in branch.without
    )
    call = LegacyCall(branch.operation, sent)
    return check(call, CATALOGUE.mappings[branch.operation])


def wanted(branch):
    """The current calls and lists, in order."""
    answers, seen = {**ANSWERS, **lists()}, []
    task = CheckedCall(arguments(branch), CONTEXT, CATALOGUE.descriptions)
    conversation = flat(converse(CATALOGUE.mappings[branch.operation], task))
    with suppress(StopIteration):
        seen.append(next(conversation))
        while True:
            seen.append(conversation.send(answers[seen[-1].operation]))
    return seen


def lists():
    names = [name for name in current.load().operations if current.load().find_paged_list(name)]
    return {name: [] for name in names} | {
        "ListAssignmentsForHIT": ANSWERS["ListAssignmentsForHIT"]
    }


def test_the_calls_are_those_of_the_table(branch):
    assert [{each.operation: dict(each.params)} for each in wanted(branch)] == branch.calls


def test_the_current_api_takes_them(branch):
    described = current.load()
    for each in wanted(branch):
        assert not list(find_violations(described.find_input(each.operation), each.params))


def test_a_list_is_read_to_its_end_by_what_tells_its_items_apart(branch):
    described = current.load()
    for each in wanted(branch):
        if isinstance(each, Walk) and each.select is None:
            assert each.items == described.find_paged_list(each.operation)
            members = described.find_output(each.operation).members[each.items].item.members
            assert each.identity in members or each.operation == "ListBonusPayments"


def test_what_was_sent_is_found_again_in_them(branch):
    found = leaves([each.params for each in wanted(branch)])
    lost = {name for name, value in arguments(branch).items() if not found >= leaves(value)}
    assert lost == branch.unused


@pytest.mark.parametrize(
    "name",
    [name for name, each in CATALOGUE.mappings.items() if isinstance(each, TranslatedOperation)],
)
def test_each_of_its_calls_stands_in_the_table(name):
    made = {operation for way in BRANCHES[name] for call in way["calls"] for operation in call}
    assert made == {*CATALOGUE.mappings[name].current}


def leaves(value):
    """Every value in it that holds no other, each with its type: true is not 1."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return {leaf for each in inner for leaf in leaves(each)}
    return {(type(value), value)}
