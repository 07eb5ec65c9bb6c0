"""Layouts: added, previewed with sample values, retired."""

import html
import io
import re

import pytest
from support.market import ME, OTHER

from adapter.marketplace.hits.layouts import add_layout, find_layout

PAGE = "<p>${bird}</p><script>document.title = '${name}'</script>"
FORM = "/desk/layouts/new"


def add(desk, **fields):
    return desk.send(FORM, on=FORM, **fields)


def frame(page):
    return html.unescape(re.search(r'<iframe[^>]* src="([^"]+)"', page.text)[1])


@pytest.fixture
def layout(market):
    with market.service.begin_write(ME) as transaction:
        return add_layout(transaction, PAGE, name="birds", frame_height=300)


def test_a_layout_is_added_of_a_file_or_of_text(desk, market):
    file = (io.BytesIO(PAGE.encode()), "birds.html")
    made = add(desk, file=file, frame_height="300").headers["Location"]
    add(desk, name="Again", html=PAGE, layout_id="3OLD")
    found = desk.open("/desk/layouts.json").json
    assert [(each["Name"], each["Placeholders"]) for each in found] == [
        ("Again", "bird name"),
        ("birds", "bird name"),
    ]
    assert made == f"/desk/layouts/{found[1]['HITLayoutId']}"
    assert (found[0]["HITLayoutId"], found[1]["FrameHeight"]) == ("3OLD", 300)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"name": "x"}, "Choose a file, or write the HTML"),
        ({"html": PAGE}, "Enter a name"),
        ({"html": "x" * 70_000, "name": "x"}, "The page cannot be used: "),
        ({"html": PAGE, "name": "x", "frame_height": "1.5"}, "Enter a whole number"),
        ({"html": PAGE, "name": "x", "layout_id": "a/b"}, "Enter letters and digits only"),
        ({"file": (io.BytesIO(b"\xff"), "a.html")}, "a.html is not UTF-8 text"),
    ],
)
def test_what_cannot_be_is_said(desk, fields, text):
    answer = add(desk, **fields)
    assert answer.status_code == 400
    assert text in answer.text
    assert desk.open("/desk/layouts.json").json == []


def test_an_id_that_is_taken_is_refused(desk, layout):
    answer = add(desk, name="x", html=PAGE, layout_id=layout)
    assert (answer.status_code, "There is a layout" in answer.text) == (400, True)


def test_a_layout_is_shown_as_text_and_in_a_frame_of_the_tasks_host(desk, layout):
    page = desk.open(f"/desk/layouts/{layout}")
    assert "&lt;script&gt;document.title" in page.text
    url = frame(page)
    assert url.startswith("http://localhost:8082/dynamic/layout?")
    shown = desk.client.get(url)
    assert "<p>bird</p>" in shown.text
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    other = frame(desk.open(f"/desk/layouts/{layout}?value-1=Owl&value-2=n"))
    assert "<p>Owl</p>" in desk.client.get(other).text
    assert desk.client.get(url[:-4]).status_code == 404


def test_a_retired_layout_is_not_offered_and_can_be_used(desk, market, layout):
    path = f"/desk/layouts/{layout}"
    assert "birds (" in desk.open("/desk/batches/new").text
    desk.send(f"{path}/retired", on=path, retired="1")
    assert "birds (" not in desk.open("/desk/batches/new").text
    made = market(
        "CreateHIT",
        Title="T",
        Description="D",
        Reward="0.05",
        AssignmentDurationInSeconds=60,
        LifetimeInSeconds=60,
        HITLayoutId=layout,
        HITLayoutParameters=[{"Name": name, "Value": "x"} for name in ("bird", "name")],
    )
    assert made["HIT"]["HITLayoutId"] == layout
    desk.send(f"{path}/retired", on=path)
    assert "birds (" in desk.open("/desk/batches/new").text


def test_a_layout_of_another_account_does_not_exist(other_desk, market, layout):
    assert other_desk.open(f"/desk/layouts/{layout}").status_code == 404
    answer = other_desk.send(f"/desk/layouts/{layout}/retired", on=FORM, retired="1")
    assert answer.status_code == 404
    assert other_desk.open("/desk/layouts.json").json == []
    with market.service.begin_read(ME) as transaction:
        assert find_layout(transaction, layout).retired is None
    with market.service.begin_read(OTHER) as transaction:
        assert find_layout(transaction, layout) is None
