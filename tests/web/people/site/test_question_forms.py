"""A HIT that is a QuestionForm: previewed, filled in, submitted."""

import re

import pytest
from support.documents import counts, form, free_text, question, selection
from support.work import make

FORM = form(
    "<Overview><Title>Look</Title></Overview>",
    question(selection("red", "blue", counts=counts(1, 2)), "colour", required=True),
    question(free_text('<Length minLength="2"/>'), "why"),
)


@pytest.fixture
def hit_id(market):
    return make(market, Question=FORM)


@pytest.fixture
def work(ann, hit_id, market):
    """The address of an assignment of the HIT."""
    [group] = ann.open("/?format=json").json["results"]
    preview = f"/projects/{group['hit_set_id']}/tasks"
    return ann.send(f"{preview}/accept_random", on=preview, hit_id=hit_id).location


def page_of(ann, work):
    """The path of the page to which the address leads."""
    return ann.open(work).location


def test_a_preview_shows_the_form_and_takes_nothing(ann, hit_id):
    [group] = ann.open("/?format=json").json["results"]
    page = ann.open(f"/projects/{group['hit_set_id']}/tasks").text
    shown = page[page.index("<fieldset disabled>") :]
    assert "<h2>Look</h2>" in shown
    assert 'name="q2"' in shown


def test_answers_are_submitted(ann, market, hit_id, work):
    ann.send(f"{work}/submit", on=page_of(ann, work), q1=["1", "0"], q2="because")
    [assignment] = market("ListAssignmentsForHIT", HITId=hit_id)["Assignments"]
    assert re.findall("<(?:Sel|Free)[^>]+>([^<]+)<", assignment["Answer"]) == [
        "red",
        "blue",
        "because",
    ]
    assert "You submitted “Copy a receipt”." in ann.open("/").text


def test_what_is_wrong_is_said_and_nothing_is_lost(ann, market, hit_id, work):
    answer = ann.send(f"{work}/submit", on=page_of(ann, work), q2="b")
    assert answer.status_code == 400
    assert '<a href="#q1">What? Choose an answer</a>' in answer.text
    assert 'value="b"' in answer.text
    assert market("ListAssignmentsForHIT", HITId=hit_id)["NumResults"] == 0


def test_what_is_submitted_twice_or_late_changes_nothing(ann, market, hit_id, work):
    page = page_of(ann, work)
    token = re.search('name="csrf_token" value="([^"]+)"', ann.open(page).text)[1]
    sent = {"csrf_token": token, "q1": "0", "q2": "because"}
    first = ann.client.post(f"{work}/submit", base_url="http://127.0.0.1:8082", data=sent)
    again = ann.client.post(
        f"{work}/submit", base_url="http://127.0.0.1:8082", data={**sent, "q1": "1"}
    )
    assert (first.status_code, again.location) == (303, page)
    assert "You have submitted it" in ann.open(page).text
    [assignment] = market("ListAssignmentsForHIT", HITId=hit_id)["Assignments"]
    assert "<SelectionIdentifier>red<" in assignment["Answer"]


def test_what_comes_late_is_not_taken(ann, market, hit_id, work):
    page = page_of(ann, work)
    token = re.search('name="csrf_token" value="([^"]+)"', ann.open(page).text)[1]
    market.clock.move(days=1)
    sent = {"csrf_token": token, "q1": "0", "q2": "because"}
    answer = ann.client.post(f"{work}/submit", base_url="http://127.0.0.1:8082", data=sent)
    assert "The time for this task is over" in ann.open(answer.location).text
    assert market("ListAssignmentsForHIT", HITId=hit_id)["NumResults"] == 0


def test_the_next_one_is_accepted_only_if_the_form_says_so(ann, market, work):
    make(market, Question=FORM, RequesterAnnotation="another")
    sent = {"q1": "0", "q2": "because"}
    answer = ann.send(f"{work}/submit", on=page_of(ann, work), **sent, auto_accept="on")
    second = f"/tasks/{answer.location.partition('assignment_id=')[2]}"
    assert second != work
    assert "checked" in ann.open(page_of(ann, second)).text
    assert ann.send(f"{second}/submit", on=page_of(ann, second), **sent).location == "/"
    assert "checked" not in ann.open("/me").text


def test_what_was_refused_is_left_by_its_address(ann, work):
    assert ann.open(f"{work}/submit").location == page_of(ann, work)


def test_a_task_in_a_frame_takes_no_form(ann, market):
    make(market)
    [group] = ann.open("/?format=json").json["results"]
    preview = f"/projects/{group['hit_set_id']}/tasks"
    work = ann.send(f"{preview}/accept_random", on=preview).location
    answer = ann.send(f"{work}/submit", on=page_of(ann, work), q1="0")
    assert answer.location == page_of(ann, work)
