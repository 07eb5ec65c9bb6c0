"""How far long work is: a line for each tenth where nobody watches."""

from itertools import count

from adapter.cli.progress import Progress, track


def clock(seconds):
    """A clock that moves on by so much between two reports."""
    return map(seconds.__mul__, count()).__next__


def test_a_line_is_printed_for_each_tenth_of_what_takes_long(capsys):
    progress = Progress(clock(1.0))
    for done in range(1, 1_001):
        progress.report("cases", done, 1_000)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"cases: {done:,} of 1,000" for done in range(100, 1_001, 100)]


def test_what_is_done_within_a_second_says_nothing(capsys):
    progress = Progress(clock(0.0009))
    for done in range(1, 1_001):
        progress.report("cases", done, 1_000)
    assert capsys.readouterr().err == ""


def test_lines_begin_when_the_second_is_over(capsys):
    progress = Progress(clock(0.002))
    for done in range(1, 1_001):
        progress.report("cases", done, 1_000)
    assert capsys.readouterr().err.splitlines()[:2] == [
        "cases: 501 of 1,000",
        "cases: 600 of 1,000",
    ]


def test_work_on_few_items_says_nothing(capsys):
    assert sum(track([1, 2, 3], "cases")) == 6
    assert capsys.readouterr().err == ""


def test_work_that_is_done_at_its_first_report_says_nothing(capsys):
    progress = Progress(clock(2.0))
    progress.report("empty", 0, 0)
    progress.report("short", 7, 7)
    assert capsys.readouterr().err == ""


def test_one_label_follows_another(capsys):
    progress = Progress(clock(2.0))
    for label in ("types", "requests"):
        for done in (14_000, 15_000, 15_001, 30_000):
            progress.report(label, done, 30_000)
    assert capsys.readouterr().err.splitlines() == [
        "types: 15,000 of 30,000",
        "types: 30,000 of 30,000",
        "requests: 15,000 of 30,000",
        "requests: 30,000 of 30,000",
    ]
