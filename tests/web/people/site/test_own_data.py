"""What a person reads and deletes of themselves."""

import json
import re

from support.personal_data import CONTACT
from support.work import accept, make, shown

from adapter.marketplace.people import People


def read_id(browser):
    [worker_id] = re.findall(r"A[A-Z2-7]{13}", browser.open("/me").text)
    return worker_id


def test_a_person_downloads_what_is_kept(ann):
    ann.send("/me", on="/me", name="Ann", contact=CONTACT)
    answer = ann.open("/me/data.json")
    assert "attachment; filename=my-data.json" in answer.headers["Content-Disposition"]
    found = json.loads(answer.text)
    assert (found["person"]["id"], found["person"]["contact"]) == (read_id(ann), CONTACT)


def test_a_person_is_told_what_stays_and_asked(market, ann):
    accept(market, make(market), read_id(ann))
    page = ann.open("/me/forget").text
    assert "This cannot be undone" in page
    assert "What stays" in page
    assert "1 task that you accepted and did not submit will be given back" in page


def test_a_forgotten_person_is_signed_out(market, ann):
    worker_id, hit_id = read_id(ann), make(market)
    accept(market, hit_id, worker_id)
    answer = ann.send("/me/forget", on="/me/forget")
    assert answer.location == "/forgotten"
    assert "You are forgotten" in ann.open("/forgotten").text
    assert ann.open("/me").status_code == 303
    assert People(market.service).find(worker_id).name is None
    assert shown(market, hit_id) == ("Assignable", 1, 0, 0)


def test_who_comes_again_has_no_name(ann):
    worker_id = read_id(ann)
    ann.send("/me/forget", on="/me/forget")
    ann.sign_in("Ann")
    assert read_id(ann) == worker_id
    assert 'id="name" name="name" value=""' in ann.open("/me").text


def test_nobody_is_forgotten_without_the_form(market, ann):
    answer = ann.client.post("/me/forget", base_url="http://127.0.0.1:8082")
    assert answer.status_code == 400
    assert People(market.service).find(read_id(ann)).name == "Ann"
