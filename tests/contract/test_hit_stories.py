"""Whole stories of HITs over sockets: boto 2.49, boto3 and workers around one marketplace."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from support.backends import caching_backend
from support.boto3_client import client
from support.market import Market
from support.serving import KEY, SECRET, serving
from support.work import ANSWERS, LIFE, TYPE

from adapter.marketplace.hits.layouts import add_layout
from adapter.marketplace.workers import Worker
from adapter.upstream.marketplace import MarketplaceUpstreams

boto_249 = pytest.importorskip("support.boto_249")
asked = pytest.importorskip("boto.mturk.question")
needed = pytest.importorskip("boto.mturk.qualification")
PRICE = 0.5


@pytest.fixture
def market(tmp_path):
    market = Market(f"sqlite:///{tmp_path / 'market.db'}")
    # The adapter says by its own clock until when a HIT is extended.
    market.clock.now = datetime.now(UTC)
    yield market
    market.service.close()


@pytest.fixture
def url(market):
    upstreams = MarketplaceUpstreams(market.service)
    with serving(caching_backend(upstreams)) as url:
        yield url


@pytest.fixture
def old(url):
    parts = urlsplit(url)
    made = boto_249.MTurkConnection(
        KEY, SECRET, host=parts.hostname, port=parts.port, is_secure=False
    )
    yield made
    boto_249.hang_up(made)


@pytest.fixture
def new(url):
    made = client(url)
    yield made
    made.close()


def create(old, **more):
    question = asked.ExternalQuestion("https://example.test/q", 600)
    given = {
        "title": "Copy",
        "description": "D",
        "reward": PRICE,
        "duration": 600,
        "keywords": "receipt",
    }
    [made] = old.create_hit(question=question, lifetime=86400, **given, **more)
    return made.HITId


def do(market, hit_id, worker):
    working = Worker(market.service, worker)
    assignment_id = working.accept(hit_id)["AssignmentId"]
    working.submit(assignment_id, ANSWERS)
    return assignment_id


def balance(old):
    return old.get_account_balance()[0].amount


def refused(act, *given, **more):
    with pytest.raises(boto_249.MTurkRequestError) as caught:
        act(*given, **more)
    return caught.value.error_code.removeprefix("AWS.MechanicalTurk.")


def test_boto_249_offers_work_pays_for_it_and_clears_away(market, old, new):
    hit_id = create(old, max_assignments=3)
    first, second = do(market, hit_id, "AONE"), do(market, hit_id, "ATWO")
    listed = old.get_assignments(hit_id, "Submitted")
    assert [(each.AssignmentId, each.WorkerId) for each in listed] == [
        (first, "AONE"),
        (second, "ATWO"),
    ]
    assert listed[0].answers[0][0].fields == ["a"]
    old.approve_assignment(first, "Well done.")
    old.reject_assignment(second, "Read again.")
    assert refused(old.approve_assignment, second) == "InvalidAssignmentState"
    old.approve_rejected_assignment(second)
    old.grant_bonus("AONE", first, boto_249.Price(1.0), "Quick.")
    assert balance(old) == 9997.0
    assert refused(old.dispose_hit, hit_id) == "InvalidHITState"
    old.expire_hit(hit_id)
    assert [each.HITId for each in old.get_reviewable_hits()] == [hit_id]
    old.set_reviewing(hit_id)
    assert len(old.get_reviewable_hits()) == 0
    old.dispose_hit(hit_id)
    assert len(old.search_hits()) == 0
    assert balance(old) == 9997.6
    paid = new.list_bonus_payments(HITId=hit_id)["BonusPayments"]
    assert [(each["WorkerId"], each["BonusAmount"]) for each in paid] == [("AONE", "1.00")]
    assert new.get_hit(HITId=hit_id)["HIT"]["HITStatus"] == "Disposed"


def test_boto_249_creates_a_hit_without_a_description(old, new):
    """boto, tests/mturk/create_hit_external.py: it sends Description=None, and status is True."""
    question = asked.ExternalQuestion("https://example.test/q", 600)
    given = {"title": "Copy", "reward": PRICE, "duration": 600, "keywords": "receipt"}
    [made] = old.create_hit(question=question, lifetime=86400, **given)
    assert new.get_hit(HITId=made.HITId)["HIT"]["Description"] == "None"


def test_boto_249_extends_and_ends_and_boto3_sees_it(market, old, new):
    hit_id = create(old, max_assignments=1)
    do(market, hit_id, "AONE")
    old.extend_hit(hit_id, assignments_increment=2)
    old.extend_hit(hit_id, expiration_increment=3600)
    hit = new.get_hit(HITId=hit_id)["HIT"]
    assert (hit["HITStatus"], hit["MaxAssignments"]) == ("Assignable", 3)
    assert (hit["Expiration"] - hit["CreationTime"]).total_seconds() == 86400 + 3600
    assert refused(old.extend_hit, hit_id, assignments_increment=7) == (
        "InvalidMaximumAssignmentsIncrease"
    )
    old.disable_hit(hit_id)
    assert new.get_hit(HITId=hit_id)["HIT"]["HITStatus"] == "Disposed"
    assert balance(old) == 9999.4


def test_what_boto_249_requires_is_held_against_workers(market, old):
    requirements = needed.Qualifications()
    requirements.add(needed.NumberHitsApprovedRequirement("GreaterThanOrEqualTo", 1))
    first = create(old)
    second = create(old, qualifications=requirements)
    worker = Worker(market.service, "AWORKER")
    assert len(worker.list_open_hits({})["HITs"]) == 2
    old.approve_assignment(do(market, first, "AWORKER"))
    assert do(market, second, "AWORKER")
    assert refused(old.get_hit, "3X") == "HITDoesNotExist"


def test_a_token_of_boto_249s_makes_one_hit(market, old):
    with market.service.begin_write(KEY) as transaction:
        add_layout(transaction, "<p>Copy</p>", name="copy", layout_id="3LAYOUT")
    type_id = old.register_hit_type("Copy", "D", PRICE, 600)[0].HITTypeId
    layout = {"hit_type": type_id, "hit_layout": "3LAYOUT"}
    [made] = old.create_hit(**layout, lifetime=3600)
    assert made.HITTypeId == type_id
    [twice] = old.create_hit(**layout, lifetime=3600)
    assert twice.HITId != made.HITId


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101])
def test_boto3_pages_through_any_number(market, new, number):
    made = [new.create_hit(**TYPE, **LIFE)["HIT"]["HITId"] for _ in range(number)]
    for operation in ("list_hits", "list_reviewable_hits"):
        market.clock.move(days=1)
        pages = new.get_paginator(operation).paginate(PaginationConfig={"PageSize": 100})
        assert [hit["HITId"] for page in pages for hit in page["HITs"]] == made


def test_boto3_is_refused_in_the_services_words(new):
    with pytest.raises(ClientError) as caught:
        new.get_hit(HITId="3X")
    assert caught.value.response["Error"]["Code"] == "RequestError"
    assert caught.value.response["TurkErrorCode"] == "AWS.MechanicalTurk.HITDoesNotExist"
    assert caught.value.response["Message"].startswith("Hit 3X does not exist. (")
