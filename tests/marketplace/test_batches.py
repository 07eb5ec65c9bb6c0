"""Batches: a HIT for each row, all or none."""

import pytest
from support.market import ME, NOON
from support.work import money

from adapter.marketplace import RefusedCallError
from adapter.marketplace.batches import Batch, post_batch, read_rows
from adapter.marketplace.documents import read_frame
from adapter.marketplace.storage.tables import layouts

PAGE = "<img src='${image}'>${label}"
PROPERTIES = {
    "Title": "Name the bird",
    "Description": "Look at a picture.",
    "Reward": "0.05",
    "MaxAssignments": 3,
    "AssignmentDurationInSeconds": 600,
    "LifetimeInSeconds": 3600,
}


def batch(rows, **more):
    return Batch(PAGE, rows, "birds", 0, {**PROPERTIES, **more})


def test_rows_are_read_by_the_names_of_the_columns():
    table = '\ufefflabel,image\r\n"a, ""b""\nc",http://x.test/1.png\r\n\r\n,2\r\n'
    assert read_rows(table, PAGE) == [
        {"label": 'a, "b"\nc', "image": "http://x.test/1.png"},
        {"label": "", "image": "2"},
    ]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("image\n1\n", "line 1: there is no column for the page's placeholder ${label}"),
        ("image,label,x\n", "line 1: the page has no placeholder ${x} for this column"),
        ("image,label,image\n", "line 1: two columns have the same name"),
        ("image,label\n", "line 2: there is no row"),
        ("", "line 1: there is no column for the page's placeholder ${image}"),
        ('image,label\n"1\n2",a\n3\n', "line 4: 1 cells where line 1 has 2 columns"),
        ('image,label\n"1,a\n', "line 2: unexpected end of data"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_line(table, text):
    with pytest.raises(ValueError, match=r"^line ") as caught:
        read_rows(table, PAGE)
    assert str(caught.value).startswith(text)


def test_each_row_becomes_a_hit_of_one_layout_and_type(market):
    rows = [{"image": str(number), "label": f"<b>{number}</b>"} for number in range(3)]
    posted = batch(rows)
    made = post_batch(market.service, ME, posted)
    hits = {hit["HITId"]: hit for hit in market("ListHITs")["HITs"]}
    assert set(made.hit_ids) == hits.keys()
    assert {hit["HITTypeId"] for hit in hits.values()} == {made.hit_type_id}
    assert {hit["HITLayoutId"] for hit in hits.values()} == {made.layout_id}
    pages = [read_frame(hits[hit_id]["Question"]).html for hit_id in made.hit_ids]
    assert pages == [f"<img src='{number}'><b>{number}</b>" for number in range(3)]
    assert pages[0] == posted.first
    assert hits[made.hit_ids[0]]["CreationTime"] == NOON
    # The fee of 0.05 is 0.01.
    assert (posted.cost, money(market)[1]) == ("0.54", "0.54")


def test_a_batch_that_stops_half_way_makes_nothing(market):
    rows = [{"image": "1", "label": "a"}, {"image": "2", "label": "x" * 70_000}]
    before = money(market)
    with pytest.raises(RefusedCallError, match="65535"):
        post_batch(market.service, ME, batch(rows))
    assert (market("ListHITs")["NumResults"], money(market)) == (0, before)
    with pytest.raises(RefusedCallError, match="insufficient funds"):
        post_batch(market.service, ME, batch(rows[:1] * 2, Reward="5000.00", MaxAssignments=1))
    assert (market("ListHITs")["NumResults"], money(market)) == (0, before)
    with market.service.begin_read(ME) as transaction:
        assert transaction.execute(layouts.select()).all() == []
