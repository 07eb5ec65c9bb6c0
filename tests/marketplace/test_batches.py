"""Batches: a HIT for each row, all or none."""

import pytest
from support.market import ME, NOON, count_statements
from support.work import make, money

from adapter.marketplace import RefusedCallError
from adapter.marketplace.batches import Batch, BatchTableError, TableRow, post_batch, read_rows
from adapter.marketplace.documents import read_frame
from adapter.marketplace.storage.tables import layouts, messages

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
    made = [TableRow(line, values) for line, values in enumerate(rows, start=2)]
    return Batch(PAGE, made, "birds", 0, {**PROPERTIES, **more})


def test_rows_are_read_by_the_names_of_the_columns():
    table = '\ufefflabel,image\r\n"a, ""b""\nc",http://x.test/1.png\r\n\r\n,2\r\n'
    assert read_rows(table, PAGE) == [
        TableRow(2, {"label": 'a, "b"\nc', "image": "http://x.test/1.png"}),
        TableRow(5, {"label": "", "image": "2"}),
    ]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("image\n1\n", "line 1: there is no column for the page's placeholder ${label}"),
        ("image,label,x\n", "line 1: the page has no placeholder ${x} for this column"),
        ("image,label,image\n", "line 1: two columns have the name image"),
        ("image,label\n", "line 2: there is no row"),
        ("label", "line 1: there is no column for the page's placeholder ${image}"),
        ('image,label\n"1\n2",a\n3\n', "line 4: 1 cells where line 1 has 2 columns"),
        ('image,label\n"1,a\n', "line 2: it is not CSV: unexpected end of data"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_line(table, text):
    with pytest.raises(BatchTableError) as caught:
        read_rows(table, PAGE)
    [problem] = caught.value.problems
    assert problem.startswith(text)


def test_every_row_that_does_not_fit_is_named():
    with pytest.raises(BatchTableError) as caught:
        read_rows("image,label\n1\n1,2\n1,2,3\n", PAGE)
    assert caught.value.problems == (
        "line 2: 1 cells where line 1 has 2 columns",
        "line 4: 3 cells where line 1 has 2 columns",
    )
    with pytest.raises(BatchTableError) as caught:
        read_rows("image,label\n" + "1\n" * 1_022, PAGE)
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1] == "and 1,002 more"


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
    assert (posted.cost_cents, money(market)[1]) == (54, "0.54")


def test_a_batch_that_cannot_be_made_makes_nothing(market):
    rows = [{"image": "1", "label": "a"}, {"image": "2", "label": "x" * 70_000}]
    before = money(market)
    with pytest.raises(BatchTableError, match=r"^line 3: the question document .*65535"):
        post_batch(market.service, ME, batch(rows))
    with pytest.raises(RefusedCallError, match="insufficient funds"):
        post_batch(market.service, ME, batch(rows[:1] * 2, Reward="5000.00", MaxAssignments=1))
    with pytest.raises(RefusedCallError, match="LifetimeInSeconds"):
        post_batch(market.service, ME, batch(rows[:1], LifetimeInSeconds=1))
    assert (market("ListHITs")["NumResults"], money(market)) == (0, before)
    with market.service.begin_read(ME) as transaction:
        assert transaction.execute(layouts.select()).all() == []


def test_others_wait_no_longer_for_a_batch_because_it_has_more_rows(market):
    """A write lasts as long as its statements take; those of all rows are sent as one."""

    def count(number):
        posted = batch([{"image": str(number), "label": "a"}] * number)
        return count_statements(lambda: post_batch(market.service, ME, posted))

    count(1)  # makes the type
    assert count(2) == count(200)


def test_money_that_is_due_back_pays_for_a_batch(market):
    dear = {"Reward": "4000.00", "MaxAssignments": 1}
    make(market, MaxAssignments=1, Reward="4000.00", LifetimeInSeconds=60)
    market.clock.move(seconds=61)
    post_batch(market.service, ME, batch([{"image": "1", "label": "a"}] * 2, **dear))
    assert money(market) == ("400.00", "9600.00")


def test_the_requester_is_notified_of_each_hit_of_a_batch(market):
    rows = [{"image": str(number), "label": "a"} for number in range(3)]
    made = post_batch(market.service, ME, batch(rows))
    notify = {"Destination": "me@example.test", "Transport": "Email", "Version": "2006-05-05"}
    market(
        "UpdateNotificationSettings",
        HITTypeId=made.hit_type_id,
        Notification={**notify, "EventTypes": ["HITCreated"]},
        Active=True,
    )
    again = post_batch(market.service, ME, batch(rows))
    with market.service.begin_read(ME) as transaction:
        told = transaction.execute(messages.select()).all()
    assert again.hit_type_id == made.hit_type_id
    assert [each.kind for each in told] == ["HITCreated"] * 3
    assert all(hit in each.text for hit, each in zip(again.hit_ids, told, strict=True))
