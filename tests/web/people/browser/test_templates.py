"""Templates of each pattern: filled in by name, submitted, and equal in what boto 2.49 reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.boto_249 import (
    HTMLQuestion,
    LayoutParameter,
    LayoutParameters,
    MTurkConnection,
    Price,
    hang_up,
)
from support.browser import ANN, accept, sign_in

from adapter.marketplace.documents import list_placeholders

JQUERY = Path(__file__).parents[3] / "support" / "jquery.min.js"
ROW = {"shop": "Müller & Söhne", "page": "7"}
FIELDS = """<p>${shop}, page ${page}</p>
<p><label>Total <input name="total"></label> <label>Note <textarea name="note"></textarea></label>
<select name="kind"><option>food</option><option>tools</option></select>
<label><input type="radio" name="clear" value="yes"> yes</label>
<label><input type="radio" name="clear" value="no"> no</label>
<label><input type="checkbox" name="tag" value="a"> a</label>
<label><input type="checkbox" name="tag" value="b"> b</label>
<label><input type="checkbox" name="tag" value="c"> c</label>
<input type="hidden" name="empty"><input type="hidden" name="shop" value="${shop}"></p>"""
BUTTON = '<input type="submit" value="Hand in">'
ANSWERS = {
    "total": "12 €",
    "note": "one\r\ntwo",
    "kind": "tools",
    "clear": "no",
    "tag": "a|c",
    "empty": "",
    "shop": ROW["shop"],
}
AMAZONS = "https://www.mturk.com/mturk/externalSubmit"
S3 = "https://s3.amazonaws.com/mturk-public/externalHIT_v1.js"

TEMPLATES = {
    "no form and no button": FIELDS,
    "no form, a whole document": f"<!doctype html><html><head><title>a</title></head><body>{FIELDS}"
    "</body></html>",
    "no form, a script of Amazon's form": f"{FIELDS}<script>"
    "document.getElementById('mturk_form').addEventListener('submit', () => {"
    "document.querySelector('[name=empty]').value = document.getElementById('assignmentId').value"
    ".slice(0, 0); document.getElementById('submitButton').disabled = true; });</script>",
    "a form without an action": f"<form>{FIELDS}{BUTTON}</form>",
    "a form that is posted to itself by a script": f"<form id=f method=post>{FIELDS}</form>"
    "<button onclick=\"f.removeAttribute('action'); f.submit()\">Hand in</button>",
    "a relative one": f'<form action="/mturk/externalSubmit" method=post>{FIELDS}{BUTTON}</form>',
    "Amazon's action": f'<form action="{AMAZONS}" method="post">'
    f'<input type="hidden" name="assignmentId" value="">{FIELDS}{BUTTON}</form>',
    "a base of another site": f'<base href="http://elsewhere.test/"><form>{FIELDS}{BUTTON}</form>',
    "several forms": f'<form action="http://elsewhere.test/search"><input name="q"></form>'
    f"<form>{FIELDS}{BUTTON}</form><form><input name='other'></form>",
    "Amazon's script": f'<script src="{S3}"></script><form name="mturk_form" id="mturk_form" '
    f'method="post" action="{AMAZONS}"><input type="hidden" id="assignmentId" name="assignmentId">'
    f'{FIELDS}<input type="submit" id="submitButton" value="Hand in"></form>'
    "<script>turkSetAssignmentID();</script>",
    "Amazon's script without a field": f'<script src="{S3}"></script><form name="mturk_form" '
    f'method="post" id="mturk_form">{FIELDS}<input type="submit" id="submitButton"></form>'
    "<script>document.getElementById('assignmentId').remove(); turkSetAssignmentID();</script>",
    "jQuery": "<script src=${jquery}></script><div id=here></div><script>"
    "$(function () { $('#here').html($('#fields').html()); $('#fields').remove();"
    "$('#mturk_form').submit(function () { return $('[name=total]').val() !== ''; }); });"
    f"</script><div id=fields>{FIELDS}</div>",
    "beforeunload and alert": f"<form onsubmit=\"alert('Thank you')\">{FIELDS}{BUTTON}</form>"
    "<script>addEventListener('beforeunload', (event) => event.preventDefault());</script>",
}


@pytest.fixture
def boto(mturk_adapter):
    """boto 2.49, of a requester."""
    mturk = MTurkConnection(
        "OLDKEY", "any", host=mturk_adapter.host, port=mturk_adapter.port, is_secure=False
    )
    yield mturk
    hang_up(mturk)


def make_hit(boto, html):
    [hit] = boto.create_hit(
        question=HTMLQuestion(html, 0),
        title="Receipts",
        description="Copy a receipt",
        keywords="receipts",
        reward=Price(0.05),
        max_assignments=1,
    )
    return hit


def make_hit_of_layout(mturk_adapter, boto, html, values):
    """As the requester's site did with a template and a row of a table."""
    layout = {"HITLayoutId": "3TEMPLATE", "HTML": html}
    mturk_adapter.reset({"Account": {"AccessKeyId": "OLDKEY"}, "HITLayouts": [layout]})
    pairs = [LayoutParameter(name, values[name]) for name in list_placeholders(html)]
    [hit] = boto.create_hit(
        hit_layout="3TEMPLATE",
        layout_params=LayoutParameters(pairs),
        title="Receipts",
        description="Copy a receipt",
        keywords="receipts",
        reward=Price(0.05),
    )
    return hit


def read_answers(boto, hit_id):
    [done] = boto.get_assignments(hit_id)
    return {each.qid: each.fields[0] for each in done.answers[0]}


def fill_in(frame):
    frame.locator("[name=total]").fill(ANSWERS["total"])
    frame.locator("[name=note]").fill("one\ntwo")
    frame.locator("[name=kind]").select_option(ANSWERS["kind"])
    for name, value in (("clear", "no"), ("tag", "a"), ("tag", "c")):
        frame.locator(f"[name={name}][value={value}]").check()


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_was_filled_in_comes_back(page, mturk_adapter, boto, lab, name):
    lab.pages["jquery.js"] = JQUERY.read_text()
    errors = []
    page.on("pageerror", lambda error: errors.append(error.message))
    page.on("dialog", lambda dialog: dialog.accept())
    values = {**ROW, "jquery": f"{lab.url}/jquery.js"}
    hit = make_hit_of_layout(mturk_adapter, boto, TEMPLATES[name], values)
    # The reset signed Ann out.
    sign_in(page.context, mturk_adapter.people_url, mturk_adapter.session_cookie(ANN))
    accept(page, mturk_adapter, hit.HITTypeId)
    frame = page.frame_locator("iframe.task")
    fill_in(frame)
    frame.locator("[type=submit], [onclick]").first.click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()
    assert read_answers(boto, hit.HITId) == ANSWERS
    assert errors == []


def test_amazons_script_has_all_functions(page, mturk_adapter, boto):
    html = f"""<script src="{S3}"></script><form id="other" name="other"><input name="q">
        <button id="go">Go</button></form><p id="said"></p><script>
        turkSetAssignmentID("other", "go");
        const form = document.getElementById("other");
        said.textContent = JSON.stringify([
            turkGetParam("assignmentId", ""), turkGetParam("none", "-"),
            turkGetParam("turkSubmitTo").includes("%3A"), turkGetSubmitToHost() === location.origin,
            decode("a+b%20%C3%BC"), form.elements.assignmentId.value, go.disabled,
            form.action === location.origin + "/mturk/externalSubmit"]);</script>"""
    hit = make_hit(boto, html)
    page.goto(f"{mturk_adapter.people_url}projects/{hit.HITTypeId}/tasks")
    said = page.frame_locator("iframe.task").locator("#said")
    preview = '"ASSIGNMENT_ID_NOT_AVAILABLE"'
    expect(said).to_have_text(f'[{preview},"-",true,true,"a b ü",{preview},true,true]')
    assignment_id = accept(page, mturk_adapter, hit.HITTypeId)
    expect(said).to_have_text(
        f'["{assignment_id}","-",true,true,"a b ü","{assignment_id}",false,true]'
    )


def test_a_wrapped_template_works_without_scripts(browser, mturk_adapter, boto):
    hit = make_hit_of_layout(mturk_adapter, boto, FIELDS, ROW)
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, mturk_adapter.people_url, mturk_adapter.session_cookie(ANN))
    page = context.new_page()
    accept(page, mturk_adapter, hit.HITTypeId)
    frame = page.frame_locator("iframe.task")
    fill_in(frame)
    frame.get_by_role("button", name="Submit").click()
    expect(frame.get_by_role("heading")).to_have_text("You have submitted it")
    assert read_answers(boto, hit.HITId) == ANSWERS
    context.close()
