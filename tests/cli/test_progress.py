"""How far long work is: a line for each tenth where nobody watches."""

from adapter.cli.progress import Progress, track


def test_a_line_is_printed_for_each_tenth(capsys):
    assert list(track(range(1_000), "cases")) == list(range(1_000))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"cases: {done:,} of 1,000" for done in range(100, 1_001, 100)]


def test_work_on_few_items_says_nothing(capsys):
    assert sum(track([1, 2, 3], "cases")) == 6
    assert capsys.readouterr().err == ""


def test_work_that_is_done_at_its_first_report_says_nothing(capsys):
    progress = Progress()
    progress.report("empty", 0, 0)
    progress.report("short", 7, 7)
    assert capsys.readouterr().err == ""


def test_one_label_follows_another(capsys):
    progress = Progress()
    for label in ("types", "requests"):
        for done in (15_000, 15_001, 30_000):
            progress.report(label, done, 30_000)
    assert capsys.readouterr().err.splitlines() == [
        "types: 15,000 of 30,000",
        "types: 30,000 of 30,000",
        "requests: 15,000 of 30,000",
        "requests: 30,000 of 30,000",
    ]
