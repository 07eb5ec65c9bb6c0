"""`mturk-adapter import` makes a seed of files."""

import json

import pytest
from click.testing import CliRunner
from support.batch_results import write_batch_results

from adapter.cli import main, progress


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs the command in a folder with a file of batch results and a bad one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "batch.csv").write_text(write_batch_results({}))
    (tmp_path / "bad.csv").write_text(write_batch_results({"Reward": "much"}))
    return lambda *arguments: CliRunner().invoke(main, ["import", *arguments])


def test_a_seed_is_printed_and_what_it_lacks_is_said_beside_it(run, tmp_path):
    done = run("--account", "OLDKEY", "batch.csv")
    seed = json.loads(done.stdout)
    assert seed["Account"] == {"AccessKeyId": "OLDKEY"}
    assert done.stderr.splitlines()[-2:] == [
        "note: the Question is not in the file: the HIT has its Input columns (batch.csv:2)",
        "seed: 1 HITs, 1 Assignments",
    ]
    (tmp_path / "lab.json").write_text(done.stdout)
    database = f"sqlite:///{tmp_path / 'market.db'}"
    loaded = CliRunner().invoke(main, ["seed", "--database", database, "lab.json"])
    assert loaded.stdout == "lab.json: 1 HITs, 1 Assignments\n"


def test_a_file_that_cannot_be_read_leaves_the_output_as_it_was(run, tmp_path):
    lab = tmp_path / "lab.json"
    lab.write_text("kept")
    done = run("--account", "OLDKEY", "--output", "lab.json", "batch.csv", "bad.csv")
    assert (done.exit_code, lab.read_text()) == (1, "kept")
    assert "bad.csv:2: Reward: " in done.stderr
    assert run("--account", "OLDKEY", "--output", "lab.json", "batch.csv").exit_code == 0
    assert json.loads(lab.read_text())["HITs"][0]["HITId"] == "3HIT"


def test_a_long_file_shows_how_much_of_it_was_read(run, tmp_path, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0)
    rows = ({"AssignmentId": f"3A{n}", "WorkerId": f"A{n}"} for n in range(2500))
    (tmp_path / "long.csv").write_text(write_batch_results(*rows))
    shown = run("--account", "K", "--output", "lab.json", "long.csv").stderr.splitlines()
    size = (tmp_path / "long.csv").stat().st_size
    [*parts, whole] = [line for line in shown if line.startswith("bytes of long.csv: ")]
    assert whole == f"bytes of long.csv: {size:,} of {size:,}"
    assert 0 < len(parts) < 10


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("batch.csv",), 2, "Missing option '--account'"),
        (("--account", "K"), 2, "Missing argument 'FILES...'"),
        (("--account", "K", "none.csv"), 1, "none.csv: it cannot be read: No such file"),
        (("--account", "K", "--output", "no/lab.json", "batch.csv"), 1,
         "no/lab.json cannot be written: No such file"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(run, arguments, code, says):
    done = run(*arguments)
    assert (done.exit_code, says in done.output) == (code, True), done.output
