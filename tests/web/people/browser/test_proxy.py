"""A browser behind the proxy that answers for Amazon's website for workers."""

import pytest
from playwright.sync_api import expect
from support.browser import PATIENCE_MS
from support.people_proxy import people_proxy

# psiTurk's thanks-mturksubmit.html: the form has Amazon's address, whatever turkSubmitTo says.
PSITURK = """<form id=mturk_form method=post action="https://www.mturk.com/mturk/externalSubmit">
<input type=hidden name=assignmentId><input type=hidden name=workerId>
<button>Submit</button></form><script>
const asked = new URLSearchParams(location.search), form = document.getElementById("mturk_form");
for (const field of form.querySelectorAll("input")) field.value = asked.get(field.name);
</script>"""


@pytest.fixture
def proxied(tmp_path):
    with people_proxy(tmp_path / "trust") as running:
        yield running


@pytest.fixture
def page(browser, proxied):
    through = {"server": f"http://{proxied.proxy}", "bypass": "127.0.0.1,localhost,*.test"}
    # Which certificate the proxy shows is for tests with curl, which trusts this authority alone.
    context = browser.new_context(proxy=through, ignore_https_errors=True)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_a_form_with_amazons_address_is_handed_in_here(page, proxied, lab):
    lab.pages["index"] = PSITURK
    hit_id, type_id = proxied.make_hit(f"{lab.url}/")
    page.goto(f"https://www.mturk.com/mturk/preview?groupId={type_id}")
    page.get_by_label("name").fill("Ann")
    page.get_by_role("button").click()
    expect(page).to_have_url(f"{proxied.site}/projects/{type_id}/tasks")
    page.get_by_role("button", name="Accept").click()
    page.frame_locator("iframe.task").get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Nothing more is left")).to_be_visible()
    proxied.mturk.expire_hit(hit_id)
    assert list(proxied.read_answers(hit_id)) == ["workerId"]
