"""`mturk-adapter invite` and `mturk-adapter invitations`."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from adapter.marketplace import Environment, Marketplace
from adapter.marketplace.invitations import join
from adapter.marketplace.people import People
from adapter.marketplace.workers import Worker

TYPE = "3DEM0BIRDS0NEWSLETTER0READ03CA"


@pytest.fixture
def marketplace(run):
    opened = Marketplace("sqlite:///lab.sqlite", Environment(lambda: datetime.now(UTC)))
    yield opened
    opened.close()


def read_rows(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_links_are_printed_as_csv(run, marketplace):
    made = run("invite", "--count", "3", "--grant", f"{TYPE}=7", "--ends", "2999-01-31")
    rows = read_rows(made.stdout)
    assert [*rows[0]] == ["id", "url", "uses", "ends", "worker_id"]
    assert {(each["uses"], each["ends"]) for each in rows} == {("1", "2999-02-01T00:00:00Z")}
    assert len({each["url"] for each in rows}) == 3
    address, _, token = rows[0]["url"].rpartition("/")
    assert address == "http://127.0.0.1:8082/join"
    person = join(marketplace, token, "form")
    [held] = Worker(marketplace, person.id).list_qualifications()
    assert held.value == 7


def test_the_address_is_the_one_that_browsers_use(run):
    made = run("invite", "--people-url", "https://work.test/", "--json")
    [link] = json.loads(made.stdout)
    assert link["url"].startswith("https://work.test/join/")
    assert (link["uses"], link["ends"], link["grants"]) == (1, None, {})


def test_the_table_goes_into_a_file(run, tmp_path):
    made = run("invite", "--csv", "links.csv")
    assert (made.exit_code, made.stdout) == (0, "")
    assert len(read_rows((tmp_path / "links.csv").read_text())) == 1


def test_codes_are_drawn_into_a_folder(run, tmp_path):
    run("invite", "--count", "2", "--qr", "codes")
    names = sorted(each.name for each in (tmp_path / "codes").iterdir())
    assert names == [f"invitation-{number}.{kind}" for number in (1, 2) for kind in ("png", "svg")]


def test_a_folder_that_cannot_be_written_is_named(run, tmp_path):
    (tmp_path / "codes").touch()
    made = run("invite", "--qr", "codes")
    assert made.exit_code == 2
    assert "'codes' is a file" in made.stderr


def test_a_personal_link_is_for_any_number_of_browsers(run, marketplace):
    People(marketplace).sign_in("AANN", "Ann")
    [row] = read_rows(run("invite", "--person", "AANN").stdout)
    assert (row["uses"], row["worker_id"]) == ("", "AANN")
    [row] = read_rows(run("invite", "--uses", "2", "--person", "AANN").stdout)
    assert row["uses"] == "2"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--grant", f"{TYPE}=x"), "TYPE=VALUE"),
        (("--grant", "3NONE"), "QualificationType 3NONE does not exist"),
        (("--uses", "0"), "uses"),
        (("--uses", "-1"), "no number, nor any"),
        (("--count", "0"), "count"),
        (("--ends", "tomorrow"), "2027-01-31"),
        (("--person", "ANOBODY"), "Worker ANOBODY does not exist"),
    ],
)
def test_what_cannot_be_is_said(run, arguments, text):
    made = run("invite", *arguments)
    assert (made.exit_code != 0, made.stdout) == (True, "")
    assert text in made.stderr


def test_invitations_are_listed_and_stopped(run):
    run("invite", "--uses", "any", "--grant", TYPE, "--from", "Lab of Colours")
    run("invite", "--ends", "2020-01-31")
    assert run("invitations", "list").stdout == (
        "2  ended  0 of 1 joined  until 2020-02-01T00:00:00Z\n"
        f"1  open  0 of any number joined  {TYPE}=1\n"
    )
    assert run("invitations", "stop", "1").stdout == "1 stopped\n"
    first = json.loads(run("invitations", "list", "--json").stdout)[1]
    assert (first["state"], first["inviter"], first["uses"]) == ("stopped", "Lab of Colours", None)
    for number in ("9", str(2**63)):
        unknown = run("invitations", "stop", "1", number)
        assert unknown.exit_code == 1
        assert f"Invitation {number} does not exist" in unknown.stderr
