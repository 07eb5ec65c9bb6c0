"""Whole lists through boto over HTTP."""

from datetime import UTC, datetime

import pytest
from support.backends import read_all
from support.current_stub import answer_with, current_stub, drop, listing, throttle
from support.live import ACCOUNT, live

from adapter.errors import UnavailableError
from adapter.queries import Walk

LIST = "QualificationRequests"
WALK = Walk(
    "ListQualificationRequests", {"QualificationTypeId": "3X"}, LIST, "QualificationRequestId"
)


def requests(count):
    return [
        {"QualificationRequestId": f"R{n}", "WorkerId": f"A{n}", "SubmitTime": 1533160860.5 + n}
        for n in range(count)
    ]


def walk(url, max_items=5000):
    with live(url) as upstreams:
        return read_all(upstreams.open(ACCOUNT), WALK, max_items)


@pytest.mark.parametrize(
    ("count", "calls"), [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (1000, 10)]
)
def test_every_item_comes_once_in_as_few_calls_as_can_be(count, calls):
    with current_stub(listing(LIST, requests(count))) as stub:
        found = walk(stub.url)
    assert [item["WorkerId"] for item in found] == [f"A{n}" for n in range(count)]
    assert len(stub.calls) == calls
    assert all(call.params["MaxResults"] == 100 for call in stub.calls)
    assert all(call.params["QualificationTypeId"] == "3X" for call in stub.calls)
    assert stub.connections == 1


def test_times_are_aware_and_in_the_one_utc():
    with current_stub(listing(LIST, requests(1))) as stub:
        (item,) = walk(stub.url)
    assert item["SubmitTime"] == datetime(2018, 8, 1, 22, 1, 0, 500000, tzinfo=UTC)
    assert item["SubmitTime"].tzinfo is UTC


def test_an_empty_page_in_mid_walk_is_walked_through():
    steps = [
        answer_with({LIST: requests(1), "NextToken": "a"}),
        answer_with({LIST: [], "NextToken": "b"}),
        answer_with({LIST: requests(2)}),
    ]
    with current_stub(*steps) as stub:
        assert len(walk(stub.url)) == 2
    assert [call.params.get("NextToken") for call in stub.calls] == [None, "a", "b"]


def test_a_repeated_token_is_a_fault():
    with (
        current_stub(answer_with({LIST: requests(1), "NextToken": "a"})) as stub,
        pytest.raises(UnavailableError, match="leads back"),
    ):
        walk(stub.url)
    assert len(stub.calls) == 2


def test_a_list_past_the_ceiling_is_a_fault():
    with (
        current_stub(listing(LIST, requests(301))) as stub,
        pytest.raises(UnavailableError, match="more than 250 items"),
    ):
        walk(stub.url, max_items=250)
    assert len(stub.calls) == 3


def test_trouble_in_mid_walk_repeats_that_page_only():
    steps = [
        answer_with({LIST: requests(1), "NextToken": "a"}),
        throttle(),
        drop(),
        answer_with({LIST: requests(2)}),
    ]
    with current_stub(*steps) as stub:
        assert len(walk(stub.url)) == 2
    assert [call.params.get("NextToken") for call in stub.calls] == [None, "a", "a", "a"]


def test_trouble_that_stays_is_never_a_shorter_list():
    with (
        current_stub(answer_with({LIST: requests(1), "NextToken": "a"}), drop()) as stub,
        pytest.raises(UnavailableError, match="did not arrive"),
    ):
        walk(stub.url)
    assert len(stub.calls) == 6
