"""`mturk-adapter link`."""

import json

import pytest

PROLIFIC = ("--preset", "prolific", "--code", "C1ABC")
PARAMETERS = "?PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}&SESSION_ID={{%SESSION_ID%}}"


def new(run, *arguments):
    made = run("link", "new", "--json", *arguments)
    assert made.exit_code == 0, made.stderr
    return json.loads(made.stdout)


def test_a_link_prints_the_address_to_paste(run):
    made = run("link", "new", *PROLIFIC)
    address, _, rest = made.stdout.partition("?")
    assert address.startswith("http://127.0.0.1:8082/go/")
    assert f"?{rest}" == f"{PARAMETERS}\n"
    assert made.stderr == ""


def test_the_address_is_where_browsers_reach_the_pages(run):
    made = new(run, *PROLIFIC, "--people-url", "https://work.lab.test/")
    assert made["url"] == f"https://work.lab.test/go/{made['id']}{PARAMETERS}"


@pytest.mark.parametrize(
    ("arguments", "parameters"),
    [
        (("--preset", "connect"), ""),
        (("--preset", "class"), ""),
        (("--preset", "sona"), "?sona_id=%SURVEY_CODE%"),
        (("--preset", "sona", "--id-parameter", "pid"), "?pid=%SURVEY_CODE%"),
        (("--preset", "besample", "--id-parameter", "response_id"), "?response_id="),
    ],
)
def test_each_platform_has_its_own_address(run, arguments, parameters):
    made = new(run, *arguments)
    assert made["url"] == f"http://127.0.0.1:8082/go/{made['id']}{parameters}"


def test_everything_that_is_said_is_kept(run):
    group = json.loads(run("dump").stdout)["HITTypes"][0]["HITTypeId"]
    made = new(
        run,
        *("--preset", "connect", "--name", "autumn", "--keep", "wave", "--type", group),
        *("--tasks", "2", "--code", "completed=C1", "--code", "partial=C2"),
        *(
            "--back",
            "https://p.test/?cc={code}",
            "--back",
            "none_left=https://p.test/none?w={wave}",
        ),
        *("--opens", "2027-01-01T09:00+01:00", "--ends", "2027-01-31"),
    )
    assert made["kept_parameters"] == ["assignmentId", "projectId", "wave"]
    assert (made["group_id"], made["most_tasks"], made["name"]) == (group, 2, "autumn")
    assert made["codes"] == {"completed": "C1", "partial": "C2"}
    assert made["back_urls"] == {
        "completed": "https://p.test/?cc={code}",
        "none_left": "https://p.test/none?w={wave}",
    }
    assert (made["opens"], made["ends"]) == ("2027-01-01T08:00:00Z", "2027-02-01T00:00:00Z")
    assert made["state"] == "not open"


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("--preset", "prolific"), 1, "--code completed: Give the code: the way back has"),
        (("--preset", "prolifc", "--code", "C"), 1, "--id-parameter: Say which parameter"),
        ((*PROLIFIC, "--code", "done=C"), 1, "--code: done is no outcome."),
        ((*PROLIFIC, "--tasks", "0"), 1, "--tasks: Let each participant do at least one"),
        ((*PROLIFIC, "--back", "http://evil.test/"), 1, "--back completed: Begin with https://"),
        ((*PROLIFIC, "--group", "3X"), 1, "--group: The account has no such group"),
        ((*PROLIFIC, "--group", "3X", "--type", "3X"), 2, "give one of them"),
        ((*PROLIFIC, "--ends", "soon"), 2, "is no day such as 2027-01-31"),
        ((*PROLIFIC, "--qr", "code.svg"), 2, "it is for --preset class"),
        (("--preset", "class", "--qr", "code.gif"), 2, "ends with .svg or .png"),
        (("--preset", "class", "--qr", "no/code.svg"), 1, "no/code.svg cannot be written"),
    ],
)
def test_what_cannot_be_used_is_named(run, arguments, status, says):
    made = run("link", "new", *arguments)
    assert (made.exit_code, says in made.stderr) == (status, True), made.stderr


@pytest.mark.parametrize(("name", "begins"), [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG")])
def test_a_class_gets_a_picture_of_its_link(run, tmp_path, name, begins):
    assert run("link", "new", "--preset", "class", "--qr", name).exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_links_are_listed_and_stopped(run):
    assert run("link", "list").stdout == ""
    first, second = new(run, *PROLIFIC, "--name", "spring"), new(run, "--preset", "class")
    assert run("link", "stop", first["id"]).stdout == f"{first['id']} is stopped\n"
    listed = json.loads(run("link", "list", "--json").stdout)
    assert [(each["id"], each["state"]) for each in listed] == [
        (second["id"], "open"),
        (first["id"], "stopped"),
    ]
    counts = "0 came, 0 working, 0 completed, 0 partial, 0 none_left, 0 turned_away"
    text = run("link", "list").stdout
    assert f"{first['id']}  spring  stopped  {counts}\n  {first['url']}\n" in text
    assert run("link", "stop", "3NOTHING").exit_code == 1
    again = json.loads(run("link", "stop", first["id"], "--json").stdout)
    assert again["stopped"] == listed[1]["stopped"]
