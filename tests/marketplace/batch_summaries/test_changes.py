"""Changes of all HITs of a batch."""

from datetime import timedelta
from decimal import Decimal

import pytest
from support.market import ME, NOON, OTHER

from adapter.marketplace.batch_summaries import (
    BatchId,
    Change,
    Kind,
    carry_out_part,
    changes,
    preview_change,
)

WEEK = NOON + timedelta(days=7)


def preview(market, batch, change, account=ME):
    wanted = BatchId(batch.type_id)
    found = market.service.read(account, lambda each: preview_change(each, wanted, change))
    return found.hits, found.refused, found.cost_cents


def carry_out(market, batch, change, after=0, account=ME):
    return carry_out_part(market.service, account, BatchId(batch.type_id), change, after)


def hit(market, hit_id):
    return market("GetHIT", HITId=hit_id)["HIT"]


def test_hits_expire_but_for_those_that_have(market, batch):
    kept, gone = batch.post(), batch.post()
    market("UpdateExpirationForHIT", HITId=gone, ExpireAt=NOON)
    assert preview(market, batch, Change(Kind.EXPIRE)) == (1, 0, 0)
    assert carry_out(market, batch, Change(Kind.EXPIRE)).done == 1
    assert hit(market, kept)["HITStatus"] == "Reviewable"
    assert preview(market, batch, Change(Kind.EXPIRE)) == (0, 0, 0)


def test_hits_are_offered_for_longer_and_never_shorter(market, batch):
    short, long = batch.post(), batch.post(LifetimeInSeconds=30 * 86_400)
    change = Change(Kind.EXTEND, until=WEEK)
    assert preview(market, batch, change) == (1, 0, 0)
    assert carry_out(market, batch, change).done == 1
    assert hit(market, short)["Expiration"] == WEEK
    assert hit(market, long)["Expiration"] == NOON + timedelta(days=30)


def test_an_expired_hit_is_offered_again(market, batch):
    gone = batch.post()
    market("UpdateExpirationForHIT", HITId=gone, ExpireAt=NOON)
    assert carry_out(market, batch, Change(Kind.EXTEND, until=WEEK)).done == 1
    assert hit(market, gone)["HITStatus"] == "Assignable"


def test_more_assignments_cost_what_the_preview_says(market, batch):
    for _ in range(3):
        batch.post(MaxAssignments=2)
    before = Decimal(market("GetAccountBalance")["AvailableBalance"])
    change = Change(Kind.ADD, more=2, token="once")
    assert preview(market, batch, change) == (3, 0, 360)
    assert carry_out(market, batch, change).done == 3
    after = Decimal(market("GetAccountBalance")["AvailableBalance"])
    assert before - after == Decimal("3.60")


def test_no_hit_gets_assignments_twice_by_one_form(market, batch):
    made = batch.post()
    change = Change(Kind.ADD, more=1, token="once")
    for _ in range(2):
        carry_out(market, batch, change)
    assert hit(market, made)["MaxAssignments"] == 2


def test_a_hit_that_the_api_refuses_stays_and_the_others_change(market, batch):
    small, large = batch.post(MaxAssignments=9), batch.post(MaxAssignments=10)
    change = Change(Kind.ADD, more=1, token="once")
    assert preview(market, batch, change)[:2] == (1, 1)
    part = carry_out(market, batch, change)
    assert part.done == 1
    (reason,) = part.refusals
    assert "cannot be raised from less than 10" in reason
    assert hit(market, small)["MaxAssignments"] == 9
    assert hit(market, large)["MaxAssignments"] == 11


def test_many_hits_are_changed_part_by_part(market, batch, monkeypatch):
    monkeypatch.setattr(changes, "PART", 2)
    for _ in range(3):
        batch.post()
    first = carry_out(market, batch, Change(Kind.EXPIRE))
    assert (first.done, first.after is None) == (2, False)
    second = carry_out(market, batch, Change(Kind.EXPIRE), first.after)
    assert (second.done, second.after) == (1, None)


@pytest.mark.parametrize("kind", Kind)
def test_nobody_changes_the_hits_of_another(market, batch, kind):
    made = batch.post()
    before = hit(market, made)
    change = Change(kind, until=WEEK, more=1, token="once")
    assert carry_out(market, batch, change, account=OTHER).done == 0
    assert hit(market, made) == before
