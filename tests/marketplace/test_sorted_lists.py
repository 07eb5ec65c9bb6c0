"""Lists that the database sorts and counts are those that are read whole and sorted here."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from support import legacy_parameters as legacy
from support.backends import backend, caching_backend
from support.checking import check
from support.market import ME, NOON, OTHER

from adapter.errors import RefusedError
from adapter.mapping.catalogue import load
from adapter.marketplace.storage import tables
from adapter.model import Account, CheckedCall, LegacyCall, ModernCall, RequestContext
from adapter.settings.resources import find_data_folder
from adapter.translation.converse import converse
from adapter.translation.drive import drive
from adapter.translation.handlers.statistic_table import REQUESTER, WORKER
from adapter.upstream.marketplace import MarketplaceLists, MarketplaceUpstreams

CATALOGUE = load(find_data_folder("mappings"))
TEXTS = [*"aAbBZäée_19ß漢\U0001f600", "ab", "a b", "10", ""]
COUNT = 60

LISTS = {
    "GetAssignmentsForHIT": [{"HITId": "3H0"}, {"HITId": "3H0", "AssignmentStatus": "Approved"}],
    "GetBlockedWorkers": [{}],
    "GetBonusPayments": [{"HITId": "3H0"}, {"AssignmentId": "3A1"}],
    "GetHITsForQualificationType": [{"QualificationTypeId": "3Q0"}],
    "GetQualificationRequests": [{}, {"QualificationTypeId": "3Q0"}],
    "GetQualificationsForQualificationType": [
        {"QualificationTypeId": "3Q0"},
        {"QualificationTypeId": "3Q0", "Status": "Revoked"},
    ],
    "GetReviewableHITs": [
        {},
        {"HITTypeId": "3T1"},
        {"Status.0": "Reviewing", "Status.1": "Reviewable"},
    ],
    "SearchHITs": [{}],
    "SearchQualificationTypes": [
        {"MustBeRequestable": "true"},
        {"MustBeRequestable": "false", "MustBeOwnedByCaller": "true"},
        {"MustBeRequestable": "false", "Query": "a B"},
    ],
}
"""Each legacy list, and what is asked of it."""


def test_every_list_is_here():
    assert sorted(LISTS) == sorted(name for name, each in CATALOGUE.mappings.items() if each.page)


def asked():
    for operation, requests in LISTS.items():
        facts = legacy.operations()[operation]
        for request in requests:
            if "SortProperty" not in facts:
                yield operation, request
                continue
            for member in facts["SortProperty"].valid:
                for direction in facts["SortDirection"].valid:
                    yield operation, {**request, "SortProperty": member, "SortDirection": direction}


def page(asking, operation, number=1, size=10, **more):
    mapping = CATALOGUE.find(operation)
    pairs = {"PageNumber": str(number), "PageSize": str(size), **more}
    values = check(LegacyCall(operation, tuple(pairs.items())), mapping)
    task = CheckedCall(values, RequestContext(NOON, "id"), CATALOGUE.descriptions)
    return drive(converse(mapping, task), asking.open(Account(ME)))["page"]


@pytest.fixture
def plain(market):
    return backend(MarketplaceUpstreams(market.service))


@pytest.fixture
def sorting(market):
    lists = MarketplaceLists(market.service)
    return caching_backend(MarketplaceUpstreams(market.service), sorted_lists=lists)


def test_order_content_and_total_are_the_same(market, plain, sorting):
    fill(market, random.Random(11))
    for operation, request in asked():
        whole = page(plain, operation, size=100, **request)
        for number in range(1, 8):
            found = page(sorting, operation, number, **request)
            expected = whole.items[(number - 1) * 10 : number * 10]
            if operation == "GetReviewableHITs":
                # What they were sorted by stands in those that were read whole.
                expected = [{name: each[name] for name in found.items[0]} for each in expected]
            assert list(found.items) == list(expected), (operation, request, number)
            assert found.total == whole.total


def fill(market, chance):
    """Rows of every list: ties, texts in other letters, other accounts', and what is missing."""
    with market.service.begin_write(ME) as transaction:
        for table, row in ROWS.items():
            rows = [row(number, chance) for number in range(COUNT)]
            transaction.connection.execute(table.insert(), rows)


def when(chance):
    return NOON - timedelta(hours=chance.randrange(12))


def hit_type(number, chance):
    cents = chance.choice([5, 10, 100, 1000])
    return {
        "id": f"3T{number}",
        "account": ME,
        "group_id": f"3G{number}",
        "fingerprint": str(number),
        "title": chance.choice(TEXTS),
        "description": "D",
        "reward_cents": cents,
        "reward": f"{cents // 100}.{cents % 100:02}",
        "approval_seconds": 1,
        "assignment_seconds": 1,
        "requirements": [],
        "notification_active": False,
    }


def hit(number, chance):
    states = ["Assignable", "Reviewable", "Reviewable", "Reviewing", "Disposed"]
    return {
        "id": f"3H{number}",
        "account": ME if number % 7 else OTHER if number else ME,
        "type_id": f"3T{chance.randrange(4)}",
        "created": when(chance),
        "annotation": chance.choice([None, "batch"]),
        "expiration": when(chance),
        "status": chance.choice(states) if number else "Reviewable",
        "review_status": "NotReviewed",
        "expired": True,
        "max_assignments": 1,
        "pending": 0,
        "submitted": 0,
        "completed": 1,
    }


def assignment(number, chance):
    states = ["Submitted", "Approved", "Rejected", "Accepted"]
    return {
        "id": f"3A{number}",
        "account": ME,
        "hit_id": "3H0",
        "worker_id": f"A{number}",
        "status": chance.choice(states) if number > 1 else "Approved",
        "accepted": when(chance),
        "deadline": NOON,
        "submitted": chance.choice([when(chance), None]),
        "answer": chance.choice([*TEXTS, None]),
        "cost_cents": 1,
    }


ROWS = {
    tables.qualification_types: lambda number, chance: {
        "id": f"3Q{number}",
        "account": OTHER if number % 7 == 1 else ME,
        "created": when(chance),
        # A name is an account's own; the dot keeps "1" and 9 apart from "19".
        "name": f"{chance.choice(TEXTS)}.{number}",
        "description": "D",
        "status": chance.choice(["Active", "Inactive", "Disposing"]) if number else "Active",
        "is_requestable": chance.choice([True, False]),
        "auto_granted": False,
        "answer_key": "<AnswerKey/>",
        "words": chance.choice(["a b", "b", "ab", "c"]),
    },
    tables.hit_types: hit_type,
    tables.hit_type_requirements: lambda number, _chance: {
        "hit_type_id": f"3T{number}",
        "qualification_type_id": f"3Q{number % 2}",
    },
    tables.hits: hit,
    tables.assignments: assignment,
    tables.bonus_payments: lambda number, chance: {
        "account": ME,
        "hit_id": "3H0",
        "assignment_id": f"3A{number % 3}",
        "worker_id": "A",
        "amount": "1.00",
        "reason": f"{number}",
        "granted": when(chance),
    },
    tables.qualification_requests: lambda number, chance: {
        "id": f"3R{chance.choice('aAbBzZ_')}{number}",
        "account": ME if number % 7 else OTHER,
        "type_id": f"3Q{0 if number % 7 else 1}",
        "worker_id": f"A{number}",
        "status": chance.choice(["Pending", "Pending", "Granted", "Rejected"]),
        "answer": chance.choice([None, "yes"]),
        "submitted": when(chance),
    },
    tables.qualifications: lambda number, chance: {
        "type_id": "3Q0",
        "worker_id": f"{chance.choice('aAbBzZ_')}{number}",
        "granted": when(chance),
        "value": chance.choice([None, 1]),
        "status": chance.choice(["Granted", "Revoked"]),
    },
    tables.worker_blocks: lambda number, chance: {
        "account": ME if number % 7 else OTHER,
        "worker_id": f"A{chance.choice('AZ09')}{number}",
        "reason": chance.choice([None, "Spam."]),
    },
}


CHANGES = {
    "GetAssignmentsForHIT": ("AssignmentId", "ApproveAssignment"),
    "GetBlockedWorkers": ("WorkerId", "DeleteWorkerBlock"),
    "GetQualificationRequests": ("QualificationRequestId", "AcceptQualificationRequest"),
    "GetReviewableHITs": ("HITId", "DeleteHIT"),
    "SearchHITs": ("HITId", "DeleteHIT"),
}
"""What names an item of a list, and what takes it off the list or to another place on it."""


@pytest.mark.parametrize("operation", sorted(CHANGES))
def test_a_walk_that_changes_every_item_meets_each_once_under_one_total(market, sorting, operation):
    fill(market, random.Random(7))
    identity, change = CHANGES[operation]
    request, offered, totals, number = LISTS[operation][0], [], set(), 1
    ahead = [each[identity] for each in page(sorting, operation, 2, 7, **request).items]
    while len(offered) < (found := page(sorting, operation, number, 7, **request)).total:
        totals.add(found.total)
        shown = [each[identity] for each in found.items]
        offered += shown
        # Another program changes what only page 2 will show.
        for each in dict.fromkeys(shown + ahead):
            with suppress(RefusedError):  # it is decided already
                sorting.open(Account(ME)).send(ModernCall(change, {identity: each}))
        number += 1
    assert totals == {len({*offered})}
    assert page(sorting, operation, 1, 100, **request).total <= len(offered)


def test_a_later_page_shows_its_items_as_they_are_now(market, sorting):
    fill(market, random.Random(11))
    request = {"HITId": "3H0", "AssignmentStatus": "Submitted"}
    first = page(sorting, "GetAssignmentsForHIT", 1, 2, **request)
    [later, *_] = page(sorting, "GetAssignmentsForHIT", 2, 2, **request).items
    with market.service.begin_write(ME) as transaction:
        transaction.connection.execute(
            tables.assignments.update()
            .where(tables.assignments.c.id == later["AssignmentId"])
            .values(status="Rejected", feedback="No.")
        )
    [now, *_] = page(sorting, "GetAssignmentsForHIT", 2, 2, **request).items
    assert now["AssignmentId"] == later["AssignmentId"]
    assert (now["AssignmentStatus"], now["RequesterFeedback"]) == ("Rejected", "No.")
    assert page(sorting, "GetAssignmentsForHIT", 1, 2, **request).total == first.total - 1


@pytest.mark.parametrize("operation", ["GetAssignmentsForHIT", "GetQualificationRequests"])
def test_what_the_marketplace_refuses_is_refused_in_the_same_words(plain, sorting, operation):
    request = {"HITId": "3X"} if "HIT" in operation else {"QualificationTypeId": "3X"}
    refusals = []
    for asking in (plain, sorting):
        with pytest.raises(RefusedError) as caught:
            page(asking, operation, **request)
        refusals.append((caught.value.code, caught.value.message))
    assert refusals[0] == refusals[1]


def statistics():
    for operation in ("GetRequesterStatistic", "GetRequesterWorkerStatistic"):
        known = REQUESTER if operation == "GetRequesterStatistic" else WORKER
        more = {} if operation == "GetRequesterStatistic" else {"WorkerId": "A7"}
        for name, statistic in known.items():
            for period in statistic.periods.supported:
                yield operation, {"Statistic": name, "TimePeriod": period, "Count": "5", **more}


def told(asking, operation, request):
    mapping = CATALOGUE.find(operation)
    call = LegacyCall(operation, tuple(request.items()))
    values = check(call, mapping)
    task = CheckedCall(values, RequestContext(NOON, "id"), CATALOGUE.descriptions)
    return drive(converse(mapping, task), asking.open(Account(ME)))["statistic"]


def test_statistics_are_the_same(market, plain, sorting):
    fill(market, random.Random(11))
    with market.service.begin_write(ME) as transaction:
        work(transaction, random.Random(5))
    seen = set()
    for operation, request in statistics():
        points = told(sorting, operation, request)["DataPoints"]
        assert points == told(plain, operation, request)["DataPoints"], (operation, request)
        seen |= {each for point in points for each in point.values()}
    assert len(seen) > 20


def past(chance):
    return NOON - timedelta(hours=chance.randrange(150), minutes=chance.randrange(60))


def decided(number, chance):
    row = assignment(number, chance)
    when = {"Approved": "approved", "Rejected": "rejected"}.get(row["status"], "submitted")
    worker = "A7" if number < 20 else f"A{number}"
    return {**row, "hit_id": f"3H{number % 20}", "worker_id": worker, when: past(chance)}


def uniform(row):
    """With both times of a decision, as rows that are written together have the same columns."""
    return {"approved": None, "rejected": None, **row} if "answer" in row else row


def bonus(number, chance):
    row = ROWS[tables.bonus_payments](number, chance)
    amount = chance.choice(["0.01", "1.10", "12.00"])
    return {**row, "hit_id": f"3H{number % 20}", "amount": amount, "granted": past(chance)}


def work(transaction, chance):
    """Work on many HITs over some days, and HITs that are not over."""
    transaction.connection.execute(tables.bonus_payments.delete())
    transaction.connection.execute(tables.assignments.delete())
    for table, row in ((tables.assignments, decided), (tables.bonus_payments, bonus)):
        transaction.connection.execute(
            table.insert(), [uniform(row(n, chance)) for n in range(COUNT)]
        )
    columns = tables.hits.c
    # Lists do not tell of those that were disposed of.
    kept = tables.hits.update().where(columns.status == "Disposed").values(status="Reviewing")
    transaction.connection.execute(kept)
    for number in range(COUNT):
        counts = {"pending": chance.randrange(3), "max_assignments": 9, "completed": 3}
        over = chance.choice([True, False])
        dates = {"expired": over, "expiration": past(chance), "created": past(chance)}
        if not over:
            dates["expiration"] = NOON + timedelta(hours=1)
        transaction.connection.execute(
            tables.hits.update().where(columns.id == f"3H{number}").values(**counts, **dates)
        )
