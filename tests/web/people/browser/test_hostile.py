"""What a hostile task in a real browser gets done: nothing. Each test tries one fence."""

import re

import pytest
from playwright.sync_api import expect
from support.browser import ANN, accept, make_hit
from support.study import html_question

from adapter.marketplace.workers import Worker

SAY = "<body><p id=said></p><script>const say = (text) => { said.textContent = text; };"


@pytest.fixture
def attack(page, mturk_adapter):
    """Shows a script as the task that Ann works on; returns its frame."""

    def attack(script, html=""):
        question = html_question(f"<!doctype html>{html}{SAY}{script}</script>")
        attack.assignment_id = accept(page, mturk_adapter, make_hit(mturk_adapter, question))
        return page.frame_locator("iframe.task")

    return attack


def still_at_work(page, adapter, assignment_id):
    """Whether the page is still that of the assignment, which is in work."""
    worker = Worker(adapter._market.marketplace, ANN)
    return assignment_id in page.url and worker.find_work(assignment_id).status == "Accepted"


def test_it_cannot_take_the_top_window(page, mturk_adapter, attack, lab):
    frame = attack(
        f"""try {{ top.location = "{lab.url}/taken"; }} catch (error) {{ say(error.name); }}""",
        f'<a id=link target=_top href="{lab.url}/taken">out</a>',
    )
    expect(frame.locator("#said")).to_have_text("SecurityError")
    frame.locator("#link").click()
    expect(frame.locator("#said")).to_have_text("SecurityError")
    assert still_at_work(page, mturk_adapter, attack.assignment_id)
    assert all(path != "/taken" for path, _ in lab.asked)


def test_it_reads_no_cookie_of_the_site_and_writes_none(page, mturk_adapter, attack):
    attack("""document.cookie = "people=planted; path=/"; say("[" + document.cookie + "]");""")
    site, work = mturk_adapter.people_url, page.url
    # In a window of its own a task has its cookies; in a frame the browser gives it none.
    page.goto(page.locator("iframe.task").get_attribute("src"))
    expect(page.locator("#said")).to_have_text("[people=planted]")
    [cookie] = page.context.cookies(site)
    assert "planted" not in cookie["value"]
    page.goto(work)
    page.wait_for_selector("#work")


def test_it_cannot_frame_the_site(page, attack, mturk_adapter):
    frame = attack("", f'<iframe id=inner src="{mturk_adapter.people_url}me"></iframe>')
    inner = frame.locator("#inner")
    expect(inner).to_be_visible()
    inside = inner.element_handle().content_frame()
    inside.wait_for_load_state()
    assert "Worker number" not in inside.content()


@pytest.mark.parametrize("step", ["return", "skip", "next"])
def test_it_cannot_act_on_the_site(page, mturk_adapter, attack, step):
    site = mturk_adapter.people_url.rstrip("/")
    frame = attack(
        f"""
        const id = new URLSearchParams(location.search).get("assignmentId");
        fetch("{site}/tasks/" + id + "/{step}", {{method: "POST", mode: "no-cors",
              credentials: "include", body: new URLSearchParams({{csrf_token: "x"}})}})
          .finally(() => say("sent"));"""
    )
    expect(frame.locator("#said")).to_have_text("sent")
    assert still_at_work(page, mturk_adapter, attack.assignment_id)


def test_it_cannot_send_a_form_to_the_site(page, mturk_adapter, attack):
    site = mturk_adapter.people_url.rstrip("/")
    frame = attack(
        f"""
        const id = new URLSearchParams(location.search).get("assignmentId");
        const form = document.createElement("form");
        form.method = "post"; form.action = "{site}/tasks/" + id + "/return";
        form.target = "popup"; document.body.append(form);
        document.getElementById("go").onclick = () => form.submit();""",
        "<button id=go>go</button>",
    )
    with page.expect_popup() as opened:
        frame.locator("#go").click()
    # The browser sends the popup's form across sites, without the session.
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Forbidden")
    assert still_at_work(page, mturk_adapter, attack.assignment_id)


def test_its_messages_are_not_believed(page, mturk_adapter, attack):
    frame = attack('parent.postMessage("submitted", "*"); say("told");')
    expect(frame.locator("#said")).to_have_text("told")
    with page.expect_response(re.compile("/state$")) as asked:
        pass
    assert asked.value.json()["status"] == "Accepted"
    assert still_at_work(page, mturk_adapter, attack.assignment_id)


def test_a_popup_does_not_reach_the_window_of_the_site(page, mturk_adapter, attack, lab):
    lab.pages["popup"] = """<p id=said></p><script>
        try { opener.parent.location = "/taken"; } catch (error) { said.textContent = error.name; }
        try { opener.top.document.cookie; } catch (error) { said.textContent += error.name; }
        </script>"""
    frame = attack(
        f"""document.getElementById("go").onclick = () => open("{lab.url}/popup");""",
        "<button id=go>go</button>",
    )
    with page.expect_popup() as opened:
        frame.locator("#go").click()
    expect(opened.value.locator("#said")).to_contain_text("SecurityError")
    assert still_at_work(page, mturk_adapter, attack.assignment_id)
    assert all(path != "/taken" for path, _ in lab.asked)


def test_it_cannot_hand_in_what_is_another_persons(page, mturk_adapter, attack, lab):
    other = mturk_adapter.worker("A1OTHERPERSON")
    group = make_hit(mturk_adapter, lab.question(), Title="Another task")
    theirs = other.accept_next(group)
    frame = attack(
        f"""
        fetch("/mturk/externalSubmit", {{method: "POST",
              body: new URLSearchParams({{assignmentId: "{theirs}", workerId: "{ANN}", q: "x"}})}})
          .then((answer) => say(answer.status));"""
    )
    expect(frame.locator("#said")).to_have_text("404")
    assert other.find_work(theirs).status == "Accepted"


def test_an_image_hands_nothing_in(page, mturk_adapter, attack):
    frame = attack(
        """
        const id = new URLSearchParams(location.search).get("assignmentId");
        const image = new Image();
        image.onerror = () => say("refused");
        image.src = "/mturk/externalSubmit?q=a&assignmentId=" + id;"""
    )
    expect(frame.locator("#said")).to_have_text("refused")
    assert still_at_work(page, mturk_adapter, attack.assignment_id)


def test_a_base_of_its_own_stays_in_its_frame(page, mturk_adapter, attack, lab):
    frame = attack("say(document.baseURI);", f'<base href="{lab.url}/">')
    expect(frame.locator("#said")).to_have_text(f"{lab.url}/")
    page.get_by_role("link", name="Queue").click()
    expect(page).to_have_url(f"{mturk_adapter.people_url}tasks")


def test_it_installs_no_service_worker(page, attack):
    attack("""
        navigator.serviceWorker.register("/dynamic/hit" + location.search)
          .then(() => say("installed"), (error) => say(error.name));""")
    page.goto(page.locator("iframe.task").get_attribute("src"))
    expect(page.locator("#said")).to_have_text("SecurityError")


def test_document_domain_does_not_join_it_with_the_site(page, attack, mturk_adapter):
    frame = attack(
        """
        try { document.domain = document.domain; } catch {}
        try { say(parent.document.title); } catch (error) { say(error.name); }"""
    )
    expect(frame.locator("#said")).to_have_text("SecurityError")


def test_window_name_tells_the_site_nothing_and_stays_behind(page, attack, mturk_adapter):
    frame = attack('window.name = "<img src=x onerror=alert(1)>"; say("named");')
    expect(frame.locator("#said")).to_have_text("named")
    assert page.evaluate("window.name") == ""


def test_a_huge_answer_is_refused_in_a_page_and_the_task_stays(page, mturk_adapter, attack):
    frame = attack(
        """
        const form = document.forms[0];
        form.assignmentId.value = new URLSearchParams(location.search).get("assignmentId");
        form.q.value = "x".repeat(1100000);
        document.getElementById("go").onclick = () => form.submit();""",
        '<form method=post action="/mturk/externalSubmit"><input name=assignmentId>'
        "<textarea name=q></textarea></form><button id=go>go</button>",
    )
    frame.locator("#go").click()
    expect(frame.get_by_role("heading")).to_have_text("This cannot be submitted")
    assert still_at_work(page, mturk_adapter, attack.assignment_id)


def test_binary_answers_come_back_as_text(page, mturk_adapter, attack):
    frame = attack(
        """
        const form = document.forms[0];
        form.assignmentId.value = new URLSearchParams(location.search).get("assignmentId");
        form.q.value = "\\u0000\\u0001<![CDATA[&\\uFFFE\\u{1F600}";
        document.getElementById("go").onclick = () => form.submit();""",
        '<form method=post action="/mturk/externalSubmit"><input name=assignmentId>'
        "<textarea name=q></textarea></form><button id=go>go</button>",
    )
    frame.locator("#go").click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()
    done = mturk_adapter.client.get_assignment(AssignmentId=attack.assignment_id)["Assignment"]
    assert "&lt;![CDATA[&amp;" in done["Answer"]


def test_the_html_of_a_task_opened_alone_is_in_a_sandbox_too(page, mturk_adapter, lab):
    group = make_hit(mturk_adapter, html_question(f"<!doctype html>{SAY}say(origin)</script>"))
    accept(page, mturk_adapter, group)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open it in a window of its own").click()
    answer = opened.value.reload()
    assert answer.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert opened.value.evaluate("window.opener") is None


def test_the_html_of_a_task_is_not_shown_to_strangers(page, mturk_adapter):
    group = make_hit(mturk_adapter, html_question("<!doctype html><p>Secret"))
    accept(page, mturk_adapter, group)
    url = page.locator("iframe.task").get_attribute("src")
    for wrong in (url.replace("t=", "t=x"), re.sub("hitId=[^&]+", "hitId=3OTHER", url)):
        assert page.request.get(wrong).status == 404
    assert page.request.get(url).status == 200
