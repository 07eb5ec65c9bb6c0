"""The sandbox and the address of a task's frame."""

import pytest
from support.people import SITE, TASKS
from support.study import html_question

from adapter.web.people.addresses import Addresses
from adapter.web.people.frames import build_frame

APART, TOGETHER = Addresses(SITE, TASKS), Addresses(SITE, SITE)
EXTERNAL = (
    '<ExternalQuestion xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2006-07-14/ExternalQuestion.xsd"><ExternalURL>{}</ExternalURL><FrameHeight>9</FrameHeight>'
    "</ExternalQuestion>"
)


@pytest.mark.parametrize(
    ("question", "addresses", "has_origin"),
    [
        (EXTERNAL.format("https://study.test/"), APART, True),
        (EXTERNAL.format("http://localhost:5000/"), APART, True),
        (EXTERNAL.format("http://127.0.0.1:5000/"), APART, False),
        # Browsers read each of these as 127.0.0.1, whose cookies are those of all its ports.
        (EXTERNAL.format("http://127.1:5000/"), APART, False),
        (EXTERNAL.format("http://2130706433:5000/"), APART, False),
        (EXTERNAL.format("http://name@127.0.0.1:5000/"), APART, False),
        (EXTERNAL.format("http://127.0.0.1:5000\\@study.test/"), APART, False),
        (EXTERNAL.format("http://%3127.0.0.1:5000/"), APART, False),
        (EXTERNAL.format("http://\uff11\uff12\uff17\u30020.0.1:5000/"), APART, False),
        (EXTERNAL.format("http://a..b:5000/"), APART, False),
        (EXTERNAL.format("/examples/count-birds"), APART, True),
        (EXTERNAL.format("/examples/count-birds"), TOGETHER, False),
        (html_question("<p>x"), APART, True),
        (html_question("<p>x"), TOGETHER, False),
    ],
)
def test_a_task_keeps_its_origin_unless_it_is_the_sites(app, question, addresses, has_origin):
    with app.app_context():
        frame = build_frame(question, addresses, "3H")
    assert ("allow-same-origin" in frame.sandbox) is has_origin
    assert "allow-top-navigation" not in frame.sandbox
    assert "allow-scripts" in frame.sandbox


def test_an_address_without_a_host_is_one_of_the_tasks_host(app, browser):
    with app.app_context():
        frame = build_frame(EXTERNAL.format("/examples/count-birds?picture=2"), APART, "3H")
    assert frame.url.startswith(f"{TASKS}/examples/count-birds?picture=2&assignmentId=")
    page = browser.client.get(frame.url)
    assert page.text.count("<path") == 1 + 8
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "question",
    [
        None,
        "<QuestionForm/>",
        EXTERNAL.format("javascript:alert(1)"),
        EXTERNAL.format("data:text/html,a"),
        EXTERNAL.format("file:///etc/hostname"),
        EXTERNAL.format("http://a\uff0fb.test/"),
    ],
)
def test_what_is_no_frame(app, question):
    with app.app_context():
        assert build_frame(question, APART, "3H") is None
