"""A file is uploaded as an answer, kept while the rest is mended, and fetched by the requester."""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from support.documents import form, free_text, question, upload
from support.market import ME
from support.people import SITE, TASKS
from support.work import make

from adapter.marketplace import RequestError
from adapter.marketplace.uploads import UploadedFile, save_upload
from adapter.marketplace.workers import Worker
from adapter.web.people import PeopleServices, create_people_app

FORM = form(
    question(upload(1, 2_000_000_000), "photo", required=True),
    question(free_text(), "why", required=True),
)
SMALL = UploadedFile("a", b"1234")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def app(market):
    market.service.serve_files(TASKS)
    return create_people_app(
        PeopleServices(market.service, upload_bytes=1000, body_limit_bytes=2000)
    )


@pytest.fixture
def hit_id(market):
    return make(market, Question=FORM)


@pytest.fixture
def work(ann, hit_id):
    """The address of an assignment of the HIT."""
    [group] = ann.open("/?format=json").json["results"]
    preview = f"/projects/{group['hit_set_id']}/tasks"
    return ann.send(f"{preview}/accept_random", on=preview, hit_id=hit_id).location


def send(ann, work, content, name="owl.html", **fields):
    page = ann.open(ann.open(work).location).text
    token = re.search('name="csrf_token" value="([^"]+)"', page)[1]
    data = {"csrf_token": token, "q1": (BytesIO(content), name), **fields}
    return ann.client.post(f"{work}/submit", base_url=SITE, data=data)


def url_of(market, work):
    assignment = work.rpartition("/")[2]
    found = market("GetFileUploadURL", AssignmentId=assignment, QuestionIdentifier="photo")
    return found["FileUploadURL"]


def test_a_file_is_handed_in_and_fetched(ann, market, hit_id, work):
    assert send(ann, work, PNG, q2="because").status_code == 303
    [assignment] = market("ListAssignmentsForHIT", HITId=hit_id)["Assignments"]
    assert "<UploadedFileSizeInBytes>48<" in assignment["Answer"]
    url = url_of(market, work)
    assert url.startswith(f"{TASKS}/files/")
    answer = ann.client.get(urlsplit(url).path, base_url=TASKS)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PNG, "image/png")
    assert answer.headers["Content-Disposition"] == "attachment; filename=owl.html"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../owl.png", "owl.png"),
        ("C:\\Users\\Ann\\owl.png", "owl.png"),
        ("..", "file"),
        ("a\0.png", "a\ufffd.png"),
    ],
)
def test_a_name_keeps_no_folders(ann, market, hit_id, work, sent, kept):
    send(ann, work, b"1", sent)
    assert f"{kept} is kept" in ann.open(ann.open(work).location).text


def test_what_a_browser_would_run_is_no_page(ann, market, hit_id, work):
    send(ann, work, b"<html><script>alert(1)</script>", "owl.png", q2="because")
    answer = ann.client.get(urlsplit(url_of(market, work)).path, base_url=TASKS)
    assert answer.mimetype == "application/octet-stream"


@pytest.mark.parametrize("change", [lambda url: url[:-1], lambda url: f"{url}x"])
def test_a_link_that_is_none_leads_nowhere(ann, market, hit_id, work, change):
    send(ann, work, PNG, q2="because")
    path = urlsplit(change(url_of(market, work))).path
    assert ann.client.get(path, base_url=TASKS).status_code == 404


def test_a_link_ends(ann, market, hit_id, work):
    send(ann, work, PNG, q2="because")
    path = urlsplit(url_of(market, work)).path
    market.clock.move(seconds=61)
    answer = ann.client.get(path, base_url=TASKS)
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    path = urlsplit(url_of(market, work)).path
    assert ann.client.get(path, base_url=TASKS).status_code == 200


def test_a_file_is_kept_while_the_rest_is_mended(ann, market, hit_id, work):
    answer = send(ann, work, PNG, q2="")
    assert answer.status_code == 400
    assert "owl.html is kept. Choose another file to replace it." in answer.text
    assert send(ann, work, b"", "", q2="because").status_code == 303
    assert market("ListAssignmentsForHIT", HITId=hit_id)["NumResults"] == 1


def test_another_file_takes_the_place_of_the_first(ann, market, hit_id, work):
    send(ann, work, PNG, q2="")
    send(ann, work, b"second", "b.txt", q2="because")
    answer = ann.client.get(urlsplit(url_of(market, work)).path, base_url=TASKS)
    assert answer.data == b"second"


def test_a_file_that_is_too_large_is_refused_beside_the_field(ann, work):
    answer = send(ann, work, b"x" * 1001, q2="kept")
    assert answer.status_code == 400
    assert '<a href="#q1">What? Choose a file of at most 1 kB</a>' in answer.text
    assert 'value="kept"' in answer.text


def test_a_body_that_is_too_large_has_a_page(ann, work):
    answer = send(ann, work, b"x" * 4000, q2="kept")
    assert answer.status_code == 413
    assert "choose a smaller file" in answer.text


def test_no_one_keeps_more_than_a_share(market):
    worker = Worker(market.service, "AWORKER")

    def save(assignment_id, name):
        with market.service.begin_write(ME) as transaction:
            save_upload(transaction, (assignment_id, "AWORKER"), name, SMALL, limit=7)

    held = worker.accept(make(market, Question=FORM))["AssignmentId"]
    save(held, "photo")
    save(held, "photo")
    with pytest.raises(RequestError, match="Submit or return other tasks first"):
        save(held, "other")
    worker.return_assignment(held)
    other = worker.accept(make(market, Question=FORM, Title="Another"))["AssignmentId"]
    save(other, "photo")
    assert list(worker.list_uploads(other)) == ["photo"]
    assert worker.list_uploads(held) == {}


def test_no_one_uploads_for_another(market):
    held = Worker(market.service, "AWORKER").accept(make(market, Question=FORM))["AssignmentId"]
    other = Worker(market.service, "AOTHER")
    with pytest.raises(RequestError, match="does not exist"):
        other.save_upload(held, "photo", UploadedFile("a", b"x"))
    with pytest.raises(RequestError, match="does not exist"):
        other.list_uploads(held)
