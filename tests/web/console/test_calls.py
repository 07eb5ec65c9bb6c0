"""The pages of calls, without a browser."""

from datetime import UTC, datetime, timedelta

import pytest
from support.console import client, entry

from adapter.model import ModernCall
from adapter.observability.metrics import UpstreamCall
from adapter.recordings.compare import render_columns

COLUMNS = render_columns(
    ModernCall("GetHIT", {"HITId": "H1"}), ModernCall("GetHIT", {"HITId": "H2"})
)
LEGACY = {"operation": "GetHIT", "parameters": ((("HITId", "H1"),),), "fidelity": "lossy"}


def test_the_last_calls_are_listed_newest_first():
    page = client(entry("1", operation="GetHIT"), entry("2", operation="GrantBonus")).get("/calls")
    assert page.status_code == 200
    assert page.text.index("/calls/2") < page.text.index("/calls/1")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("operation=GetHIT", {"1", "3"}),
        ("key=other", {"2"}),
        ("outcome=success", {"1"}),
        ("outcome=errors", {"2", "3"}),
        ("outcome=AWS.MissingParameters&operation=GetHIT", {"3"}),
        ("operation=Nobody", set()),
    ],
)
def test_calls_are_filtered(query, shown):
    page = client(
        entry("1", operation="GetHIT"),
        entry("2", operation="GrantBonus", account="other", outcomes=("AWS.MissingParameters",)),
        entry("3", operation="GetHIT", outcomes=("AWS.MissingParameters",)),
    ).get(f"/calls?{query}")
    assert {number for number in "123" if f"/calls/{number}" in page.text} == shown


def test_long_lists_have_pages_that_keep_the_filter():
    entries = [entry(str(number), operation="GetHIT") for number in range(60)]
    program = client(*entries)
    first = program.get("/calls?operation=GetHIT").text
    assert "/calls?operation=GetHIT&amp;page=2" in first
    second = program.get("/calls?operation=GetHIT&page=2").text
    assert "/calls/9" in second
    assert "/calls/10" not in second.replace("/calls/10?", "")
    assert "hx-get" not in second


def test_a_call_shows_what_was_sent_what_it_became_and_what_was_answered():
    made = UpstreamCall(ModernCall("GetHIT", {"HITId": "H1"}), "success", 0.002, "HIT: HITId H1, …")
    kept = entry(
        "1",
        **LEGACY,
        upstream_calls=(made,),
        losses=("Something is lost here.",),
        answer="<A><B>1</B></A>",
        answer_bytes=14,
        seconds=0.005,
        steps=(("read", 0.001),),
    )
    text = client(kept).get("/calls/1").text
    for shown in (
        "HITId",
        "get_hit(HITId=&#39;H1&#39;)",
        "aws mturk get-hit --hit-id H1",
        "Answered: HIT: HITId H1",
        "  &lt;B&gt;1&lt;/B&gt;",
        "Something is lost here.",
        "5.0 ms",
    ):
        assert shown in text


def test_a_call_that_no_recording_answers_shows_the_nearest_beside_it():
    made = UpstreamCall(ModernCall("GetHIT", {}), "unmatched", 0.0, "Nothing.", COLUMNS)
    text = client(entry("1", **LEGACY, upstream_calls=(made,))).get("/calls/1").text
    assert "<tr><td>GetHIT</td><td>GetHIT</td></tr>" in text
    for number in ("H1", "H2"):
        assert f"<mark>  &#34;HITId&#34;: &#34;{number}&#34;</mark>" in text


def test_a_call_that_was_refused_for_its_parameters_says_why():
    text = client(entry("1", operation="GrantBonus", parameters=((),))).get("/calls/1").text
    assert "There is no current call for this" in text
    assert "WorkerId" in text


def test_what_callers_send_is_no_markup():
    kept = entry("1", operation="<script>", parameters=((("<b>", "<i>"),),), answer="<u>")
    for path in ("/", "/calls", "/calls/1"):
        text = client(kept).get(path).text
        assert not any(tag in text for tag in ("<b>", "<i>", "<u>", "<script>"))


def test_a_call_that_is_no_longer_kept_is_missing():
    page = client().get("/calls/1", headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert page.content_type.startswith("text/html")


def test_times_are_shown_in_utc():
    when = datetime(2026, 1, 1, 1, 0, tzinfo=UTC) + timedelta(seconds=5)
    assert "2026-01-01 01:00:05 UTC" in client(entry("1", when=when)).get("/calls/1").text
