"""Pages that were given before are at hand; everything else has to be worked out."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs
from support.lists import Counted, holding
from support.serving import KEY, SECRET, VERIFYING, front, service
from support.signed import signed
from support.soap import called, post

from adapter.journal import Journal
from adapter.messages import HttpRequest
from adapter.metrics import Metrics
from adapter.pipeline.gate import Gate
from adapter.pipeline.noted import Notes
from adapter.pipeline.pages import Pages
from adapter.upstream.kept import KeptUpstreams, MemoryShelf
from adapter.wire.signature import service_text, sign

LIST = "GetQualificationRequests"
PAGE_2 = f"Operation={LIST}&PageNumber=2&PageSize=10"


def asked(query=PAGE_2, key="ME", **parts):
    parts = {"query": f"{query}&AWSAccessKeyId={key}".encode()} | parts
    return replace(HttpRequest("GET", "localhost", "/", b"", {}, b""), **parts)


def form(query=PAGE_2):
    return replace(asked(query), method="POST", query=b"", body=asked(query).query)


@pytest.fixture
def inner():
    return holding(LIST, 25)


@pytest.fixture
def notes():
    return Notes(Metrics(), Journal())


@pytest.fixture
def upstreams(inner):
    return KeptUpstreams(inner, MemoryShelf(60, 1_000_000, lambda: 0), Counted())


@pytest.fixture
def program(upstreams, notes):
    """A service that gave page 2 of its list."""
    program = service(upstreams, gate=Gate(), pages=Pages(1_000_000), notes=notes)
    assert program.at_hand(asked()) is None
    program.answer(asked(PAGE_2.replace("2", "1")))
    assert program.at_hand(asked()) is None
    program.answer(asked())
    return program


def without_id(response):
    before, _, after = response.body.partition(b"<RequestId>")
    return before, after[36:]


@pytest.mark.parametrize("request_", [asked(), form()], ids=["query", "form"])
def test_it_is_what_would_be_answered(program, request_):
    given = program.at_hand(request_)
    assert b"<PageNumber>2</PageNumber>" in given.body
    worked_out = program.answer(request_)
    assert without_id(given) == without_id(worked_out)
    assert replace(given, body=b"") == replace(worked_out, body=b"")
    assert given.body != worked_out.body


@pytest.mark.parametrize(
    "request_",
    [
        asked(PAGE_2.replace("2", "1")),
        asked(PAGE_2.replace("2", "3")),
        asked(PAGE_2.replace("10", "5")),
        asked(f"{PAGE_2}&SortDirection=Descending"),
        asked(f"{PAGE_2}&Operation=GetHIT"),
        asked(key="OTHER"),
        asked(f"{PAGE_2}&Filler={'x' * 4096}"),
        asked(path="/prefix/"),
        asked(method="DELETE"),
        asked(headers={"origin": "http://evil.example"}),
        asked(headers={"x-amz-target": "MTurkRequesterServiceV20170117.ListHITs"}),
        post(called(LIST, "<Request><PageNumber>2</PageNumber></Request>")),
    ],
)
def test_everything_else_is_not(program, upstreams, request_):
    both = replace(front(upstreams, gate=Gate()), legacy=program)
    assert both.at_hand(request_) is None
    assert both.at_hand(asked()) is not None


def test_page_1_read_again_makes_it_old(program, inner):
    del inner.lists["ListQualificationRequests"][:1]
    program.answer(asked(PAGE_2.replace("2", "1")))
    assert program.at_hand(asked()) is None


def test_a_market_that_is_not_served_is_refused_by_whoever_works_it_out(program):
    other = replace(program, served="sandbox")
    assert other.at_hand(asked(host="mechanicalturk.amazonaws.com")) is None


def test_it_is_told_as_any_other_call(program, notes):
    before = len(notes.journal.entries())
    with capture_logs() as logs:
        program.at_hand(asked())
        program.at_hand(asked(PAGE_2.replace("2", "3")))
    [line] = [each for each in logs if each["event"] == "answered"]
    assert (line["operation"], line["account"], line["upstream_calls"]) == (LIST, "ME", 0)
    [entry] = notes.journal.entries()[before:]
    assert (entry.operation, entry.status, entry.outcomes) == (LIST, 200, ("success",))
    counted = {"operation": LIST, "outcome": "success"}
    assert notes.metrics.registry.get_sample_value("mturk_adapter_calls_total", counted) == 3


def test_who_does_not_prove_who_it_is_has_nothing_at_hand(upstreams):
    program = service(upstreams, gate=VERIFYING, pages=Pages(1_000_000))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    right, wrong = (sign(each, service_text(LIST, now)) for each in (SECRET, "another"))

    def said(number, signature=right):
        more = f"&Timestamp={now}&Signature={quote(signature)}"
        return asked(PAGE_2.replace("2", str(number), 1) + more, key=KEY)

    for number in (1, 2):
        program.answer(said(number))
    assert program.at_hand(said(2)) is not None
    assert program.at_hand(said(2, wrong)) is None
    assert program.at_hand(said(2, "")) is None


def test_a_call_of_the_current_api_is_never_at_hand(upstreams):
    assert front(upstreams).at_hand(signed(query="PageNumber=2")) is None
