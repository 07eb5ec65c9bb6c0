"""`mturk-adapter owed` and `mturk-adapter paid`."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from support.work import ANSWERS, LIFE, TYPE

from adapter.cli import main
from adapter.marketplace import Environment, Marketplace
from adapter.marketplace.workers import Worker


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in a folder with lab.sqlite, in which LAB owes 0.60 to AANN."""
    monkeypatch.chdir(tmp_path)
    market = Marketplace("sqlite:///lab.sqlite", Environment(lambda: datetime.now(UTC)))
    hit = market.call("LAB", "CreateHIT", {**TYPE, **LIFE})["HIT"]
    worker = Worker(market, "AANN")
    assignment = {"AssignmentId": worker.accept(hit["HITId"])["AssignmentId"]}
    worker.submit(assignment["AssignmentId"], ANSWERS)
    market.call("LAB", "ApproveAssignment", assignment)
    bonus = {"WorkerId": "AANN", "BonusAmount": "0.10", "Reason": "Well seen"}
    market.call("LAB", "SendBonus", {**assignment, **bonus})
    market.close()

    def invoke(*arguments, **more):
        return CliRunner().invoke(main, [*arguments, "--database", "lab.sqlite"], **more)

    return invoke


def read_owed(run):
    [row] = json.loads(run("owed", "--json").stdout)
    return row["Rewards"], row["Bonuses"], row["PaidOut"], row["Owed"]


def test_what_is_owed_is_printed_and_nothing_after_it_is_paid(run, tmp_path):
    done = run("owed")
    assert (done.exit_code, done.stderr) == (0, "$0.60 owed to 1 worker\n")
    assert '"AANN","","","","0.50","0.10","0.00","0.60","' in done.stdout
    assert run("owed", "-o", "owed.csv").stdout == ""
    assert (tmp_path / "owed.csv").read_bytes() == done.stdout_bytes
    paid = run("paid", "owed.csv", "--note", "June", input="y\n")
    assert paid.stdout == "1 payment recorded, $0.60\n"
    assert "1 payment of the account LAB, $0.60 in all\n" in paid.stderr
    assert read_owed(run) == ("0.50", "0.10", "0.60", "0.00")
    assert run("owed").stderr == "$0.00 owed to 0 workers\n"


def test_payments_are_recorded_only_if_they_may_be_and_once(run):
    run("owed", "-o", "owed.csv")
    assert run("paid", "owed.csv", input="n\n").exit_code == 1
    assert read_owed(run)[2:] == ("0.00", "0.60")
    done = [json.loads(run("paid", "owed.csv", "--yes", "--json").stdout) for _ in range(2)]
    assert done == [
        {"recorded": 1, "recorded_before": 0, "amount": "0.60"},
        {"recorded": 0, "recorded_before": 1, "amount": "0.00"},
    ]
    assert "1 are recorded already, and stay as they are" in run("paid", "owed.csv").stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("WorkerId,Owed,Reference\nAANN,0.61,a\n", "owed.csv: line 2: $0.61 to AANN is more than"),
        ("WorkerId,Owed,Reference\nAANN,much,a\n", "owed.csv: line 2: Owed: expected dollars"),
        ("WorkerId,Owed\n", "owed.csv: line 1: it has no column Reference"),
    ],
)
def test_a_file_with_a_wrong_line_records_nothing(run, tmp_path, content, says):
    (tmp_path / "owed.csv").write_text(content)
    done = run("paid", "owed.csv", "--yes")
    assert (done.exit_code, says in done.stderr) == (1, True), done.stderr
    assert read_owed(run)[2:] == ("0.00", "0.60")
