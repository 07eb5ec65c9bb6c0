"""Qualification types and who has them, by the API's own operations and rules."""

import html
import io
import re

import pytest
from support.documents import KEY, TEST

from adapter.marketplace.workers import Worker

NEW = "/desk/types/new"
FIELDS = {"name": "Sky", "description": "Knows the sky", "active": "1", "value": "1"}


def create(desk, **fields):
    return desk.send(NEW, on=NEW, **{**FIELDS, **fields})


def read(market, path):
    of = {"QualificationTypeId": path.rpartition("/")[2]}
    return market("GetQualificationType", **of)["QualificationType"]


def value(market, path, worker):
    of = {"QualificationTypeId": path.rpartition("/")[2], "WorkerId": worker}
    return market("GetQualificationScore", **of)["Qualification"]["IntegerValue"]


def errors(answer):
    assert answer.status_code == 400
    found = re.findall(r'<li><a href="#([\w-]+)">(.*?)</a>', answer.text)
    assert all(f'id="{name}"' in answer.text for name, _ in found)
    return {name: html.unescape(text) for name, text in found}


@pytest.fixture
def sky(desk):
    """The path of a type without a test."""
    return create(desk).headers["Location"]


def test_a_type_is_made_as_the_form_says(desk, market):
    fields = {"keywords": "blue, sky", "retry": "0.5", "test": TEST, "minutes": "1.5"}
    path = create(desk, **fields, answer_key=KEY).headers["Location"]
    made = read(market, path)
    assert {name: made[name] for name in ("Name", "Keywords", "Test", "AnswerKey")} == {
        "Name": "Sky",
        "Keywords": "blue, sky",
        "Test": TEST,
        "AnswerKey": KEY,
    }
    assert (made["RetryDelayInSeconds"], made["TestDurationInSeconds"]) == (1800, 90)
    page = desk.open(path).text
    for text in ("What colour is the sky?", "Blue: 10", "anything else: 0", "1 minute 30 seconds"):
        assert text in page
    assert "<fieldset disabled" in page


def test_documents_are_taken_of_files(desk, market):
    files = {
        "test_file": (io.BytesIO(TEST.encode()), "test.xml"),
        "answer_key_file": (io.BytesIO(KEY.encode()), "key.xml"),
    }
    made = read(market, create(desk, minutes="1", **files).headers["Location"])
    assert (made["Test"], made["AnswerKey"]) == (TEST, KEY)


@pytest.mark.parametrize(
    ("fields", "field", "text"),
    [
        ({"name": ""}, "name", "The parameter Name is required"),
        ({"description": "x" * 2001}, "description", "The parameter Description is too long"),
        ({"keywords": "x" * 1001}, "keywords", "The parameter Keywords is too long"),
        (
            {"test": "<x/>", "minutes": "1"},
            "test",
            'The test cannot be used: line 1: "x" is no test',
        ),
        ({"test": TEST}, "minutes", "Enter how long the test may take"),
        ({"test": TEST, "minutes": "0"}, "minutes", "The value 0 is invalid for TestDuration"),
        ({"answer_key": KEY}, "answer_key", "An answer key needs the test"),
        (
            {"test": TEST, "minutes": "1", "answer_key": "<"},
            "answer_key",
            "The answer key cannot be used",
        ),
        ({"test": TEST, "minutes": "1", "auto": "1"}, "auto", "AutoGranted cannot be true for"),
        ({"auto": "1", "value": "1.5"}, "value", "Enter a whole number"),
        ({"auto": "1", "value": "9999999999"}, "value", "AutoGrantedValue"),
        ({"retry": "soon"}, "retry", "Enter a number"),
        ({"test_file": (io.BytesIO(b"\xff"), "t.xml")}, "test", "t.xml is not UTF-8 text"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(desk, fields, field, text):
    found = errors(create(desk, **fields))
    assert text in found[field]
    assert desk.open("/desk/types.json").json == []


def test_a_name_is_used_once(desk, sky):
    assert "already created" in errors(create(desk))["name"]


def test_the_list_counts_workers_and_requests(desk, market, sky):
    type_id = sky.rpartition("/")[2]
    for worker in ("AONE", "ATWO"):
        Worker(market.service, worker).request_qualification(type_id)
    [row] = desk.open("/desk/types.json").json
    assert (row["Name"], row["Workers"], row["Requests"]) == ("Sky", 0, 2)
    desk.send(f"{sky}/workers", on=sky, worker_id="ATHREE", value="5")
    [row] = desk.open("/desk/types.json?search=sk").json
    assert (row["Workers"], row["Requests"]) == (1, 2)
    assert desk.open("/desk/types.json?search=birds").json == []


def test_a_type_is_changed(desk, market, sky):
    page = desk.open(f"{sky}/change").text
    assert "Knows the sky" in page
    fields = {"description": "Better", "retry": "24", "test": TEST, "minutes": "2"}
    desk.send(f"{sky}/change", on=f"{sky}/change", **fields, answer_key=KEY)
    made = read(market, sky)
    assert (made["Description"], made["RetryDelayInSeconds"]) == ("Better", 86_400)
    page = html.unescape(desk.open(f"{sky}/change").text)
    assert TEST in page
    assert 'value="24"' in page
    # Without the key, requests wait again.
    desk.send(f"{sky}/change", on=f"{sky}/change", **fields)
    assert "AnswerKey" not in read(market, sky)
    assert "test" in errors(desk.send(f"{sky}/change", on=sky, test="<x/>", minutes="1"))


def test_a_type_is_deactivated_and_activated(desk, market, sky):
    desk.send(f"{sky}/status", on=sky)
    assert read(market, sky)["QualificationTypeStatus"] == "Inactive"
    desk.send(f"{sky}/status", on=sky, active="1")
    assert read(market, sky)["QualificationTypeStatus"] == "Active"


def test_a_type_is_deleted_after_a_question(desk, market, sky):
    Worker(market.service, "AONE").request_qualification(sky.rpartition("/")[2])
    assert "1 request that waits is rejected" in desk.open(f"{sky}/delete").text
    assert read(market, sky)
    desk.send(f"{sky}/delete", on=f"{sky}/delete")
    assert desk.open(sky).status_code == 404
    assert market("ListQualificationRequests")["NumResults"] == 0


def test_a_qualification_is_assigned_changed_and_revoked(desk, market, sky):
    workers = f"{sky}/workers"
    desk.send(workers, on=workers, worker_id="AONE", value="5")
    desk.send(workers, on=workers, worker_id="ATWO", value="-6", quiet="1")
    assert (value(market, sky, "AONE"), value(market, sky, "ATWO")) == (5, -6)
    found = desk.open(f"{workers}.json").json
    assert [(each["WorkerId"], each["IntegerValue"]) for each in found] == [
        ("AONE", 5),
        ("ATWO", -6),
    ]
    assert len(desk.open(f"{workers}.json?search=AT").json) == 1
    one = f"{workers}/AONE"
    desk.send(workers, on=one, worker_id="AONE", value="9")
    assert value(market, sky, "AONE") == 9
    desk.send(f"{one}/revoke", on=one, reason="Long ago")
    assert desk.open(one).status_code == 404
    assert "Long ago" in str(desk.open("/desk/messages.json").json)
    told = [each["Recipient"] for each in desk.open("/desk/messages.json").json]
    assert "ATWO" not in told


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"worker_id": "", "value": "1"}, "worker_id"),
        ({"worker_id": "nobody!", "value": "1"}, "worker_id"),
        ({"worker_id": "AONE", "value": "x"}, "value"),
        ({"worker_id": "AONE", "value": "2147483648"}, "value"),
    ],
)
def test_what_cannot_be_assigned_is_said(desk, sky, fields, field):
    assert field in errors(desk.send(f"{sky}/workers", on=sky, **fields))
    assert desk.open(f"{sky}/workers.json").json == []


def test_types_of_another_account_and_of_amazon_do_not_exist(desk, other_desk, market, sky):
    desk.send(f"{sky}/workers", on=sky, worker_id="AONE", value="5")
    paths = [sky, f"{sky}/change", f"{sky}/delete", f"{sky}/workers", f"{sky}/workers/AONE"]
    assert [other_desk.open(each).status_code for each in paths] == [404] * 5
    posts = [f"{sky}/change", f"{sky}/status", f"{sky}/delete", f"{sky}/workers"]
    posts.append(f"{sky}/workers/AONE/revoke")
    sent = {**FIELDS, "worker_id": "AONE", "value": "9"}
    assert [other_desk.send(each, on=NEW, **sent).status_code for each in posts] == [404] * 5
    assert (read(market, sky)["QualificationTypeStatus"], value(market, sky, "AONE")) == (
        "Active",
        5,
    )
    assert desk.open("/desk/types/00000000000000000071").status_code == 404
    assert other_desk.open("/desk/types.json").json == []


def test_texts_are_no_markup(desk, market):
    path = create(desk, name="<script>x</script>", description="<i>d</i>").headers["Location"]
    for page in ("/desk/types", path, f"{path}/change", f"{path}/delete", f"{path}/workers"):
        text = desk.open(page).text
        assert "<script>x" not in text
        assert "<i>" not in text


def test_forms_without_the_token_change_nothing(desk, market, sky):
    for path in (f"{sky}/status", f"{sky}/delete", f"{sky}/workers", NEW):
        data = {**FIELDS, "name": "Other", "worker_id": "AONE"}
        answer = desk.client.post(path, base_url="http://127.0.0.1:8082", data=data)
        assert answer.status_code == 400
    assert read(market, sky)["QualificationTypeStatus"] == "Active"
    assert len(market("ListQualificationTypes", MustBeRequestable=True)["QualificationTypes"]) == 1
