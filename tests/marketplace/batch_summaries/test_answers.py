"""How long the work of a batch took, and how far workers agree."""

import pytest
from support.market import ME

from adapter.marketplace.batch_summaries import (
    BatchId,
    TimeSpent,
    read_agreement,
    read_time_spent,
)


def agreement(market, batch):
    found = market.service.read(ME, lambda each: read_agreement(each, BatchId(batch.type_id)))
    return found, {each.field: (each.same, each.pairs, each.percent) for each in found.fields}


def test_the_time_is_from_acceptance_to_submission(market, batch):
    for worker, seconds in enumerate((30, 60, 60, 90)):
        batch.submit(f"A{worker}", seconds=seconds)
    batch.accept("A9")
    spent = market.service.read(ME, lambda each: read_time_spent(each, BatchId(batch.type_id)))
    assert spent.counts == [(30, 1), (60, 2), (90, 1)]
    assert [spent.find_quantile(share) for share in (0.25, 0.5, 0.75)] == [30, 60, 60]


@pytest.mark.parametrize(
    ("counts", "bars"),
    [
        ([], []),
        ([(0, 3)], [(0, 1, 3)]),
        ([(0, 1), (2, 1)], [(0, 1, 1), (1, 2, 0), (2, 3, 1)]),
        ([(5, 98), (7, 1), (86_400, 1)], [(0, 1, 0), *((n, n + 1, 0) for n in range(1, 5))]),
    ],
)
def test_a_histogram_has_a_last_bar_for_what_took_longest(counts, bars):
    found = TimeSpent(counts).build_histogram()
    if counts and counts[-1][0] == 86_400:
        assert found == [*bars, (5, 86_401, 100)]
    else:
        assert found == bars


def test_a_histogram_has_few_bars_however_long_work_takes():
    for most in (29, 30, 599, 3600, 86_400, 40 * 86_400):
        found = TimeSpent([(seconds, 1) for seconds in range(0, most, max(1, most // 100))])
        bars = found.build_histogram()
        assert 1 < len(bars) <= 30
        assert sum(number for _, _, number in bars) == found.number


def test_agreement_is_the_share_of_pairs_with_the_same_answer(market, batch):
    hit = batch.post(MaxAssignments=3)
    for worker, colour in enumerate(("blue", "blue", "red")):
        batch.submit(f"A{worker}", hit, colour=colour, why=f"for reason {worker}")
    other = batch.post(MaxAssignments=2)
    for worker in range(2):
        batch.submit(f"A{worker}", other, colour="red", why=f"as {worker}")
    found, fields = agreement(market, batch)
    assert fields == {"colour": (2, 4, 50)}
    assert (found.hits, found.answers) == (2, 5)
    assert found.fields[0].values == [("red", 3), ("blue", 2)]


def test_rejected_work_and_single_answers_do_not_count(market, batch):
    batch.submit("A1", colour="blue")
    hit = batch.post(MaxAssignments=3)
    batch.submit("A1", hit, colour="red")
    batch.submit("A2", hit, colour="red")
    rejected = batch.submit("A3", hit, colour="blue")
    market("RejectAssignment", AssignmentId=rejected, RequesterFeedback="no")
    found, fields = agreement(market, batch)
    assert (found.hits, fields) == (1, {"colour": (1, 1, 100)})


def test_a_batch_without_answers_has_no_agreement(market, batch):
    batch.post()
    found, fields = agreement(market, batch)
    assert (found.hits, found.answers, fields) == (0, 0, {})


def test_answers_that_would_fill_the_memory_are_not_read(market, batch):
    hit_id = batch.post(MaxAssignments=2)
    for worker, note in (("AONE", ""), ("ATWO", "x" * 100_001)):
        batch.submit(worker, hit_id, colour="red", note=note)
    found, _ = agreement(market, batch)
    assert found.answers == 1
