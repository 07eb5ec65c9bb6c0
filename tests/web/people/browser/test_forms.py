"""QuestionForms in a browser: a test that boto 2.49 made, and HITs, with scripts and without."""

import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect
from support.browser import ANN, PATIENCE_MS, accept, make_hit, sign_in
from support.documents import form, free_text, question, selection, upload

COMBOBOX = "<StyleSuggestion>combobox</StyleSuggestion>"
MANY = form(
    question(selection(*[f"bird{number}" for number in range(14)], counts=COMBOBOX), "bird"),
    question(free_text('<Length minLength="2"/>'), "why", content="<Text>Why?</Text>"),
)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def window(request, browser, mturk_adapter):
    """A window of Ann, with scripts or without."""
    context = browser.new_context(java_script_enabled=request.param)
    context.set_default_timeout(PATIENCE_MS)
    sign_in(context, mturk_adapter.people_url, mturk_adapter.session_cookie(ANN))
    yield context.new_page()
    context.close()


@pytest.fixture
def old(mturk_adapter):
    """boto 2.49, connected to the adapter."""
    boto_249 = pytest.importorskip("support.boto_249")
    connection = boto_249.MTurkConnection(
        mturk_adapter.access_key_id,
        mturk_adapter.secret_access_key,
        host=mturk_adapter.host,
        port=mturk_adapter.port,
        is_secure=False,
    )
    yield connection
    boto_249.hang_up(connection)


def owls_in_boto():
    """A test of one choice and one text, as boto writes it."""
    asked = pytest.importorskip("boto.mturk.question")
    owl = asked.QuestionContent([asked.SimpleField("Text", "Which owl hoots?")])
    owls = asked.SelectionAnswer(
        style="radiobutton", selections=[("Tawny owl", "tawny"), ("Barn owl", "barn")]
    )
    why = asked.QuestionContent([asked.SimpleField("Text", "Why?")])
    text = asked.FreeTextAnswer(constraints=asked.Constraints([asked.LengthConstraint(2)]))
    return asked.QuestionForm(
        [
            asked.Question("owl", owl, asked.AnswerSpecification(owls), is_required=True),
            asked.Question("why", why, asked.AnswerSpecification(text), is_required=True),
        ]
    )


def test_boto_249_makes_a_test_a_person_takes_it_and_boto_grants(window, mturk_adapter, old):
    test = owls_in_boto()
    [made] = old.create_qualification_type(
        "Owls", "Knows owls", "Active", test=test, test_duration=600
    )
    window.goto(f"{mturk_adapter.people_url}qualifications")
    window.get_by_role("link", name="All", exact=True).click()
    window.get_by_role("link", name="Owls").click()
    window.get_by_role("button", name="Take the test").click()
    window.get_by_label("Tawny owl").check()
    window.get_by_label("Why?").fill("x")
    window.get_by_role("button", name="Submit").click()
    expect(window.get_by_role("alert").first).to_contain_text("Why? Write at least 2 characters")
    expect(window.get_by_label("Tawny owl")).to_be_checked()
    window.get_by_label("Why?").fill("It calls: <hoo>")
    window.get_by_role("button", name="Submit").click()
    expect(window.get_by_role("status")).to_contain_text("The requester decides.")

    [pending] = old.get_qualification_requests(made.QualificationTypeId)
    assert (pending.SubjectId, pending.Test) == (ANN, test.get_as_xml())
    [answers] = pending.answers
    assert [(each.qid, each.fields) for each in answers] == [
        ("owl", ["tawny"]),
        ("why", ["It calls: <hoo>"]),
    ]
    old.grant_qualification(pending.QualificationRequestId, 80)
    window.goto(f"{mturk_adapter.people_url}qualifications")
    expect(window.get_by_role("row").filter(has_text="Owls")).to_contain_text("80")


def test_options_are_narrowed_and_the_hit_is_submitted(window, mturk_adapter):
    group = make_hit(mturk_adapter, MANY)
    assignment_id = accept(window, mturk_adapter, group)
    window.get_by_label("BIRD3", exact=True).check()
    window.get_by_label("Why?").fill("seen it")
    window.get_by_label("Show only").fill("bird1")
    window.get_by_role("button", name="Show").click()
    expect(window.get_by_role("radio")).to_have_count(6)  # bird1, bird10 to 13, and the chosen one
    expect(window.get_by_label("BIRD3", exact=True)).to_be_checked()
    window.get_by_label("BIRD12").check()
    window.get_by_role("button", name="Submit").click()
    expect(window.get_by_text("Nothing more is left")).to_be_visible()
    answer = mturk_adapter.client.get_assignment(AssignmentId=assignment_id)["Assignment"]["Answer"]
    assert re.findall("<(?:Sel|Free)[^>]+>([^<]+)<", answer) == ["bird12", "seen it"]


def test_a_file_is_uploaded_and_fetched_by_its_link(window, mturk_adapter):
    asked = form(question(upload(1, 1000), "photo", required=True))
    assignment_id = accept(window, mturk_adapter, make_hit(mturk_adapter, asked))
    file = {"name": "owl.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n1234"}
    window.get_by_label("What?").set_input_files(file)
    window.get_by_role("button", name="Submit").click()
    expect(window.get_by_text("Nothing more is left")).to_be_visible()
    link = mturk_adapter.client.get_file_upload_url(
        AssignmentId=assignment_id, QuestionIdentifier="photo"
    )["FileUploadURL"]
    with urlopen(link) as answer:
        assert answer.read() == file["buffer"]
        assert answer.headers["Content-Type"] == "image/png"


def test_the_end_of_a_test_is_announced(page, mturk_adapter):
    made = mturk_adapter.client.create_qualification_type(
        Name="Owls",
        Description="Knows owls",
        QualificationTypeStatus="Active",
        Test=form(question(free_text())),
        TestDurationInSeconds=121,
    )["QualificationType"]
    page.goto(f"{mturk_adapter.people_url}qualifications/{made['QualificationTypeId']}")
    page.get_by_role("button", name="Take the test").click()
    expect(page.get_by_role("alert")).to_contain_text("Less than two minutes are left")
    mturk_adapter.clock.move(seconds=121)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading")).to_have_text("The time for this test is over")


def test_a_test_by_keyboard_alone(page, mturk_adapter):
    mturk_adapter.client.create_qualification_type(
        Name="Owls",
        Description="Knows owls",
        QualificationTypeStatus="Active",
        Test=form(
            question(selection("tawny", "barn"), "owl", content="<Text>Which?</Text>"),
            question(free_text('<Length minLength="2"/>'), "why", content="<Text>Why?</Text>"),
        ),
        TestDurationInSeconds=600,
    )
    page.goto(f"{mturk_adapter.people_url}qualifications?show=all")
    press(page, "Owls")
    press(page, "Take the test")
    focus(page, "TAWNY")
    page.keyboard.press("ArrowDown")
    focus(page, "Why?")
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    press(page, "Why? Write at least 2 characters; you wrote 1")
    expect(page.get_by_label("Why?")).to_be_focused()
    page.keyboard.type("yz")
    press(page, "Submit")
    expect(page.get_by_role("status")).to_contain_text("The requester decides.")
    [asked] = mturk_adapter.client.list_qualification_requests()["QualificationRequests"]
    assert re.findall("<(?:Sel|Free)[^>]+>([^<]+)<", asked["Answer"])[0] == "barn"


def press(page, name):
    """Press Enter on what has this name, as soon as Tab leads to it, and wait for the next page."""
    focus(page, name)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def focus(page, name):
    """Press Tab until what has this name has the focus."""
    expect(page.get_by_text(name, exact=True).first).to_be_visible()
    focused = "document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText"
    for _ in range(60):
        page.keyboard.press("Tab")
        if (page.evaluate(focused) or "").strip() == name:
            return
    raise AssertionError(f"no Tab leads to {name}")
