"""Cases read from their folders: what is taken, and what a wrong file is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.exchanges import CONTEXT, NOON, REQUEST, case, listing, page

from adapter.errors import (
    DeniedError,
    FixtureError,
    RefusedError,
    ThrottledError,
    UnavailableError,
    UnmatchedError,
)
from adapter.model import HttpResponse, ModernCall, RequestContext
from adapter.recordings import Failure, FailureKind, Origin, RecordedCall, convert_error
from adapter.recordings.files import write_case
from adapter.recordings.folder import find_problems, load_case, load_cases

NAME = "GetQualificationRequests/one-request"


def put(root, written):
    folder = root / written.name
    folder.mkdir(parents=True)
    for name, content in write_case(written).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def folder(tmp_path):
    return put(tmp_path, case(NAME, listing(page("R1"), MaxResults=100)))


def test_a_case_comes_back_whole(tmp_path):
    calls = (
        listing(page("R1", token="t"), MaxResults=100),
        RecordedCall(
            ModernCall("UpdateExpirationForHIT", {"HITId": "H", "ExpireAt": NOON}),
            Failure(
                FailureKind.REFUSED, "HIT H does not exist.", "AWS.MechanicalTurk.HITDoesNotExist"
            ),
        ),
        *(
            listing(Failure(kind, "Rate exceeded"), MaxResults=100)
            for kind in (FailureKind.DENIED, FailureKind.THROTTLED, FailureKind.UNAVAILABLE)
        ),
    )
    written = replace(
        case(NAME, *calls, context=RequestContext(NOON, "an-id", sandbox=True)),
        response=HttpResponse(503, b"\x00\xff\r\n exact"),
    )
    assert load_case(put(tmp_path, written)) == written


@given(st.text(st.characters(exclude_categories=["Cs"])), st.datetimes(timezones=st.just(UTC)))
def test_any_text_and_time_of_an_answer_comes_back(tmp_path_factory, text, time):
    items = [{"QualificationRequestId": text, "Answer": text, "SubmitTime": time}]
    written = case(NAME, listing({"QualificationRequests": items}, QualificationTypeId=text))
    assert load_case(put(tmp_path_factory.mktemp("cases"), written)) == written


def test_times_are_utc_in_memory_whatever_the_file_or_the_upstream_says(tmp_path):
    west = NOON.astimezone(timezone(timedelta(hours=-7)))
    written = case(NAME, listing({"QualificationRequests": [{"SubmitTime": west}]}))
    [made] = load_case(put(tmp_path, written)).calls
    assert made.answer["QualificationRequests"][0]["SubmitTime"] == NOON
    assert made.answer["QualificationRequests"][0]["SubmitTime"].tzinfo is UTC


def test_cases_come_in_the_order_of_their_calls_then_of_their_numbers(tmp_path):
    later = replace(CONTEXT, now=NOON + timedelta(microseconds=1))
    for name, context in [
        ("B/x-10", CONTEXT),
        ("B/x-9", CONTEXT),
        ("C/x", CONTEXT),
        ("A/x", later),
    ]:
        put(tmp_path, case(name, context=context))
    assert [each.name for each in load_cases(tmp_path)] == ["B/x-9", "B/x-10", "C/x", "A/x"]


def test_what_is_hidden_is_not_there(tmp_path, folder):
    for hidden in (".git/x", ".writing-1-0", f"{NAME}/.DS_Store", "GetHIT/.half"):
        (tmp_path / hidden).mkdir(parents=True)
    (tmp_path / "README.md").write_text("about these cases")
    assert [each.name for each in load_cases(tmp_path)] == [NAME]


def test_a_folder_may_be_empty_but_has_to_be_there(tmp_path):
    assert load_cases(tmp_path) == ()
    with pytest.raises(FixtureError, match=r"nowhere: there is no such folder"):
        load_cases(tmp_path / "nowhere")


def wrong(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(FixtureError) as caught:
        load_cases(path.parent.parent.parent)
    assert caught.value.place == str(path)
    return caught.value.text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("written", "borrowed", "$.origin: Input should be 'documented', 'recorded' or 'written'"),
        ("origin: written\n", "", "$.origin: Field required"),
        ("summary", "sumary", "$: unknown field sumary"),
        ("came_at: 2026-11-21T12:00:00.250000Z", "came_at: 2026-11-21T12:00:00", "$.came_at: "),
        ("came_at: 2026-11-21T12:00:00.250000Z", "came_at: noon", "$.came_at: "),
        ("origin: written", "origin: written\nstatus: '200'", "$.status: "),
        ("origin: written", "origin: written\norigin: written", "line 2, column 1: "),
        ("origin: written", "origin: [written", "line 2, column "),
        ("origin: written", "origin: \x07", "unacceptable character"),
    ],
)
def test_a_wrong_case_file_is_told(folder, old, new, told):
    assert told in wrong(folder / "case.yaml", old, new)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("operation: List", "operation: Lst", "$[0].operation: the current API has no operation"),
        ("MaxResults: 100", "100: MaxResults", "$[0].params: expected nothing but texts"),
        ("MaxResults: 100", "MaxResults: !!binary aGVsbG8=", "$[0].params: expected nothing but"),
        ("params:\n    MaxResults: 100", "params: 3", "$[0].params: "),
        (
            "SubmitTime: 2026",
            "SubmitTime: x2026",
            "$[0].result.QualificationRequests[0].SubmitTime:",
        ),
        (
            "0Z",
            "0",
            "$[0].result.QualificationRequests[0].SubmitTime: expected a time with its zone",
        ),
        ("  result:", "  reslt:", "$[0]: unknown field reslt"),
        (
            "  result:",
            "  error: {throttled: {}}\n  result:",
            "$[0]: expected either result or error",
        ),
        ("  result:", "  error: {busy: {}}\n  result:", "$[0].error: unknown field busy"),
        ("  result:", "  error: {}\n  result:", "$[0].error: expected exactly one of refused"),
        ("  result:", "  error: {refused: {code: x}}\n  result:", "$[0].error.refused.message: "),
        ("  result:", "  error: {unavailable: {}}\n  result:", "$[0].error.unavailable.text: "),
        ("- operation", "calls:\n- operation", "$: Input should be a valid list"),
        ("- operation", "[" * 5000 + "- operation", ""),
    ],
)
def test_a_wrong_calls_file_is_told(folder, old, new, told):
    assert told in wrong(folder / "calls.yaml", old, new)


def test_every_wrong_place_is_told_at_once(folder):
    text = wrong(folder / "case.yaml", "origin: written\nsummary", "sumary")
    assert "$.origin" in text
    assert "$.summary" in text
    assert "unknown field sumary" in text


def test_a_wrong_request_is_told(folder):
    assert wrong(folder / "request.http", "HTTP/1.1", "").startswith("line 1: expected")


def test_a_file_that_is_not_utf_8_is_told(folder):
    (folder / "case.yaml").write_bytes(b"origin: \xff")
    with pytest.raises(FixtureError, match=r"case\.yaml"):
        load_case(folder)


def test_a_missing_file_is_told(folder):
    (folder / "response.xml").unlink()
    with pytest.raises(FixtureError, match=r"one-request: expected response\.xml in it as well"):
        load_case(folder)


def test_a_strange_file_is_told(folder):
    (folder / "notes.txt").write_text("x")
    with pytest.raises(FixtureError, match=r"expected nothing but case\.yaml.*: notes\.txt"):
        load_case(folder)


def test_a_file_in_the_place_of_a_folder_is_told(tmp_path, folder):
    (folder / "request.http").rename(tmp_path / "GetQualificationRequests" / "request.http")
    (folder / "case.yaml").rename(tmp_path / "GetQualificationRequests" / "case.yaml")
    with pytest.raises(FixtureError, match=r"case\.yaml: expected a folder for each case"):
        load_cases(tmp_path)


def test_a_case_that_the_current_api_would_not_have_is_served_but_told():
    odd = case(
        NAME,
        listing({"QualificationRequests": [{"WorkerID": "A1"}]}, MaxResults=101),
        listing(Failure(FailureKind.THROTTLED, ""), PageSize=1),
        listing(Failure(FailureKind.REFUSED, "no such page size", "AWS.X"), PageSize=1),
    )
    told = find_problems(odd)
    assert [each.partition(": ")[0] for each in told] == ["calls.yaml"] * 3
    assert "$[0].params.MaxResults" in told[0]
    assert "$[0].result.QualificationRequests[0].WorkerID" in told[1]
    assert "$[1].params.PageSize" in told[2]
    assert find_problems(case(NAME, listing(page("R1"), MaxResults=100))) == ()


@pytest.mark.parametrize(
    "error",
    [
        RefusedError("AWS.X", "no"),
        DeniedError("bad key"),
        ThrottledError("Rate exceeded"),
        UnavailableError("No answer came."),
    ],
)
def test_an_error_becomes_data_and_the_same_error_again(error):
    again = convert_error(error).build_error()
    assert (type(again), again.args, vars(again)) == (type(error), error.args, vars(error))
    assert convert_error(error).build_error() is not again


def test_a_miss_is_nobodys_answer():
    assert convert_error(UnmatchedError("", "")) is None


def test_the_case_knows_its_operation():
    assert case(NAME).operation == "GetQualificationRequests"
    assert case(NAME).origin is Origin.WRITTEN
    assert case(NAME).request is REQUEST
    assert isinstance(case(NAME).context.now, datetime)
