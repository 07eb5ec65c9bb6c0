"""The pages of the marketplace's state, without a browser."""

import pytest
from support.console import client, entry
from support.market import ME, OTHER
from support.work import accept, make, submit_work

from adapter.marketplace import ServiceFault
from adapter.marketplace.workers import Worker

LISTS = ["hits", "qualification-types", "requests", "messages"]


def test_a_state_without_accounts_says_how_one_begins(pages):
    assert "There is no account yet" in pages.get("/state").text


def test_an_account_shows_its_money_and_its_work(market, pages):
    hit = make(market, MaxAssignments=3)
    submit_work(market, hit)
    accept(market, hit, "AWORKER2")
    text = pages.get("/state").text
    for shown in ("$9,998.20", "$1.80", "1 Assignable", "1 in work, 1 to review"):
        assert shown in text


def test_an_account_shows_what_time_has_changed(market, pages):
    make(market, LifetimeInSeconds=60)
    market.clock.move(hours=1)
    assert "1 Reviewable" in pages.get("/state").text


def test_each_account_shows_its_own(market, pages):
    make(market, Title="Mine")
    make(market, OTHER, Title="Another")
    assert "Mine" in pages.get("/state/hits").text
    text = pages.get(f"/state/hits?account={OTHER}").text
    assert "Another" in text
    assert "Mine" not in text
    assert f"<option>{ME}</option>" in text


def test_the_account_of_the_last_call_is_shown_first(market):
    make(market)
    make(market, OTHER)
    called = [entry("1", account=OTHER), entry("2", account="STRANGER")]
    text = client(*called, market=market.service, clock=market.clock).get("/state").text
    assert f'<h1>Account <span class="code">{OTHER}</span></h1>' in text


@pytest.mark.parametrize("path", ["/state", *(f"/state/{each}" for each in LISTS)])
def test_an_account_that_is_not_there_is_missing(market, pages, path):
    make(market)
    assert pages.get(f"{path}?account=NOBODY").status_code == 404


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_list_says_so(market, pages, path):
    market(
        "CreateHITType", Title="T", Description="D", Reward="0.01", AssignmentDurationInSeconds=30
    )
    text = pages.get(f"/state/{path}").text
    assert "There is no" in text or "No request" in text


def test_hits_are_listed_newest_first_with_their_progress_a_page_at_a_time(market, pages):
    for number in range(30):
        market.clock.move(seconds=1)
        make(market, Title=f"Title-{number:02}.")
    market.clock.move(seconds=1)
    submit_work(market, make(market, MaxAssignments=2, Title="Newest"))
    first = pages.get("/state/hits").text
    assert "31 HITs, newest first" in first
    assert "0 of 2 reviewed, 1 to review" in first
    assert first.index("Newest") < first.index("Title-29.")
    assert "page=2" in first
    second = pages.get("/state/hits?page=2").text
    assert "Title-00." in second
    assert "Title-29." not in second
    assert "Next page" not in second


@pytest.mark.parametrize("page", ["0", "-1", "2", "9" * 30, "x"])
def test_a_page_that_is_not_there_is_the_nearest(market, pages, page):
    make(market)
    for path in ("hits", "messages"):
        assert pages.get(f"/state/{path}?page={page}").status_code == 200
    assert "Copy a receipt" in pages.get(f"/state/hits?page={page}").text


def test_a_hit_shows_its_assignments_and_answers(market, pages):
    hit = make(market)
    assignment = submit_work(market, hit)
    text = pages.get(f"/state/hits/{hit}").text
    assert "Copy a receipt" in text
    assert assignment in text
    assert "&lt;FreeText&gt;a&lt;/FreeText&gt;" in text


def test_a_hit_that_is_not_there_is_missing(market, pages):
    make(market)
    assert pages.get("/state/hits/3NONE").status_code == 404


def test_types_and_requests_for_them_are_listed(market, pages):
    created = market(
        "CreateQualificationType",
        Name="Birds",
        Description="Knows birds.",
        QualificationTypeStatus="Active",
    )
    type_id = created["QualificationType"]["QualificationTypeId"]
    Worker(market.service, "AWORKER").request_qualification(type_id)
    assert "Birds" in pages.get("/state/qualification-types").text
    assert "AWORKER" in pages.get("/state/requests").text
    assert 'Pending requests</dt><dd><a href="/state/requests?account=AKIDME">1</a>' in (
        pages.get("/state").text
    )


def test_messages_are_listed_with_what_would_have_been_sent(market, pages):
    assignment = submit_work(market, make(market))
    market("ApproveAssignment", AssignmentId=assignment)
    market("NotifyWorkers", Subject="Thanks", MessageText="<b>More soon</b>", WorkerIds=["AWORKER"])
    text = pages.get("/state/messages").text
    for shown in ("NotifyWorkers", "Thanks", "&lt;b&gt;More soon&lt;/b&gt;", "AWORKER"):
        assert shown in text


def test_a_database_that_fails_is_said_so_on_a_page(market, pages, tmp_path):
    make(market)
    market.service.close()
    (tmp_path / "market.db").write_bytes(b"damaged" * 1000)
    answer = pages.get("/state")
    assert answer.status_code == 503
    assert "The state cannot be read" in answer.text
    with pytest.raises(ServiceFault):
        market.service.call(ME, "ListHITs", {})
