"""The desk's batches, payments and messages by axe, at two widths, and by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.browser import PATIENCE_MS, make_hit, sign_in
from support.study import FORM, study

from adapter.marketplace.batch_summaries import changes
from adapter.pytest_plugin.market import open_factory
from adapter.web.people.access.requester import build_requester_cookie

WINDOWS = [(360, "light"), (1280, "dark")]
PATHS = {
    "batches": "desk/batches",
    "no batch": "desk/batches?search=nothing",
    "batch": "desk/batches/{batch}",
    "answers": "desk/batches/{batch}/answers",
    "batch without work": "desk/batches/{empty}",
    "change": "desk/batches/{batch}/change",
    "wrong change": "desk/batches/{batch}/change?change=add&more=x",
    "preview": "desk/batches/{batch}/change?change=add&more=3",
    "results": "desk/batches/{batch}/results",
    "owed": "desk/owed",
    "payment": "desk/owed/AWORKER1/pay",
    "payments": "desk/payouts",
    "messages": "desk/messages",
    "new message": "desk/messages/new",
    "no page": "desk/batches/none",
}
OPEN = {"sign in": "desk/sign-in", "sign in by a link": "desk/sign-in?key=x"}


@pytest.fixture(scope="module")
def adapter(tmp_path_factory):
    """An adapter with a batch of which two workers submitted, and one without work."""
    with study(index=FORM) as lab, open_factory(tmp_path_factory.getbasetemp()) as factory:
        adapter = factory()
        make_hit(adapter, lab.question(), Title="Owls", MaxAssignments=3)
        for number in range(2):
            worker = adapter.worker(f"AWORKER{number}")
            assignment = worker.accept_next(list_types(adapter)["Owls"])
            adapter.clock.move(seconds=90)
            worker.submit(assignment, {"owl": "tawny"})
        adapter.client.approve_assignment(AssignmentId=assignment)
        adapter.client.notify_workers(
            Subject="Thanks", MessageText="Good work.", WorkerIds=["AWORKER1"]
        )
        make_hit(adapter, lab.question(), Title="A very long title of ravens " + "x" * 60)
        yield adapter


def list_types(adapter):
    """The HITTypeId of each title."""
    return {each["Title"]: each["HITTypeId"] for each in adapter.client.list_hits()["HITs"]}


@pytest.fixture
def open_window(browser, adapter):
    """Opens a window of the requester, who has signed in unless `strange`."""
    contexts = []

    def open_one(width=1280, scheme="light", *, strange=False):
        contexts.append(
            browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        )
        contexts[-1].set_default_timeout(PATIENCE_MS)
        if not strange:
            app, _ = adapter._people
            name, value = build_requester_cookie(app, adapter.access_key_id)
            sign_in(contexts[-1], adapter.people_url, {name: value})
        return contexts[-1].new_page()

    yield open_one
    for each in contexts:
        each.close()


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
@pytest.mark.parametrize("name", [*PATHS, *OPEN])
def test_a_page_has_no_fault_and_fits_the_window(open_window, adapter, width, scheme, name):
    window = open_window(width, scheme, strange=name in OPEN)
    types = list_types(adapter)
    empty = next(each for title, each in types.items() if title != "Owls")
    path = {**PATHS, **OPEN}[name].format(batch=types["Owls"], empty=empty)
    window.goto(adapter.people_url + path)
    expect(window.get_by_role("heading", level=1)).to_be_visible()
    found = Axe().run(window).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_desk_is_worked_by_keyboard(open_window, adapter):
    window = open_window()
    window.goto(f"{adapter.people_url}desk/batches/{list_types(adapter)['Owls']}")
    window.keyboard.press("Tab")
    expect(window.get_by_role("link", name="Skip to the page")).to_be_focused()
    numbers = window.get_by_text("The numbers").first
    numbers.focus()
    window.keyboard.press("Enter")
    expect(window.get_by_role("table", name="Submitted an hour")).to_be_visible()
    window.get_by_role("link", name="Change").focus()
    window.keyboard.press("Enter")
    window.get_by_label("Days from now").focus()
    window.keyboard.type("3")
    window.keyboard.press("Enter")
    expect(window.get_by_role("button", name="Extend 1 HIT")).to_be_visible()


def test_long_work_goes_on_by_itself(open_window, adapter, monkeypatch):
    with study(index=FORM) as lab:
        for number in range(3):
            make_hit(adapter, lab.question(), Title="Long", RequesterAnnotation=f"row {number}")
    monkeypatch.setattr(changes, "PART", 1)
    window = open_window()
    window.goto(f"{adapter.people_url}desk/batches/{list_types(adapter)['Long']}/change")
    window.get_by_role("button", name="Preview").last.click()
    window.get_by_role("button", name="Let 3 HITs expire").click()
    expect(window.get_by_role("status").filter(has_text="3 HITs changed.")).to_be_visible()


def test_files_are_read_back_with_a_look_before(open_window, adapter, tmp_path):
    window = open_window(360)
    window.goto(f"{adapter.people_url}desk/owed")
    with window.expect_download() as saved:
        window.get_by_role("link", name="CSV").click()
    saved.value.save_as(tmp_path / "owed.csv")
    window.get_by_label("File of payments").set_input_files(tmp_path / "owed.csv")
    window.get_by_role("button", name="Show what it records").click()
    expect(window.get_by_role("heading", level=1)).to_have_text("Record 1 payment?")
    assert not Axe().run(window).response["violations"]
    window.goto(f"{adapter.people_url}desk/batches/{list_types(adapter)['Owls']}/results")
    (tmp_path / "wrong.csv").write_text("AssignmentId,Approve\n3NONE,x\n")
    window.get_by_label("File that you filled in").set_input_files(tmp_path / "wrong.csv")
    window.get_by_role("button", name="Show what it does").click()
    expect(window.get_by_role("heading", level=1)).to_have_text("Nothing is done")
    assert not Axe().run(window).response["violations"]
