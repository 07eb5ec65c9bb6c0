"""Preview, accept, work, return, skip and go on, without scripts."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from support.market import ME
from support.people import TASKS, Browser
from support.work import QUESTION, make

from adapter.marketplace.workers import Worker
from adapter.web.people.frames import NOT_AVAILABLE, append_parameters


@pytest.fixture
def group(market):
    """The HITGroupId of two HITs with two assignments each."""
    hit_id = make(market, MaxAssignments=2)
    make(market, MaxAssignments=2)
    return market("GetHIT", HITId=hit_id)["HIT"]["HITGroupId"]


def frame(page):
    """The URL of the page's frame, and its parameters."""
    url = unescape(re.search(r'<iframe [^>]*src="([^"]+)"', page.text)[1])
    return url, {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


def accept(browser, group, **fields):
    """The path of the work page of the HIT that the preview shows."""
    preview = f"/projects/{group}/tasks"
    hit_id = re.search('name="hit_id" value="([^"]+)"', browser.open(preview).text)[1]
    fields = {"hit_id": hit_id, "auto_accept": "on", **fields}
    found = browser.send(f"{preview}/accept_random", on=preview, **fields)
    assert found.status_code == 303, found.text
    return browser.open(found.location).location


def assignment_of(path):
    return parse_qs(urlsplit(path).query)["assignment_id"][0]


def hand_in(browser, path):
    fields = {"assignmentId": assignment_of(path), "q": "a"}
    page = browser.client.post("/mturk/externalSubmit", base_url=TASKS, data=fields)
    assert page.status_code == 200


def test_the_preview_has_the_parameters_of_a_preview(ann, group):
    url, parameters = frame(ann.open(f"/projects/{group}/tasks"))
    assert url.startswith("https://example.test/q?")
    assert parameters["assignmentId"] == NOT_AVAILABLE
    assert parameters["turkSubmitTo"] == TASKS
    assert set(parameters) == {"assignmentId", "hitId", "turkSubmitTo"}


def test_a_type_id_leads_to_the_group_too(ann, market, group):
    [hit] = market("ListHITs", MaxResults=1)["HITs"]
    assert frame(ann.open(f"/projects/{hit['HITTypeId']}/tasks"))


def test_the_work_page_has_all_four_parameters(ann, group):
    path = accept(ann, group)
    page = ann.open(path)
    url, parameters = frame(page)
    assert parameters["assignmentId"] == assignment_of(path)
    assert re.fullmatch(r"A[A-Z2-7]{13}", parameters["workerId"])
    assert list(parameters) == ["assignmentId", "hitId", "turkSubmitTo", "workerId"]
    assert 'height="600"' in page.text
    assert "10 minutes</span> left" in page.text
    assert f'href="{url.replace("&", "&amp;")}" target="_blank"' in page.text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.test", "https://x.test?a=1&b=%2F"),
        ("https://x.test/?", "https://x.test/?a=1&b=%2F"),
        ("https://x.test/?q=1", "https://x.test/?q=1&a=1&b=%2F"),
        ("https://x.test/?q=1&", "https://x.test/?q=1&a=1&b=%2F"),
        ("https://x.test/#part", "https://x.test/?a=1&b=%2F#part"),
    ],
)
def test_parameters_are_appended_with_one_question_mark(url, expected):
    assert append_parameters(url, {"a": "1", "b": "/"}) == expected


def test_a_height_of_zero_is_as_high_as_the_window(ann, market):
    hit_id = make(market, Question=QUESTION.replace("600", "0"))
    group = market("GetHIT", HITId=hit_id)["HIT"]["HITGroupId"]
    page = ann.open(f"/projects/{group}/tasks").text
    assert 'class="task fill"' in page
    assert "height=" not in re.search("<iframe.*?>", page, re.DOTALL)[0]


def test_accepting_twice_from_one_page_gives_one_assignment(ann, group):
    preview = f"/projects/{group}/tasks"
    hit_id = re.search('name="hit_id" value="([^"]+)"', ann.open(preview).text)[1]
    found = {
        ann.send(f"{preview}/accept_random", on=preview, hit_id=hit_id).location for _ in range(3)
    }
    assert len(found) == 1
    assert ann.open("/tasks").text.count('scope="row"') == 1


def test_after_a_submit_the_next_one_is_accepted_once(ann, group):
    first = accept(ann, group)
    hand_in(ann, first)
    go_on = f"/tasks/{assignment_of(first)}/next"
    nexts = {ann.send(go_on, on=first).location for _ in range(2)}
    assert len(nexts) == 1
    [second] = nexts
    assert assignment_of(second) != assignment_of(first)
    hand_in(ann, second)
    last = ann.send(f"/tasks/{assignment_of(second)}/next", on=second)
    assert last.location == "/"
    assert "Nothing more is left" in ann.open("/").text


def test_without_the_wish_for_the_next_one_it_leads_to_the_list(ann, group):
    first = accept(ann, group)
    ann.send("/me/auto-accept", on=first, auto_accept="no", next=first)
    hand_in(ann, first)
    assert ann.send(f"/tasks/{assignment_of(first)}/next", on=first).location == "/"
    assert (
        "checked"
        not in re.search("<input[^>]*auto_accept[^>]*>", ann.open(f"/projects/{group}/tasks").text)[
            0
        ]
    )


def test_going_on_before_the_submit_stays_at_the_task(ann, group):
    path = accept(ann, group)
    assert ann.send(f"/tasks/{assignment_of(path)}/next", on=path).location == path
    assert "not submitted yet" in ann.open(path).text


def test_a_returned_task_is_free_for_others_and_ends_its_page(ann, app, group):
    path = accept(ann, group)
    assert ann.send(f"/tasks/{assignment_of(path)}/return", on=path).location == "/"
    assert "You returned this task" in ann.open(path).text
    assert "You have no task in work" in ann.open("/tasks").text
    # A second window still has the buttons.
    assert ann.send(f"/tasks/{assignment_of(path)}/return", on="/me").location == path


def test_skipping_returns_and_accepts_the_next_one(ann, group):
    first = accept(ann, group)
    second = ann.send(f"/tasks/{assignment_of(first)}/skip", on=first).location
    assert assignment_of(second) != assignment_of(first)
    assert "You returned this task" in ann.open(first).text
    third = ann.send(f"/tasks/{assignment_of(second)}/skip", on=second).location
    assert (
        frame(ann.open(third))[1]["hitId"]
        == frame(ann.open(f"/projects/{group}/tasks"))[1]["hitId"]
        or third != second
    )


def test_the_preview_can_be_skipped_too(ann, group):
    page = ann.open(f"/projects/{group}/tasks")
    skip = unescape(re.search(r'href="([^"]+after=[^"]+)"', page.text)[1])
    assert frame(ann.open(skip))[1]["hitId"] != frame(page)[1]["hitId"]


def test_the_end_of_the_time_is_said_plainly(ann, market, group):
    path = accept(ann, group)
    state = f"/tasks/{assignment_of(path)}/state"
    assert ann.open(state).json == {"status": "Accepted", "seconds_left": 600}
    market.clock.move(seconds=601)
    assert ann.open(state).json == {"status": "Abandoned", "seconds_left": 0}
    assert "The time for this task is over" in ann.open(path).text
    assert "You have no task in work" in ann.open("/tasks").text


def test_the_work_of_others_is_no_page(ann, app, group):
    path = accept(ann, group)
    other = Browser(app.test_client()).sign_in("Ben")
    assert other.open(path).status_code == 404
    for step in ("return", "skip", "next"):
        answer = other.send(f"/tasks/{assignment_of(path)}/{step}", on="/me")
        assert answer.status_code == 404
    assert ann.open(path).status_code == 200


def test_the_queue_has_the_nearest_deadline_first(ann, market, group):
    accept(ann, group)
    hit_id = make(market, Title="Quick", AssignmentDurationInSeconds=60)
    accept(ann, market("GetHIT", HITId=hit_id)["HIT"]["HITGroupId"])
    rows = ann.open("/tasks?format=json").json["tasks"]
    assert [each["time_to_deadline_in_seconds"] for each in rows] == [60, 600]
    titles = re.findall(r'<th scope="row"><a[^>]*>([^<]+)', ann.open("/tasks").text)
    assert titles == ["Quick", "Copy a receipt"]


def test_a_requirement_that_is_not_met_is_explained(ann, market):
    made = market(
        "CreateQualificationType",
        Name="Owls",
        Description="Knows owls",
        QualificationTypeStatus="Active",
    )
    owls = made["QualificationType"]["QualificationTypeId"]
    needs = {"QualificationTypeId": owls, "Comparator": "GreaterThanOrEqualTo"}
    hit_id = make(market, QualificationRequirements=[{**needs, "IntegerValues": [75]}])
    group = market("GetHIT", HITId=hit_id)["HIT"]["HITGroupId"]
    page = ann.open(f"/projects/{group}/tasks").text
    assert "Owls: at least 75; you have none" in page
    assert f'href="/qualifications/{owls}"' in page
    assert "<button>Accept" not in page
    answer = ann.send(f"/projects/{group}/tasks/accept_random", on="/me", hit_id=hit_id)
    assert (answer.status_code, "does not meet" in answer.text) == (409, True)
    assert "Needs Owls: at least 75" in ann.open("/").text
    assert "No task fits" in ann.open("/?show=mine").text


def test_the_list_is_searched_and_told_as_json(ann, market, group):
    make(market, Title="Name the owl", Keywords="birds")
    titles = [each["title"] for each in ann.open("/?format=json").json["results"]]
    assert titles == ["Name the owl", "Copy a receipt"]
    for search in ("search=BIRDS+owl", "filters[search_term]=name+the+owl"):
        found = ann.open(f"/projects?{search}&format=json").json["results"]
        assert [each["title"] for each in found] == ["Name the owl"]
    [requester] = {each["requester_id"] for each in found}
    assert ME not in requester
    own = ann.open(f"/requesters/{requester}/projects?format=json").json["results"]
    assert len(own) == 2
    assert ann.open("/requesters/ANOBODY/projects?format=json").json["results"] == []


def test_a_group_that_is_done_or_unknown_has_a_page(ann, market, group):
    for each in (group, "3NONE"):
        assert ann.open(f"/projects/{each}/tasks").status_code == 200
    for _ in range(2):
        worker = Worker(market.service, "AOTHER")
        worker.submit(worker.accept_next(group), {"q": "a"})
    assert Worker(market.service, "AOTHER").accept_next(group) is None
    assert "Nothing is left here" in ann.open("/projects/3NONE/tasks").text
    answer = ann.send("/projects/3NONE/tasks/accept_random", on="/me")
    assert answer.status_code == 409
