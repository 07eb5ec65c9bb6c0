"""Take the pictures of docs/people.md anew, into docs/pictures/.

`python scripts/take_pictures.py` goes through the page's first section: its own programs are the
requester, and a headless Chromium is the person. Look at each picture afterwards.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from adapter.pytest_plugin.market import open_factory  # noqa: E402 (after the path)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from adapter.pytest_plugin.market import MturkAdapter

_PAGE = ROOT / "docs" / "people.md"
_WIDTH, _HEIGHT = 1000, 700
_SCHEMAS = "http://mechanicalturk.amazonaws.com/AWSMechanicalTurkDataSchemas/2005-10-01"
_TEST = f"""<QuestionForm xmlns="{_SCHEMAS}/QuestionForm.xsd">
<Question><QuestionIdentifier>owl</QuestionIdentifier>
<QuestionContent><Text>Which owl hoots?</Text></QuestionContent>
<AnswerSpecification><SelectionAnswer><Selections>
<Selection><SelectionIdentifier>tawny</SelectionIdentifier><Text>Tawny owl</Text></Selection>
<Selection><SelectionIdentifier>barn</SelectionIdentifier><Text>Barn owl</Text></Selection>
</Selections></SelectionAnswer></AnswerSpecification></Question>
<Question><QuestionIdentifier>why</QuestionIdentifier>
<QuestionContent><Text>How do you know?</Text></QuestionContent>
<AnswerSpecification><FreeTextAnswer/></AnswerSpecification></Question></QuestionForm>"""
_KEY = f"""<AnswerKey xmlns="{_SCHEMAS}/AnswerKey.xsd">
<Question><QuestionIdentifier>owl</QuestionIdentifier>
<AnswerOption><SelectionIdentifier>tawny</SelectionIdentifier><AnswerScore>100</AnswerScore></AnswerOption>
<AnswerOption><SelectionIdentifier>barn</SelectionIdentifier><AnswerScore>20</AnswerScore></AnswerOption>
</Question></AnswerKey>"""


def take_pictures(browser: Browser, adapter: MturkAdapter, folder: Path) -> None:
    """Take all pictures into the folder."""
    page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light")
    hit_id = run_program("create.py", adapter.port)
    page.goto(adapter.people_url)
    page.get_by_label("Your name").fill("Ann")
    _take(page, folder / "sign-in.png")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Name the bird").wait_for()
    _take(page, folder / "tasks.png")
    page.get_by_role("link", name="Name the bird").click()
    page.get_by_role("button", name="Accept").wait_for()
    _take(page, folder / "preview.png")
    page.get_by_role("button", name="Accept").click()
    page.get_by_label("Robin").check()
    _take(page, folder / "work.png")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Nothing more is left").wait_for()
    take_review(browser, adapter, folder)
    take_request(browser, adapter, folder)
    run_program("pay.py", adapter.port, hit_id)
    page.get_by_role("link", name="Earnings").click()
    page.get_by_role("rowheader").get_by_role("link").click()
    page.get_by_text("Well seen").wait_for()
    _take(page, folder / "earnings.png")
    page.close()


def take_review(browser: Browser, adapter: MturkAdapter, folder: Path) -> None:
    """Take the picture of the work at its requester's desk."""
    page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light")
    page.goto(f"{adapter.people_url}desk/sign-in")
    page.get_by_label("Access key").fill("OLDKEY")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Name the bird").click()
    page.get_by_role("link", name="Review").click()
    page.get_by_role("rowheader").get_by_role("link").click()
    page.get_by_role("button", name="Approve…").wait_for()
    _take(page, folder / "review.png", most=_HEIGHT * 3 // 5)
    page.close()


def take_request(browser: Browser, adapter: MturkAdapter, folder: Path) -> None:
    """Take the picture of a test beside its answer key."""
    test = {"Test": _TEST, "TestDurationInSeconds": 600}
    words = {"Name": "Owls", "Description": "Knows owls", "QualificationTypeStatus": "Active"}
    made = adapter.client.create_qualification_type(**words, **test)
    type_id = made["QualificationType"]["QualificationTypeId"]
    answers = {"owl": "barn", "why": "I hear it in our barn"}
    adapter.worker("A1ANNPERSON").request_qualification(type_id, answers)
    adapter.client.update_qualification_type(QualificationTypeId=type_id, **test, AnswerKey=_KEY)
    page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light")
    page.goto(f"{adapter.people_url}desk/sign-in")
    page.get_by_label("Access key").fill(adapter.access_key_id)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Requests").click()
    page.get_by_role("link", name="A1ANNPERSON").click()
    page.get_by_role("button", name="Grant").wait_for()
    _take(page, folder / "request.png", most=_HEIGHT * 5 // 7)
    page.close()


def run_program(name: str, port: int, *arguments: str) -> str:
    """Run a program of the page against the API at this port; return what it prints."""
    found = re.search(rf"^```python {name}\n(.*?)^```$", _PAGE.read_text("utf-8"), re.M | re.S)
    assert found is not None, f"{_PAGE} has no {name}"  # noqa: S101 (a script of ours)
    with TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_text(found[1].replace("8080", str(port)), "utf-8")
        command = [sys.executable, str(file), *arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


def _take(page: Page, file: Path, most: int = _HEIGHT) -> None:
    """Take a picture as high as the page's content, and at most so high."""
    box = page.locator("main").bounding_box()
    assert box is not None  # noqa: S101 (every page has one)
    height = min(box["y"] + box["height"], most)
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": _WIDTH, "height": height})


def main() -> None:
    """Take the pictures, from an adapter of their own."""
    chromium, folder = shutil.which("chromium"), ROOT / "docs" / "pictures"
    with open_factory(ROOT) as start, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        take_pictures(browser, start(), folder)
        browser.close()


if __name__ == "__main__":
    main()
