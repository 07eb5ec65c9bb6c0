"""Many people accept HITs of one group at once, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.work import ANSWERS, make

from adapter.marketplace.workers import Submission, Worker, submit_by_id

PEOPLE, HITS, EACH = 50, 8, 5


@pytest.fixture
def group(market):
    made = [make(market, MaxAssignments=EACH) for _ in range(HITS)]
    return market("GetHIT", HITId=made[0])["HIT"]["HITGroupId"]


def test_no_hit_goes_over_its_assignments_and_nobody_has_one_twice(market, group):
    def accept(number):
        worker = Worker(market.service, f"A{number}")
        first = worker.accept_next(group)
        if first is None:
            return []
        second = worker.accept_next(group, after=worker.find_work(first).hit_id)
        return [worker.find_work(each) for each in (first, second) if each is not None]

    with ThreadPoolExecutor(PEOPLE) as threads:
        accepted = [each for some in threads.map(accept, range(PEOPLE)) for each in some]
    assert len(accepted) == HITS * EACH
    per_hit = Counter(each.hit_id for each in accepted)
    assert set(per_hit.values()) == {EACH}
    assert max(Counter((each.hit_id, each.worker_id) for each in accepted).values()) == 1
    assert market("ListHITs")["HITs"][0]["NumberOfAssignmentsPending"] == EACH


def test_one_assignment_submitted_at_once_by_many_windows_counts_once(market, group):
    assignment_id = Worker(market.service, "A1").accept_next(group)

    def submit(_number):
        return submit_by_id(market.service, assignment_id, ANSWERS)

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(submit, range(16)))
    assert outcomes == {Submission.ACCEPTED: 1, Submission.REPEATED: 15}
