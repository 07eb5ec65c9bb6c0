"""Tools that come as HTML: jsPsych's submit code, and oTree's link, written after their pattern."""

from __future__ import annotations

import re

from playwright.sync_api import expect
from support.answers import read_answers
from support.browser import ANN, accept, make_hit
from support.study import html_question

# jsPsych's: the assignmentId in the query of a POST, all else in its body.
JSPSYCH = """<button id=send>Send</button><script>
const turk = {};
for (const name of ["assignmentId", "turkSubmitTo"])
  turk[name] = decodeURIComponent(new RegExp(name + "=([^&#]*)").exec(location.href)[1]);
send.onclick = () => {
  const form = document.createElement("form");
  form.method = "POST";
  form.action = turk.turkSubmitTo + "/mturk/externalSubmit?assignmentId=" + turk.assignmentId;
  const hidden = document.createElement("input");
  Object.assign(hidden, {type: "hidden", name: "rt", id: "rt", value: "[431,512]"});
  form.appendChild(hidden);
  document.body.appendChild(form);
  form.submit();
};</script>"""


def test_a_form_that_a_script_makes(page, mturk_adapter):
    group = make_hit(mturk_adapter, html_question(JSPSYCH))
    assignment_id = accept(page, mturk_adapter, group)
    page.frame_locator("iframe.task").get_by_role("button", name="Send").click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()
    assert read_answers(mturk_adapter, assignment_id) == {"rt": "[431,512]"}


# oTree's: HTML with a link that opens the study in a tab of its own, and a code to bring back.
OTREE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><p><a id="start" target="_blank">Start</a></p>
<crowd-input name="completion_code" label="Completion code" required></crowd-input></crowd-form>
<script>const asked = new URLSearchParams(location.search);
start.href = "%s/study?" + new URLSearchParams({ participant_label: asked.get("workerId"),
  assignment_id: asked.get("assignmentId") });</script>"""


def test_a_link_to_a_study_and_a_completion_code(page, mturk_adapter, lab):
    lab.pages["study"] = "<!doctype html><p>Your code is 42"
    group = make_hit(mturk_adapter, html_question(OTREE % lab.url))
    assignment_id = accept(page, mturk_adapter, group)
    frame = page.frame_locator("iframe.task")
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="Start").click()
    code = re.search(r"\d+", opened.value.get_by_text("Your code").inner_text())
    [parameters] = [parameters for path, parameters in lab.asked if path == "/study"]
    assert parameters == {"participant_label": ANN, "assignment_id": assignment_id}
    frame.get_by_label("Completion code").fill(code[0])
    frame.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()
    assert read_answers(mturk_adapter, assignment_id) == {
        "taskAnswers": '[{"completion_code":"42"}]'
    }
