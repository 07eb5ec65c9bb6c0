"""externalSubmit: what is taken, what is refused, and what its page says."""

import pytest
from support.people import TASKS
from support.work import accept, make

from adapter.web.people.frames import NOT_AVAILABLE

PATH = "/mturk/externalSubmit"


@pytest.fixture
def hit(market):
    return make(market, MaxAssignments=2)


@pytest.fixture
def assignment(market, hit):
    return accept(market, hit)


@pytest.fixture
def client(app):
    return app.test_client()


def answers(market, hit):
    found = market("ListAssignmentsForHIT", HITId=hit)["Assignments"]
    return [each["Answer"].replace("\n", "") for each in found]


@pytest.mark.parametrize(
    "send",
    [
        lambda client, fields: client.get(PATH, base_url=TASKS, query_string=fields),
        lambda client, fields: client.post(PATH, base_url=TASKS, query_string=fields),
        lambda client, fields: client.post(PATH, base_url=TASKS, data=fields),
        lambda client, fields: client.post(
            PATH, base_url=TASKS, data=fields, content_type="multipart/form-data"
        ),
        lambda client, fields: client.post(
            base_url=TASKS, data=fields, environ_overrides={"PATH_INFO": f"/{PATH}"}
        ),
    ],
    ids=["GET", "query of a POST", "urlencoded", "multipart", "two slashes"],
)
def test_a_submit_is_taken_in_every_form(client, market, hit, assignment, send):
    page = send(client, {"assignmentId": assignment, "q": "a", "hitId": hit})
    assert (page.status_code, "You have submitted it" in page.text) == (200, True)
    assert "Set-Cookie" not in page.headers
    [document] = answers(market, hit)
    assert "<QuestionIdentifier>q</QuestionIdentifier><FreeText>a</FreeText>" in document
    assert "hitId" not in document


def test_same_named_fields_of_a_form_come_back_joined(client, market, hit, assignment):
    body = f"assignmentId={assignment}&c=a&c=b&t=&n=1%0D%0A2"
    client.post(PATH, base_url=TASKS, data=body, content_type="application/x-www-form-urlencoded")
    [document] = answers(market, hit)
    assert "<FreeText>a|b</FreeText>" in document
    assert "<FreeText/>" in document


def test_a_second_submit_changes_nothing(client, market, hit, assignment):
    for answer in ("first", "second"):
        page = client.post(PATH, base_url=TASKS, data={"assignmentId": assignment, "q": answer})
        assert page.status_code == 200
    assert "You have submitted it already" in page.text
    [document] = answers(market, hit)
    assert "first" in document


def test_a_submit_after_the_deadline_shows_what_was_sent(client, market, hit, assignment):
    market.clock.move(seconds=601)
    page = client.post(PATH, base_url=TASKS, data={"assignmentId": assignment, "q": "much text"})
    assert (page.status_code, "much text" in page.text) == (409, True)
    assert answers(market, hit) == []


REFUSED = {
    "no answer is left": ({"hitId": "3H"}, 400, "The page sent no answer"),
    "a preview": ({"assignmentId": NOT_AVAILABLE, "q": "a"}, 409, "This is a preview"),
    "no assignment": ({"assignmentId": "", "q": "a"}, 400, "assignmentId"),
    "an unknown one": ({"assignmentId": "3NONE", "q": "a"}, 404, "not known"),
    "another worker's": ({"workerId": "AOTHER", "q": "a"}, 404, "not known"),
    "too long": ({"q": "x" * 1_000_001}, 400, "1000000"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_leaves_the_assignment_as_it_is(client, market, hit, assignment, case):
    fields, status, text = REFUSED[case]
    page = client.post(PATH, base_url=TASKS, data={"assignmentId": assignment, **fields})
    assert (page.status_code, text in page.text) == (status, True)
    again = client.post(PATH, base_url=TASKS, data={"assignmentId": assignment, "q": "a"})
    assert again.status_code == 200
    assert len(answers(market, hit)) == 1


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Dest": "image"}, {"Sec-Purpose": "prefetch;prerender"}]
)
def test_a_get_that_shows_no_page_hands_nothing_in(client, market, hit, assignment, headers):
    fields = {"assignmentId": assignment, "q": "a"}
    page = client.get(PATH, base_url=TASKS, query_string=fields, headers=headers)
    assert page.status_code == 403
    assert answers(market, hit) == []


def test_the_site_takes_no_submits(client, market, hit, assignment):
    fields = {"assignmentId": assignment, "q": "a"}
    page = client.post(PATH, base_url="http://127.0.0.1:8082", data=fields)
    assert page.status_code == 404
    assert answers(market, hit) == []
