"""A requester's HTML as browsers get it: what is inserted, and that nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapter.web.people.tasks.requester_html import prepare_html

TASKS, ID = "http://localhost:8082", "3ASSIGNMENT"
ACTION = f' action="{TASKS}/mturk/externalSubmit"'
BUTTON = '<p><input type="submit" id="submitButton" value="Submit"></p>'
NAMED = f'<input type="hidden" name="assignmentId" id="assignmentId" value="{ID}">'
PIECES = {
    "ACTION": ACTION,
    "POST": f'{ACTION} method="post"',
    "SELF": ' target="_self"',
    "NAMED": NAMED,
    "VALUE": f' value="{ID}"',
    "FORM": f'<form name="mturk_form" id="mturk_form" method="post"{ACTION}>{NAMED}',
    "BUTTON": BUTTON,
    "CLOSE": "</form>",
    "END": f"{BUTTON}</form>",
    "EXTERNAL_HIT": f' src="{TASKS}/mturk/externalHIT_v1.js"',
    "CROWD": f' src="{TASKS}/crowd-html-elements.js"',
}

# Each name in brackets stands for a piece that is inserted.
NO_FORM = {
    "a part of a page": "[FORM]<p>Colour?<input name=c>[END]",
    "text alone": "[FORM]\n Colour?[END]",
    "nothing": "[FORM][END]",
    "a script before": "<script>a = 1;</script>[FORM]<input name=c>[END]",
    "a head and no body": "<!doctype html><title>a</title>[FORM]<p>b[END]",
    "a page": "<html><head><style>p{}</style></head>\n<body id='a'>[FORM]<p>[END]</body></html>",
    "a body without an end": "<BODY>[FORM]<p>b[END]</HTML>",
    "tags in a script": "[FORM]<p>b<script>x='</body><form><body>'</script>[END]",
    "tags in a comment": "<!-- <form> </body> -->[FORM]<p>b[END]",
    "a button of its own": "[FORM]<p>b<button>Go</button>[CLOSE]",
    "a button that a script presses": '[FORM]b<input type=button onclick="submitIt()">[CLOSE]',
    "a button for something else": "[FORM]b<button type=button>Play</button>[END]",
    "a script that counts on the form": "[FORM]b<script>$('#mturk_form').submit(f)</script>[END]",
    "a part that is no HTML": "[FORM]1 < 2 <![if IE]> & <b[END]",
}
FORMS = {
    "no action": "<form[POST]>[NAMED]<input name=c><input type=submit></form>",
    "an empty one": '<form[ACTION] action="" method=POST>[NAMED]<button>a</button></form>',
    "to itself": '<form[POST] action="#">[NAMED]<button>a</button></form>',
    "a relative one": "<form[POST] action=/mturk/externalSubmit>[NAMED]<button>a</button></form>",
    "two slashes": "<form[POST] action='//mturk/externalSubmit'>[NAMED]<button>a</button></form>",
    "Amazon's": '<form[ACTION] method="get" action="https://www.mturk.com/mturk/externalSubmit">'
    "[NAMED]<button>a</button></form>",
    "the sandbox's": "<FORM[POST] ACTION=HTTP://workersandbox.mturk.com/mturk/externalSubmit?a=b>"
    "[NAMED]<button>a</button></FORM>",
    "another site's": "<form action='https://a.test/mturk/externalSubmit'><button>a</button></form>",
    "a target": "<form[POST][SELF] target=_top>[NAMED]<button>a</button></form>",
    "no button": "<form[POST]>[NAMED]<input name=c>[BUTTON]</form><p>b",
    "no button and no end": "<body><form[POST]>[NAMED]<input name=c>[BUTTON]</body>",
    "a field without a value": '<form[POST]><input[VALUE] name=assignmentId value="">'
    "<button>a</button></form>",
    "a field with one": "<form[POST]><input name=assignmentId value=3A><button>a</button></form>",
    "several": "<form[POST]>[NAMED]<button>a</button></form>"
    "<form action=/search><input name=assignmentId></form>"
    "<form[POST] id=b>[NAMED]<button>b</button></form>",
    "crowd-form": "<crowd-form><input name=c></crowd-form>",
    "in a script": "<script>f = document.createElement('form'); f.action = a;</script><p>a",
    "jsPsych's": "<script>jsPsych.turk.submitToTurk(data)</script>",
}
SCRIPTS = {
    "s3 by https": '<script[EXTERNAL_HIT] src="https://s3.amazonaws.com/mturk-public/externalHIT_v1.js">',
    "s3 by http": "<script[EXTERNAL_HIT] defer src=http://s3.amazonaws.com/mturk-public/externalHIT_v1.js>",
    "s3 by either": "<script[EXTERNAL_HIT] src=//s3.amazonaws.com/mturk-public/externalHIT_v1.js>",
    "its bucket": "<script[EXTERNAL_HIT] src=//mturk-public.s3.amazonaws.com/externalHIT_v1.js>",
    "crowd elements": "<script[CROWD] src='https://assets.crowd.aws/crowd-html-elements.js'>",
    "another": "<script src='https://s3.amazonaws.com/other/externalHIT_v1.js'>",
    "a text": "<script>load('https://assets.crowd.aws/crowd-html-elements.js')</script>",
}


def split(marked):
    """The text without the pieces, and with them."""
    name = r"\[([A-Z_]+)\]"
    return re.sub(name, "", marked), re.sub(name, lambda found: PIECES[found[1]], marked)


@pytest.mark.parametrize("marked", [*NO_FORM.values(), *FORMS.values()], ids=[*NO_FORM, *FORMS])
def test_a_form_submits_to_us(marked):
    before, after = split(marked)
    assert prepare_html(before, TASKS, ID) == after


@pytest.mark.parametrize("name", SCRIPTS)
def test_amazons_scripts_are_ours(name):
    before, after = split(SCRIPTS[name])
    prepared = prepare_html(f"{before}</script><form action=/a></form>", TASKS, ID)
    assert prepared == f"{after}</script><form action=/a></form>"


PARTS = (
    r"<form>|</form>|<body>|</body>|<script>|</script>|<!--|-->|<![|]]>|<?|<a b=|'|\"|>|<|&|é|</|"
    "<input/name=assignmentId>|<textarea>|<!doctype |<title>|<![CDATA[|<style>|<crowd-form>|\n"
)


@given(st.lists(st.sampled_from(PARTS.split("|")), max_size=20).map("".join))
def test_whatever_the_text_only_insertions_are_made(html):
    left = iter(prepare_html(html, TASKS, ID))
    assert all(character in left for character in html)
