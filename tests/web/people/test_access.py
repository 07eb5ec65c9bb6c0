"""Hosts, sessions and headers of people's pages."""

import re

import pytest
from support.people import SITE, TASKS, Browser

from adapter.marketplace.people import People


def test_a_page_leads_to_the_sign_in_and_back(browser):
    answer = browser.open("/projects?search=owl")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/projects?search%3Dowl"
    back = browser.send("/sign-in", on=answer.location, name="Ann", next="/projects?search=owl")
    assert back.location == "/projects?search=owl"
    assert browser.open("/projects").status_code == 200


@pytest.mark.parametrize("name", ["Ann", " ANN ", "ann", "\uff21nn"])
def test_a_name_in_any_case_is_one_worker_whose_id_does_not_tell_it(market, browser, name):
    browser.sign_in(name)
    [worker_id] = re.findall(r"A[A-Z2-7]{13}", browser.open("/me").text)
    people = People(market.service)
    assert worker_id == people.derive_worker_id("name", "ann")
    assert people.find(worker_id) is not None


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_name_that_is_none_is_asked_for_again(browser, name):
    answer = browser.send("/sign-in", on="/sign-in", name=name)
    assert answer.status_code == 400
    assert '<a href="#name">Enter' in answer.text


def test_the_character_that_no_database_keeps_is_refused(ann):
    assert ann.open("/projects/%00/tasks").status_code == 400
    assert ann.open("/?search=%00").status_code == 400
    assert ann.send("/me", on="/me", name="A\0").status_code == 400


@pytest.mark.parametrize(
    "target",
    ["//evil.test/", "https://evil.test/", "/\\evil.test", "/\t/evil.test", "//[x", "/a\n", "x"],
)
def test_the_sign_in_leads_to_the_site_only(browser, target):
    assert browser.send("/sign-in", on="/sign-in", name="Ann", next=target).location == "/"


def test_signing_out_ends_the_session(ann):
    assert ann.send("/sign-out", on="/me").status_code == 303
    assert ann.open("/").status_code == 303


def test_a_form_without_its_token_is_refused(ann):
    answer = ann.client.post("/sign-out", base_url=SITE)
    assert (answer.status_code, "out of date" in answer.text) == (400, True)
    assert ann.open("/").status_code == 200


def test_a_form_of_another_site_is_refused(browser):
    page = browser.open("/sign-in")
    assert page.status_code == 200
    answer = browser.client.post("/sign-in", base_url=SITE, headers={"Origin": TASKS})
    assert answer.status_code == 403


def test_two_session_cookies_are_refused(app):
    browser = Browser(app.test_client(use_cookies=False))
    answer = browser.open("/", headers={"Cookie": "people=planted; people=mine"})
    assert answer.status_code == 400
    assert "two sessions" in answer.text


def test_other_host_names_are_refused(browser):
    answer = browser.client.get("/", base_url="http://evil.test:8082")
    assert answer.status_code == 421


def test_the_tasks_host_leads_to_the_site_and_sets_no_cookie(ann):
    answer = ann.client.get("/projects?search=a", base_url=TASKS)
    assert answer.location == f"{SITE}/projects?search=a"
    assert "Set-Cookie" not in answer.headers
    assert ann.client.post("/sign-out", base_url=TASKS).status_code == 404


def test_pages_forbid_frames_and_scripts_of_others(ann):
    for path in ("/", "/sign-in", "/none"):
        policy = ann.open(path).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "default-src 'self'" in policy
        assert "unsafe-inline" not in policy


def test_a_stopped_person_is_signed_out_and_cannot_come_in_again(market, ann):
    [worker_id] = re.findall(r"A[A-Z2-7]{13}", ann.open("/me").text)
    people = People(market.service)
    people.stop(worker_id)
    page = ann.open("/")
    assert (page.status_code, "You cannot work here any more" in page.text) == (403, True)
    refused = ann.send("/sign-in", on="/sign-in", name="Ann")
    assert (refused.status_code, "You cannot work here any more" in refused.text) == (403, True)
    assert ann.open("/").status_code == 303
    people.allow(worker_id)
    assert ann.sign_in("Ann").open("/").status_code == 200


def test_a_session_of_before_a_stop_is_not_good_after_it(market, ann):
    [worker_id] = re.findall(r"A[A-Z2-7]{13}", ann.open("/me").text)
    people = People(market.service)
    people.stop(worker_id)
    people.allow(worker_id)
    assert ann.open("/").location == "/sign-in?next=/"
