"""`mturk-adapter layout` and `mturk-adapter batch`."""

import json

import pytest
from click.testing import CliRunner

from adapter.cli import main

PAGE = "<p>Which bird is on ${image}?</p><input name='bird'>"
BATCH = ("--title", "Birds", "--description", "Name the bird.", "--reward", "0.05")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in a folder with a page, a table, and the demo in lab.sqlite."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "rows.csv").write_text("image\n1.png\n2.png\n")

    def invoke(*arguments, **more):
        return CliRunner().invoke(main, [*arguments, "--database", "lab.sqlite"], **more)

    assert invoke("seed", "demo").exit_code == 0
    return invoke


def test_a_layout_is_added_and_listed(run):
    added = run("layout", "add", "page.html", "--id", "OLDID")
    assert (added.exit_code, added.stdout) == (0, "OLDID\n")
    assert run("layout", "list").stdout == "OLDID  page  ${image}\n"
    again = run("layout", "add", "page.html", "--id", "OLDID")
    assert (again.exit_code, "There is a layout OLDID already" in again.stderr) == (1, True)


def test_a_new_layout_prints_its_id(run):
    made = run("layout", "add", "page.html", "--name", "birds").stdout.strip()
    assert run("layout", "list").stdout == f"{made}  birds  ${{image}}\n"


def test_layouts_are_printed_as_json(run):
    added = run("layout", "add", "page.html", "--id", "OLDID", "--json")
    assert json.loads(added.stdout) == {"id": "OLDID"}
    assert json.loads(run("layout", "list", "--json").stdout) == [
        {"id": "OLDID", "name": "page", "placeholders": ["image"], "retired": False}
    ]


def test_an_account_of_its_own_can_have_layouts(run):
    assert run("layout", "add", "page.html", "--account", "OLDKEY").exit_code == 0
    unsaid = run("layout", "list")
    assert (unsaid.exit_code, "there are OLDKEY, demo" in unsaid.stderr) == (2, True)


def dump(run):
    """What the marketplace has."""
    return json.loads(run("dump").stdout)


def test_a_batch_shows_its_cost_and_makes_nothing_unless_it_may(run):
    asked = run("batch", "page.html", "rows.csv", *BATCH, input="n\n")
    assert asked.exit_code == 1
    assert "2 HITs, 2 assignments, $0.12 with fees from the account demo" in asked.stderr
    assert run("layout", "list").stdout == ""


def test_a_batch_makes_a_hit_of_each_row(run):
    made = json.loads(run("batch", "page.html", "rows.csv", *BATCH, "--yes", "--json").stdout)
    assert len(made["hit_ids"]) == 2
    told = run("batch", "page.html", "rows.csv", *BATCH, input="y\n").stdout
    # The same properties are the same group.
    assert told == f"2 HITs in the group {made['hit_group_id']}\n"


def test_a_batch_previews_its_first_page(run):
    shown = run("batch", "page.html", "rows.csv", *BATCH, "--preview")
    assert shown.stdout == f"{PAGE.replace('${image}', '1.png')}\n"


def test_a_batch_needs_what_its_options_say(run):
    needs = (
        "--require",
        "Worker_Locale=US,GB",
        "--require",
        "Worker_PercentAssignmentsApproved>95",
    )
    assert run("batch", "page.html", "rows.csv", *BATCH, *needs, "--yes").stderr == ""
    [made] = [hit for hit in dump(run)["HITs"] if hit["Title"] == "Birds"][:1]
    assert [
        (each["Comparator"], each.get("IntegerValues"), each.get("LocaleValues"))
        for each in made["QualificationRequirements"]
    ] == [("In", None, [{"Country": "US"}, {"Country": "GB"}]), ("GreaterThan", [95], None)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Owls>=75", 'There is no qualification type with the id or name "Owls"'),
        ("Masters>=many", '"many" is no whole number'),
        ("Worker_Locale>US", "Comparator"),
    ],
)
def test_a_need_that_cannot_be_is_refused(run, text, reason):
    done = run("batch", "page.html", "rows.csv", *BATCH, "--require", text, "--yes")
    assert (done.exit_code, reason in done.stderr) == (1, True), done.stderr


@pytest.mark.parametrize(
    ("file", "content", "text"),
    [
        ("rows.csv", b"picture\n1\n", "rows.csv: line 1: the page has no placeholder ${picture}"),
        ("rows.csv", b"image\n\xff\n", "rows.csv is not UTF-8 text"),
        ("page.html", b"\xff", "page.html is not UTF-8 text"),
    ],
)
def test_files_that_cannot_be_used_are_named(run, tmp_path, file, content, text):
    (tmp_path / file).write_bytes(content)
    done = run("batch", "page.html", "rows.csv", *BATCH, "--yes")
    assert (done.exit_code, text in done.stderr) == (1, True), done.stderr
