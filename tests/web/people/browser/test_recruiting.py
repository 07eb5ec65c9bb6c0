"""From a recruiting platform to the study and back, in a browser, over stand-ins."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect
from support.browser import PATIENCE_MS, make_hit
from support.platforms import Connect, Prolific, Sona, run_platform

from adapter.cli import main
from adapter.marketplace.people import People
from adapter.pytest_plugin.market import MturkAdapter
from adapter.settings import Settings
from adapter.settings.database import parse_database

CODES = {"C1DONE": "APPROVED", "C2PART": "PARTIAL", "C3NONE": "SCREENED OUT", "C4AWAY": "REJECTED"}
CODE_OPTIONS = (
    *("--code", "C1DONE", "--code", "partial=C2PART"),
    *("--code", "none_left=C3NONE", "--code", "turned_away=C4AWAY"),
)


@pytest.fixture
def adapter(tmp_path):
    """An adapter over a new database."""
    url = f"sqlite:///{tmp_path}/lab.db"
    settings = Settings(database=parse_database(url), accounts=(), warnings=())
    started = MturkAdapter(settings, b"", tmp_path, None)
    yield started
    started.close()


@pytest.fixture
def link(adapter, tmp_path):
    """Runs `link` in the adapter's database."""

    def run(command, *arguments):
        place = ("--database", f"{tmp_path}/lab.db", "--account", adapter.access_key_id)
        more = ("--people-url", adapter.people_url, "--json")
        done = CliRunner().invoke(main, ["link", command, *arguments, *place, *more])
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def prolific():
    with run_platform(Prolific) as platform:
        platform.codes = CODES
        yield platform


@pytest.fixture
def paste(link, prolific):
    """Makes a link of Prolific, pastes its address there, and returns it."""

    def make(*arguments):
        back = ("--back", prolific.back_url)
        made = link("new", "--preset", "prolific", *back, *CODE_OPTIONS, *arguments)
        prolific.study_url = made["url"]
        return made

    return make


@contextmanager
def take_part(browser, platform, person):
    """A window of a person who was led from the platform to the study."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{platform.url}/start/{person}")
    yield page
    context.close()


def do_task(page):
    page.get_by_role("button", name="Accept").click()
    submit_task(page)


def submit_task(page):
    frame = page.frame_locator("iframe.task")
    frame.get_by_label("What colour?").fill("blue")
    frame.get_by_role("button", name="Send").click()


def go_back(page, button, says):
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(says)).to_be_visible()


def expect_title(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def make_hits(adapter, lab, number, **more):
    for each in range(number):
        group = make_hit(adapter, lab.question(), RequesterAnnotation=str(each), **more)
    return group


def test_a_participant_of_prolific_does_all_tasks_and_is_approved(
    browser, adapter, lab, link, prolific, paste
):
    group = make_hits(adapter, lab, 3)
    made = paste("--group", group, "--tasks", "2")
    with take_part(browser, prolific, "5f1c9a") as page:
        expect(page.get_by_text("0 of 2 tasks done, 2 left")).to_be_visible()
        do_task(page)
        expect(page.get_by_text("1 of 2 tasks done, 1 in work")).to_be_visible()
        submit_task(page)
        expect_title(page, "Thank you, you have done it")
        expect(page.locator(".address")).to_have_text(prolific.back_url.replace("{code}", "C1DONE"))
        go_back(page, "Go back to Prolific", "Your submission is APPROVED")
        # The same study again leads to the same end.
        page.goto(f"{prolific.url}/start/5f1c9a")
        expect_title(page, "Thank you, you have done it")
    assert prolific.submissions == {"5f1c9a": "APPROVED"}
    [row] = [each for each in link("list") if each["id"] == made["id"]]
    assert (row["came"], row["completed"], row["working"]) == (1, 1, 0)
    asked = [each["workerId"] for _, each in lab.asked if "workerId" in each]
    assert "5f1c9a" not in asked
    assert all(each.startswith("A") for each in asked)


def test_a_part_nothing_left_and_turned_away_have_codes_of_their_own(
    browser, adapter, lab, link, prolific, paste
):
    group = make_hits(adapter, lab, 1, MaxAssignments=1)
    paste("--group", group, "--tasks", "2")
    with take_part(browser, prolific, "part") as page:
        do_task(page)
        expect_title(page, "You have done a part of it")
        go_back(page, "Go back to Prolific", "Your submission is PARTIAL")
    with take_part(browser, prolific, "late") as page:
        expect_title(page, "Nothing is left for you to do")
        go_back(page, "Go back to Prolific", "Your submission is SCREENED OUT")
    worker_id = People(adapter.worker()._marketplace).derive_worker_id("prolific", "away")
    adapter.client.create_worker_block(WorkerId=worker_id, Reason="R")
    with take_part(browser, prolific, "away") as page:
        expect_title(page, "You cannot take part in this study")
        go_back(page, "Go back to Prolific", "Your submission is REJECTED")
    [row] = link("list")
    counts = {each: row[each] for each in ("came", "partial", "none_left", "turned_away")}
    assert counts == {"came": 3, "partial": 1, "none_left": 1, "turned_away": 1}


def test_a_study_of_one_task_offers_a_window_of_its_own(browser, adapter, lab, prolific, paste):
    paste("--group", make_hits(adapter, lab, 1), "--tasks", "1")
    with take_part(browser, prolific, "5f1c9a") as page:
        page.get_by_role("button", name="Accept").click()
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Open it in a window of its own").click()
        window = opened.value
        window.get_by_label("What colour?").fill("blue")
        window.get_by_role("button", name="Send").click()
        page.bring_to_front()
        page.get_by_role("button", name="Go on", exact=True).click()
        expect_title(page, "Thank you, you have done it")


def test_connect_appends_its_parameters_and_has_two_ways_back(browser, adapter, lab, link):
    group = make_hits(adapter, lab, 2)
    with run_platform(Connect) as connect:
        backs = (
            *("--back", f"completed={connect.get_redirect('complete')}"),
            *("--back", f"partial={connect.get_redirect('partial')}"),
        )
        made = link("new", "--preset", "connect", "--group", group, "--tasks", "2", *backs)
        connect.study_url = made["url"]
        with take_part(browser, connect, "whole") as page:
            do_task(page)
            expect(page.get_by_text("1 of 2 tasks done")).to_be_visible()
            submit_task(page)
            go_back(page, "Go back to CloudResearch Connect", "Your work is complete")
        with take_part(browser, connect, "half") as page:
            do_task(page)
            expect(page.get_by_text("1 of 2 tasks done")).to_be_visible()
            page.get_by_role("link", name="Finish").click()
            go_back(page, "Stop here and go back", "Your work is partial")
        assert connect.outcomes == {"whole": "complete", "half": "partial"}
    assert "ASwhole" not in str(lab.asked)


def test_sona_grants_credit_once_by_the_survey_code(browser, adapter, lab, link):
    group = make_hits(adapter, lab, 1)
    with run_platform(Sona) as sona:
        back = sona.completion_url.replace("XXXX", "{id}")
        made = link("new", "--preset", "sona", "--group", group, "--tasks", "1", "--back", back)
        sona.study_url = made["url"]
        with take_part(browser, sona, "ben") as page:
            do_task(page)
            go_back(page, "Go back to SONA", "Credit granted to 9876543")
            page.goto(f"{sona.url}/start/ben")
            go_back(page, "Go back to SONA", "You have this credit already")
        with take_part(browser, sona, "ann") as page:
            do_task(page)
            go_back(page, "Go back to SONA", "Credit granted to 41")
        assert sona.credited == ["9876543", "41"]


def test_the_same_id_on_two_platforms_is_two_workers(browser, adapter, lab, link, prolific, paste):
    make_hits(adapter, lab, 1, MaxAssignments=2)
    paste("--tasks", "1")
    with take_part(browser, prolific, "9876543") as page:
        do_task(page)
        expect_title(page, "Thank you, you have done it")
    with run_platform(Sona) as sona:
        back = sona.completion_url.replace("XXXX", "{id}")
        sona.study_url = link("new", "--preset", "sona", "--tasks", "1", "--back", back)["url"]
        with take_part(browser, sona, "ben") as page:
            do_task(page)
            expect_title(page, "Thank you, you have done it")
    asked = {each["workerId"] for _, each in lab.asked if "workerId" in each}
    assert len(asked) == 2


def test_a_link_that_is_stopped_lets_nobody_new_in_and_who_came_finish(
    browser, adapter, lab, link, prolific, paste
):
    made = paste("--group", make_hits(adapter, lab, 2), "--tasks", "1")
    with take_part(browser, prolific, "early") as page:
        link("stop", made["id"])
        with take_part(browser, prolific, "late") as other:
            expect_title(other, "This study was stopped")
        do_task(page)
        go_back(page, "Go back to Prolific", "Your submission is APPROVED")


def test_a_link_in_a_browser_with_another_session_says_whose_it_is(
    browser, adapter, lab, prolific, paste
):
    paste("--group", make_hits(adapter, lab, 1), "--tasks", "1")
    with take_part(browser, prolific, "first") as page:
        expect(page.get_by_text("0 of 1 task done")).to_be_visible()
        page.goto(f"{prolific.url}/start/second")
        expect_title(page, "Somebody else is signed in")
        page.get_by_role("button", name="Sign them out, and begin the study").click()
        do_task(page)
        go_back(page, "Go back to Prolific", "Your submission is APPROVED")
    assert prolific.submissions == {"second": "APPROVED"}
