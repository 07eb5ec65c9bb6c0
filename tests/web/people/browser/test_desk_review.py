"""A requester reviews work at the desk, beside a program of 2015 that polls and approves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.boto_249 import connect
from support.browser import PATIENCE_MS, TYPE
from support.work import QUESTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boto.mturk.connection import MTurkConnection
    from playwright.sync_api import Page

WORKERS = ("A1ANN", "A2BOB", "A3CLEO")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def desk(request, browser, mturk_adapter) -> Iterator[Page]:
    """A window of the requester, who has signed in."""
    context = browser.new_context(java_script_enabled=request.param)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{mturk_adapter.people_url}desk/sign-in")
    page.get_by_label("Access key").fill(mturk_adapter.access_key_id)
    page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()


@pytest.fixture
def boto(mturk_adapter) -> Iterator[MTurkConnection]:
    """A program of 2015 with the same account."""
    with connect(mturk_adapter) as mturk:
        yield mturk


@pytest.fixture
def hit_id(mturk_adapter):
    """A HIT that three workers did, each with another time and answer."""
    hit = mturk_adapter.client.create_hit(
        **{**TYPE, "MaxAssignments": 3, "Question": QUESTION, "AutoApprovalDelayInSeconds": 86_400}
    )["HIT"]
    for number, name in enumerate(WORKERS, start=1):
        worker = mturk_adapter.worker(name)
        assignment_id = worker.accept(hit["HITId"])["AssignmentId"]
        mturk_adapter.clock.move(seconds=number * 10)
        worker.submit(assignment_id, {"colour": "blue <b>", "parts": "a|b"})
    return hit["HITId"]


def balance(adapter):
    found = adapter.client.get_account_balance()
    return found["AvailableBalance"], found.get("OnHoldBalance", "0.00")


def open_review(desk):
    desk.get_by_role("link", name="Batches").click()
    desk.get_by_role("link", name="Name a colour").click()
    desk.get_by_role("link", name="Review").click()


def statuses(boto, hit_id):
    return {each.WorkerId: each.AssignmentStatus for each in boto.get_assignments(hit_id)}


def test_desk_and_program_decide_beside_each_other(desk, boto, mturk_adapter, hit_id):
    """Both see one state, whoever decides, and the balance is right to the cent."""
    open_review(desk)
    expect(desk.get_by_role("link", name="To review (3)")).to_be_visible()
    for worker in WORKERS:
        desk.get_by_label(f"Work of {worker}").check()
    desk.get_by_role("button", name="Approve…").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Approve 3 assignments?")
    # The program polls and approves one while the preview stands open.
    [reviewable] = boto.get_reviewable_hits()
    assert reviewable.HITId == hit_id
    ids = {each.WorkerId: each.AssignmentId for each in boto.get_assignments(hit_id)}
    boto.approve_assignment(ids["A2BOB"], "By the program")
    desk.get_by_label("Feedback").fill("By a person")
    desk.get_by_role("button", name="Approve 3 assignments").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("2 assignments are approved")
    expect(desk.get_by_text("1 was not: It is approved already.")).to_be_visible()
    assert statuses(boto, hit_id) == dict.fromkeys(WORKERS, "Approved")
    assert balance(mturk_adapter) == ("9998.20", "0.00")


def test_a_rejection_is_undone(desk, boto, mturk_adapter, hit_id):
    open_review(desk)
    desk.get_by_label("Work of A1ANN").check()
    desk.get_by_role("button", name="Reject…").click()
    desk.get_by_role("button", name="Reject 1 assignment").click()
    expect(desk.get_by_role("alert")).to_contain_text("Write why you reject the work")
    desk.get_by_label("Reason").fill("Empty")
    desk.get_by_role("button", name="Reject 1 assignment").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 assignment is rejected")
    assert statuses(boto, hit_id)["A1ANN"] == "Rejected"
    desk.get_by_role("button", name="Approve after all 1 assignment").click()
    desk.get_by_role("button", name="Approve after all 1 assignment").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 assignment is approved after all")
    assert statuses(boto, hit_id)["A1ANN"] == "Approved"
    assert balance(mturk_adapter) == ("9998.20", "1.20")


def test_one_after_the_other_with_a_bonus(desk, boto, mturk_adapter, hit_id):
    open_review(desk)
    desk.get_by_role("link", name="A1ANN").click()
    expect(desk.get_by_text("blue <b>")).to_be_visible()
    desk.get_by_role("button", name="Pay a bonus…").click()
    desk.get_by_label("Bonus for each").fill("0.10")
    desk.get_by_label("Reason").fill("Thanks")
    desk.get_by_role("button", name="Show what it costs").click()
    desk.get_by_role("button", name="Pay a bonus").click()
    expect(desk.get_by_text("A1ANN was paid a bonus of $0.10.")).to_be_visible()
    for worker in WORKERS:
        expect(desk.get_by_role("heading", level=1)).to_contain_text(worker)
        desk.get_by_role("button", name="Approve…").click()
        desk.get_by_role("button", name="Approve 1 assignment").click()
    expect(desk.get_by_text("Nothing waits for a review.")).to_be_visible()
    assert set(statuses(boto, hit_id).values()) == {"Approved"}
    assert balance(mturk_adapter) == ("9998.08", "0.00")


@pytest.mark.parametrize("desk", [True], indirect=True, ids=["scripts"])
def test_the_review_by_keyboard_alone(desk, boto, hit_id):
    open_review(desk)
    press_until_focused(desk, desk.get_by_label("Work of A1ANN"))
    desk.keyboard.press("Space")
    press_until_focused(desk, desk.get_by_role("button", name="Approve…"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Approve 1 assignment?")
    press_until_focused(desk, desk.get_by_role("button", name="Approve 1 assignment"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 assignment is approved")
    assert statuses(boto, hit_id)["A1ANN"] == "Approved"


def press_until_focused(page, wanted):
    """Go on with the tabulator key until the element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    pytest.fail("the keyboard does not reach it")


@pytest.mark.parametrize("desk", [True], indirect=True, ids=["scripts"])
def test_nobody_is_kept_out_of_the_review(desk, hit_id):
    """What axe finds, and what does not fit into a window of 360 pixels."""
    desk.set_viewport_size({"width": 360, "height": 800})
    open_review(desk)
    found = [judge(desk, desk.get_by_role("link", name="To review (3)"))]
    desk.get_by_role("link", name="A1ANN").click()
    found.append(judge(desk, desk.get_by_role("heading", name="Work of A1ANN")))
    shows_task = f"{desk.url}?show=task"
    desk.get_by_role("button", name="Reject…").click()
    reject = desk.get_by_role("button", name="Reject 1 assignment")
    found.append(judge(desk, reject))
    reject.click()
    found.append(judge(desk, desk.get_by_role("alert")))
    desk.goto(shows_task)
    found.append(judge(desk, desk.locator("iframe")))
    assert found == [([], 360)] * 5


def judge(page, shown):
    """The rules of axe that the page breaks, once it shows something, and its width."""
    expect(shown).to_be_visible()
    broken = Axe().run(page).response["violations"]
    return [each["id"] for each in broken], page.evaluate("document.documentElement.scrollWidth")
