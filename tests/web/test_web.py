"""What the application hands on, and what it answers when nobody else does."""

import re

import pytest
from structlog.testing import capture_logs

from adapter.model import HttpResponse
from adapter.web.api import create_app


class Recorder:
    def __init__(self, response=None):
        self.seen = []
        self.response = response or HttpResponse(200, b"<x/>")

    def __call__(self, http):
        self.seen.append(http)
        return self.response


def asked(path="/", method="GET", **options):
    """What `answer` was given, and what the client got."""
    recorder = Recorder()
    response = create_app(recorder).test_client().open(path, method=method, **options)
    return recorder.seen[0], response


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "ODD"])
@pytest.mark.parametrize("path", ["/", "/onca/xml", "/onca/xml/", "/static/x", "/a//b", "/%zz"])
def test_every_method_and_path_is_handed_on(method, path):
    http, response = asked(path, method)
    assert (http.method, http.path) == (method, path)
    assert (response.status_code, response.data) == (200, b"<x/>")


def test_a_head_request_gets_the_length_and_no_body():
    http, response = asked(method="HEAD")
    assert http.method == "HEAD"
    assert response.headers["Content-Length"] == "4"
    assert response.data == b""


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


@pytest.mark.parametrize("host", ["a.example:8080", ""])
def test_the_host_is_the_one_that_the_server_says(host):
    http, _ = asked(environ_overrides={"HTTP_HOST": host})
    assert http.host == host


def test_the_answer_goes_back_as_it_is():
    recorder = Recorder(HttpResponse(503, b"abc", "text/plain"))
    response = create_app(recorder).test_client().get("/")
    assert response.status_code == 503
    assert sorted(response.headers) == [
        ("Content-Length", "3"),
        ("Content-Type", "text/plain"),
    ]


def failing(http):
    try:
        return {}[http.body]
    except KeyError as error:
        raise ValueError(http.body.decode()) from error


def test_a_failure_is_answered_so_that_no_client_sends_the_call_again():
    with capture_logs():
        response = create_app(failing).test_client().post("/", data=b"caller's secret")
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
        response = create_app(failing).test_client().post("/", data=b"caller's secret")
    (entry,) = logs
    assert entry["log_level"] == "error"
    assert entry["request_id"] in response.text
    assert entry["trace"].index("KeyError") < entry["trace"].index("ValueError")
    assert "test_web.py" in entry["trace"]
    assert "secret" not in str(entry)


def test_no_html_in_any_mode():
    app = create_app(failing)
    app.testing = app.debug = True
    with capture_logs():
        assert b"InternalError" in app.test_client().get("/").data
