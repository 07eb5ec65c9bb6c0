"""Which losses of an operation applied to a call."""

import pytest

from adapter.mapping.catalogue import load
from adapter.model import Fault, FaultPlace, Reply
from adapter.settings.resources import find_data_folder
from adapter.translation.losses import list_losses

MAPPINGS = load(find_data_folder("mappings")).mappings


def losses(operation, arguments, body=b"", *, embedded=True):
    reply = Reply(operation, "Result", (), arguments=arguments)
    return list_losses(MAPPINGS[operation], (reply,), body, embedded=embedded)


@pytest.mark.parametrize(
    ("operation", "arguments", "applied"),
    [
        ("BlockWorker", {"Reason": "The requester gave no reason."}, True),
        ("BlockWorker", {"Reason": "Spam"}, False),
        ("CreateHIT", {"QualificationRequirement": []}, True),
        ("CreateHIT", {}, False),
        ("ForceExpireHIT", {"HITId": "H"}, True),
        ("GetAccountBalance", {}, False),
    ],
)
def test_what_is_lost_depends_on_the_parameters(operation, arguments, applied):
    assert bool(losses(operation, arguments)) == applied


def test_what_is_lost_depends_on_a_value():
    without = losses("SearchHITs", {"SortProperty": "CreationTime"})
    by_title = losses("SearchHITs", {"SortProperty": "Title"})
    [more] = [each for each in by_title if each not in without]
    assert more.startswith("Titles are sorted by code point")


def test_what_is_lost_depends_on_who_answers():
    arguments = {"UniqueRequestToken": "T"}
    [lost] = losses("CreateHIT", arguments, embedded=False)
    assert lost.startswith("Before a live service")
    assert losses("CreateHIT", arguments) == ()


def test_what_is_lost_depends_on_the_answer():
    assert losses("GetQualificationScore", {}, b"<GrantTime>2014") != ()
    assert losses("GetQualificationScore", {}, b"<Status>Revoked") == ()


def test_a_refused_call_loses_nothing():
    fault = Fault(FaultPlace.RESULT, ())
    assert list_losses(MAPPINGS["ForceExpireHIT"], (fault,), b"", embedded=True) == ()
