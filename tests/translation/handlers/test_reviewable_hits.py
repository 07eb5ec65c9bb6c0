from datetime import UTC, datetime

import pytest

from adapter.errors import UnavailableError
from adapter.model import CheckedCall, RequestContext
from adapter.queries import Walk
from adapter.translation.handlers import HANDLERS
from adapter.translation.scope import sort_items

NOON = RequestContext(datetime(2026, 11, 21, 12, tzinfo=UTC), "0")
ALL = Walk("ListHITs", {}, "HITs", "HITId")


def talk_about(**values):
    return HANDLERS["reviewable_hits"](CheckedCall(values, NOON, {}))


def listed(**params):
    return Walk("ListReviewableHITs", params, "HITs", "HITId")


def ended(talk, answer):
    with pytest.raises(StopIteration) as end:
        talk.send(answer)
    return end.value.value["listing"]["HITs"]


def test_without_a_status_the_reviewable_are_listed():
    talk = talk_about(SortProperty="Enumeration")
    assert next(talk) == listed(Status="Reviewable")
    assert ended(talk, [{"HITId": "A"}, {"HITId": "B"}]) == [{"HITId": "A"}, {"HITId": "B"}]


def test_a_type_is_asked_for_and_each_status_once():
    talk = talk_about(
        HITTypeId="T", Status=["Reviewing", "Reviewable", "Reviewing"], SortProperty="Enumeration"
    )
    assert next(talk) == listed(Status="Reviewing", HITTypeId="T")
    assert talk.send([{"HITId": "A"}]) == listed(Status="Reviewable", HITTypeId="T")
    assert ended(talk, []) == [{"HITId": "A"}]


def test_a_hit_that_changes_its_status_between_the_lists_counts_once():
    talk = talk_about(Status=["Reviewable", "Reviewing"], SortProperty="Enumeration")
    next(talk)
    talk.send([{"HITId": "A"}, {"HITId": "B"}])
    hits = ended(talk, [{"HITId": "B"}, {"HITId": "C"}])
    assert sorted(hit["HITId"] for hit in hits) == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("member", "values"),
    [
        ("Title", ("y", "x")),
        ("Reward", ("0.10", "0.09")),
        ("Expiration", (NOON.now, datetime(2020, 1, 1, tzinfo=UTC))),
        ("CreationTime", (NOON.now, datetime(2020, 1, 1, tzinfo=UTC))),
    ],
)
def test_what_they_are_sorted_by_is_joined_from_the_whole_list(member, values):
    talk = talk_about(SortProperty=member)
    next(talk)
    assert talk.send([{"HITId": "A"}, {"HITId": "B"}, {"HITId": "Deleted"}]) == ALL
    whole = [{"HITId": "B", member: values[1]}, {"HITId": "A", member: values[0]}, {"HITId": "X"}]
    hits = ended(talk, whole)
    assert hits == [
        {"HITId": "A", member: values[0]},
        {"HITId": "B", member: values[1]},
        {"HITId": "Deleted", member: None},
    ]
    ordered = sort_items(hits, member, "HITId", descending=False, as_amount=member == "Reward")
    assert [hit["HITId"] for hit in ordered] == ["B", "A", "Deleted"]


def test_nothing_is_joined_that_the_list_tells_itself():
    talk = talk_about(SortProperty="Title")
    next(talk)
    hits = [{"HITId": "A", "Title": "y"}, {"HITId": "B", "Title": "x"}]
    assert ended(talk, hits) == hits


@pytest.mark.parametrize("hits", [[], [{"HITId": "A"}]])
def test_nothing_is_joined_where_there_is_nothing_to_sort(hits):
    talk = talk_about(SortProperty="Expiration")
    next(talk)
    assert ended(talk, hits) == hits


def test_a_hit_without_its_id_is_the_upstreams_fault():
    talk = talk_about(SortProperty="Enumeration")
    next(talk)
    with pytest.raises(UnavailableError, match="HITId"):
        talk.send([{"Title": "x"}])
