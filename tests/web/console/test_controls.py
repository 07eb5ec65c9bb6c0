"""The forms that set the clock and reset the state."""

from datetime import UTC, datetime

import pytest
from support.console import NOW, client, entry

from adapter.clock import Clock
from adapter.errors import SettingError

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def refuse(_seed):
    raise SettingError("the seed", "it is damaged")


def test_the_clock_is_set():
    clock = Clock(NOW)
    pages = client(clock=clock)
    answer = pages.post("/controls/clock", data={"time": "2016-01-02T12:00:00Z"}, headers=OWN)
    assert (answer.status_code, answer.location) == (303, "/controls?done=clock")
    assert clock().date() == datetime(2016, 1, 2, tzinfo=UTC).date()
    assert "The clock is set." in pages.get(answer.location).text


def test_a_time_that_cannot_be_read_is_shown_with_what_is_wrong():
    answer = client().post("/controls/clock", data={"time": "soon"}, headers=OWN)
    assert answer.status_code == 400
    assert 'value="soon"' in answer.text
    assert '<a href="#time">The time is not set: expected a time such as' in answer.text


def test_a_reset_forgets_the_calls():
    seeds = []
    pages = client(entry("1"), reset=seeds.append)
    assert pages.post("/controls/reset", headers=OWN).status_code == 303
    assert seeds == [b""]
    assert "/calls/1" not in pages.get("/calls").text


def test_a_reset_that_fails_keeps_the_calls():
    pages = client(entry("1"), reset=refuse)
    answer = pages.post("/controls/reset", headers=OWN)
    assert answer.status_code == 400
    assert "it is damaged" in answer.text
    assert "/calls/1" in pages.get("/calls").text


def test_what_may_not_be_lost_is_not_reset():
    pages = client(reset=refuse, refusal="The state lasts.")
    assert "The state lasts." in pages.get("/controls").text
    assert "<form" not in pages.get("/controls").text
    for path in ("/controls/reset", "/controls/clock"):
        assert pages.post(path, headers=OWN).status_code == 403


@pytest.mark.parametrize("path", ["/controls/reset", "/controls/clock"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://evil.example", "Host": "evil.example"},
    ],
)
def test_another_page_sends_no_form(path, headers):
    clock = Clock(NOW)
    answer = client(clock=clock, reset=refuse).post(path, data={"time": "+9999"}, headers=headers)
    assert answer.status_code == 403
    assert clock() < datetime(2026, 1, 1, 13, tzinfo=UTC)
