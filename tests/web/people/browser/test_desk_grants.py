"""A requester at the desk beside a program of 2015: requests, types, layouts and batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.boto_249 import connect
from support.browser import ANN, PATIENCE_MS
from support.documents import (
    answered,
    chose,
    form,
    free_text,
    key,
    question,
    scored,
    selection,
    wrote,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from boto.mturk.connection import MTurkConnection
    from playwright.sync_api import Page

TEST = form(
    question(selection("tawny", "barn"), "owl", content="<Text>Which owl hoots?</Text>"),
    question(free_text(), "why", content="<Text>Why?</Text>"),
)
KEY = key(scored("owl", (100, ("tawny",)), default=0))
PAGE = "<h1>Which bird is it?</h1><p>${hint}</p><input name='bird'>"
ROWS = b"hint\nIt hoots\nIt sings\n"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def desk(request, browser, mturk_adapter) -> Iterator[Page]:
    """A window of the requester, who has signed in."""
    context = browser.new_context(java_script_enabled=request.param)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sign_in(page, mturk_adapter)
    yield page
    context.close()


def sign_in(page, adapter):
    page.goto(f"{adapter.people_url}desk/sign-in")
    page.get_by_label("Access key").fill(adapter.access_key_id)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Requests")).to_be_visible()


@pytest.fixture
def boto(mturk_adapter) -> Iterator[MTurkConnection]:
    """A program of 2015 with the same account."""
    with connect(mturk_adapter) as mturk:
        yield mturk


def make_type(adapter):
    made = adapter.client.create_qualification_type(
        Name="Owls",
        Description="Knows owls",
        QualificationTypeStatus="Active",
        Test=TEST,
        TestDurationInSeconds=600,
    )
    return made["QualificationType"]["QualificationTypeId"]


def ask(adapter, type_id, worker, owl):
    answers = answered(("owl", chose(owl)), ("why", wrote("It calls")))
    adapter.worker(worker).request_qualification(type_id, answers)


def value(adapter, type_id, worker):
    of = {"QualificationTypeId": type_id, "WorkerId": worker}
    return adapter.client.get_qualification_score(**of)["Qualification"]["IntegerValue"]


def files(name, content):
    return [{"name": name, "mimeType": "text/plain", "buffer": content}]


def test_desk_and_program_decide_beside_each_other(desk, boto, mturk_adapter):
    """Both see one state of GetQualificationRequests, whoever decides."""
    type_id = make_type(mturk_adapter)
    for worker, owl in ((ANN, "tawny"), ("A2BOB", "barn"), ("A3CLEO", "tawny")):
        ask(mturk_adapter, type_id, worker, owl)
        mturk_adapter.clock.move(seconds=1)
    of_test = {"Test": TEST, "TestDurationInSeconds": 600, "AnswerKey": KEY}
    mturk_adapter.client.update_qualification_type(QualificationTypeId=type_id, **of_test)
    desk.get_by_role("link", name="Requests").click()
    for worker in (ANN, "A2BOB", "A3CLEO"):
        desk.get_by_label(f"{worker}, Owls").check()
    # The program grants one while the page stands open.
    waiting = {each.SubjectId: each for each in boto.get_qualification_requests(type_id)}
    assert set(waiting) == {ANN, "A2BOB", "A3CLEO"}
    boto.grant_qualification(waiting["A3CLEO"].QualificationRequestId, 33)
    desk.get_by_role("button", name="Grant the chosen").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Grant these 2 requests?")
    expect(desk.get_by_label(f"Value for {ANN}")).to_have_value("100")
    desk.get_by_label("Value for A2BOB").fill("40")
    desk.get_by_role("button", name="Grant all 2").click()
    expect(desk.get_by_role("status")).to_have_text("2 requests are granted.")
    assert list(boto.get_qualification_requests(type_id)) == []
    values = [value(mturk_adapter, type_id, each) for each in (ANN, "A2BOB", "A3CLEO")]
    assert values == [100, 40, 33]


def test_a_test_is_read_and_rejected_with_a_reason(desk, boto, mturk_adapter):
    type_id = make_type(mturk_adapter)
    ask(mturk_adapter, type_id, ANN, "barn")
    desk.get_by_role("link", name="Requests").click()
    desk.get_by_role("link", name=ANN).click()
    expect(desk.get_by_role("cell", name="It calls")).to_be_visible()
    desk.get_by_label("Reason").fill("Barn owls shriek")
    desk.get_by_role("button", name="Reject").click()
    expect(desk.get_by_text("No request waits.")).to_be_visible()
    assert list(boto.get_qualification_requests(type_id)) == []
    [standing] = mturk_adapter.worker(ANN).list_standings([type_id])
    assert standing.reason == "Barn owls shriek"


def test_a_qualification_is_made_for_a_program(desk, boto):
    desk.get_by_role("link", name="Qualifications").click()
    desk.get_by_role("link", name="New qualification").click()
    desk.get_by_label("Name").fill("Owls")
    desk.get_by_label("Description").fill("Knows owls")
    desk.get_by_role("textbox", name="Test", exact=True).fill(TEST)
    desk.get_by_label("Minutes for the test").fill("10")
    desk.get_by_role("button", name="Make it").click()
    expect(desk.get_by_text("Which owl hoots?")).to_be_visible()
    [found] = boto.search_qualification_types("Owls")
    assert found.Test == TEST


def test_a_page_and_a_table_become_hits_for_a_program(desk, boto, mturk_adapter):
    desk.get_by_role("link", name="New batch").click()
    desk.get_by_label("Page, as a file").set_input_files(files("birds.html", PAGE.encode()))
    desk.get_by_label("Table of rows").set_input_files(files("rows.csv", ROWS))
    desk.get_by_label("Title").fill("Name the bird")
    desk.get_by_label("Description").fill("Read the hint.")
    desk.get_by_role("button", name="Check and preview").click()
    expect(desk.get_by_role("link", name="Enter an amount in dollars")).to_be_visible()
    desk.get_by_label("Reward in dollars").fill("0.05")
    desk.get_by_role("button", name="Check and preview").click()
    shown = desk.frame_locator("iframe")
    expect(shown.get_by_text("It hoots")).to_be_visible()
    assert list(boto.search_hits()) == []
    desk.get_by_role("button", name="Make 2 HITs for $0.12").click()
    expect(desk.get_by_role("status")).to_have_text("2 HITs made.")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Name the bird")
    assert sorted(each.Title for each in boto.search_hits()) == ["Name the bird"] * 2
    [balance] = boto.get_account_balance()
    assert f"{balance.amount:.2f}" == "9999.88"


def test_a_layout_cannot_act_on_the_desk(browser, mturk_adapter):
    """HTML that a requester was given is shown under the tasks' host, in a sandbox."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sign_in(page, mturk_adapter)
    evil = (
        "<p id='done'>waiting</p><script>let text = 'cookies: [' + document.cookie + ']';"
        "try { top.location = 'about:blank'; } catch (error) { text += ' no top'; }"
        "document.getElementById('done').textContent = text</script>"
    )
    page.goto(f"{mturk_adapter.people_url}desk/layouts/new")
    page.get_by_label("Name").fill("evil")
    page.get_by_label("Or the HTML itself").fill(evil)
    page.get_by_role("button", name="Add").click()
    expect(page.frame_locator("iframe").locator("#done")).to_have_text("cookies: [] no top")
    expect(page.get_by_role("heading", level=1)).to_have_text("evil")
    context.close()


def test_requests_are_granted_by_keyboard_alone(browser, mturk_adapter):
    type_id = make_type(mturk_adapter)
    ask(mturk_adapter, type_id, ANN, "barn")
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sign_in(page, mturk_adapter)
    page.goto(f"{mturk_adapter.people_url}desk/requests")
    go_to(page, page.get_by_label(f"{ANN}, Owls"))
    page.keyboard.press("Space")
    go_to(page, page.get_by_role("button", name="Grant the chosen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Grant this request?")
    go_to(page, page.get_by_label(f"Value for {ANN}"))
    page.keyboard.press("Control+a")
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"“Owls” of {ANN} is granted")
    assert value(mturk_adapter, type_id, ANN) == 80
    context.close()


def go_to(page, target):
    """Move the focus to the element by the tab key."""
    for _ in range(40):
        if target.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(target)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (640, "dark"), (1280, "dark")])
def test_no_page_has_a_fault_and_each_fits_the_window(browser, mturk_adapter, width, scheme):
    type_id = make_type(mturk_adapter)
    ask(mturk_adapter, type_id, ANN, "tawny")
    of_test = {"Test": TEST, "TestDurationInSeconds": 600, "AnswerKey": KEY}
    mturk_adapter.client.update_qualification_type(QualificationTypeId=type_id, **of_test)
    mturk_adapter.client.associate_qualification_with_worker(
        QualificationTypeId=type_id, WorkerId="A2BOB", IntegerValue=7
    )
    [waiting] = mturk_adapter.client.list_qualification_requests()["QualificationRequests"]
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    sign_in(page, mturk_adapter)
    layout = add_layout(page, mturk_adapter)
    of_type = f"types/{type_id}"
    paths = ["requests", f"requests/{waiting['QualificationRequestId']}", "requests?chosen=all"]
    paths += ["types", "types/new", of_type, f"{of_type}/change", f"{of_type}/delete"]
    paths += [f"{of_type}/workers", f"{of_type}/workers/A2BOB"]
    paths += ["layouts", "layouts/new", layout, "batches/new"]
    for path in paths:
        page.goto(f"{mturk_adapter.people_url}desk/{path}")
        check(page, path)
    # Pages that only a form leads to, with errors.
    page.get_by_role("button", name="Check and preview").click()
    check(page, "batch with errors")
    page.goto(f"{mturk_adapter.people_url}desk/requests?chosen=all")
    page.get_by_role("button", name="Grant the chosen").click()
    page.get_by_label(f"Value for {ANN}").fill("x")
    page.get_by_role("button", name="Grant it").click()
    check(page, "grant with errors")
    context.close()


def add_layout(page, adapter):
    page.goto(f"{adapter.people_url}desk/layouts/new")
    page.get_by_label("Name").fill("birds")
    page.get_by_label("Or the HTML itself").fill(PAGE)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("birds")
    return page.url.partition("/desk/")[2]


def check(page, name):
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    found = Axe().run(page, context={"exclude": ["iframe"]})
    faults = [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
    assert (name, faults) == (name, [])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
