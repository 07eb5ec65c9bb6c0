"""What the address of the API answers a browser."""

import pytest
from support.scripted import Scripted
from support.serving import services

from adapter.auth.accounts import Accounts
from adapter.observability.access_log import AccessLog
from adapter.observability.history import CallHistory
from adapter.observability.metrics import Metrics
from adapter.web import create_app

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"


def client(history=None):
    log = AccessLog(Metrics(), history)
    made = services(Scripted({}), accounts=Accounts(), access_log=log)
    return create_app(made).test_client()


def test_a_person_is_told_what_this_is():
    answer = client().get("/", headers={"Accept": BROWSER, "Sec-Fetch-Site": "none"})
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert "<h1>mturk-adapter answers here</h1>" in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_visit_is_no_call():
    history = CallHistory()
    client(history).get("/", headers={"Accept": BROWSER})
    assert history.list_entries() == ()


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/", ""),
        ("/", "*/*"),
        ("/", JAVA),
        ("/?Operation=GetHIT", BROWSER),
        ("/?Nothing", BROWSER),
        ("/onca/xml", BROWSER),
    ],
)
def test_a_program_is_answered_as_ever(path, accept):
    answer = client().get(path, headers={"Accept": accept} if accept else {})
    assert answer.content_type == "text/xml; charset=utf-8"


def test_a_form_is_no_visit():
    answer = client().post("/", headers={"Accept": BROWSER})
    assert answer.content_type == "text/xml; charset=utf-8"


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "empty"}],
)
def test_another_page_reads_nothing(headers):
    assert client().get("/", headers={"Accept": BROWSER} | headers).status_code == 403
