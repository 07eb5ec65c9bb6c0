"""From a qualification type to the paid bonus: a requester's program, and a person in a browser."""

from __future__ import annotations

import csv
import io
import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from lxml import etree
from playwright.sync_api import expect
from support.boto_249 import (
    ExternalQuestion,
    MTurkConnection,
    Price,
    Qualifications,
    QuestionForm,
    Requirement,
    hang_up,
)
from support.browser import ANN, PATIENCE_MS, accept, sign_in
from support.platforms import Prolific, run_platform
from support.postgres import binaries, server
from support.process import adapter_process

from adapter.cli import main
from adapter.marketplace.results.columns import COLUMNS
from adapter.pytest_plugin.market import MturkAdapter
from adapter.settings import Settings
from adapter.settings.database import parse_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page
    from support.study import Study

FORM = (
    '<QuestionForm xmlns="http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/'
    '2005-10-01/QuestionForm.xsd">'
    "<Question><QuestionIdentifier>owl</QuestionIdentifier><IsRequired>true</IsRequired>"
    "<QuestionContent><Text>Which owl hoots?</Text></QuestionContent><AnswerSpecification>"
    "<SelectionAnswer><StyleSuggestion>radiobutton</StyleSuggestion><Selections>"
    "<Selection><SelectionIdentifier>tawny</SelectionIdentifier><Text>Tawny</Text></Selection>"
    "<Selection><SelectionIdentifier>barn</SelectionIdentifier><Text>Barn</Text></Selection>"
    "</Selections></SelectionAnswer></AnswerSpecification></Question>"
    "<Question><QuestionIdentifier>why</QuestionIdentifier><IsRequired>true</IsRequired>"
    "<QuestionContent><Text>Why?</Text></QuestionContent>"
    "<AnswerSpecification><FreeTextAnswer/></AnswerSpecification></Question></QuestionForm>"
)


class RawForm(QuestionForm):
    """The form as it is, where boto's class would write one."""

    def get_as_xml(self) -> str:
        return FORM


class Boto249:
    """A program of 2015."""

    def __init__(self, adapter: Any) -> None:
        self.mturk = MTurkConnection(
            "OLDKEY", "any", host=adapter.host, port=adapter.port, is_secure=False
        )

    def make_type(self) -> str:
        [made] = self.mturk.create_qualification_type(
            "Owls", "Knows owls", "Active", test=RawForm(), test_duration=600
        )
        return str(made.QualificationTypeId)

    def grant(self, type_id: str) -> tuple[str, list[Any]]:
        [request] = self.mturk.get_qualification_requests(type_id)
        self.mturk.grant_qualification(request.QualificationRequestId, 80)
        return request.SubjectId, [each.fields for each in request.answers[0]]

    def make_hit(self, type_id: str, lab: Study) -> tuple[str, str]:
        needs = Qualifications()
        needs.add(Requirement(type_id, "GreaterThanOrEqualTo", 75))
        [hit] = self.mturk.create_hit(
            question=ExternalQuestion(f"{lab.url}/", 450),
            title="Colours",
            description="Name a colour",
            keywords="colours",
            reward=Price(0.5),
            max_assignments=2,
            qualifications=needs,
        )
        return hit.HITId, hit.HITTypeId

    def pay(self, hit_id: str) -> tuple[str, dict[str, str]]:
        self.mturk.expire_hit(hit_id)
        assert [each.HITId for each in self.mturk.get_reviewable_hits()] == [hit_id]
        [done] = self.mturk.get_assignments(hit_id)
        self.mturk.approve_assignment(done.AssignmentId, "Well seen")
        self.mturk.grant_bonus(done.WorkerId, done.AssignmentId, Price(0.1), "Quick")
        return done.WorkerId, {each.qid: each.fields[0] for each in done.answers[0]}

    def make_open_hit(self, lab: Study) -> tuple[str, str]:
        [hit] = self.mturk.create_hit(
            question=ExternalQuestion(f"{lab.url}/", 450),
            title="More colours",
            description="Name another colour",
            keywords="colours",
            reward=Price(0.5),
            max_assignments=1,
        )
        return hit.HITId, hit.HITTypeId

    def list_statuses(self, hit_id: str) -> list[str]:
        return [each.AssignmentStatus for each in self.mturk.get_assignments(hit_id)]

    def balance(self) -> str:
        [balance] = self.mturk.get_account_balance()
        return f"{balance.amount:.2f}"

    def close(self) -> None:
        hang_up(self.mturk)


class Boto3:
    """A program of today."""

    def __init__(self, adapter: Any) -> None:
        self.mturk = adapter.client

    def make_type(self) -> str:
        made = self.mturk.create_qualification_type(
            Name="Owls",
            Description="Knows owls",
            QualificationTypeStatus="Active",
            Test=FORM,
            TestDurationInSeconds=600,
        )
        return str(made["QualificationType"]["QualificationTypeId"])

    def grant(self, type_id: str) -> tuple[str, list[Any]]:
        found = self.mturk.list_qualification_requests(QualificationTypeId=type_id)
        [request] = found["QualificationRequests"]
        self.mturk.accept_qualification_request(
            QualificationRequestId=request["QualificationRequestId"], IntegerValue=80
        )
        return request["WorkerId"], [[each] for each in read_answers(request["Answer"]).values()]

    def make_hit(self, type_id: str, lab: Study) -> tuple[str, str]:
        needs = {"QualificationTypeId": type_id, "Comparator": "GreaterThanOrEqualTo"}
        hit = self.mturk.create_hit(
            Question=lab.question(),
            Title="Colours",
            Description="Name a colour",
            Reward="0.50",
            MaxAssignments=2,
            LifetimeInSeconds=86_400,
            AssignmentDurationInSeconds=600,
            QualificationRequirements=[{**needs, "IntegerValues": [75]}],
        )["HIT"]
        return hit["HITId"], hit["HITTypeId"]

    def pay(self, hit_id: str) -> tuple[str, dict[str, str]]:
        self.mturk.update_expiration_for_hit(HITId=hit_id, ExpireAt=0)
        assert [each["HITId"] for each in self.mturk.list_reviewable_hits()["HITs"]] == [hit_id]
        [done] = self.mturk.list_assignments_for_hit(HITId=hit_id)["Assignments"]
        ids = {"AssignmentId": done["AssignmentId"]}
        self.mturk.approve_assignment(**ids, RequesterFeedback="Well seen")
        self.mturk.send_bonus(
            **ids,
            WorkerId=done["WorkerId"],
            BonusAmount="0.10",
            Reason="Quick",
            UniqueRequestToken="1",
        )
        return done["WorkerId"], read_answers(done["Answer"])

    def balance(self) -> str:
        return str(self.mturk.get_account_balance()["AvailableBalance"])

    def close(self) -> None:
        pass


def read_answers(document: str) -> dict[str, str]:
    """The texts or selections of a QuestionFormAnswers document by question."""
    root = etree.fromstring(document.encode())
    return {each[0].text: each[1].text or "" for each in root}


@contextmanager
def program(kind: type, adapter: Any) -> Iterator[Any]:
    made = kind(adapter)
    try:
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("kind", [Boto249, Boto3])
def test_from_the_test_to_the_paid_bonus(page, browser, mturk_adapter, lab, kind):
    work_and_pay(page, browser, (mturk_adapter, mturk_adapter), lab, kind)


def test_program_and_browser_reach_two_adapters_over_postgresql(browser, lab, tmp_path):
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with server(programs) as url, ExitStack() as stack:
        settings = Settings(database=parse_database(f"{url}/postgres"), accounts=(), warnings=())
        adapters = [MturkAdapter(settings, b"", tmp_path, None) for _ in range(2)]
        for each in adapters:
            stack.callback(each.close)
        context = stack.enter_context(browser.new_context())
        sign_in(context, adapters[1].people_url, adapters[1].session_cookie(ANN))
        work_and_pay(context.new_page(), browser, adapters, lab, Boto249)


def work_and_pay(page, browser, adapters, lab, kind):
    """The whole way, with the program at the first adapter and the browser at the second."""
    api, mturk_adapter = adapters
    with program(kind, api) as requester:
        type_id = requester.make_type()
        take_test(page, mturk_adapter)
        assert requester.grant(type_id) == (ANN, [["tawny"], ["It calls"]])

        hit_id, group = requester.make_hit(type_id, lab)
        do_work(page, mturk_adapter, group)
        context = browser.new_context()
        sign_in(context, mturk_adapter.people_url, mturk_adapter.session_cookie("A1BENPERSON"))
        look_as_a_stranger(context.new_page(), mturk_adapter, group)
        context.close()

        worker_id, answers = requester.pay(hit_id)
        assert worker_id == ANN
        assert answers == {"workerId": ANN, "colour": "blue", "c": "a|b"}
        assert requester.balance() == "9999.28"
        look_at_earnings(page, mturk_adapter)


def look_at_earnings(page, adapter):
    page.goto(f"{adapter.people_url}dashboard")
    expect(page.locator(".figures dd").first).to_have_text("$0.60")
    page.get_by_role("rowheader").get_by_role("link").click()
    expect(page.get_by_text("“Well seen”")).to_be_visible()
    expect(page.get_by_text("“Quick”")).to_be_visible()


def take_test(page, adapter):
    page.goto(f"{adapter.people_url}qualifications?show=all")
    page.get_by_role("link", name="Owls").first.click()
    page.get_by_role("button", name="Take the test").click()
    page.get_by_label("Tawny").check()
    page.get_by_label("Why?").fill("It calls")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("The requester has not decided yet").first).to_be_visible()


def do_work(page, adapter, group):
    accept(page, adapter, group)
    frame = page.frame_locator("iframe.task")
    frame.get_by_label("What colour?").fill("blue")
    for name in ("a", "b"):
        frame.get_by_label(name, exact=True).check()
    frame.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()


def look_as_a_stranger(page, adapter, group):
    page.goto(f"{adapter.people_url}projects/{group}/tasks")
    expect(page.get_by_text("Owls: at least 75; you have none")).to_be_visible()
    expect(page.get_by_role("link", name="Get it")).to_be_visible()
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)


# From an invitation, and from a recruiting platform, to the payment of what is owed


@dataclass(frozen=True)
class Served:
    """`serve` over a new database, and commands beside it."""

    host: str
    port: int
    people_url: str
    database: str

    def run(self, *command: str) -> str:
        place = ("--database", self.database, "--account", "OLDKEY")
        done = CliRunner().invoke(main, [*command, *place])
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def read(self, *command: str) -> list[dict[str, str]]:
        """The rows of the table that a command prints."""
        return [*csv.DictReader(io.StringIO(self.run(*command), newline=""))]

    def find_owed(self, worker_id: str) -> dict[str, str]:
        [row] = [each for each in self.read("owed") if each["WorkerId"] == worker_id]
        return row

    def pay_what_is_owed(self, folder: Path) -> None:
        (folder / "owed.csv").write_text(self.run("owed"), newline="")
        self.run("paid", str(folder / "owed.csv"), "--yes")


@pytest.fixture
def served(tmp_path):
    """An adapter that `serve` runs."""
    database = str(tmp_path / "lab.sqlite")
    flags = ("--database", database, "--log-format", "json")
    with adapter_process(*flags) as (process, address):
        people_url = next(filter(None, map(find_people_url, process.stderr)))
        where = urlsplit(address)
        yield Served(where.hostname, where.port, people_url, database)


def find_people_url(line):
    event = json.loads(line)
    return event["address"] if event["event"] == "people_started" else None


@pytest.fixture
def windows(browser):
    """Opens windows, each of another person."""
    contexts = []

    def open_window() -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        return contexts[-1].new_page()

    yield open_window
    for each in contexts:
        each.close()


def test_who_is_invited_and_who_is_recruited_are_paid_what_they_are_owed(
    served, windows, lab, tmp_path
):
    with program(Boto249, served) as requester:
        work_by_invitation(requester, served, windows, lab, tmp_path)
        with run_platform(Prolific) as prolific:
            prolific.codes = {"C1ABC": "APPROVED"}
            work_by_link(requester, served, windows, lab, prolific)
        [row] = [each for each in served.read("owed") if each["ExternalId"]]
        assert (row["Platform"], row["ExternalId"], row["Owed"]) == ("prolific", "5f1c9a", "0.50")
        served.pay_what_is_owed(tmp_path)
        assert {each["Owed"] for each in served.read("owed")} == {"0.00"}
        assert requester.balance() == "9998.68"


def work_by_invitation(requester, served, windows, lab, folder):
    type_id = requester.make_type()
    invited = ("invite", "--count", "2", "--people-url", served.people_url)
    ann, ben = (join(windows(), each["url"]) for each in served.read(*invited))
    take_test(ann, served)
    worker_id, answered = requester.grant(type_id)
    assert answered == [["tawny"], ["It calls"]]

    hit_id, group = requester.make_hit(type_id, lab)
    do_work(ann, served, group)
    assert ("/", "ASSIGNMENT_ID_NOT_AVAILABLE") in [
        (path, asked.get("assignmentId")) for path, asked in lab.asked
    ]
    look_as_a_stranger(ben, served, group)
    answers = {"workerId": worker_id, "colour": "blue", "c": "a|b"}
    assert requester.pay(hit_id) == (worker_id, answers)
    look_at_earnings(ann, served)
    assert requester.balance() == "9999.28"

    [row] = served.read("results", "--hit", hit_id)
    assert [*row][:27] == [*COLUMNS]
    assert (row["AssignmentStatus"], row["Answer.c"]) == ("Approved", "a|b")
    assert served.find_owed(worker_id)["Owed"] == "0.60"
    served.pay_what_is_owed(folder)
    assert served.find_owed(worker_id)["Owed"] == "0.00"


def join(page, link):
    page.goto(link)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("link", name="Queue")).to_be_visible()
    return page


def work_by_link(requester, served, windows, lab, prolific):
    """A participant works, a person at the desk approves, and the program polls meanwhile."""
    hit_id, group = requester.make_open_hit(lab)
    link = ("link", "new", "--preset", "prolific", "--type", group, "--tasks", "1")
    back = ("--code", "C1ABC", "--back", prolific.back_url, "--people-url", served.people_url)
    prolific.study_url = served.run(*link, *back).strip()
    assert requester.list_statuses(hit_id) == []

    page = windows()
    page.goto(f"{prolific.url}/start/5f1c9a")
    page.get_by_role("button", name="Accept").click()
    page.frame_locator("iframe.task").get_by_label("What colour?").fill("green")
    page.frame_locator("iframe.task").get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Go back to Prolific").click()
    expect(page.get_by_text("Your submission is APPROVED")).to_be_visible()
    assert page.url == prolific.back_url.replace("{code}", "C1ABC")
    assert requester.list_statuses(hit_id) == ["Submitted"]

    desk = windows()
    desk.goto(served.run("desk", "--people-url", served.people_url).strip())
    desk.get_by_role("button", name="Sign in").click()
    desk.get_by_role("link", name="Links").click()
    desk.get_by_role("link", name="Prolific").click()
    expect(desk.get_by_role("row", name="5f1c9a")).to_contain_text("Completed")
    desk.get_by_role("link", name="Batches").click()
    desk.get_by_role("link", name="More colours").click()
    approve_at_desk(desk)
    assert requester.list_statuses(hit_id) == ["Approved"]
    assert requester.balance() == "9998.68"


def approve_at_desk(desk):
    """Approve the only assignment of the batch that is open."""
    desk.get_by_role("link", name="Review").click()
    desk.get_by_role("row", name="green").get_by_role("checkbox").check()
    desk.get_by_role("button", name="Approve…").click()
    expect(desk.get_by_role("definition").filter(has_text="$0.60").first).to_be_visible()
    desk.get_by_role("button", name="Approve 1").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("approved")
