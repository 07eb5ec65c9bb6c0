"""The ways in which real tools submit, each in a page written after their pattern."""

import pytest
from playwright.sync_api import expect
from support.browser import ANN, accept, make_hit

# jsPsych's turk.ts: the parameters of the URL, the id in the query of a POST, data in the body.
JSPSYCH = """<button onclick="submitToTurk({trials: '[1,2]', rt: 433})">Finish</button><script>
const turk = Object.fromEntries(new URLSearchParams(location.search));
function submitToTurk(data) {
  if (!turk.assignmentId || !turk.turkSubmitTo) return;
  const form = document.createElement("form");
  form.method = "POST";
  form.action = turk.turkSubmitTo + "/mturk/externalSubmit?assignmentId=" + turk.assignmentId;
  for (const key in data) {
    const field = document.createElement("input");
    field.type = "hidden"; field.name = key; field.id = key; field.value = data[key];
    form.appendChild(field);
  }
  document.body.appendChild(form);
  form.submit();
}</script>"""

# Mephisto's wrap_crowd_source.js: assignmentId and workerId are fields of the form.
MEPHISTO = """<button onclick="handleSubmitToProvider({final: 'yes'})">Finish</button><script>
const asked = new URLSearchParams(location.search);
function handleSubmitToProvider(data) {
  const form = document.createElement("form");
  form.method = "POST";
  form.action = asked.get("turkSubmitTo") + "/mturk/externalSubmit";
  const all = {...data, assignmentId: asked.get("assignmentId"), workerId: asked.get("workerId")};
  for (const name in all) {
    const field = document.createElement("input");
    field.name = name; field.value = all[name]; form.appendChild(field);
  }
  document.body.appendChild(form);
  form.submit();
}</script>"""

# A turkSubmitTo that a tool writes with a slash at its end.
TWO_SLASHES = MEPHISTO.replace('+ "/mturk', '+ "//mturk')

# psiTurk and Dallinger: an ad in the frame, the study in a popup, which ends in the opener frame.
AD = """<button onclick="open('/study' + location.search, 'Popup', 'width=500,height=400')">
Begin</button>"""
STUDY = """<button onclick="finish()">Finish</button><script>
function finish() {
  opener.location = "/done" + location.search;
  close();
}</script>"""
DONE = """<form id=mturk method=post><input type=hidden name=assignmentId>
<input type=hidden name=hitId><input type=hidden name=workerId>
<button>Submit to MTurk</button></form><script>
const asked = new URLSearchParams(location.search), form = document.getElementById("mturk");
form.action = asked.get("turkSubmitTo") + "/mturk/externalSubmit";
for (const field of form.querySelectorAll("input")) field.value = asked.get(field.name);
</script>"""


def answers(adapter, assignment_id):
    done = adapter.client.get_assignment(AssignmentId=assignment_id)["Assignment"]
    return done["Answer"].replace("\n", "")


def answer(name, text):
    return f"<QuestionIdentifier>{name}</QuestionIdentifier><FreeText>{text}</FreeText>"


TOOLS = {
    "jsPsych": (JSPSYCH, {"trials": "[1,2]", "rt": "433"}),
    "Mephisto": (MEPHISTO, {"final": "yes", "workerId": ANN}),
    "two slashes": (TWO_SLASHES, {"final": "yes", "workerId": ANN}),
}


@pytest.mark.parametrize("tool", TOOLS)
def test_what_the_tool_submits_is_taken(page, mturk_adapter, lab, tool):
    lab.pages["index"], expected = TOOLS[tool]
    assignment_id = accept(page, mturk_adapter, make_hit(mturk_adapter, lab.question()))
    page.frame_locator("iframe.task").get_by_role("button", name="Finish").click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()
    document = answers(mturk_adapter, assignment_id)
    assert document.count("<Answer>") == len(expected)
    for name, text in expected.items():
        assert answer(name, text) in document


def test_a_study_in_a_popup_ends_in_the_frame_that_opened_it(page, mturk_adapter, lab):
    lab.pages |= {"index": AD, "study": STUDY, "done": DONE}
    assignment_id = accept(page, mturk_adapter, make_hit(mturk_adapter, lab.question()))
    frame = page.frame_locator("iframe.task")
    with page.expect_popup() as opened:
        frame.get_by_role("button", name="Begin").click()
    opened.value.get_by_role("button", name="Finish").click()
    frame.get_by_role("button", name="Submit to MTurk").click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()
    assert answer("workerId", ANN) in answers(mturk_adapter, assignment_id)


def test_a_page_that_forbids_frames_is_worked_on_in_a_window(page, mturk_adapter, lab):
    lab.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    accept(page, mturk_adapter, make_hit(mturk_adapter, lab.question()))
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open it in a window of its own").click()
    opened.value.get_by_label("What colour?").fill("blue")
    opened.value.get_by_role("button", name="Send").click()
    with page.context.expect_page() as back:
        opened.value.get_by_role("link", name="Go back to your tasks").click()
    expect(back.value.get_by_role("heading", level=1)).to_have_text("You have submitted it")
