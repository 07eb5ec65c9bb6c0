"""README says what is so: its table, its script and its commands."""

import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner
from lxml import etree
from support.serving import service, serving

from adapter.cli import main
from adapter.exchange.folder import load_cases
from adapter.pipeline.gate import Gate
from adapter.resources import folder
from adapter.settings.fields import Fields
from adapter.upstream.replay import ReplayUpstreams

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_table_of_operations_is_current():
    command = [sys.executable, ROOT / "scripts" / "write_operations.py", "--check"]
    assert subprocess.run(command, check=False).returncode == 0


def test_the_script_prints_pending_requests(tmp_path):
    [script] = blocks("python")
    (tmp_path / "script.py").write_text(script, encoding="utf-8")
    assert len(script.split("import requests\n")[1].strip().splitlines()) <= 10
    replay = ReplayUpstreams(load_cases(folder("fixtures")), 1000)
    with serving(service(replay, gate=Gate())) as url:
        ran = subprocess.run(
            [sys.executable, "script.py", url], cwd=tmp_path, capture_output=True, check=True
        )
    document = etree.fromstring(ran.stdout)
    assert document.findtext(".//TotalNumResults") == "12"
    assert len(document.findall(".//SubjectId")) == 3


def test_what_explain_prints_is_what_readme_shows():
    [example] = blocks("console")
    line, shown = example.split("\n", 1)
    arguments = re.fullmatch(r"\$ mturk-adapter explain '(.*)'", line)
    result = CliRunner().invoke(main, ["explain", arguments[1]])
    assert result.output.strip() == shown.strip()


def test_every_setting_is_in_the_table():
    rows = re.findall(r"^\| (`\w+`.*?) \|", README, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert set(Fields.model_fields) <= named


def test_every_file_that_is_named_is_there():
    linked = re.findall(r"\]\(([^)#:]+)\)", README)
    assert all((ROOT / name).exists() for name in linked)
