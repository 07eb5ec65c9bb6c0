"""A new batch: what is entered is kept, checked, previewed, and made once."""

import html
import io
import re
from urllib.parse import urlsplit

import pytest
from support.kills import run_killed
from support.market import ME, OTHER, count_statements
from support.work import money

from adapter.marketplace.batch_drafts import MOST_KEPT, Draft, add_draft, find_draft
from adapter.marketplace.hits.layouts import add_layout

PAGE = "<h1>${bird}</h1><input name='answer'>"
ROWS = "bird\nOwl\n<b>Wren</b>\n"
FIELDS = {
    "title": "Name the bird",
    "description": "Look at a picture.",
    "reward": "0.05",
    "assignments": "3",
    "duration": "10",
    "lifetime": "0.5",
    "approval_delay": "3",
    "frame_height": "0",
}
FORM = "/desk/batches/new"


def file(text, name):
    return io.BytesIO(text.encode() if isinstance(text, str) else text), name


def save(desk, page=PAGE, rows=ROWS, **fields):
    files = {
        name: file(text, f"{name}.txt")
        for name, text in (("html", page), ("csv", rows))
        if text is not None
    }
    return desk.send(FORM, on=FORM, **{**FIELDS, **files, **fields})


def prepare(desk, **more):
    """The path of the preview."""
    answer = save(desk, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def hits(market, account=ME):
    return market("ListHITs", account, MaxResults=100)["HITs"]


def errors(answer):
    assert answer.status_code == 400
    return [
        html.unescape(each) for each in re.findall(r'<li><a href="#[\w-]+">(.*?)</a>', answer.text)
    ]


def test_a_batch_is_previewed_and_made_once(desk, market):
    path = prepare(desk)
    page = desk.open(path).text
    assert hits(market) == []
    for text in ("Make 2 HITs?", "$0.36", "$10,000.00", "Name the bird", "12 hours"):
        assert text in page
    made = desk.send(path, on=path)
    assert re.fullmatch(r"/desk/batches/\w+-20180601-120000", made.headers["Location"])
    assert desk.open(made.headers["Location"]).status_code == 200
    found = hits(market)
    assert [each["RequesterAnnotation"] for each in found] == ["BatchId:20180601-120000;"] * 2
    assert "<h1>Owl</h1>" in html.unescape(found[0]["Question"])
    assert found[0]["AssignmentDurationInSeconds"] == 600
    assert money(market) == ("9999.64", "0.36")


def test_a_form_that_is_sent_twice_makes_nothing_twice(desk, market):
    path = prepare(desk)
    token = re.search('name="csrf_token" value="([^"]+)"', desk.open(path).text)[1]
    answers = [
        desk.client.post(path, base_url="http://127.0.0.1:8082", data={"csrf_token": token})
        for _ in range(2)
    ]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(hits(market)) == 2
    # A reload of the preview, and a step back to the form, lead to what was made.
    for again in (path, f"{FORM}?draft={path.rpartition('/')[2]}"):
        assert desk.open(again).headers["Location"] == answers[0].headers["Location"]


def test_the_first_hit_is_shown_on_the_tasks_host_and_nowhere_else(desk, market):
    page = desk.open(prepare(desk)).text
    url = html.unescape(re.search(r'<iframe[^>]* src="([^"]+)"', page)[1])
    sandbox = re.search(r'sandbox="([^"]+)"', page)[1]
    assert urlsplit(url).netloc == "localhost:8082"
    assert "allow-top-navigation" not in sandbox
    shown = desk.client.get(url)
    assert "<h1>Owl</h1>" in shown.text
    assert 'value="ASSIGNMENT_ID_NOT_AVAILABLE"' in shown.text
    assert shown.headers["Content-Security-Policy"].startswith("sandbox allow-scripts")
    for wrong in (url.replace("localhost", "127.0.0.1"), url[:-3], url.replace("draft", "layout")):
        assert desk.client.get(wrong).status_code == 404


def test_what_was_entered_and_chosen_is_kept(desk, market):
    answer = save(desk, title="", reward="five")
    assert errors(answer) == ["Enter a title", "Enter an amount in dollars, such as 0.05"]
    assert "html.txt is kept" in answer.text
    assert "csv.txt is kept" in answer.text
    assert 'value="five"' in answer.text
    draft = re.search('name="draft" value="([^"]+)"', answer.text)[1]
    again = save(desk, page=None, rows=None, draft=draft)
    assert again.headers["Location"] == f"/desk/batches/drafts/{draft}"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"page": None}, "Choose the page, as a file or as a layout"),
        ({"rows": None}, "Choose the table of rows"),
        ({"page": "${bird}" + "x" * 70_000}, "The page cannot be used: "),
        ({"rows": "bird,x\n1,2\n"}, "csv.txt: line 1: the page has no placeholder ${x}"),
        ({"rows": "bird\n1,2\n3\n4,5\n"}, "csv.txt: line 4: 2 cells where line 1 has 1 columns"),
        ({"rows": "bird\nOwl\n" + "x" * 70_000}, "csv.txt: line 3: the question document"),
        ({"rows": b"bird\n\xff"}, "csv.txt is not UTF-8 text"),
        ({"rows": "bird\n" + "a\n" * 20_001}, "Use at most 20,000 rows at once"),
        ({"reward": "0.001"}, "Enter an amount in dollars"),
        ({"assignments": "0"}, "Enter a whole number, 1 or more"),
        ({"duration": "0.1"}, "The value 6 is invalid for AssignmentDurationInSeconds"),
        ({"lifetime": "366"}, "is invalid for LifetimeInSeconds"),
        ({"approval_delay": "31"}, "is invalid for AutoApprovalDelayInSeconds"),
        ({"title": "x" * 129}, "Title is too long"),
        ({"annotation": "x" * 230}, "Write at most 229 characters"),
        ({"frame_height": "tall"}, "Enter a whole number, 0 or more"),
        ({"need0": "3NONE", "need0-is": "Exists"}, "3NONE does not exist"),
        ({"need0": "00000000000000000071", "need0-is": "LessThan", "need0-value": "US"}, "Compar"),
        ({"need0": "000000000000000000L0", "need0-is": "LessThan", "need0-value": "x"}, "no whole"),
        ({"need0": "000000000000000000L0", "need0-is": "LessThan"}, "IntegerValues is required"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(desk, market, fields, text):
    answer = save(desk, **fields)
    found = errors(answer)
    assert any(text in each for each in found), found
    ids = re.findall(r'<li><a href="#([\w-]+)">', answer.text)
    assert all(f'id="{each}"' in answer.text for each in ids)
    assert hits(market) == []


def test_workers_need_what_the_form_says(desk, market):
    made = market(
        "CreateQualificationType", Name="Owls", Description="d", QualificationTypeStatus="Active"
    )
    owls = made["QualificationType"]["QualificationTypeId"]
    needs = {
        "needs": "2",
        "guard": "PreviewAndAccept",
        "need0": owls,
        "need0-is": "GreaterThanOrEqualTo",
        "need0-value": "75",
        "need1": "00000000000000000071",
        "need1-is": "EqualTo",
        "need1-value": "US-CA, GB",
    }
    path = prepare(desk, **needs)
    page = desk.open(path).text
    assert "Owls: at least 75" in page
    assert "Worker_Locale: one of US-CA, GB" in page
    desk.send(path, on=path)
    [first, second] = hits(market)[0]["QualificationRequirements"]
    assert (first["IntegerValues"], first["ActionsGuarded"]) == ([75], "PreviewAndAccept")
    assert second["LocaleValues"] == [{"Country": "US", "Subdivision": "CA"}, {"Country": "GB"}]


def test_a_requirement_is_added_and_nothing_is_lost(desk, market):
    answer = save(desk, action="add-need", needs="1", title="Kept")
    assert answer.headers["Location"].endswith("#needs")
    page = desk.open(answer.headers["Location"]).text
    assert 'name="need1"' in page
    assert 'value="Kept"' in page


def test_a_number_of_requirements_that_is_none_is_one(desk):
    answer = save(desk, rows=None, needs="9" * 5000)
    assert errors(answer) == ["Choose the table of rows"]


def test_a_layout_is_used_and_not_made_again(desk, market):
    with market.service.begin_write(ME) as transaction:
        layout = add_layout(transaction, "<p>${bird}", name="birds", frame_height=300)
    assert "birds (bird)" in desk.open(f"{FORM}?layout={layout}").text
    path = prepare(desk, page=None, layout=layout)
    desk.send(path, on=path)
    assert {each["HITLayoutId"] for each in hits(market)} == {layout}


def test_a_layout_of_another_account_is_none(desk, market):
    with market.service.begin_write(OTHER) as transaction:
        layout = add_layout(transaction, "<p>${bird}", name="birds")
    assert "Choose the page, as a file or as a layout" in errors(
        save(desk, page=None, layout=layout)
    )


def test_a_batch_that_costs_more_than_there_is_is_not_made(desk, market):
    path = prepare(desk, reward="4000")
    page = desk.open(path).text
    assert "more than the account has" in page
    assert "<button>Make" not in page
    answer = desk.send(path, on=path)
    assert (answer.status_code, "insufficient funds" in answer.text) == (409, True)
    assert hits(market) == []


def test_drafts_of_another_account_do_not_exist(desk, other_desk, market):
    path = prepare(desk)
    draft = path.rpartition("/")[2]
    assert other_desk.open(path).status_code == 404
    assert other_desk.open(f"{FORM}?draft={draft}").status_code == 404
    assert other_desk.send(path, on=FORM).status_code == 404
    assert save(other_desk, draft=draft).status_code == 404
    assert hits(market) == hits(market, OTHER) == []


def test_a_form_without_the_token_makes_nothing(desk, market):
    path = prepare(desk)
    answer = desk.client.post(path, base_url="http://127.0.0.1:8082")
    assert answer.status_code == 400
    assert hits(market) == []


def test_texts_of_the_form_are_no_markup(desk, market):
    page = desk.open(prepare(desk, title="<script>x</script>", keywords='"><i>')).text
    assert "<script>x" not in page
    assert "<i>" not in page


def test_an_account_has_ten_drafts_of_a_day_at_most(market):
    ids = []
    for _ in range(MOST_KEPT + 2):
        with market.service.begin_write(ME) as transaction:
            ids.append(add_draft(transaction, Draft({})))

    def kept():
        found = [
            market.service.read(ME, lambda each, id_=id_: find_draft(each, id_)) for id_ in ids
        ]
        return [each is not None for each in found]

    assert kept() == [False] * 2 + [True] * MOST_KEPT
    market.clock.move(days=1)
    with market.service.begin_write(ME) as transaction:
        add_draft(transaction, Draft({}))
    assert kept() == [False] * len(ids)


def test_a_draft_is_posted_whole_or_not(desk, market):
    draft = prepare(desk).rpartition("/")[2]

    def look():
        found = market.service.read(ME, lambda each: find_draft(each, draft))
        return isinstance(found, Draft), len(hits(market)), money(market)

    code = """
found = market.read("AKIDME", lambda each: find_draft(each, draft))
rows = read_rows(found.csv, found.html)
post_draft(market, "AKIDME", draft, Batch(found.html, rows, "b", 0, properties))
"""
    properties = {
        "Title": "T",
        "Description": "D",
        "Reward": "0.05",
        "AssignmentDurationInSeconds": 600,
        "LifetimeInSeconds": 3600,
    }
    before, after = run_killed(market, look, code, draft=draft, properties=properties)
    assert len(before) > 10
    assert set(before) == {(True, 0, ("10000.00", "0.00"))}
    assert after == (False, 2, ("9999.88", "0.12"))


def test_a_preview_reads_no_more_because_there_are_more_rows(desk, market):
    few, many = (prepare(desk, rows="bird\n" + "a\n" * number) for number in (1, 300))
    counts = [count_statements(lambda path=path: desk.open(path)) for path in (few, many)]
    assert counts[0] == counts[1]
