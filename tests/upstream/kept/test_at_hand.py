"""Pages of lists that are kept in memory are at hand; everything else has to be waited for."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs
from support.lists import Counted, holding
from support.serving import CATALOGUE, KEY, SECRET, VERIFYING, front, service
from support.signed import signed
from support.soap import called, post

from adapter.auth.legacy import Gate
from adapter.auth.signature import service_text, sign
from adapter.legacy_api.pages import Pages
from adapter.list_cache import KeptUpstreams, MemoryShelf
from adapter.model import HttpRequest, Market
from adapter.observability.access_log import Notes
from adapter.observability.history import Journal
from adapter.observability.metrics import Metrics

LIST = "GetQualificationRequests"
PAGE_2 = f"Operation={LIST}&PageNumber=2&PageSize=10"


def asked(query=PAGE_2, key="ME", **parts):
    parts = {"query": f"{query}&AWSAccessKeyId={key}".encode()} | parts
    return replace(HttpRequest("GET", "localhost", "/", b"", {}, b""), **parts)


def form(query=PAGE_2):
    return replace(asked(query), method="POST", query=b"", body=asked(query).query)


def at_hand(program, request):
    """What the program can say at once; None: somebody has to work it out."""
    begun = program.begin(request)
    return None if callable(begun) else begun


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
    """A service that gave pages 1 and 2 of its list."""
    program = service(upstreams, gate=Gate(), pages=Pages(1_000_000), notes=notes)
    assert at_hand(program, asked()) is None
    program.answer(asked(PAGE_2.replace("2", "1")))
    program.answer(asked())
    return program


def without_id(response):
    before, _, after = response.body.partition(b"<RequestId>")
    return before, after[36:]


PAGE_3, PAST_THE_END = (asked(PAGE_2.replace("2", number)) for number in ("3", "9"))


@pytest.mark.parametrize(
    "request_",
    [asked(), form(), PAGE_3, PAST_THE_END],
    ids=["query", "form", "never given", "past the end"],
)
def test_it_is_what_would_be_answered(program, request_):
    given = at_hand(program, request_)
    assert b"<TotalNumResults>25</TotalNumResults>" in given.body
    worked_out = program.answer(request_)
    assert without_id(given) == without_id(worked_out)
    assert replace(given, body=b"") == replace(worked_out, body=b"")
    assert given.body != worked_out.body


@pytest.mark.parametrize(
    "request_",
    [
        asked(PAGE_2.replace("2", "1")),
        asked(PAGE_2.replace("10", "5")),
        asked(f"{PAGE_2}&SortDirection=Descending"),
        asked(key="OTHER"),
        asked(f"{PAGE_2}&Filler={'x' * 4096}"),
        asked("Operation=GetAccountBalance&PageNumber=2"),
        asked("Operation=ForceExpireHIT&HITId=H&PageNumber=2"),
        asked(headers={"x-amz-target": "MTurkRequesterServiceV20170117.ListHITs"}),
        post(called(LIST, "<Request><PageNumber>2</PageNumber></Request>")),
    ],
)
def test_everything_else_is_not(program, upstreams, request_):
    both = replace(front(upstreams, gate=Gate()), legacy=program)
    assert at_hand(both, request_) is None
    assert at_hand(both, asked()) is not None


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (asked(f"{PAGE_2}&Operation=GetHIT"), b"AWS.RestrictedParameterValueCombination"),
        (asked(path="/prefix/"), b"InvalidAddress"),
        (asked(method="DELETE"), b"InvalidHttpRequest"),
        (asked(headers={"origin": "http://evil.example"}), b"Forbidden"),
        (asked(host="mechanicalturk.amazonaws.com"), b"Forbidden"),
    ],
)
def test_so_is_a_refusal_that_nobody_has_to_be_asked_for(program, request_, code):
    refusing = replace(program, served=Market.SANDBOX)
    assert b"<Code>%b</Code>" % code in at_hand(refusing, request_).body


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_was_begun_gives_the_answer(program, number):
    request_ = asked(PAGE_2.replace("2", str(number)))
    begun = program.begin(request_)
    assert without_id(begun() if callable(begun) else begun) == without_id(program.answer(request_))


def test_a_page_that_takes_long_is_left_to_others(inner, upstreams):
    program = service(upstreams, gate=Gate(), pages=Pages(10_000_000))
    for number, each in enumerate(inner.lists["ListQualificationRequests"]):
        each["Answer"] = f"{number}" * 20_000
    program.answer(asked(PAGE_2.replace("2", "1")))
    assert at_hand(program, asked()) is None
    worked_out = program.answer(asked())
    assert without_id(at_hand(program, asked())) == without_id(worked_out)


def test_nothing_is_changed_or_asked_in_passing(program, inner):
    calls = len(inner.calls)
    for operation in CATALOGUE.mappings:
        program.begin(asked(f"Operation={operation}&PageNumber=2&HITId=H&AssignmentId=A"))
    assert len(inner.calls) == calls


def test_after_page_1_was_read_again_it_is_of_the_new_list(program, inner):
    del inner.lists["ListQualificationRequests"][:1]
    program.answer(asked(PAGE_2.replace("2", "1")))
    assert b"<TotalNumResults>24<" in at_hand(program, asked()).body


def test_a_store_has_to_be_waited_for(store, inner):
    kept = store.kept(inner)
    program = service(kept, gate=Gate(), pages=Pages(1_000_000))
    program.answer(asked(PAGE_2.replace("2", "1")))
    assert at_hand(program, asked()) is None


def test_names_that_mean_nothing_are_told_once(program):
    for number in ("1", "2"):
        request_ = asked(f"{PAGE_2.replace('2', number)}&Filler=x")
        with capture_logs() as logs:
            begun = program.begin(request_)
            begun() if callable(begun) else begun
        assert len([each for each in logs if each["event"] == "unknown parameters"]) == 1


def test_it_is_told_as_any_other_call(program, notes):
    before = len(notes.journal.entries())
    with capture_logs() as logs:
        at_hand(program, asked())
        at_hand(program, asked(PAGE_2.replace("2", "1")))
    [line] = [each for each in logs if each["event"] == "answered"]
    assert (line["operation"], line["account"], line["upstream_calls"]) == (LIST, "ME", 0)
    [entry] = notes.journal.entries()[before:]
    assert (entry.operation, entry.status, entry.outcomes) == (LIST, 200, ("success",))
    counted = {"operation": LIST, "outcome": "success"}
    assert notes.metrics.registry.get_sample_value("mturk_adapter_calls_total", counted) == 3


def test_who_does_not_prove_who_it_is_is_given_no_page(upstreams):
    program = service(upstreams, gate=VERIFYING, pages=Pages(1_000_000))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    right, wrong = (sign(each, service_text(LIST, now)) for each in (SECRET, "another"))

    def said(number, signature=right):
        more = f"&Timestamp={now}&Signature={quote(signature)}"
        return asked(PAGE_2.replace("2", str(number), 1) + more, key=KEY)

    for number in (1, 2):
        program.answer(said(number))
    assert b"<PageNumber>2<" in at_hand(program, said(2)).body
    for signature in (wrong, ""):
        refusal = at_hand(program, said(2, signature)).body
        assert b"<Errors>" in refusal
        assert b"<QualificationRequest>" not in refusal


def test_a_call_of_the_current_api_is_never_at_hand(upstreams):
    assert at_hand(front(upstreams), signed(query="PageNumber=2")) is None
