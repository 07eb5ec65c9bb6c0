"""Numbers over time, and their bars."""

from datetime import timedelta

from support.console import NOW, client, entry

from adapter.web.admin.console.plots import plot_calls, plot_latency, plot_requests


def called(minutes_ago, seconds=0.01, **fields):
    return entry("1", when=NOW - timedelta(minutes=minutes_ago), seconds=seconds, **fields)


def test_calls_are_counted_by_the_minute():
    entries = [called(0), called(0, outcomes=("Wrong",)), called(2.5), called(90)]
    plot = plot_calls(entries, NOW)
    assert plot.rows == [("11:57", [0, 1]), ("12:00", [1, 2])]
    assert (len(plot.labels), plot.labels[0], plot.highest) == (30, "11:31", 2)


def test_latency_is_the_median_and_what_95_of_100_took_at_most():
    entries = [called(0, seconds=number / 1000) for number in range(1, 101)]
    assert plot_latency(entries, NOW).rows == [("12:00", [50.0, 95.0])]


def test_requests_are_those_that_had_come():
    days = [NOW - timedelta(days=days) for days in (300, 1, 1, 0)]
    plot = plot_requests(days, NOW)
    assert [numbers for _, numbers in plot.rows[-3:]] == [[1], [3], [4]]


def test_the_overview_has_the_numbers_as_a_table_too():
    text = client(called(0), called(0)).get("/").text
    assert '<th scope="row">12:00</th><td class="number">0</td><td class="number">2</td>' in text
