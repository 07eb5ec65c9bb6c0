"""The list of batches and its files."""

import csv
import io
import re

import pytest
from support.market import OTHER

from adapter.marketplace.batch_summaries import changes
from adapter.marketplace.workers import Worker


@pytest.fixture
def type_id(make_hit):
    """The type of two HITs of batch 17 and one of none."""
    for note in ("BatchId:17;OriginalHitTemplateId:9;", "BatchId:17;", "a program's note"):
        made = make_hit("=Owls", RequesterAnnotation=note)
    make_hit("Of another", account=OTHER)
    return made["HITTypeId"]


def test_hits_of_one_type_and_one_batch_id_are_one_batch(desk, type_id):
    found = desk.open("/desk/batches.json").json
    assert [(each["HITTypeId"], each["BatchId"], each["HITs"]) for each in found] == [
        (type_id, None, 1),
        (type_id, "17", 2),
    ]


def test_a_csv_has_the_list_whole_and_guards_formulas(desk, type_id):
    answer = desk.open("/desk/batches.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=batches.csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [each["Title"] for each in rows] == ["'=Owls", "'=Owls"]
    raw = csv.DictReader(io.StringIO(desk.open("/desk/batches.csv?raw=1").text))
    assert {each["Title"] for each in raw} == {"=Owls"}


def test_a_list_is_searched_and_its_files_are_of_the_same_search(desk, make_hit):
    made = [make_hit(title) for title in ("Owls", "Ravens")]
    page = desk.open("/desk/batches?search=owl").text
    assert "Owls" in page
    assert "Ravens" not in page
    assert 'href="/desk/batches.csv?search=owl"' in page
    found = desk.open(f"/desk/batches.json?search={made[1]['HITTypeId']}").json
    assert [each["Title"] for each in found] == ["Ravens"]


def test_a_long_list_has_pages_and_its_files_are_whole(desk, make_hit):
    for number in range(51):
        make_hit(f"Batch {number}")
    assert 'rel="next"' in desk.open("/desk/batches").text
    last = desk.open("/desk/batches?page=2").text
    assert 'rel="next"' not in last
    assert "Batch 0" in last
    assert desk.open(f"/desk/batches?page={10**20}").status_code == 200
    assert len(desk.open("/desk/batches.json").json) == 51


def test_an_empty_list_is_a_page_and_files(desk):
    assert "There is no batch yet" in desk.open("/desk/batches").text
    assert desk.open("/desk/batches.json").json == []
    assert desk.open("/desk/batches.csv").text.count("\n") == 1


def test_a_batch_of_another_account_is_no_page(desk, other_desk, type_id):
    path = f"/desk/batches/{type_id}-17"
    assert desk.open(path).status_code == 200
    assert other_desk.open(path).status_code == 404
    assert desk.open(f"{path}8").status_code == 404


@pytest.fixture
def reviewed(market, make_hit):
    """A type with a HIT of which two workers submitted; the first one's work is approved."""
    hit = make_hit("Owls")
    for number in range(2):
        worker = Worker(market.service, f"AWORKER{number}")
        assignment = worker.accept(hit["HITId"])["AssignmentId"]
        market.clock.move(seconds=90)
        worker.submit(assignment, {"owl": "tawny"})
        if number == 0:
            market("ApproveAssignment", AssignmentId=assignment)
    return hit["HITTypeId"]


def test_a_batch_shows_its_numbers_and_its_progress_as_a_plot_and_a_table(desk, reviewed):
    page = desk.open(f"/desk/batches/{reviewed}").text
    assert "<dt>Cost so far</dt><dd>$0.60</dd>" in page
    assert "<svg" in page
    assert '<th scope="row">01 Jun, 12:00</th>' in page
    listed = desk.open("/desk/batches.json").json[0]
    assert (listed["Submitted"], listed["Approved"], listed["Cost"]) == (1, 1, "0.60")


def test_a_batch_shows_how_long_work_took_and_who_agrees(desk, reviewed):
    page = desk.open(f"/desk/batches/{reviewed}/answers").text
    assert "<dt>Half took at most (median)</dt><dd>1 minute 30 seconds</dd>" in page
    assert '<td data-label="Agree" class="number">100 %</td>' in page
    assert "tawny (2)" in page


def test_a_batch_without_work_says_so(desk, type_id):
    for path in ("", "/answers"):
        page = desk.open(f"/desk/batches/{type_id}-17{path}")
        assert "Nothing was submitted yet." in page.text


class TestChange:
    """Changes of the HITs of a batch."""

    @staticmethod
    def confirm(desk, path, query):
        """The answer to the form of the preview."""
        page = desk.open(f"{path}?{query}").text
        fields = dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', page))
        return desk.send(path, on=f"{path}?{query}", **fields)

    def test_a_preview_changes_nothing_and_says_what_it_costs(self, desk, market, reviewed):
        before = market("GetAccountBalance")
        page = desk.open(f"/desk/batches/{reviewed}/change?change=add&more=4").text
        assert "$2.40, on hold" in page
        assert market("GetAccountBalance") == before

    def test_a_change_is_made_when_it_is_confirmed(self, desk, market, reviewed):
        path = f"/desk/batches/{reviewed}/change"
        answer = self.confirm(desk, path, "change=add&more=4")
        assert answer.headers["Location"] == f"/desk/batches/{reviewed}"
        assert "1 HIT changed." in desk.open(f"/desk/batches/{reviewed}").text
        assert market("ListHITs")["HITs"][0]["MaxAssignments"] == 7
        self.confirm(desk, path, "change=expire")
        assert market("ListHITs")["HITs"][0]["HITStatus"] == "Reviewable"

    def test_long_work_shows_how_far_it_is(self, desk, make_hit, monkeypatch):
        monkeypatch.setattr(changes, "PART", 2)
        for _ in range(3):
            type_id = make_hit("Owls")["HITTypeId"]
        page = self.confirm(desk, f"/desk/batches/{type_id}/change", "change=expire").text
        assert '<progress id="progress" max="3" value="2">' in page
        assert "data-continue" in page

    @pytest.mark.parametrize(
        ("query", "error"),
        [
            ("change=extend&days=0", "Enter a number from 1 to 365"),
            ("change=extend&days=x", "Enter a number from 1 to 365"),
            ("change=add&more=%C2%B2", "Enter a number from 1 to 1,000"),
            ("change=add", "Enter a number from 1 to 1,000"),
            ("change=delete", "Choose one of the changes"),
        ],
    )
    def test_what_does_not_fit_is_said(self, desk, reviewed, query, error):
        answer = desk.open(f"/desk/batches/{reviewed}/change?{query}")
        assert answer.status_code == 400
        assert error in answer.text

    @pytest.mark.parametrize(
        "until", ["never", "2018-07-01", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"]
    )
    def test_a_forged_form_changes_nothing(self, desk, market, reviewed, until):
        before = market("ListHITs")
        path = f"/desk/batches/{reviewed}/change"
        fields = {"change": "extend", "until": until, "more": "1", "token": "x"}
        assert desk.send(path, on="/desk/batches", **fields).status_code == 400
        assert market("ListHITs") == before
