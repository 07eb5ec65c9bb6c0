"""Every list in every order that the legacy API documents, cut into its pages."""

from datetime import UTC, datetime

import pytest
from support import legacy_parameters as legacy
from support.backends import session
from support.checking import check
from support.scripted import Scripted

from adapter.current_api import model as current
from adapter.mapping.catalogue import load
from adapter.model import CheckedCall, LegacyCall, RequestContext
from adapter.settings.resources import find_data_folder
from adapter.translation.converse import converse
from adapter.translation.drive import drive

CATALOGUE = load(find_data_folder("mappings"))
CONTEXT = RequestContext(
    datetime(2016, 1, 2, 12, tzinfo=UTC), "6a1b2c3d-0000-4000-8000-000000000001"
)
LISTS = sorted(name for name, mapping in CATALOGUE.mappings.items() if mapping.page)

# Each item's id, and what it comes to by the member that is sorted by, as the upstream lists them.
ITEMS = [("C", 1), ("A", 3), ("D", 2), ("B", 4)]
BY_ID = ["A", "B", "C", "D"]
BY_RANK = ["C", "D", "A", "B"]
# The one order of a list that takes none; every other goes by its items' ids.
DOCUMENTED = {"GetBonusPayments": "GrantTime"}
TIMES = ("AcceptTime", "SubmitTime", "Expiration", "CreationTime", "GrantTime")


def orders():
    for operation in LISTS:
        facts = legacy.operations()[operation]
        if "SortProperty" not in facts:
            yield operation, DOCUMENTED.get(operation), None
            continue
        for member in facts["SortProperty"].valid:
            for direction in facts["SortDirection"].valid:
                yield operation, member, direction


def item(identity, rank, member):
    """One whose `told by` and every id is the first, and whose member goes by the second."""
    ids = ("HITId", "AssignmentId", "QualificationRequestId", "QualificationTypeId", "WorkerId")
    ranks = dict.fromkeys(TIMES, datetime(2016, 1, rank, tzinfo=UTC)) | {"Reward": f"{rank * 4}.00"}
    return {
        **dict.fromkeys(("told by", *ids), identity),
        **dict.fromkeys(("Title", "Answer", "AssignmentStatus", "Name"), "same"),
        "HITStatus": "Reviewable",
        **({member: ranks.get(member, f"by rank {rank}")} if member else {}),
    }


def page(operation, member, direction, number):
    pairs = legacy.required(legacy.operations()[operation])
    pairs |= {"PageNumber": str(number), "PageSize": "3"}
    if direction is not None:
        pairs |= {"SortProperty": member, "SortDirection": direction}
    mapping = CATALOGUE.mappings[operation]
    values = check(LegacyCall(operation, tuple(pairs.items())), mapping)
    listed = [item(*each, member) for each in ITEMS]
    api = current.load()
    members = {name: api.find_paged_list(name) for name in api.operations}
    upstream = Scripted({name: {member: listed} for name, member in members.items()})
    return drive(converse(mapping, CheckedCall(values, CONTEXT, {})), session(upstream))["page"]


@pytest.mark.parametrize(("operation", "member", "direction"), [*orders()])
def test_a_list_comes_in_the_order_asked_for_and_in_pages(operation, member, direction):
    expected = BY_ID if member in {None, "Enumeration"} else BY_RANK
    if direction == "Descending" and member != "Enumeration":
        expected = expected[::-1]
    for number, part in ((1, expected[:3]), (2, expected[3:]), (3, [])):
        found = page(operation, member, direction, number)
        assert [each["told by"] for each in found.items] == part
        assert (found.total, found.number) == (4, number)
