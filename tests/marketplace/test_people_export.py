"""Everything about a person as JSON."""

import json

import pytest
from support.market import ME
from support.personal_data import CONTACT, FILE_NAME, LABEL, NAME, PLATFORM_ID, SESSION, bring
from support.work import ANSWERS

from adapter.marketplace import RequestError
from adapter.marketplace.people import People


@pytest.fixture
def records(market):
    return People(market.service)


def test_a_person_reads_everything_that_is_kept(market, records):
    worker, assignment_id = bring(market)
    found = json.loads(json.dumps(records.export(worker)))
    assert found["person"] == {
        "id": worker,
        "name": NAME,
        "contact": CONTACT,
        "label": LABEL,
        "made": "2018-06-01T12:00:00Z",
        "last_seen": "2018-06-01T12:00:00Z",
        "auto_accept": True,
        "requester": records.derive_requester_id(ME),
        "stopped": None,
        "forgotten": None,
    }
    [work] = found["assignments"]
    assert (work["id"], work["title"], work["answer"]) == (assignment_id, "Copy a receipt", ANSWERS)
    [arrival] = found["arrivals"]
    assert (arrival["link"], arrival["external_id"]) == ("Spring", PLATFORM_ID)
    assert arrival["parameters"] == {"SESSION_ID": SESSION}
    assert [each["file_name"] for each in found["uploads"]] == [FILE_NAME]
    assert [each["amount"] for each in found["bonus_payments"]] == ["0.10"]
    assert [each["subject"] for each in found["messages"]] == [f"To {NAME}"]
    assert len(found["invitations"]) == 1


def test_nothing_of_others_and_no_secret_is_in_it(market, records):
    worker, _ = bring(market)
    other, _ = bring(market, 1)
    text = json.dumps(records.export(worker))
    for each in (other, f"00{worker}", ME, "epoch"):
        assert each not in text


def test_what_stays_of_a_forgotten_person_can_be_read(market, records):
    worker, _ = bring(market)
    records.forget(worker)
    found = records.export(worker)
    assert (found["person"]["name"], len(found["assignments"])) == (None, 1)


def test_who_never_came_in_has_no_record(records):
    with pytest.raises(RequestError, match="Worker ANOBODY does not exist"):
        records.export("ANOBODY")
