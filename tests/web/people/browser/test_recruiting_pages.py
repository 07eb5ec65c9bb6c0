"""The pages of recruiting by axe, at two widths, in light and dark."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from support.browser import PATIENCE_MS, make_hit, sign_in
from support.recruiting import PROLIFIC
from support.study import FORM, study

from adapter.marketplace.links import Links, LinkSettings
from adapter.marketplace.people import People
from adapter.pytest_plugin.market import open_factory
from adapter.web.people.access.requester import build_requester_cookie

WINDOWS = [(360, "light"), (1280, "dark")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An adapter with a link for each end of a visit."""
    with study(index=FORM) as lab, open_factory(tmp_path_factory.getbasetemp()) as factory:
        adapter = factory()
        yield SimpleNamespace(adapter=adapter, url=adapter.people_url, **make_links(adapter, lab))


def make_links(adapter, lab):
    market = adapter.worker()._marketplace
    links, account = Links(market), adapter.access_key_id
    group = make_hit(adapter, lab.question(), MaxAssignments=9)
    make_hit(adapter, lab.question(), MaxAssignments=9, RequesterAnnotation="another")
    empty = make_hit(adapter, lab.question(), Title="Empty", MaxAssignments=1)
    adapter.worker().accept_next(empty)

    def add(**settings):
        return links.add(account, LinkSettings(**{**PROLIFIC, "group_id": group, **settings}))

    now = adapter.clock.now
    two, one, none_left = add(most_tasks=2), add(most_tasks=1), add(group_id=empty)
    part = add(most_tasks=3)
    coded = add(preset="connect", codes={"completed": "CONNECT1"}, most_tasks=1)
    for link, external_id in ((two, "done"), (two, "done"), (part, "part"), (coded, "coded")):
        person, serial = links.arrive(link, external_id, {"STUDY_ID": "st1"})
        worker = type(adapter.worker())(market, person.id, arrival=serial)
        worker.submit(worker.accept_next(group, after=""), {"q": "a"})
    away, stopped = (links.derive_worker_id(two, each) for each in ("away", "stopped"))
    adapter.client.create_worker_block(WorkerId=away, Reason="R")
    links.arrive(two, "stopped", {})
    People(market).stop(stopped)
    later = add(opens=now + timedelta(days=1), preset="class", codes={})
    closed = links.stop(account, add().id)
    listed = add(preset="class", codes={}, name="class of spring " + "x" * 60)
    return {"links": locals()}


# Each page is where these addresses lead, one after the other, in a new window.
PAGES = {
    "preview": ["go/{one}?PROLIFIC_PID=new"],
    "list": ["go/{one}?PROLIFIC_PID=new", "projects"],
    "nothing done yet": ["go/{two}?PROLIFIC_PID=new", "done"],
    "completed": ["go/{two}?PROLIFIC_PID=done"],
    "a part": ["go/{part}?PROLIFIC_PID=part", "done"],
    "nothing left": ["go/{none_left}?PROLIFIC_PID=new"],
    "turned away": ["go/{two}?PROLIFIC_PID=away"],
    "stopped": ["go/{two}?PROLIFIC_PID=stopped"],
    "a code to copy": ["go/{coded}?participantId=coded"],
    "somebody else": ["go/{part}?PROLIFIC_PID=part", "go/{one}?PROLIFIC_PID=other"],
    "who are you": ["go/{listed}"],
    "no number": ["go/{one}"],
    "a placeholder": ["go/{one}?PROLIFIC_PID={{{{%PROLIFIC_PID%}}}}"],
    "unreadable": ["go/{one}?PROLIFIC_PID=.."],
    "not begun": ["go/{later}?id=a"],
    "stopped link": ["go/{closed}?PROLIFIC_PID=new"],
    "unknown link": ["go/3UNKNOWN"],
    "desk: links": ["desk/links"],
    "desk: link": ["desk/links/{two}/arrivals"],
    "desk: class": ["desk/links/{listed}/arrivals"],
    "desk: platforms": ["desk/links/new"],
    "desk: new link": ["desk/links/new?platform=prolific"],
    "desk: another platform": ["desk/links/new?platform=other"],
}


def open_page(window, made, name):
    ids = {key: link.id for key, link in made.links.items() if hasattr(link, "id_parameter")}
    for path in PAGES[name]:
        window.goto(made.url + path.format(**ids))
    expect(window.get_by_role("heading", level=1)).to_be_visible()


@pytest.fixture(params=WINDOWS, ids=[f"{width} {scheme}" for width, scheme in WINDOWS])
def window(request, browser, made):
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def sign_in_to_desk(window, made):
    app, _ = made.adapter._people
    name, value = build_requester_cookie(app, made.adapter.access_key_id)
    sign_in(window.context, made.url, {name: value})


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_and_fits_the_window(window, made, name):
    if name.startswith("desk"):
        sign_in_to_desk(window, made)
    open_page(window, made, name)
    expect_no_fault(window)


def test_a_form_with_errors_has_no_fault(window, made):
    sign_in_to_desk(window, made)
    open_page(window, made, "desk: another platform")
    window.get_by_role("button", name="Make the link").click()
    window.get_by_role("link", name="Say which parameter").click()
    expect(window.get_by_label("The parameter with")).to_be_focused()
    expect_no_fault(window)


def expect_no_fault(window):
    found = Axe().run(window, context={"exclude": ["iframe"]})
    faults = [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
    assert faults == []
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
