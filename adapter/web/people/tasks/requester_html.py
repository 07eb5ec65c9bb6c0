"""Prepare a requester's HTML, so that it finds our scripts and submits to our address.

The text is only added to, never written anew: what is not understood stays as it is. Of two
attributes with the same name a browser takes the first, so an inserted one replaces what follows.

Of 159 templates of the requester site 93 have no form, 46 a form without an action and 14 one that
names Amazon's host. The form around the first kind has the names that Amazon's form had, as their
scripts look for `mturk_form` and `submitButton`.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from adapter.web.people.tasks.tags import Document, Tag, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    Insertion = tuple[int, str]

EXTERNAL_HIT_PATH = "/mturk/externalHIT_v1.js"
CROWD_PATH = "/crowd-html-elements.js"
SUBMIT_PATH = "/mturk/externalSubmit"

_SCRIPTS = {
    EXTERNAL_HIT_PATH: re.compile(
        r"(https?:)?//(s3[\w.-]*\.amazonaws\.com/mturk-public|mturk-public\.s3[\w.-]*\.amazonaws\.com)"
        r"/externalHIT_v1\.js(\?.*)?",
        re.IGNORECASE,
    ),
    CROWD_PATH: re.compile(
        r"(https?:)?//assets\.crowd\.aws/([\w.-]+/)*crowd-html-elements\.js(\?.*)?", re.IGNORECASE
    ),
}
_OWN_ACTION = re.compile(
    r"#?|((https?:)?//([\w-]+\.)*mturk\.com)?/*mturk/+externalSubmit/?([?#].*)?", re.IGNORECASE
)
# A script with one of these sends the answers itself: a form around its page would be one too many.
_SUBMITS = re.compile(
    r"externalSubmit|turkSubmitTo|turkGetSubmitToHost|submitToTurk|createElement\(\s*['\"]form['\"]"
)
_BUTTON = '<p><input type="submit" id="submitButton" value="Submit"></p>'


def prepare_html(html: str, tasks: str, assignment_id: str) -> str:
    """Return the HTML of a HIT as people's browsers get it.

    Args:
        html: the requester's, a whole document or a part of one.
        tasks: the origin of the tasks host.
        assignment_id: of the assignment or preview that the HTML is shown for.
    """
    document = read_document(html)
    insertions = [*_replace_scripts(document, tasks)]
    action = f"{tasks}{SUBMIT_PATH}"
    if document.find("form"):
        insertions += _complete_forms(document, action, assignment_id)
    elif not document.find("crowd-form") and not _SUBMITS.search(document.scripts):
        insertions += _wrap(document, action, assignment_id)
    return _insert(html, insertions)


def _replace_scripts(document: Document, tasks: str) -> Iterator[Insertion]:
    for script in document.find("script"):
        for path, amazons in _SCRIPTS.items():
            if amazons.fullmatch(script.attributes.get("src", "").strip()):
                yield script.name_end, _write_attribute("src", f"{tasks}{path}")


def _complete_forms(document: Document, action: str, assignment_id: str) -> Iterator[Insertion]:
    """Yield what the forms lack that are sent to Amazon, or to the page's own address."""
    own = [form for form in document.find("form") if _is_own(form)]
    for form in own:
        yield form.name_end, _write_attributes(form, action)
        yield from _name_assignment(document, form, assignment_id)
    if own and not any(_submits(tag) for tag in document.tags):
        yield document.find_end_of(own[-1]), _BUTTON


def _is_own(form: Tag) -> bool:
    return _OWN_ACTION.fullmatch(form.attributes.get("action", "").strip()) is not None


def _write_attributes(form: Tag, action: str) -> str:
    attributes = {"action": action}
    if "method" not in form.attributes:
        attributes["method"] = "post"
    if "target" in form.attributes:
        attributes["target"] = "_self"  # the frame may not change the windows around it
    return "".join(_write_attribute(name, value) for name, value in attributes.items())


def _name_assignment(document: Document, form: Tag, assignment_id: str) -> Iterator[Insertion]:
    """Yield the field assignmentId of a form, or its value."""
    end = document.find_end_of(form)
    fields = [
        tag
        for tag in document.find("input")
        if form.start < tag.start < end and tag.attributes.get("name") == "assignmentId"
    ]
    if not fields:
        yield form.end, _write_assignment(document, assignment_id)
    elif not fields[0].attributes.get("value"):
        yield fields[0].name_end, _write_attribute("value", assignment_id)


def _wrap(document: Document, action: str, assignment_id: str) -> Iterator[Insertion]:
    """Yield a form around the page, with a button if the page has none."""
    start = f'<form name="mturk_form" id="mturk_form" method="post" action="{escape(action)}">'
    button = "" if any(_submits(tag) for tag in document.tags) else _BUTTON
    yield document.body_start, start + _write_assignment(document, assignment_id)
    yield document.body_end, f"{button}</form>"


def _write_assignment(document: Document, assignment_id: str) -> str:
    is_known = any(tag.attributes.get("id") == "assignmentId" for tag in document.tags)
    name = '<input type="hidden" name="assignmentId"' + ("" if is_known else ' id="assignmentId"')
    return f'{name} value="{escape(assignment_id)}">'


def _submits(tag: Tag) -> bool:
    """Return whether the tag is a button that submits, or says so in one of its attributes."""
    if tag.name not in ("button", "input"):
        return False
    kind = tag.attributes.get("type", "submit" if tag.name == "button" else "text").lower()
    if kind in ("submit", "image"):
        return True
    return kind == "button" and any("submit" in each.lower() for each in tag.attributes.values())


def _write_attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"'


def _insert(html: str, insertions: list[Insertion]) -> str:
    pieces, done = [], 0
    for position, text in sorted(insertions, key=lambda each: each[0]):
        pieces += [html[done:position], text]
        done = position
    return "".join([*pieces, html[done:]])
