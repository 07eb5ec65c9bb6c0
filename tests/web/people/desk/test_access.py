"""Who opens the desk's pages: every rule of its URL map is tried.

A rule with a new argument needs an example of it in `ids`.
"""

import re

import pytest
from support.market import ME
from support.people import SITE, Browser
from support.recruiting import add_link

from adapter.marketplace.batch_drafts import Draft, add_draft
from adapter.marketplace.hits.layouts import add_layout
from adapter.marketplace.payouts import Payment, list_payouts, record_payouts
from adapter.marketplace.people import People
from adapter.marketplace.reviewing import Action, prepare_job
from adapter.marketplace.workers import Worker

OPEN = {"desk.sign_in.show", "desk.sign_in.enter", "desk.sign_in.use_link"}
HIDDEN = "There is no such page"


@pytest.fixture
def ids(market, make_hit):
    """What ME has, by the name of a rule's argument."""
    hit = make_hit("Owls")
    worker = Worker(market.service, "AWORKER")
    assignment = worker.accept(hit["HITId"])["AssignmentId"]
    worker.submit(assignment, {"owl": "tawny"})
    wanted = {"Name": "Owls", "Description": "Knows owls", "QualificationTypeStatus": "Active"}
    type_id = market("CreateQualificationType", **wanted)["QualificationType"][
        "QualificationTypeId"
    ]
    People(market.service).sign_in("AWORKER", "Ann")
    held = market("CreateQualificationType", **{**wanted, "Name": "Birds"})["QualificationType"]
    granted = {"QualificationTypeId": type_id, "WorkerId": "AWORKER", "IntegerValue": 1}
    market("AssociateQualificationWithWorker", **granted)
    worker.request_qualification(held["QualificationTypeId"])
    (request,) = market("ListQualificationRequests")["QualificationRequests"]
    with market.service.begin_write(ME) as transaction:
        job = prepare_job(transaction, Action.APPROVE, hit["HITTypeId"], [assignment])
        layout_id = add_layout(transaction, "<p>${bird}</p>", name="Birds", frame_height=0)
        draft_id = add_draft(transaction, Draft({}))
    bonus = {"WorkerId": "AWORKER", "BonusAmount": "0.10", "Reason": "Well seen"}
    market("SendBonus", AssignmentId=assignment, **bonus)
    with market.service.begin_write(ME) as transaction:
        record_payouts(transaction, [Payment(1, "AWORKER", 5, "June")])
        [payout] = list_payouts(transaction)
    return {
        "type_id": type_id,
        "request_id": request["QualificationRequestId"],
        "batch_id": hit["HITTypeId"],
        "hit_id": hit["HITId"],
        "assignment_id": assignment,
        "worker_id": "AWORKER",
        "link_id": add_link(market, preset="class", codes={}).id,
        "job_id": job.id,
        "layout_id": layout_id,
        "draft_id": draft_id,
        "serial": str(payout.serial),
        "ending": "csv",
    }


def list_rules(app, *, method, with_arguments=None):
    """The desk's rules for a method: those with arguments, without, or all."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.")
        and method in rule.methods
        and with_arguments in (None, bool(rule.arguments))
    ]
    assert rules
    return rules


def fill(rule, ids):
    """A URL of the rule."""
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda name: ids[name[1]], rule.rule)


def find_token(browser):
    return re.search('name="csrf_token" value="([^"]+)"', browser.open("/desk/batches").text)[1]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_but_a_requester_opens_a_page(app, ids, method):
    stranger, person = Browser(app.test_client()), Browser(app.test_client()).sign_in("Ann")
    token = re.search('name="csrf_token" value="([^"]+)"', person.open("/me").text)[1]
    for rule in list_rules(app, method=method):
        if rule.endpoint in OPEN:
            continue
        shown = person.client.open(
            fill(rule, ids), method=method, base_url=SITE, data={"csrf_token": token}
        )
        assert shown.status_code == 303, rule
        assert shown.headers["Location"].startswith("/desk/sign-in"), rule
        if method == "GET":
            assert stranger.open(fill(rule, ids)).status_code == 303, rule


def test_to_pages_of_people_a_requester_is_nobody(desk, app):
    stranger = Browser(app.test_client())
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("site.") and "GET" in rule.methods and not rule.arguments:
            shown, as_to_strangers = desk.open(rule.rule), stranger.open(rule.rule)
            assert shown.status_code == as_to_strangers.status_code, rule
            assert shown.headers.get("Location") == as_to_strangers.headers.get("Location"), rule
    assert desk.open("/projects").status_code == 303


def test_nothing_changes_without_the_token_of_a_form(desk, app, ids):
    for rule in list_rules(app, method="POST"):
        answer = desk.client.post(fill(rule, ids), base_url=SITE, data={})
        assert answer.status_code == 400, rule
        assert "This form is out of date" in answer.text, rule
    assert desk.open("/desk/batches").status_code == 200


def test_nothing_changes_by_a_form_of_another_site(desk, app, ids):
    token = find_token(desk)
    for rule in list_rules(app, method="POST"):
        answer = desk.client.post(
            fill(rule, ids),
            base_url=SITE,
            data={"csrf_token": token},
            headers={"Origin": "http://localhost:8082"},
        )
        assert answer.status_code == 403, rule


def test_what_is_anothers_is_no_page(app, desk, other_desk, ids):
    for rule in list_rules(app, method="GET", with_arguments=True):
        assert other_desk.open(fill(rule, ids)).status_code == 404, rule
        assert desk.open(fill(rule, ids)).status_code != 404, rule


def test_what_is_anothers_is_not_changed(market, app, other_desk, ids):
    before = _read_state(market, ids)
    token = find_token(other_desk)
    for rule in list_rules(app, method="POST"):
        if not rule.arguments:
            continue
        answer = other_desk.client.post(fill(rule, ids), base_url=SITE, data={"csrf_token": token})
        assert answer.status_code == 404, rule
    assert _read_state(market, ids) == before


def test_the_desk_is_at_the_sites_host_alone(desk, app, ids):
    for rule in list_rules(app, method="GET"):
        answer = desk.client.get(fill(rule, ids), base_url="http://localhost:8082")
        assert answer.headers["Location"].startswith(f"{SITE}/desk"), rule


def _read_state(market, ids):
    return (
        market("GetHIT", account=ME, HITId=ids["hit_id"]),
        market("GetAssignment", account=ME, AssignmentId=ids["assignment_id"]),
        market("GetAccountBalance", account=ME),
    )
