"""A life with an adapter that logs, records and remembers all it can: nobody is named in it."""

import json
import re
import socket

import pytest
import requests
from click.testing import CliRunner
from support.boto3_client import client
from support.process import adapter_process
from support.work import LIFE, TYPE

from adapter.cli import main

ACCOUNT = "AKIDLIFE"
NAME, CONTACT, PLATFORM_ID = "Zebulon Quux", "zq@example.test", "5f3c0ffee0ddba11"
CLASSMATE, CLASS_ID = "Wilhelmina Pfefferkorn", "S77105"
PERSONAL = (NAME, "Zebulon", "Quux", CONTACT, PLATFORM_ID, CLASSMATE, "Wilhelmina", CLASS_ID)


class Person:
    """A browser without scripts at the pages of the process."""

    def __init__(self, site):
        self.site = site
        self.session = requests.Session()
        self.session.trust_env = False

    def open(self, path):
        return self.session.get(f"{self.site}{path}", timeout=30)

    def send(self, path, on, **fields):
        hidden = re.findall('type="hidden" name="([^"]+)" value="([^"]*)"', self.open(on).text)
        data = {**dict(hidden), **fields}
        return self.session.post(f"{self.site}{path}", data=data, timeout=30)


@pytest.fixture
def ports():
    """Two free ports of this machine."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    found = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return found


@pytest.fixture
def run(tmp_path):
    """Runs a command over the process's database, and returns its JSON."""

    def invoke(*arguments):
        place = ("--database", f"{tmp_path}/lab.db", "--account", ACCOUNT, "--json")
        done = CliRunner().invoke(main, [*arguments, *place])
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    return invoke


def work(person, boto, tasks):
    """Accept the HIT, submit it, and look at everything."""
    made = boto.create_hit(**{**TYPE, **LIFE, "MaxAssignments": 1})["HIT"]
    group = f"/projects/{made['HITGroupId']}/tasks"
    page = person.send(f"{group}/accept_random", on=group)
    assignment_id = re.search(r"assignment_id=([A-Z0-9]{30})", page.url)[1]
    fields = {"assignmentId": assignment_id, "q": "an answer"}
    submitted = person.session.post(f"{tasks}/mturk/externalSubmit", data=fields, timeout=30)
    assert submitted.status_code == 200
    boto.approve_assignment(AssignmentId=assignment_id)
    for path in ("/", "/tasks", "/earnings", "/qualifications", f"/projects?search={NAME}"):
        assert person.open(path).status_code == 200
    assert person.open(f"/no-such-page/{NAME}?name={NAME}").status_code == 404
    return made["HITId"]


def read_assignments(url, hit_id):
    """What an old program reads of the HIT."""
    query = {"Operation": "GetAssignmentsForHIT", "AWSAccessKeyId": ACCOUNT, "HITId": hit_id}
    answer = requests.get(url, params=query, timeout=30)
    assert "an answer" in answer.text
    return answer.text


def look_at_the_desk(site):
    """A requester looks for the people, imports one, stops one and forgets one."""
    desk = Person(site)
    desk.send("/desk/sign-in", on="/desk/sign-in", access_key_id=ACCOUNT, secret="")
    [found] = desk.open(f"/desk/people.json?search={NAME}").json()
    assert (found["Name"], found["ExternalId"]) == (NAME, PLATFORM_ID)
    person = f"/desk/people/{found['WorkerId']}"
    assert NAME in desk.open(f"{person}/work").text
    assert desk.open("/desk/people.csv").status_code == 200
    table = f"name,id\n{CLASSMATE},{CLASS_ID}\n"
    made = desk.send("/desk/people/import", on="/desk/people/import", text=table)
    for action in ("stop", "allow", "block", "unblock"):
        assert desk.send(f"{person}/{action}", on=f"{person}/work").status_code == 200
    return found["WorkerId"], re.search("/join/[0-9a-f]{32}", made.text)[0]


def read_what_was_written(tmp_path, admin, process):
    """The log, the recordings, and what the console remembers."""
    paths = ("/_adapter/calls", "/metrics", "/calls", "/report.json", "/state", "/state/messages")
    remembered = [requests.get(f"{admin}{path}", timeout=30).text for path in paths]
    assert "CreateHIT" in remembered[0]
    yield from remembered
    recorded = [each for each in (tmp_path / "cases").rglob("*") if each.is_file()]
    assert recorded
    yield from (each.read_text() for each in recorded)
    process.terminate()
    process.log = process.communicate(timeout=30)
    assert "request_completed" in process.log[1]
    yield from process.log


def test_a_life_leaves_no_trace_of_who_it_was(tmp_path, ports, run):
    admin, people = ports
    site, tasks = f"http://127.0.0.1:{people}", f"http://localhost:{people}"
    flags = (
        *("--database", f"{tmp_path}/lab.db", "--record", f"{tmp_path}/cases"),
        *("--log-level", "debug", "--log-format", "json"),
        *("--admin", f"127.0.0.1:{admin}", "--people", f"127.0.0.1:{people}"),
    )
    with adapter_process(*flags) as (process, url):
        boto = client(url, ACCOUNT, "any")
        boto.get_account_balance()
        link = run("link", "new", "--preset", "prolific", "--name", "spring", "--code", "C1")
        person = Person(site)
        query = f"PROLIFIC_PID={PLATFORM_ID}&SESSION_ID=1&STUDY_ID=2"
        assert person.open(f"/go/{link['id']}?{query}").status_code == 200
        person.send("/me", on="/me", name=NAME, contact=CONTACT)
        assignments = read_assignments(url, work(person, boto, tasks))
        worker_id, join = look_at_the_desk(site)
        assert f"<WorkerId>{worker_id}</WorkerId>" in assignments
        classmate = Person(site)
        assert classmate.send(join, on=join).status_code == 200
        assert CLASSMATE in classmate.open("/me").text
        run("people", "forget", worker_id, "--yes")
        found = list(read_what_was_written(tmp_path, f"http://127.0.0.1:{admin}", process))
    assert [each for text in found for each in PERSONAL if each in text] == []
    assert worker_id in "".join(found)
