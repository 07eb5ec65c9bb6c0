import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.backends import session
from support.scripted import Scripted

from adapter.errors import UnavailableError
from adapter.queries import PageQuery
from adapter.translation.drive import drive
from adapter.translation.scope import sort_items

ITEMS = st.lists(
    st.fixed_dictionaries({"Id": st.text("abc", max_size=3)}, optional={"Key": st.integers(0, 3)}),
    max_size=40,
    unique_by=lambda item: item["Id"],
)


def cut(items, number, size):
    def read():
        yield from ()
        return items

    def ask():
        start = (number - 1) * size
        return (yield PageQuery("", number == 1, start, size, read))

    return drive(ask(), session(Scripted({})))


@given(ITEMS, st.booleans(), st.sampled_from(["Key", None]), st.integers(1, 7))
def test_the_pages_of_a_walk_hold_every_item_once_in_order_with_one_total(items, down, key, size):
    ordered = sort_items(items, key, "Id", descending=down)
    pages = [cut(ordered, number, size) for number in range(1, math.ceil(len(items) / size) + 2)]
    walked = [item for page in pages for item in page.rows]
    assert walked == list(ordered)
    assert sorted(item["Id"] for item in walked) == sorted(item["Id"] for item in items)
    assert {page.total for page in pages} == {len(items)}
    assert sum(len(page.rows) for page in pages) == len(items)
    assert len(pages[-1].rows) == 0


@given(ITEMS, st.booleans(), st.randoms())
def test_the_order_does_not_depend_on_the_upstreams(items, down, random):
    shuffled = list(items)
    random.shuffle(shuffled)
    assert sort_items(items, "Key", "Id", descending=down) == sort_items(
        shuffled, "Key", "Id", descending=down
    )


def test_ties_go_up_by_id_in_both_directions():
    items = [{"Id": "b", "Key": 1}, {"Id": "a", "Key": 1}, {"Id": "c", "Key": 2}]
    assert [i["Id"] for i in sort_items(items, "Key", "Id", descending=False)] == ["a", "b", "c"]
    assert [i["Id"] for i in sort_items(items, "Key", "Id", descending=True)] == ["c", "a", "b"]


def test_a_page_past_the_end_is_empty_and_keeps_the_total():
    page = cut([{"Id": "a"}], 2**31 - 1, 100)
    assert (list(page.rows), page.total) == ([], 1)


def test_values_without_an_order_are_the_upstreams_fault():
    with pytest.raises(UnavailableError, match="cannot be sorted"):
        sort_items([{"Id": "a", "Key": 1}, {"Id": "b", "Key": "x"}], "Key", "Id", descending=False)
