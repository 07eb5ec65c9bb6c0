"""README says what is so: its table, its script and its commands."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from lxml import etree
from support.process import adapter_process

from adapter.cli import main
from adapter.settings.fields import Fields

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


TESTING = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

PAGES = (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))


def blocks(language, page):
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def test_readme_is_short():
    assert len(README.splitlines()) <= 200


def test_the_table_of_operations_is_current():
    command = [sys.executable, ROOT / "scripts" / "write_operations.py", "--check"]
    assert subprocess.run(command, check=False).returncode == 0


def test_the_script_prints_pending_requests(tmp_path):
    [script] = blocks("python", README)
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    assert len(script.split("import requests\n")[1].strip().splitlines()) <= 10
    with adapter_process(XDG_DATA_HOME=str(tmp_path)) as (_, url):
        command = [sys.executable, "script.py", url]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
        document = etree.fromstring(ran.stdout)
        assert document.findtext(".//TotalNumResults") == "10"
        assert len(document.findall(".//SubjectId")) == 3
        [grant] = re.findall(r"(Operation=GrantQualification&\S+)'", README)
        granted = requests.get(f"{url}?{grant}", timeout=10)
        assert "<IsValid>True</IsValid>" in granted.text
        shown = requests.get(f"{url}?Operation=GetQualificationRequests", timeout=10)
        assert "<TotalNumResults>9</TotalNumResults>" in shown.text


def test_the_test_of_a_program_passes(tmp_path):
    [example] = [each for each in blocks("python", TESTING) if "def grant_everybody" in each]
    (tmp_path / "test_example.py").write_text(example, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "1 passed" in ran.stdout, ran.stdout


def test_what_explain_prints_is_what_readme_shows():
    [example] = blocks("console", README)
    line, shown = example.split("\n", 1)
    arguments = re.fullmatch(r"\$ mturk-adapter explain '(.*)'", line)
    result = CliRunner().invoke(main, ["explain", arguments[1]])
    assert result.output.strip() == shown.strip()


def test_every_setting_is_in_the_table():
    rows = re.findall(r"^\| (`\w+`.*?) \|", SETTINGS, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert set(Fields.model_fields) <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_links_to_is_there(page):
    linked = re.findall(r"\]\(([^)#:]+)", page.read_text(encoding="utf-8"))
    assert [name for name in linked if not (page.parent / name).exists()] == []
