"""Arriving by a recruiting link, working within it, and the way back."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs
from support.market import ME, NOON, OTHER
from support.people import SITE, TASKS, Browser
from support.recruiting import add_link
from support.work import make

from adapter.marketplace.links import Links
from adapter.marketplace.people import People
from adapter.marketplace.workers import Worker
from adapter.web.people import PeopleServices, create_people_app

BACK = "https://app.prolific.com/submissions/complete?cc="
PID = "5f1c9a"


def path(link, pid=PID, more="&STUDY_ID=st1&SESSION_ID=se1"):
    return f"/go/{link.id}?PROLIFIC_PID={pid}{more}"


def group_of(market, hit_id):
    return market("GetHIT", HITId=hit_id)["HIT"]["HITGroupId"]


def follow(browser, answer):
    """The page to which redirects within the site lead."""
    while answer.status_code == 303 and answer.location.startswith("/"):
        answer = browser.open(answer.location)
    return answer


def go(browser, link, pid=PID):
    return follow(browser, browser.open(path(link, pid)))


def accept(browser, market, hit_id, **fields):
    preview = f"/projects/{group_of(market, hit_id)}/tasks"
    answer = browser.send(f"{preview}/accept_random", on=preview, hit_id=hit_id, **fields)
    return answer.location.rpartition("/")[2]


def do(browser, market, hit_id, **fields):
    assignment_id = accept(browser, market, hit_id, **fields)
    fields = {"assignmentId": assignment_id, "q": "a"}
    browser.client.post("/mturk/externalSubmit", base_url=TASKS, data=fields)
    work = follow(browser, browser.open(f"/tasks/{assignment_id}")).request.full_path
    return browser.send(f"/tasks/{assignment_id}/next", on=work)


def arrivals(market, link):
    return Links(market.service).list_arrivals(ME, link.id)


def title(answer):
    return re.search("<h1>(.*?)</h1>", answer.text, re.S)[1]


# Arriving


def test_a_participant_arrives_at_the_next_task(market, browser):
    make(market)
    link = add_link(market, most_tasks=1)
    page = go(browser, link)
    assert title(page) == "Copy a receipt"
    assert "0 of 1 task done, 1 left" in page.text
    [arrival] = arrivals(market, link)
    assert (arrival.external_id, arrival.came) == (PID, NOON)
    assert arrival.parameters == {"STUDY_ID": "st1", "SESSION_ID": "se1"}
    assert People(market.service).find(arrival.worker_id) is not None
    assert PID not in page.text


def test_arriving_again_leads_to_the_task_in_work(market, browser):
    hit_id = make(market)
    link = add_link(market, most_tasks=1)
    go(browser, link)
    accept(browser, market, hit_id)
    page = go(browser, link)
    assert "0 of 1 task done, 1 in work" in page.text
    assert "It is the last task of your study." in page.text
    assert len(arrivals(market, link)) == 1


def test_several_groups_are_a_list_of_the_study_alone(market, browser):
    make(market)
    make(market, Title="Name a bird")
    make(market, OTHER, Title="Of another requester")
    page = go(browser, add_link(market))
    assert title(page) == "Tasks"
    assert "Name a bird" in page.text
    assert "Of another requester" not in page.text
    assert "Of another requester" not in browser.open("/?search=another").text


def test_a_look_at_a_link_is_no_arrival(market, app):
    link = add_link(market)
    answer = app.test_client().head(path(link), base_url=SITE)
    assert answer.status_code == 200
    assert not arrivals(market, link)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Your number is missing"),
        ("PROLIFIC_PID=", "Your number is missing"),
        ("PROLIFIC_PID=%20", "Your number is missing"),
        ("PROLIFIC_PID={{%PROLIFIC_PID%}}", "Your number is missing"),
        ("PROLIFIC_PID=" + quote("{{%PROLIFIC_PID%}}"), "Your number is missing"),
        ("PROLIFIC_PID=[[%PROLIFIC_PID%]]", "Your number is missing"),
        ("PROLIFIC_PID=%25SURVEY_CODE%25", "Your number is missing"),
        ("PROLIFIC_PID=a&PROLIFIC_PID=b", "There are two numbers"),
        ("PROLIFIC_PID=a%0d%0aSet-Cookie:%20x", "This address cannot be read"),
        ("PROLIFIC_PID=a&STUDY_ID=a%0d%0ab", "This address cannot be read"),
        ("PROLIFIC_PID=..", "This address cannot be read"),
        ("PROLIFIC_PID=" + "x" * 201, "This address cannot be read"),
        ("PROLIFIC_PID=%E2%80%AE", "This address cannot be read"),
    ],
)
def test_an_address_that_does_not_say_who_arrives(market, browser, query, says):
    link = add_link(market)
    answer = browser.open(f"/go/{link.id}?{query}")
    assert answer.status_code == 400
    assert says in title(answer)
    assert "x" * 61 not in answer.text
    assert not arrivals(market, link)
    assert browser.open("/").status_code == 303


def test_kept_parameters_that_were_not_filled_in_are_left_out(market, browser):
    link = add_link(market)
    browser.open(f"/go/{link.id}?PROLIFIC_PID=a&STUDY_ID=%25STUDY_ID%25&SESSION_ID=1&other=2")
    [arrival] = arrivals(market, link)
    assert arrival.parameters == {"SESSION_ID": "1"}


@pytest.mark.parametrize(
    "link_id", ["3UNKNOWN", "//evil.test", "..%2f..%2f", "%0d%0aX:%20y", "https://evil.test"]
)
def test_an_unknown_link_leads_nowhere(browser, link_id):
    answer = browser.open(f"/go/{link_id}?PROLIFIC_PID=a")
    assert answer.status_code in (404, 308)
    assert answer.headers.get("Location", f"{SITE}/go/").startswith(f"{SITE}/go/")


def test_a_link_says_why_it_lets_nobody_in(market, browser):
    link = add_link(market, opens=NOON + timedelta(hours=1), ends=NOON + timedelta(hours=2))
    answer = browser.open(path(link))
    assert (answer.status_code, title(answer)) == (403, "This study has not begun yet")
    assert "1 Jun 2018, 13:00 UTC" in answer.text
    market.clock.move(hours=2)
    answer = browser.open(path(link))
    assert (answer.status_code, title(answer)) == (410, "This study has ended")
    other = add_link(market)
    Links(market.service).stop(ME, other.id)
    answer = browser.open(path(other))
    assert (answer.status_code, title(answer)) == (410, "This study was stopped")


def test_a_class_is_asked_for_who_they_are(market, browser):
    link = add_link(market, preset="class", codes={})
    answer = browser.open(f"/go/{link.id}")
    assert (answer.status_code, title(answer)) == (200, "Who are you?")
    browser.open(f"/go/{link.id}?id=Ann+Lee")
    [arrival] = arrivals(market, link)
    assert arrival.external_id == "Ann Lee"


def test_connects_own_parameter_does_not_become_ours(market, browser):
    hit_id = make(market)
    back = {"completed": "https://connect.test/done?a={assignmentId}"}
    link = add_link(market, preset="connect", codes={}, back_urls=back, most_tasks=1)
    browser.open(f"/go/{link.id}?participantId=P1&assignmentId=THEIRS&projectId=PR")
    assignment_id = accept(browser, market, hit_id)
    page = follow(browser, browser.open(f"/tasks/{assignment_id}"))
    [frame] = re.findall('<iframe[^>]* src="([^"]*)"', page.text)
    assert f"assignmentId={assignment_id}" in frame
    assert "THEIRS" not in frame
    [arrival] = arrivals(market, link)
    assert arrival.build_back_url("completed") == "https://connect.test/done?a=THEIRS"


@pytest.mark.parametrize("access", ["open", "invited", "oidc"])
def test_a_link_is_a_way_in_however_others_come(market, access):
    make(market)
    services = PeopleServices(market.service, access=access)
    browser = Browser(create_people_app(services).test_client())
    assert title(go(browser, add_link(market))) == "Copy a receipt"


# Whose session it is


def test_a_browser_with_another_persons_session_is_asked(market, ann):
    make(market)
    link = add_link(market)
    answer = ann.open(path(link))
    assert title(answer) == "Somebody else is signed in"
    assert "<strong>Ann</strong>" in answer.text
    assert not arrivals(market, link)
    assert "Ann" in ann.open("/me").text
    assert ann.send(path(link), on=path(link)).status_code == 303
    [arrival] = arrivals(market, link)
    assert arrival.worker_id in ann.open("/me").text


def test_the_switch_needs_the_token(market, ann):
    link = add_link(market)
    assert ann.client.post(path(link), base_url=SITE).status_code == 400
    headers = {"Origin": "https://evil.test"}
    assert ann.client.post(path(link), base_url=SITE, headers=headers).status_code == 403
    assert not arrivals(market, link)


def test_after_one_participant_has_finished_the_next_arrives_without_a_question(market, browser):
    hits = [make(market) for _ in range(2)]
    link = add_link(market, most_tasks=1)
    go(browser, link, "first")
    do(browser, market, hits[0])
    assert title(go(browser, link, "second")) == "Copy a receipt"
    assert [each.external_id for each in arrivals(market, link)] == ["second", "first"]


def test_signing_out_ends_the_arrival(market, browser):
    make(market, OTHER, Title="Of another requester")
    go(browser, add_link(market))
    browser.send("/sign-out", on="/me")
    assert browser.open("/done").location.startswith("/sign-in")
    browser.sign_in("Ann")
    assert "Of another requester" in browser.open("/").text


def test_an_arrival_of_another_person_in_the_cookie_is_no_arrival(market, app, browser):
    make(market)
    link = add_link(market)
    go(browser, link, "first")
    with browser.client.session_transaction(base_url=SITE) as session:
        person = People(market.service).sign_in("A1OTHER")
        session["worker_id"], session["epoch"] = person.id, person.epoch
    assert browser.open("/done").location == "/"


def test_a_person_who_was_stopped_is_shown_the_way_back(market, browser):
    link = add_link(market)
    go(browser, link)
    [arrival] = arrivals(market, link)
    People(market.service).stop(arrival.worker_id)
    assert browser.open("/done").status_code == 403
    answer = browser.open(path(link))
    assert answer.status_code == 403
    assert f'<a href="{BACK}C4AWAY" rel="noreferrer">' in answer.text


# Working within it


def test_the_last_task_leads_to_the_way_back(market, browser):
    hits = [make(market) for _ in range(3)]
    link = add_link(market, most_tasks=2)
    go(browser, link)
    accepted = do(browser, market, hits[0], auto_accept="on").location
    assert accepted.startswith("/projects/")
    [held] = Worker(market.service, arrivals(market, link)[0].worker_id).list_queue()
    fields = {"assignmentId": held.id, "q": "a"}
    browser.client.post("/mturk/externalSubmit", base_url=TASKS, data=fields)
    answer = browser.send(f"/tasks/{held.id}/next", on="/me")
    assert answer.location == "/done"
    [arrival] = arrivals(market, link)
    assert (arrival.outcome, arrival.submitted) == ("completed", 2)
    page = browser.open("/done")
    assert title(page) == "Thank you, you have done it"
    assert f"{BACK}C1DONE" in page.text
    assert browser.send("/done", on="/done").location == f"{BACK}C1DONE"
    assert title(go(browser, link)) == "Thank you, you have done it"
    refused = browser.send(f"/projects/{group_of(market, hits[2])}/tasks/accept_random", on="/done")
    assert refused.status_code == 409
    assert "You have finished this study." in refused.text


def test_more_than_the_most_tasks_is_refused_in_a_page(market, browser):
    hits = [make(market), make(market, Title="Name a bird")]
    go(browser, add_link(market, most_tasks=1))
    accept(browser, market, hits[0])
    refused = browser.send(f"/projects/{group_of(market, hits[1])}/tasks/accept_random", on="/me")
    assert refused.status_code == 409
    assert "Your study has one task for each participant, and you have it." in refused.text
    assert browser.open(f"/projects/{group_of(market, hits[1])}/tasks").location == "/next"


def test_work_outside_the_study_is_refused(market, browser):
    mine, other = make(market), make(market, Title="Name a bird")
    go(browser, add_link(market, group_id=group_of(market, mine)))
    group = group_of(market, other)
    assert title(browser.open(f"/projects/{group}/tasks")) == "Nothing is left here for you"
    refused = browser.send(f"/projects/{group}/tasks/accept_random", on="/me")
    assert "This task is not part of your study." in refused.text


def test_a_returned_task_can_be_taken_again(market, browser):
    hit_id = make(market)
    go(browser, add_link(market, most_tasks=1))
    assignment_id = accept(browser, market, hit_id)
    answer = browser.send(f"/tasks/{assignment_id}/return", on="/me")
    assert answer.location == "/next"
    assert "1 left" in follow(browser, answer).text


# The way back


def test_a_part_is_sent_back_with_its_own_code(market, browser):
    hits = [make(market) for _ in range(2)]
    link = add_link(market, most_tasks=2)
    go(browser, link)
    do(browser, market, hits[0])
    page = browser.open("/done")
    assert title(page) == "You have done a part of it"
    assert "Stop here and go back to Prolific" in page.text
    assert f"{BACK}C2PART" in page.text
    assert browser.send("/done", on="/done").location == f"{BACK}C2PART"
    assert arrivals(market, link)[0].outcome == "partial"


def test_nothing_left_has_its_own_code(market, browser):
    link = add_link(market)
    page = go(browser, link)
    assert title(page) == "Nothing is left for you to do"
    assert f"{BACK}C3NONE" in page.text
    assert arrivals(market, link)[0].outcome is None
    assert browser.send("/done", on="/done").location == f"{BACK}C3NONE"
    assert arrivals(market, link)[0].outcome == "none_left"


def test_who_is_turned_away_has_their_own_code(market, browser):
    make(market)
    link = add_link(market)
    worker_id = Links(market.service).derive_worker_id(link, PID)
    market("CreateWorkerBlock", WorkerId=worker_id, Reason="R")
    page = go(browser, link)
    assert title(page) == "You cannot take part in this study"
    assert browser.send("/done", on="/done").location == f"{BACK}C4AWAY"


def test_who_did_nothing_yet_and_can_is_sent_nowhere(market, browser):
    make(market)
    link = add_link(market)
    go(browser, link)
    page = browser.open("/done")
    assert title(page) == "You have not done a task yet"
    assert "prolific.com" not in page.text
    assert browser.send("/done", on="/me").location == "/done"
    assert arrivals(market, link)[0].outcome is None


def test_a_code_without_a_way_back_is_shown_to_copy(market, browser):
    link = add_link(market, preset="connect", codes={"completed": "CONNECT1"}, most_tasks=1)
    hit_id = make(market)
    browser.open(f"/go/{link.id}?participantId=P1")
    do(browser, market, hit_id)
    page = browser.open("/done")
    assert "<strong>CONNECT1</strong>" in page.text
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]


def test_an_outcome_without_a_code_says_what_to_do(market, browser):
    page = go(browser, add_link(market, codes={"completed": "C1DONE"}))
    assert "There is no code for this." in page.text
    assert "C1DONE" not in page.text


def test_only_the_last_page_may_lead_to_the_platform(market, browser):
    link = add_link(market)
    page = go(browser, link)
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://app.prolific.com;" in policy
    assert "form-action 'self';" in browser.open("/me").headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["next", "back", "back_url", "url", "code", "cc", "redirect"])
def test_no_request_chooses_the_way_back(market, browser, name):
    go(browser, add_link(market))
    wanted = {name: "https://evil.test/"}
    assert "evil" not in browser.client.get("/done", base_url=SITE, query_string=wanted).text
    answer = browser.send(f"/done?{name}=https://evil.test/", on="/done", **wanted)
    assert answer.location == f"{BACK}C3NONE"


def test_the_way_back_needs_the_token(market, browser):
    link = add_link(market)
    go(browser, link)
    assert browser.client.post("/done", base_url=SITE).status_code == 400
    assert arrivals(market, link)[0].outcome is None


def test_what_a_participant_sends_cannot_leave_its_place_in_the_way_back(market, browser):
    back = {"none_left": "https://p.test/{STUDY_ID}/x?p={id}#{id}"}
    link = add_link(market, back_urls=back)
    evil = quote("/@evil.test/?&#\\", safe="")
    browser.open(f"/go/{link.id}?PROLIFIC_PID={evil}&STUDY_ID=//evil.test")
    location = browser.send("/done", on="/done").location
    assert location == f"https://p.test/%2F%2Fevil.test/x?p={evil}#{evil}"


def test_no_log_line_names_a_participant(market, browser):
    link = add_link(market)
    with capture_logs() as lines:
        go(browser, link)
        browser.open(path(link, "{{" + PID))
        with market.service.database.begin_write() as connection:
            connection.exec_driver_sql("DROP TABLE arrivals")
        assert browser.open(path(link)).status_code == 503
    assert [each["event"] for each in lines] == ["page_failed"]
    assert PID not in str(lines)
