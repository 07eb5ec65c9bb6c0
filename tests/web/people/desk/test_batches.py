"""The list of batches and its files."""

import csv
import io

import pytest
from support.market import OTHER


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
