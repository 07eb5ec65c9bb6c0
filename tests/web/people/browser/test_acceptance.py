"""From a qualification type to the paid bonus: a requester's program, and a person in a browser."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
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
from support.browser import ANN, accept, sign_in
from support.postgres import binaries, server

from adapter.pytest_plugin.market import MturkAdapter
from adapter.settings import Settings
from adapter.settings.database import parse_database

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        look_as_a_stranger(browser, mturk_adapter, group)

        worker_id, answers = requester.pay(hit_id)
        assert worker_id == ANN
        assert answers == {"workerId": ANN, "colour": "blue", "c": "a|b"}
        assert requester.balance() == "9999.28"
        page.goto(f"{mturk_adapter.people_url}dashboard")
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


def look_as_a_stranger(browser, adapter, group):
    context = browser.new_context()
    sign_in(context, adapter.people_url, adapter.session_cookie("A1BENPERSON"))
    page = context.new_page()
    page.goto(f"{adapter.people_url}projects/{group}/tasks")
    expect(page.get_by_text("Owls: at least 75; you have none")).to_be_visible()
    expect(page.get_by_role("link", name="Get it")).to_be_visible()
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    context.close()
