"""UniqueRequestTokens: a call that was sent twice is carried out once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from support.market import ME, OTHER
from support.work import ANSWERS, LIFE, TYPE, make, make_type, money, shown, submit_work

from adapter.errors import RefusedError
from adapter.mapping.catalogue import load
from adapter.marketplace import RefusedCallError, RequestError
from adapter.marketplace.workers import Worker
from adapter.settings.resources import find_data_folder
from adapter.translation.refusals import find_substitute

THREADS = 8
CATALOGUE = load(find_data_folder("mappings"))


def already(token):
    return f'RequestAlreadyProcessed: The idempotency token "{token}" has already been processed.'


def test_a_hit_is_made_once_for_a_token_and_the_refusal_names_it(market):
    given = {**TYPE, **LIFE, "UniqueRequestToken": "t"}
    hit_id = market("CreateHIT", **given)["HIT"]["HITId"]
    told = (
        f"HITAlreadyExists: HIT {hit_id} already exists in the system from a previous call "
        "using the same UniqueRequestToken."
    )
    assert market.refused("CreateHIT", **given) == told
    assert market.refused("CreateHIT", **{**given, "Title": ""}) == told
    of_type = {"HITTypeId": make_type(market), **LIFE, "UniqueRequestToken": "t"}
    assert market.refused("CreateHITWithHITType", **of_type) == told
    assert market("ListHITs")["NumResults"] == 1
    assert money(market) == ("9999.40", "0.60")
    market("CreateHIT", OTHER, **given)
    market("CreateHIT", **{**given, "UniqueRequestToken": "u"})


def test_a_token_is_kept_for_a_day(market):
    given = {**TYPE, **LIFE, "UniqueRequestToken": "t"}
    market("CreateHIT", **given)
    market.clock.move(hours=23, minutes=59, seconds=59)
    market.refused("CreateHIT", **given)
    market.clock.move(seconds=1)
    market("CreateHIT", **given)


def test_a_refused_call_leaves_its_token_free(market):
    given = {**TYPE, **LIFE, "UniqueRequestToken": "t"}
    market.invalid("CreateHIT", **{**given, "LifetimeInSeconds": 1})
    market.refused("CreateHIT", **{**given, "Reward": "90000"})
    market("CreateHIT", **given)


def test_assignments_and_bonuses_are_added_once_for_a_token(market):
    hit_id = make(market)
    more = {"HITId": hit_id, "NumberOfAdditionalAssignments": 1, "UniqueRequestToken": "t"}
    market("CreateAdditionalAssignmentsForHIT", **more)
    assert market.refused("CreateAdditionalAssignmentsForHIT", **more) == already("t")
    assert market("GetHIT", HITId=hit_id)["HIT"]["MaxAssignments"] == 2
    bonus = {"WorkerId": "AWORKER", "BonusAmount": "1", "Reason": "R", "UniqueRequestToken": "t"}
    bonus["AssignmentId"] = submit_work(market, hit_id)
    market("SendBonus", **bonus)
    assert market.refused("SendBonus", **bonus) == already("t")
    assert market("ListBonusPayments", HITId=hit_id)["NumResults"] == 1
    assert money(market) == ("9997.60", "1.20")


@pytest.mark.parametrize("operation", ["CreateHIT", "ExtendHIT", "GrantBonus", "ForceExpireHIT"])
def test_the_adapter_reads_the_refusals_as_done(market, operation):
    """What the adapter takes for carried out is what the marketplace says then."""
    hit_id = market("CreateHIT", **TYPE, **LIFE, UniqueRequestToken="t")["HIT"]["HITId"]
    calls = {
        "CreateHIT": ("CreateHIT", {**TYPE, **LIFE}),
        "ExtendHIT": (
            "CreateAdditionalAssignmentsForHIT",
            {"HITId": hit_id, "NumberOfAdditionalAssignments": 1},
        ),
        "GrantBonus": (
            "SendBonus",
            {
                "WorkerId": "AWORKER",
                "AssignmentId": submit_work(market, hit_id),
                "BonusAmount": "1",
                "Reason": "R",
            },
        ),
        "ForceExpireHIT": ("UpdateExpirationForHIT", {"HITId": hit_id, "ExpireAt": 0}),
    }
    name, params = calls[operation]
    token = {} if operation == "ForceExpireHIT" else {"UniqueRequestToken": "t"}
    given = {**params, **token}
    if operation != "CreateHIT":
        market(name, **given)
    with pytest.raises(RequestError) as caught:
        market(name, **given)
    [done] = [
        each.done_if_refused
        for each in CATALOGUE.find(operation).calls
        if each.operation == name and each.done_if_refused
    ]
    refusal = RefusedError(caught.value.code, caught.value.message)
    expected = {"HIT": {"HITId": hit_id}} if operation == "CreateHIT" else {}
    assert find_substitute(refusal, done, "t") == expected


def test_of_many_calls_at_once_with_one_token_one_is_carried_out(market):
    given = {**TYPE, **LIFE, "UniqueRequestToken": "t"}

    def create(_):
        try:
            return market.service.call(ME, "CreateHIT", given)["HIT"]["HITId"]
        except RequestError as error:
            return error.message.split()[1]

    with ThreadPoolExecutor(THREADS) as pool:
        named = set(pool.map(create, range(THREADS)))
    [hit] = market("ListHITs")["HITs"]
    assert named == {hit["HITId"]}
    assert money(market) == ("9999.40", "0.60")


@pytest.mark.parametrize("operation", ["ApproveAssignment", "RejectAssignment"])
def test_of_many_decisions_at_once_one_counts(market, operation):
    assignment_id = submit_work(market, make(market))
    feedback = {"RequesterFeedback": "F"}

    def decide(_):
        try:
            market.service.call(ME, operation, {"AssignmentId": assignment_id, **feedback})
        except RequestError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = sorted(pool.map(decide, range(THREADS)))
    assert outcomes == ["AWS.MechanicalTurk.InvalidAssignmentState"] * (THREADS - 1) + ["done"]
    left = "9999.40" if operation == "ApproveAssignment" else "10000.00"
    assert money(market) == (left, "0.00")


def test_of_many_workers_at_once_one_gets_the_last_assignment(market):
    hit_id = make(market, MaxAssignments=3)

    def accept(number):
        try:
            return Worker(market.service, f"A{number}").accept(hit_id)["AssignmentId"]
        except RequestError as error:
            return error.code

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = list(pool.map(accept, range(THREADS)))
    refused = [each for each in outcomes if each == "AWS.MechanicalTurk.InvalidHITState"]
    assert len(refused) == THREADS - 3
    assert len(set(outcomes) - set(refused)) == 3


def test_whatever_happens_at_once_no_cent_is_lost(market):
    hits = [make(market, MaxAssignments=4, Reward="1.00") for _ in range(3)]

    def tried(act, *given, **params):
        try:
            return act(*given, **params)
        except RefusedCallError:
            return None

    def work(number):
        worker = Worker(market.service, f"A{number}")
        for hit_id in hits:
            accepted = tried(worker.accept, hit_id)
            if accepted is None:
                continue
            assignment_id = accepted["AssignmentId"]
            if number % 3 == 0:
                tried(worker.return_assignment, assignment_id)
                continue
            tried(worker.submit, assignment_id, ANSWERS)
            tried(market, "SendBonus", **bonus(assignment_id, f"A{number}"))
            decide = "RejectAssignment" if number % 2 else "ApproveAssignment"
            tried(market, decide, AssignmentId=assignment_id, RequesterFeedback="F")
        tried(market, "UpdateExpirationForHIT", HITId=hits[0], ExpireAt=number)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    found = [
        each["AssignmentStatus"]
        for hit_id in hits
        for each in market.walk("ListAssignmentsForHIT", "Assignments", HITId=hit_id)
    ]
    bonuses = sum(
        len(market.walk("ListBonusPayments", "BonusPayments", HITId=hit_id)) for hit_id in hits
    )
    shown_now = [shown(market, hit_id) for hit_id in hits]
    open_now = sum(
        pending + (available if state == "Assignable" else 0)
        for state, available, pending, _ in shown_now
    )
    paid = 120 * found.count("Approved") + 12 * bonuses
    held = 120 * (open_now + found.count("Submitted"))
    assert "Submitted" not in found
    assert money(market) == (_dollars(1_000_000 - paid - held), _dollars(held))


def bonus(assignment_id, worker):
    return {
        "AssignmentId": assignment_id,
        "WorkerId": worker,
        "BonusAmount": "0.10",
        "Reason": "R",
    }


def _dollars(cents):
    return f"{cents // 100}.{cents % 100:02}"
