"""`mturk-adapter people`."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from adapter.cli import main

TABLE = "name,contact,id\nAna Lopez,ana@x.test,7\n=Bea,,8\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in a folder with a table, and the demo in lab.sqlite."""
    monkeypatch.chdir(tmp_path)
    Path("class.csv").write_text(TABLE)

    def invoke(*arguments, **more):
        return CliRunner().invoke(main, [*arguments, "--database", "lab.sqlite"], **more)

    assert invoke("seed", "demo").exit_code == 0
    return invoke


@pytest.fixture
def brought(run):
    """What was printed of the people of the table, by name."""
    done = run("people", "import", "class.csv", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    return {each["Name"]: each for each in json.loads(done.stdout)}


def listed(run, *options):
    return json.loads(run("people", "list", "--json", *options).stdout)


def test_an_import_prints_a_personal_link_for_each(run):
    done = run("people", "import", "class.csv", "--people-url", "https://work.lab.example")
    [ana, bea] = csv.DictReader(done.stdout.splitlines())
    assert ana["URL"].startswith("https://work.lab.example/join/")
    assert (ana["Name"], ana["Contact"], ana["Id"], ana["New"]) == (
        "Ana Lopez",
        "ana@x.test",
        "7",
        "yes",
    )
    assert (bea["Name"], bea["URL"] != ana["URL"]) == ("'=Bea", True)


def test_the_people_of_an_import_are_listed(run, brought):
    assert [(each["name"], each["label"]) for each in listed(run)] == [
        ("=Bea", "8"),
        ("Ana Lopez", "7"),
    ]
    assert [each["id"] for each in listed(run, "--search", "lopez")] == [
        brought["Ana Lopez"]["WorkerId"]
    ]
    line = run("people", "list", "--search", "ana").stdout
    assert line.startswith(
        f"{brought['Ana Lopez']['WorkerId']}  Ana Lopez  ana@x.test  7  0 done  owed $0.00"
    )


def test_a_table_that_cannot_be_used_imports_nobody(run):
    Path("class.csv").write_text("name,id\nAna,1\nBea,2,3\n,\nAna,1\n")
    done = run("people", "import", "class.csv")
    assert done.exit_code == 1
    assert "nobody was imported\nline 3: 3 cells" in done.stderr
    assert "line 5: the same person as in line 2" in done.stderr
    assert listed(run) == []


def test_a_stopped_person_is_let_in_again(run, brought):
    worker_id = brought["Ana Lopez"]["WorkerId"]
    stopped = run("people", "stop", worker_id, "--json")
    assert json.loads(stopped.stdout) == {"id": worker_id, "state": "stopped"}
    assert "  stopped  " in run("people", "list", "--search", "ana").stdout
    again = run("people", "import", "class.csv")
    assert (again.exit_code, "line 2: This person was stopped" in again.stderr) == (1, True)
    assert run("people", "allow", worker_id).stdout == f"{worker_id} allowed\n"
    assert listed(run, "--search", "ana")[0]["stopped"] is None


def test_who_is_not_of_the_account_cannot_be_stopped(run, brought):
    done = run("people", "stop", "ANOBODY")
    assert (done.exit_code, "Worker ANOBODY does not exist" in done.stderr) == (1, True)


def test_a_person_is_forgotten_after_a_question(run, brought):
    worker_id = brought["Ana Lopez"]["WorkerId"]
    asked = run("people", "forget", worker_id, input="n\n")
    assert (asked.exit_code, "cannot be undone" in asked.stderr) == (1, True)
    assert run("people", "forget", worker_id, input="y\n").stdout == f"{worker_id} forgotten\n"
    assert listed(run, "--search", "ana lopez") == []
    assert b"ana@x.test" not in b"".join(each.read_bytes() for each in Path().glob("lab.sqlite*"))


def test_an_import_brings_a_forgotten_name_back_to_the_same_worker(run, brought):
    worker_id = brought["Ana Lopez"]["WorkerId"]
    assert json.loads(run("people", "forget", worker_id, "--yes", "--json").stdout) == [worker_id]
    again = json.loads(run("people", "import", "class.csv", "--json").stdout)
    assert (again[0]["WorkerId"], again[0]["New"]) == (worker_id, "no")
    assert listed(run, "--search", "ana")[0]["forgotten"] is None


def test_who_was_long_not_here_is_forgotten(run, brought):
    assert run("people", "forget", "--older-than", "30", "--yes").stdout == ""
    later = {"MTURK_ADAPTER_CLOCK": "2100-01-01T00:00:00Z"}
    forgotten = run("people", "forget", "--older-than", "30", "--yes", "--json", env=later)
    assert set(json.loads(forgotten.stdout)) == {each["WorkerId"] for each in brought.values()}
    assert [each["name"] for each in listed(run)] == [None, None]


def test_forgetting_names_one_person_or_a_time(run):
    for arguments in ((), ("ANOBODY", "--older-than", "3")):
        done = run("people", "forget", *arguments)
        assert (done.exit_code, "Name an ID, or --older-than" in done.stderr) == (2, True)


def test_what_is_kept_of_a_person_is_printed(run, brought):
    worker_id = brought["Ana Lopez"]["WorkerId"]
    found = json.loads(run("people", "export", worker_id).stdout)
    assert (found["person"]["name"], found["assignments"]) == ("Ana Lopez", [])
    assert "\n" not in run("people", "export", worker_id, "--json").stdout.strip()
