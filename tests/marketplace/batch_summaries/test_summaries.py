"""How far batches are, and what they cost."""

from support.market import ME, NOON, OTHER
from support.work import LIFE, make_type

from adapter.marketplace.batch_summaries import (
    BatchId,
    count_hours,
    list_batches,
    parse_batch_id,
    summarize_batch,
)


def listed(market, search="", account=ME):
    return market.service.read(account, lambda each: list_batches(each, search, 0, 50))


def found(market, batch_id, account=ME):
    return market.service.read(
        account, lambda each: summarize_batch(each, parse_batch_id(batch_id))
    )


def test_a_batch_counts_what_its_assignments_are(market, batch):
    hit = batch.post(MaxAssignments=5)
    approved, rejected, _ = (batch.submit(f"A{number}", hit) for number in range(3))
    batch.accept("A3", hit)
    market("ApproveAssignment", AssignmentId=approved)
    market("RejectAssignment", AssignmentId=rejected, RequesterFeedback="empty")
    (summary,) = listed(market)
    assert summary == found(market, batch.type_id)
    counts = (summary.open, summary.accepted, summary.submitted, summary.approved, summary.rejected)
    assert counts == (1, 1, 1, 1, 1)
    assert (summary.hits, summary.expired, summary.created) == (1, 0, NOON)


def test_the_cost_is_of_approved_work_and_bonuses_with_fees(market, batch):
    first, second = batch.submit("A1"), batch.submit("A2")
    market("ApproveAssignment", AssignmentId=first)
    bonus = {"BonusAmount": "1.00", "Reason": "thanks", "WorkerId": "A2"}
    market("SendBonus", AssignmentId=second, **bonus)
    assert found(market, batch.type_id).cost_cents == 60 + 120


def test_the_batch_ids_of_amazons_site_divide_a_type(market, batch):
    for note in ("BatchId:17;Original:9;", "BatchId:17;", "BatchId:18", "BatchId:a/b;", "a note"):
        batch.post(RequesterAnnotation=note)
    numbers = {each.id.label: each.hits for each in listed(market)}
    assert numbers == {"17": 2, "18": 1, None: 2}
    assert found(market, f"{batch.type_id}-17").hits == 2
    assert str(BatchId(batch.type_id, "17")) == f"{batch.type_id}-17"


def test_batches_are_searched_and_the_newest_is_first(market, batch):
    batch.post(RequesterAnnotation="BatchId:17;")
    market.clock.move(hours=1)
    make_type(market, Title="Owls 100%")
    owls = make_type(market, Title="Owls 100%")
    market("CreateHITWithHITType", HITTypeId=owls, **LIFE)
    assert [each.title for each in listed(market)] == ["Owls 100%", "Copy a receipt"]
    assert [each.id.label for each in listed(market, "17")] == ["17"]
    assert [each.title for each in listed(market, "wls 100%")] == ["Owls 100%"]
    assert not listed(market, "%")[1:]
    assert [each.id.type_id for each in listed(market, owls)] == [owls]


def test_an_account_sees_no_batch_of_another(market, batch):
    batch.post()
    assert listed(market, account=OTHER) == []
    assert found(market, batch.type_id, account=OTHER) is None


def test_the_hours_count_what_was_submitted_and_approved(market, batch):
    first = batch.submit("A1")
    market.clock.move(hours=2)
    batch.submit("A2")
    market("ApproveAssignment", AssignmentId=first)
    hours = market.service.read(ME, lambda each: count_hours(each, BatchId(batch.type_id)))
    assert [(each.begins.hour, each.submitted, each.approved) for each in hours] == [
        (12, 1, 0),
        (14, 1, 1),
    ]
