"""boto 2.49 asks for notifications, and the whole adapter sends them to a real receiver."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from support.receiver import receiving

boto_249 = pytest.importorskip("support.boto_249")

ALL = [
    "AssignmentAccepted",
    "AssignmentAbandoned",
    "AssignmentReturned",
    "AssignmentSubmitted",
    "AssignmentRejected",
    "AssignmentApproved",
    "HITCreated",
    "HITExpired",
    "HITReviewable",
    "HITExtended",
    "HITDisposed",
]


@pytest.fixture
def old(mturk_adapter):
    made = boto_249.MTurkConnection(
        "AKIDOLD", "secret", host=mturk_adapter.host, port=mturk_adapter.port, is_secure=False
    )
    yield made
    boto_249.hang_up(made)


@pytest.fixture
def type_id(old):
    [made] = old.register_hit_type("T", "D", boto_249.Price(0.05), 60)
    return made.HITTypeId


def test_botos_rest_notification_arrives(old, type_id):
    with receiving() as receiver:
        old.set_rest_notification(type_id, receiver.url, ["HITCreated"])
        old.create_hit(
            hit_type=type_id, question=boto_249.ExternalQuestion("https://example.test/", 400)
        )
        sent = dict(parse_qsl(urlsplit(receiver.take().target).query))
    assert (sent["method"], sent["Event.1.EventType"]) == ("Notify", "HITCreated")
    assert sent["Event.1.HITTypeId"] == type_id


def test_botos_email_notification_without_events_is_one_of_all(old, type_id, mturk_adapter):
    old.set_email_notification(type_id, "me@example.test")
    [call] = mturk_adapter.calls[-1].upstream_calls
    assert call.call.params["Notification"]["EventTypes"] == ALL
