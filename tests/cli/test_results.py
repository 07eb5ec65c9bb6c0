"""`mturk-adapter results` and `mturk-adapter review`."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from adapter.cli import main
from adapter.marketplace import Environment, Marketplace
from adapter.marketplace.workers import Worker

PAGE = "<p>${image}?</p><input name='bird'>"
BATCH = ("--title", "Birds", "--description", "Name it.", "--reward", "0.50", "--assignments", "2")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in a folder with three submitted assignments in lab.sqlite."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "rows.csv").write_text("image\n1.png\n2.png\n")

    def invoke(*arguments, **more):
        return CliRunner().invoke(main, [*arguments, "--database", "lab.sqlite"], **more)

    (tmp_path / "empty.json").write_text('{"Account": {"AccessKeyId": "LAB"}}')
    assert invoke("seed", "empty.json").exit_code == 0
    made = json.loads(invoke("batch", "page.html", "rows.csv", *BATCH, "--yes", "--json").stdout)
    first, second = made["hit_ids"]
    market = Marketplace("sqlite:///lab.sqlite", Environment(lambda: datetime.now(UTC)))
    for hit_id, worker_id in ((first, "AA"), (first, "AC"), (second, "AB")):
        worker = Worker(market, worker_id)
        worker.submit(worker.accept(hit_id)["AssignmentId"], {"bird": "=robin"})
    market.close()
    return invoke


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def fill_in(tmp_path, run, *cells):
    """Writes batch.csv with these cells in Approve and Reject."""
    rows = read(run("results").stdout)
    for row, (approve, reject) in zip(rows, cells, strict=True):
        row.update(Approve=approve, Reject=reject)
    with (tmp_path / "batch.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, rows[0], delimiter=";")
        table.writeheader()
        table.writerows(reversed(rows))


def test_results_are_printed_or_written(run, tmp_path):
    done = run("results")
    assert (done.exit_code, done.stderr) == (0, "3 assignments\n")
    rows = read(done.stdout)
    assert [(row["WorkerId"], row["Input.image"], row["Answer.bird"]) for row in rows] == [
        ("AA", "1.png", "'=robin"),
        ("AC", "1.png", "'=robin"),
        ("AB", "2.png", "'=robin"),
    ]
    assert run("results", "-o", "batch.csv").stdout == ""
    assert (tmp_path / "batch.csv").read_bytes() == done.stdout_bytes
    assert b"\r\n" in done.stdout_bytes


def test_results_have_other_forms_and_can_be_of_some_hits(run):
    hit_id = read(run("results").stdout)[2]["HITId"]
    [row] = json.loads(run("results", "--json", "--hit", hit_id).stdout)
    assert (row["WorkerId"], row["Answer.bird"]) == ("AB", "=robin")
    for option in ("type", "batch"):
        assert len(read(run("results", f"--{option}", row["HITTypeId"]).stdout)) == 3
    tools = run("results", "--format", "clt", "--raw").stdout.splitlines()
    assert tools[0].startswith('"hitid"\t"hittypeid"\t')
    assert tools[1].endswith('\t"=robin"')
    none = run("results", "--group", "3NONE")
    assert (none.exit_code, "The account LAB has no such HIT" in none.stderr) == (1, True)


def test_a_reviewed_file_is_shown_and_nothing_is_done_unless_it_may(run, tmp_path):
    fill_in(tmp_path, run, ("x", ""), ("", ""), ("", "late"))
    asked = run("review", "batch.csv", input="n\n")
    assert asked.exit_code == 1
    assert asked.stderr.splitlines()[:3] == [
        "1 to approve: $0.60 of the account LAB, of which $0.10 fees",
        "1 to reject: $0.60 is no longer on hold",
        "1 without a decision in the file",
    ]
    assert {row["AssignmentStatus"] for row in read(run("results").stdout)} == {"Submitted"}


def test_a_reviewed_file_is_carried_out_and_can_be_given_again(run, tmp_path):
    fill_in(tmp_path, run, ("x", ""), ("", ""), ("", "late"))
    assert run("review", "batch.csv", input="y\n").stdout == "1 approved, 1 rejected\n"
    rows = read(run("results").stdout)
    found = [(row["AssignmentStatus"], row["RequesterFeedback"]) for row in rows]
    assert found == [("Approved", ""), ("Submitted", ""), ("Rejected", "late")]
    again = run("review", "batch.csv", "--json")
    assert json.loads(again.stdout) == {
        "approved": 0, "rejected": 0, "decided_before": 2, "refused": []
    }  # fmt: skip
    assert "2 decided already, which stay as they are:" in again.stderr
    assert f"  line 4: {rows[0]['AssignmentId']} Approved" in again.stderr


def test_what_was_rejected_is_approved_if_that_is_wanted(run, tmp_path):
    fill_in(tmp_path, run, ("", "late"), ("", ""), ("", ""))
    run("review", "batch.csv", "--yes")
    fill_in(tmp_path, run, ("x", ""), ("", ""), ("", ""))
    assert "Rejected" in run("review", "batch.csv", "--yes").stderr
    done = run("review", "batch.csv", "--override", "--yes")
    assert (done.stdout, "  1 of them were rejected before\n" in done.stderr) == (
        "1 approved, 0 rejected\n", True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "AssignmentId,Approve\n3NONE,x\n",
            "line 2: the account LAB has no submitted assignm",
        ),
        ("AssignmentId,Approve,Reject\n3A,x,y\n", "batch.csv: line 2: both Approve and Reject are"),
        ("a,b\n", "batch.csv: line 1: it has no column AssignmentId"),
    ],
)
def test_a_file_with_a_wrong_line_does_nothing(run, tmp_path, content, says):
    (tmp_path / "batch.csv").write_text(content)
    done = run("review", "batch.csv", "--yes")
    assert (done.exit_code, says in done.stderr) == (1, True), done.stderr


def test_a_file_that_cannot_be_read_or_written_is_named(run):
    assert "none.csv cannot be read: No such file" in run("review", "none.csv").stderr
    assert "none/b.csv cannot be written: No such file" in run("results", "-o", "none/b.csv").stderr
