"""The crowd elements in a real browser: what a form of them submits, in both formats."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.answers import read_answers
from support.browser import accept, make_hit
from support.study import html_question

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator

SCRIPT = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>'
FLAT = 'answer-format="flatten-objects"'
PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='400' height='200'%3E"
    "%3Crect x='100' y='50' width='200' height='100' fill='teal'/%3E%3C/svg%3E"
)


@pytest.fixture
def work_on(page, mturk_adapter):
    """Shows a crowd-form as the task that Ann works on; returns its frame."""

    def work_on(content: str, attributes: str = "") -> FrameLocator:
        html = f"{SCRIPT}<crowd-form {attributes}>{content}</crowd-form>"
        question = html_question(html, height=0)
        work_on.assignment_id = accept(page, mturk_adapter, make_hit(mturk_adapter, question))
        return page.frame_locator("iframe.task")

    return work_on


@pytest.fixture
def submit(page, mturk_adapter, work_on):
    """Presses Submit; returns the fields that were handed in, in their order."""

    def submit(frame: FrameLocator) -> dict[str, str]:
        frame.get_by_role("button", name="Submit").click()
        expect(page.get_by_text("Nothing more is left")).to_be_visible()
        return read_answers(mturk_adapter, work_on.assignment_id)

    return submit


# What stands in the page, what a person does there, and the answers as JSON and flattened.
PAGE = f"""
<crowd-instructions link-text="How to do it"><short-summary>Look.</short-summary>
  <positive-example>This.</positive-example></crowd-instructions>
<crowd-input name="city" label="City" required></crowd-input>
<crowd-input name="empty" label="Empty"></crowd-input>
<crowd-text-area name="why" label="Why?" rows="3"></crowd-text-area>
<crowd-checkbox name="seen">Seen</crowd-checkbox>
<crowd-checkbox name="box" value="x">Box x</crowd-checkbox>
<crowd-checkbox name="box" value="y" checked>Box y</crowd-checkbox>
<crowd-radio-group>
  <crowd-radio-button name="good" value="yes">Good</crowd-radio-button>
  <crowd-radio-button name="bad" value="yes">Bad</crowd-radio-button>
</crowd-radio-group>
<crowd-slider name="how" label="How much?" min="1" max="9" value="3" pin></crowd-slider>
<crowd-classifier name="mood" categories="['Positive', 'It's bad']" header="Mood?">
  <classification-target>Nice</classification-target>
  <full-instructions header="More">Read it.</full-instructions></crowd-classifier>
<crowd-classifier-multi-select name="which" categories='["Ant", "Bee", "Fly"]' header="Which?"
  exclusion-category="{{ text: 'None' }}"></crowd-classifier-multi-select>
<crowd-classifier-multi-select name="none" categories='["Elk"]' header="Which of these?"
  exclusion-category="{{ text: 'Not one' }}"></crowd-classifier-multi-select>
<crowd-image-classifier name="pet" src="{PICTURE}" categories="['Cat', 'Dog']" header="What?">
  <worker-comment header="Say more">Anything?</worker-comment></crowd-image-classifier>
<crowd-image-classifier-multi-select name="pets" src="{PICTURE}" categories="['Cow', 'Pig']"
  header="What else?"></crowd-image-classifier-multi-select>
<p><label>Name <input name="n"></label></p>
<p><label><input type="radio" name="r" value="a">Radio a</label>
<label><input type="radio" name="r" value="b">Radio b</label></p>
<p><label><input type="checkbox" name="c" value="x">Check x</label>
<label><input type="checkbox" name="c" value="y">Check y</label></p>
<p><label>Pick <select name="s"><option>one</option><option>two</option></select></label></p>
<input type="hidden" name="h" value="1">
"""
CHECKED = ["Box x", "Good", "Bad", "It's bad", "None", "Ant", "Fly", "Elk", "Not one", "Dog", "Pig"]
FILLED = {"City": "Ulm & Bonn", "Why?": "because", "Say more": "small"}
ANSWERS = {
    "city": "Ulm & Bonn",
    "why": "because",
    "seen": {"on": False},
    "box": {"x": True, "y": True},
    "good": {"yes": False},
    "bad": {"yes": True},
    "how": 4,
    "mood": {"label": "It's bad"},
    "which": {"labels": ["Ant", "Fly"]},
    "none": {"labels": []},
    "pet": {"label": "Dog", "workerComment": "small"},
    "pets": {"labels": ["Pig"]},
    "n": "",
    "r": {"a": False, "b": True},
    "c": {"x": True, "y": False},
    "s": "two",
    "h": "1",
}
FLAT_ANSWERS = {
    "city": "Ulm & Bonn",
    "why": "because",
    "seen.on": "false",
    "box.x": "true",
    "box.y": "true",
    "good.yes": "false",
    "bad.yes": "true",
    "how": "4",
    "mood.label": "It's bad",
    "which.labels": '["Ant","Fly"]',
    "none.labels": "[]",
    "pet.label": "Dog",
    "pet.workerComment": "small",
    "pets.labels": '["Pig"]',
    "n": "",
    "r.a": "false",
    "r.b": "true",
    "c.x": "true",
    "c.y": "false",
    "s": "two",
    "h": "1",
}


def fill_in(frame):
    for label, value in FILLED.items():
        frame.get_by_label(label, exact=True).fill(value)
    for label in [*CHECKED, "Radio b", "Check x"]:
        frame.get_by_label(label, exact=True).check()
    frame.get_by_label("Pick").select_option("two")
    frame.get_by_label("How much?").press("ArrowRight")


def test_a_form_submits_its_answers_as_json(work_on, submit):
    frame = work_on(PAGE)
    fill_in(frame)
    fields = submit(frame)
    assert list(fields) == ["taskAnswers"]
    assert json.loads(fields["taskAnswers"]) == [ANSWERS]


def test_a_form_submits_its_answers_flattened(work_on, submit):
    frame = work_on(PAGE, FLAT)
    fill_in(frame)
    assert submit(frame) == FLAT_ANSWERS


BOXES = (
    f'<crowd-bounding-box name="b" src="{PICTURE}" labels="[\'Car\', \'Bus\']" header="Draw">'
    "<short-instructions>Draw a box.</short-instructions></crowd-bounding-box>"
)


def test_boxes_are_drawn_with_the_pointer(page, work_on, submit):
    frame = work_on(BOXES)
    frame.get_by_label("Bus").check()
    image = frame.get_by_alt_text("The image to draw on")
    image.scroll_into_view_if_needed()
    corner = image.bounding_box()
    page.mouse.move(corner["x"] + 100, corner["y"] + 50)
    page.mouse.down()
    page.mouse.move(corner["x"] + 300, corner["y"] + 150)
    page.mouse.up()
    image.click(position={"x": 350, "y": 180})  # draws nothing
    [answer] = json.loads(submit(frame)["taskAnswers"])
    assert answer["b"]["inputImageProperties"] == {"height": 200, "width": 400}
    [box] = answer["b"]["boundingBoxes"]
    assert box.pop("label") == "Bus"
    # The pointer has whole pixels of the screen, where the image may begin between two.
    assert box == pytest.approx({"left": 100, "top": 50, "width": 200, "height": 100}, abs=1)


def test_boxes_are_drawn_by_keyboard(page, work_on, submit):
    frame = work_on(BOXES, FLAT)
    add = frame.get_by_role("button", name="Add a box in the middle")
    add.press("Enter")
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    add.press("Enter")
    page.keyboard.press("Delete")
    fields = submit(frame)
    assert json.loads(fields["b.boundingBoxes"]) == [
        {"height": 90, "label": "Car", "left": 90, "top": 40, "width": 210}
    ]
    assert fields["b.inputImageProperties.width"] == "400"


def test_what_is_required_is_asked_for(work_on, page, mturk_adapter):
    frame = work_on(
        '<crowd-classifier name="c" categories="[\'A\']" header="Which?"></crowd-classifier>'
        '<crowd-input name="n" label="Name" allowed-pattern="[0-9]" auto-validate></crowd-input>'
    )
    frame.get_by_label("Name").press_sequentially("a1b2")
    expect(frame.get_by_label("Name")).to_have_value("12")
    frame.get_by_role("button", name="Submit").click()
    expect(frame.get_by_label("A", exact=True)).to_be_focused()
    expect(page.locator("#work")).to_be_visible()


def test_scripts_of_the_page_may_prevent_a_submit(work_on, page, mturk_adapter):
    frame = work_on(
        '<crowd-input name="n" label="Name" value="a"></crowd-input><p id="said"></p>'
        "<script>document.addEventListener('all-crowd-elements-ready', () => {"
        "document.querySelector('crowd-form').onsubmit = (event) => { event.preventDefault();"
        "said.textContent = document.querySelector('crowd-input').value; }; });</script>"
    )
    frame.get_by_role("button", name="Submit").click()
    expect(frame.locator("#said")).to_have_text("a")
    expect(page.locator("#work")).to_be_visible()


def test_a_tool_that_is_not_here_says_so_and_nothing_is_submitted(work_on, page):
    frame = work_on(
        '<crowd-polygon name="p" src="a.png" labels="[]" header="Draw"></crowd-polygon>'
        '<crowd-input name="n" label="Name" value="a"></crowd-input>'
    )
    expect(frame.get_by_role("alert")).to_contain_text("crowd-polygon, a tool that these pages")
    frame.get_by_role("button", name="Submit").click()
    expect(frame.get_by_role("alert")).to_be_visible()
    assert re.search("assignment_id=", page.url)


def test_the_elements_have_no_fault_and_fit_a_phone(page, mturk_adapter):
    html = (
        f'<!doctype html><html lang="en"><head><title>Elements</title>{SCRIPT}'
        '<meta name="viewport" content="width=device-width"></head><body><main><h1>Elements</h1>'
        f"<crowd-form>{PAGE}{BOXES}</crowd-form></main></body></html>"
    )
    accept(page, mturk_adapter, make_hit(mturk_adapter, html_question(html)))
    page.goto(page.locator("iframe.task").get_attribute("src"))
    page.set_viewport_size({"width": 360, "height": 700})
    page.get_by_role("button", name="Add a box in the middle").click()
    found = Axe().run(page)
    faults = [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
