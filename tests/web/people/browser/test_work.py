"""A person works on an ExternalQuestion in a real browser."""

import re

import pytest
from playwright.sync_api import expect
from support.browser import ANN, accept, make_hit

PREVIEW = "ASSIGNMENT_ID_NOT_AVAILABLE"


def fill_in(page, colour="blue"):
    frame = page.frame_locator("iframe.task")
    frame.get_by_label("What colour?").fill(colour)
    for name in ("a", "b"):
        frame.get_by_label(name, exact=True).check()
    frame.get_by_role("button", name="Send").click()


def test_preview_accept_submit_and_the_next(page, mturk_adapter, lab):
    group = make_hit(mturk_adapter, lab.question())
    make_hit(mturk_adapter, lab.question(), RequesterAnnotation="second")
    page.goto(mturk_adapter.people_url)
    page.get_by_role("link", name="Name a colour").click()
    expect(page.frame_locator("iframe.task").get_by_label("What colour?")).to_be_visible()
    _, parameters = lab.asked[-1]
    assert (parameters["assignmentId"], "workerId" in parameters) == (PREVIEW, False)

    assignment_id = accept(page, mturk_adapter, group)
    fill_in(page)
    page.wait_for_url(lambda url: "assignment_id=" in url and assignment_id not in url)
    _, parameters = lab.asked[-1]
    assert parameters["workerId"] == ANN
    assert re.fullmatch(r"http://localhost:\d+", parameters["turkSubmitTo"])
    [done] = [
        each
        for hit in mturk_adapter.client.list_hits()["HITs"]
        for each in mturk_adapter.client.list_assignments_for_hit(HITId=hit["HITId"])["Assignments"]
    ]
    assert done["AssignmentId"] == assignment_id
    answer = done["Answer"].replace("\n", "")
    assert "colour</QuestionIdentifier><FreeText>blue<" in answer
    assert "c</QuestionIdentifier><FreeText>a|b<" in answer
    assert f"workerId</QuestionIdentifier><FreeText>{ANN}<" in answer


def test_a_task_in_a_window_of_its_own_counts_the_same(page, mturk_adapter, lab):
    group = make_hit(mturk_adapter, lab.question())
    accept(page, mturk_adapter, group)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open it in a window of its own").click()
    own = opened.value
    own.get_by_label("What colour?").fill("red")
    own.get_by_role("button", name="Send").click()
    expect(own.get_by_role("heading")).to_have_text("You have submitted it")
    expect(page.locator("#ended")).to_contain_text("You have submitted it.")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()


def test_back_and_submit_again_counts_once(page, mturk_adapter, lab):
    group = make_hit(mturk_adapter, lab.question())
    accept(page, mturk_adapter, group)
    work = page.url
    fill_in(page)
    expect(page.get_by_text("Nothing more is left")).to_be_visible()
    page.go_back()
    page.goto(work)
    expect(page.get_by_role("heading", level=1)).to_have_text("You have submitted it")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()


def test_two_tabs_accept_one_more_task_and_not_two(page, mturk_adapter, lab):
    group = make_hit(mturk_adapter, lab.question())
    make_hit(mturk_adapter, lab.question(), RequesterAnnotation="second")
    make_hit(mturk_adapter, lab.question(), RequesterAnnotation="third")
    accept(page, mturk_adapter, group)
    other = page.context.new_page()
    other.goto(page.url)
    fill_in(page)
    expect(other.locator("#ended")).to_contain_text("You have submitted it.")
    other.goto(f"{mturk_adapter.people_url}tasks")
    expect(other.get_by_role("row")).to_have_count(2)  # with the heads


def test_the_end_of_the_time_is_announced_and_nothing_typed_is_lost(page, mturk_adapter, lab):
    group = make_hit(mturk_adapter, lab.question())
    accept(page, mturk_adapter, group)
    typed = page.frame_locator("iframe.task").get_by_label("What colour?")
    typed.fill("a long text")
    mturk_adapter.clock.move(seconds=500)
    expect(page.get_by_role("alert")).to_contain_text("Less than two minutes are left")
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"1:\d\d"))
    mturk_adapter.clock.move(seconds=101)
    expect(page.locator("#ended")).to_contain_text("The time is over")
    expect(page.locator("#ended")).to_be_focused()
    expect(typed).to_have_value("a long text")
    page.frame_locator("iframe.task").get_by_role("button", name="Send").click()
    frame = page.frame_locator("iframe.task")
    expect(frame.get_by_role("heading")).to_have_text("The time for this task is over")
    frame.get_by_text("What you sent").click()
    expect(frame.get_by_text("a long text")).to_be_visible()


def test_a_lost_network_is_said_and_the_work_goes_on(page, mturk_adapter, lab):
    group = make_hit(mturk_adapter, lab.question())
    accept(page, mturk_adapter, group)
    page.context.set_offline(offline=True)
    expect(page.locator("#connection")).to_contain_text("The server does not answer")
    page.context.set_offline(offline=False)
    expect(page.locator("#connection")).to_be_empty()
    fill_in(page)
    expect(page.get_by_text("Nothing more is left")).to_be_visible()


def test_an_empty_submit_is_refused_and_can_be_tried_again(page, mturk_adapter, lab):
    lab.pages["index"] = """<form method="post"><input type="hidden" name="assignmentId">
        <button>Send</button></form><script>
        const asked = new URLSearchParams(location.search);
        document.forms[0].action = asked.get("turkSubmitTo") + "/mturk/externalSubmit";
        document.forms[0].assignmentId.value = asked.get("assignmentId")</script>"""
    accept(page, mturk_adapter, make_hit(mturk_adapter, lab.question()))
    frame = page.frame_locator("iframe.task")
    frame.get_by_role("button", name="Send").click()
    expect(frame.get_by_text("The page sent no answer")).to_be_visible()
    page.reload()
    expect(frame.get_by_role("button", name="Send")).to_be_visible()


@pytest.mark.parametrize("height", [0, 321])
def test_the_frame_is_as_high_as_asked_or_as_the_window(page, mturk_adapter, lab, height):
    accept(page, mturk_adapter, make_hit(mturk_adapter, lab.question(height=height)))
    box = page.locator("iframe.task").bounding_box()
    assert box["height"] == (height or 0.85 * 800)


def test_the_way_by_keyboard_alone(page, mturk_adapter, lab):
    make_hit(mturk_adapter, lab.question())
    page.goto(mturk_adapter.people_url)
    reach(page, "Name a colour")
    page.keyboard.press("Enter")
    expect(page.frame_locator("iframe.task").locator("[data-ready]")).to_be_visible()
    reach(page, "Accept")
    page.keyboard.press("Enter")
    page.wait_for_selector("#work")
    expect(page.frame_locator("iframe.task").locator("[data-ready]")).to_be_visible()
    reach(page, "What colour?")
    page.keyboard.type("green")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing more is left")).to_be_visible()


def reach(page, name):
    """Press Tab until the element with this name has the focus, in whichever frame."""
    focused = "document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText"
    for _ in range(60):
        page.keyboard.press("Tab")
        found = [frame.evaluate(focused) or "" for frame in page.frames]
        if any(text.strip() == name for text in found):
            return
    raise AssertionError(f"no Tab leads to {name}")
