"""What the application hands to the services, and what it answers where none of them does."""

import io
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from lxml import etree
from structlog.testing import capture_logs
from werkzeug.test import create_environ, run_wsgi_app

from adapter.auth.accounts import Accounts
from adapter.current_api.model import TARGET_PREFIX
from adapter.model import HttpResponse, RequestContext
from adapter.observability.access_log import AccessLog, CallResult
from adapter.observability.history import CallHistory
from adapter.observability.metrics import Metrics
from adapter.web import create_app
from adapter.web.services import Services

LIMIT = 1000
CONTEXT = RequestContext(datetime(2016, 1, 2, tzinfo=UTC), "an-id")
DOCUMENT = "AWSMechanicalTurkRequester"


class Recorder:
    """A service that answers with one response, and remembers what it was asked."""

    def __init__(self, response=None):
        self.seen = []
        self.response = response or HttpResponse(200, b"<x/>")

    def answer(self, http):
        self.seen.append(http)
        return CallResult(self.response, ("success",), CONTEXT)


class Failing:
    def answer(self, http):
        try:
            return {}[http.body]
        except KeyError as error:
            raise ValueError(http.body.decode()) from error


def client(legacy, current=None, accounts=None, history=None):
    accounts = accounts or Accounts()
    access_log = AccessLog(Metrics(), history)
    checks = accounts.check_page, accounts.check_document, accounts.check_visit
    return create_app(
        Services(legacy, current or Recorder(), *checks, access_log, LIMIT)
    ).test_client()


def asked(path="/", method="GET", **options):
    """What the service was given, and what the client got."""
    recorder = Recorder()
    response = client(recorder).open(path, method=method, **options)
    [http] = recorder.seen
    return http, response


def refused(path, method="GET", **options):
    """The status, the code and the message; no service was asked."""
    recorder = Recorder()
    with capture_logs():
        response = client(recorder, recorder).open(path, method=method, **options)
    assert recorder.seen == []
    document = etree.fromstring(response.data)
    return response.status_code, document.findtext(".//Code"), document.findtext(".//Message")


def test_it_is_a_flask_application():
    assert isinstance(client(Recorder()).application, Flask)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ["/", "/onca/xml", "/onca/soap"])
def test_the_addresses_of_calls_are_handed_on(method, path):
    http, response = asked(path, method)
    assert (http.method, http.path) == (method, path)
    assert (response.status_code, response.data) == (200, b"<x/>")


@pytest.mark.parametrize("path", ["/onca/xml/", "/static/x", "/a//b", "/%zz", "/onca//xml", "/%0d"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_other_addresses_are_said_to_be_none_and_never_lead_elsewhere(method, path):
    status, code, message = refused(path, method)
    assert (status, code) == (404, "InvalidAddress")
    assert "Send calls to / or to /onca/xml" in message
    assert "\r" not in message


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "ODD", "TRACE"])
def test_other_methods_are_refused(method):
    status, code, message = refused("/", method)
    assert (status, code) == (405, "InvalidHttpRequest")
    assert method in message


def test_connect_is_told_where_the_proxy_is():
    assert "--proxy" in refused("/", "CONNECT")[2]


def test_a_head_request_is_refused_without_a_body():
    recorder = Recorder()
    response = client(recorder).head("/")
    assert (response.status_code, response.data, recorder.seen) == (405, b"", [])
    assert int(response.headers["Content-Length"]) > 100


@pytest.mark.parametrize(
    "path",
    [f"/AWSMechanicalTurk/{DOCUMENT}.wsdl", f"/AWSMechanicalTurk/2008-08-02/{DOCUMENT}.xsd"],
)
def test_documents_are_served_to_get_and_head(path):
    program = client(Recorder())
    whole = program.get(path)
    assert (whole.status_code, whole.content_type) == (200, "text/xml; charset=utf-8")
    length = program.head(path).headers["Content-Length"]
    assert int(length) == len(whole.data)
    assert refused(path, "POST")[0] == 405


@pytest.mark.parametrize(
    "path", [f"{DOCUMENT}.dtd", f"x/y/{DOCUMENT}.xsd", f"latest/{DOCUMENT}.wsdl"]
)
def test_other_documents_are_not_there(path):
    assert refused(f"/AWSMechanicalTurk/{path}")[:2] == (404, "InvalidAddress")


@pytest.mark.parametrize(
    "options",
    [
        {"headers": {"X-Amz-Target": f"{TARGET_PREFIX}.GetHIT"}},
        {"content_type": "application/x-amz-json-1.1"},
    ],
)
@pytest.mark.parametrize(("path", "method"), [("/", "POST"), ("/", "PUT"), ("/prefix/", "POST")])
def test_calls_of_the_current_api_are_its_own_whatever_their_address(path, method, options):
    legacy, current = Recorder(), Recorder()
    client(legacy, current).open(path, method=method, data=b"{}", **options)
    assert (len(legacy.seen), len(current.seen)) == (0, 1)


def test_the_query_and_the_body_stay_as_they_were_sent():
    http, _ = asked("/?a=%20+&b=%ff&&c", "POST", data=b"x=1&\x00\xff", content_type="a/b")
    assert http.query == b"a=%20+&b=%ff&&c"
    assert http.body == b"x=1&\x00\xff"


def test_a_form_is_not_swallowed():
    http, _ = asked(method="POST", data={"a": "b c"})
    assert http.body == b"a=b+c"


def test_headers_have_lower_case_names():
    http, _ = asked(headers={"X-Amazon-Software": "MTurkJavaSDK/1.7.2", "Content-Type": "t/x"})
    assert http.headers["x-amazon-software"] == "MTurkJavaSDK/1.7.2"
    assert http.headers["content-type"] == "t/x"
    assert all(name == name.lower() for name in http.headers)


@pytest.mark.parametrize("host", ["a.example:8080", "", "a b", "[", "\xff", "a:b:c"])
def test_the_host_is_the_one_that_the_server_says(host):
    recorder, verifying = Recorder(), Accounts({})
    client(recorder, accounts=verifying).get("/", environ_overrides={"HTTP_HOST": host})
    assert [each.host for each in recorder.seen] == [host]


def test_a_host_that_nobody_named_stays_unnamed():
    recorder = Recorder()
    environ = create_environ("/")
    del environ["HTTP_HOST"]
    assert run_wsgi_app(client(recorder).application, environ)[1] == "200 OK"
    assert [each.host for each in recorder.seen] == [""]


def test_the_answer_goes_back_as_it_is():
    response = client(Recorder(HttpResponse(503, b"abc", "text/plain"))).get("/")
    assert response.status_code == 503
    assert sorted(response.headers) == [
        ("Content-Length", "3"),
        ("Content-Type", "text/plain"),
    ]


def test_a_body_that_is_too_long_is_refused():
    assert client(Recorder()).post("/", data=b"x" * LIMIT).status_code == 200
    status, code, message = refused("/", "POST", data=b"x" * (LIMIT + 1))
    assert (status, code) == (413, "RequestEntityTooLarge")
    assert str(LIMIT) in message


@pytest.mark.parametrize("terminated", [True, False])
def test_a_body_that_came_short_is_never_carried_out(terminated):
    cut = {"CONTENT_LENGTH": "10", "wsgi.input": io.BytesIO(b"Operation")}
    status, code, _ = refused(
        "/", "POST", environ_overrides={**cut, "wsgi.input_terminated": terminated}
    )
    assert (status, code) == (400, "InvalidHttpRequest")


@pytest.mark.parametrize("path", ["/", "/nowhere", f"/AWSMechanicalTurk/{DOCUMENT}.wsdl"])
def test_a_web_page_gets_nothing_where_nobody_signs(path):
    headers = {"Origin": "http://evil.example"}
    assert refused(path, headers=headers)[:2] == (403, "Forbidden")
    assert client(Recorder(), accounts=Accounts({})).get(path, headers=headers).status_code != 403


def test_a_browser_that_names_no_page_gets_documents_alone():
    headers = {"User-Agent": "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko)"}
    assert refused("/", headers=headers)[:2] == (403, "Forbidden")
    shown = client(Recorder()).get(f"/AWSMechanicalTurk/{DOCUMENT}.wsdl", headers=headers)
    assert shown.status_code == 200


def test_a_failure_is_answered_so_that_no_client_sends_the_call_again():
    with capture_logs():
        response = client(Failing()).post("/", data=b"caller's secret")
    # boto repeats a 5xx, the Ruby SDK whatever says ServiceUnavailable.
    assert response.status_code == 200
    assert response.content_type == "text/xml; charset=utf-8"
    assert re.fullmatch(
        rb'<\?xml version="1.0"\?>\n<Response><Errors><Error><Code>InternalError</Code>'
        rb"<Message>The adapter failed[^<]*</Message></Error></Errors>"
        rb"<RequestID>[0-9a-f-]{36}</RequestID></Response>\n",
        response.data,
    )


def test_a_failure_is_logged_by_its_lines_without_what_was_sent():
    with capture_logs() as logs:
        response = client(Failing()).post("/", data=b"caller's secret")
    entry, answered = logs
    assert entry["log_level"] == "error"
    assert entry["request_id"] == answered["request_id"]
    assert entry["request_id"] in response.text
    assert entry["trace"].index("KeyError") < entry["trace"].index("ValueError")
    assert "test_api.py" in entry["trace"]
    assert "secret" not in str(logs)


def test_no_html_in_any_mode():
    program = client(Failing())
    program.application.testing = program.application.debug = True
    with capture_logs():
        assert b"InternalError" in program.get("/").data


def test_every_answer_is_recorded():
    history = CallHistory()
    program = client(Recorder(), history=history)
    with capture_logs() as logs:
        for path in ("/", "/nowhere", f"/AWSMechanicalTurk/{DOCUMENT}.xsd"):
            program.get(path)
    assert [each["status"] for each in logs] == [200, 404, 200]
    assert [each.outcomes for each in history.list_entries()] == [
        ("success",),
        ("InvalidAddress",),
        ("success",),
    ]
