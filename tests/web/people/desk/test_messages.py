"""Messages: the list, and what the form takes."""

import pytest
from support.market import ME

from adapter.marketplace.workers import Worker

NEW = "/desk/messages/new"


@pytest.fixture
def worker(market, make_hit):
    """A worker of whom one assignment was approved."""
    hit = make_hit("Owls")
    worker = Worker(market.service, "AWORKER")
    assignment = worker.accept(hit["HITId"])
    worker.submit(assignment["AssignmentId"], {"owl": "tawny"})
    market("ApproveAssignment", AssignmentId=assignment["AssignmentId"])
    return "AWORKER"


def send(desk, **fields):
    return desk.send(NEW, on=NEW, **{"subject": "Thanks", "text": "Good work.", **fields})


def test_a_message_reaches_who_worked_for_the_account_and_nobody_else(desk, worker):
    answer = send(desk, workers=f"{worker}, ASTRANGER\n{worker}")
    assert answer.headers["Location"] == "/desk/messages"
    page = desk.open("/desk/messages").text
    assert "Sent to 1 worker." in page
    assert "Not sent to ASTRANGER" in page
    sent = desk.open("/desk/messages.json").json
    assert [(each["Recipient"], each["Subject"]) for each in sent] == [(worker, "Thanks")]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"workers": ""}, "Enter from 1 to 100 worker ids; there are 0"),
        ({"workers": " ".join(f"A{number}" for number in range(101))}, "there are 101"),
        ({"workers": "A1", "subject": " "}, "Enter a subject"),
        ({"workers": "A1", "subject": "x" * 201}, "Enter at most 200 characters; there are 201"),
        ({"workers": "A1", "text": ""}, "Enter a text"),
        ({"workers": "not-an-id"}, "not-an-id"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(desk, fields, error):
    answer = send(desk, **fields)
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert error in answer.text
    assert desk.open("/desk/messages.json").json == []


def test_a_link_may_name_the_worker(desk):
    assert "A1PERSON</textarea>" in desk.open(f"{NEW}?worker=A1PERSON").text


def test_messages_of_another_account_are_not_shown(desk, other_desk, worker):
    send(desk, workers=worker)
    assert other_desk.open("/desk/messages.json").json == []
    assert len(desk.open("/desk/messages.json").json) == 1
    assert ME not in other_desk.open("/desk/messages").text
