"""Every page of the site by axe, at two widths, in light and dark, and at 200 % zoom."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.browser import ANN, PATIENCE_MS, make_hit, sign_in
from support.study import FORM, study
from support.whole_form import WHOLE_FORM, WHOLE_TEST

from adapter.pytest_plugin.market import open_factory

# A window of 640 pixels is one of 1,280 at 200 % zoom.
WINDOWS = [(360, "light"), (640, "dark"), (1280, "light"), (1280, "dark")]


@pytest.fixture(scope="module")
def paths(market_of_pages, lab_of_pages):
    """The path of each page by its name."""
    adapter, worker = market_of_pages, market_of_pages.worker(ANN)
    owls = adapter.client.create_qualification_type(
        Name="Owls", Description="Knows owls", QualificationTypeStatus="Active"
    )["QualificationType"]["QualificationTypeId"]
    needs = {"QualificationTypeId": owls, "Comparator": "GreaterThanOrEqualTo"}
    group = make_hit(adapter, lab_of_pages.question())
    guarded = make_hit(
        adapter,
        lab_of_pages.question(),
        Title="Owls in the wood: tell which of them hoots, in a very long title of one task",
        QualificationRequirements=[{**needs, "IntegerValues": [75]}],
    )
    done = worker.accept_next(make_hit(adapter, lab_of_pages.question(), Title="Done"))
    worker.submit(done, {"q": "a"})
    adapter.client.reject_assignment(AssignmentId=done, RequesterFeedback="All answers alike")
    adapter.client.send_bonus(
        WorkerId=ANN,
        AssignmentId=done,
        BonusAmount="0.10",
        Reason="For trying",
        UniqueRequestToken="1",
    )
    tested = adapter.client.create_qualification_type(
        Name="Garden birds",
        Description="Knows birds",
        QualificationTypeStatus="Active",
        Test=WHOLE_TEST,
        TestDurationInSeconds=600,
    )["QualificationType"]["QualificationTypeId"]
    over = adapter.client.create_qualification_type(
        Name="Old birds",
        Description="Knew birds",
        QualificationTypeStatus="Active",
        Test=WHOLE_TEST,
        TestDurationInSeconds=1,
    )["QualificationType"]["QualificationTypeId"]
    worker.begin_test(tested)
    worker.begin_test(over)
    adapter.clock.move(seconds=1)
    worker.request_qualification(owls)
    forms = make_hit(adapter, WHOLE_FORM, Title="Birds")
    filled = worker.accept_next(make_hit(adapter, WHOLE_FORM, Title="More birds"))
    work = worker.find_work(worker.accept_next(group))
    make_hit(adapter, lab_of_pages.question(), RequesterAnnotation="another")
    return {
        "list": "",
        "empty list": "?search=nothing",
        "preview": f"projects/{group}/tasks",
        "guarded preview": f"projects/{guarded}/tasks",
        "nothing left": "projects/3NONE/tasks",
        "work": f"tasks/{work.id}",
        "ended": f"tasks/{done}",
        "queue": "tasks",
        "qualifications": "qualifications",
        "qualifications to ask for": "qualifications?show=all",
        "requests": "qualifications?show=waiting",
        "qualification": f"qualifications/{tested}",
        "test": f"qualifications/{tested}/test",
        "test over": f"qualifications/{over}/test",
        "form preview": f"projects/{forms}/tasks",
        "form": f"tasks/{filled}",
        "earnings": "dashboard",
        "day": f"status_details/{adapter.clock.now:%Y-%m-%d}",
        "profile": "me",
        "no page": "none",
        "sign in": "sign-in",
    }


@pytest.fixture(scope="module")
def lab_of_pages():
    with study(index=FORM) as served:
        yield served


@pytest.fixture(scope="module")
def market_of_pages(tmp_path_factory):
    with open_factory(tmp_path_factory.getbasetemp()) as factory:
        yield factory()


NAMES = [
    "list",
    "empty list",
    "preview",
    "guarded preview",
    "nothing left",
    "work",
    "ended",
    "queue",
    "qualifications",
    "qualifications to ask for",
    "requests",
    "qualification",
    "test",
    "test over",
    "form preview",
    "form",
    "earnings",
    "day",
    "profile",
    "no page",
    "sign in",
]


@pytest.fixture(params=WINDOWS, ids=[f"{width} {scheme}" for width, scheme in WINDOWS])
def window(request, browser, market_of_pages):
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    cookie = market_of_pages.session_cookie(ANN)
    sign_in(context, market_of_pages.people_url, cookie)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_no_fault_and_fits_the_window(window, market_of_pages, paths, name):
    window.goto(market_of_pages.people_url + paths[name])
    expect(window.get_by_role("heading", level=1)).to_be_visible()
    found = Axe().run(window, context={"exclude": ["iframe"]})
    faults = [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
    assert faults == []
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_error_stands_beside_its_field_and_in_the_summary(window, market_of_pages):
    window.context.clear_cookies()
    window.goto(f"{market_of_pages.people_url}sign-in")
    window.get_by_role("button", name="Sign in").click()
    expect(window.get_by_role("alert")).to_contain_text("Enter your name")
    window.get_by_role("link", name="Enter your name").click()
    expect(window.get_by_label("Your name")).to_be_focused()
    assert not Axe().run(window).response["violations"]


def test_a_form_with_errors_has_no_fault(window, market_of_pages, paths):
    window.goto(market_of_pages.people_url + paths["form"])
    window.get_by_label("How long is it").fill("ten")
    window.get_by_role("button", name="Submit").click()
    window.get_by_role("link", name="Owl: Choose an answer").click()
    expect(window.get_by_label("TAWNY")).to_be_focused()
    expect(window.get_by_label("How long is it")).to_have_value("ten")
    found = Axe().run(window)
    faults = [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
    assert faults == []
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
