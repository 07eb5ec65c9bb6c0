"""docs/operations.md: its examples send what its tables name, and its code runs.

The code runs against the recordings that it is made from, in this process: a process for each of
its 80 blocks would take minutes.
"""

import re
import shlex
import subprocess
import sys
from uuid import uuid4

import pytest
from support.pages import ROOT, read_sections
from support.process import adapter_process

from adapter.current_api.environment import build_environment

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SECTIONS = {each.split("\n")[0]: each for each in PAGE.split("\n## ")[1:]}
BLOCKS = {
    language: [
        pytest.param(block.body, id=section.heading)
        for section in read_sections()
        for block in section.blocks
        if section.page == "docs/operations.md"
        if block.language == language and not block.not_run
    ]
    for language in ("python", "sh")
}
ROW = re.compile(r"^\| (\S+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
SENT = re.compile(r"Legacy:\n\n```text\nOperation=\w+\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def replay():
    """The recordings, and what boto3 and the AWS CLI of this process are led to them by."""
    folder = str(ROOT / "fixtures")
    with (
        adapter_process("--replay", folder, "--admin", "none") as (_, url),
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in build_environment(url).items():
            patch.setenv(name, value) if value else patch.delenv(name, raising=False)
        yield


def test_the_page_is_current():
    command = [sys.executable, ROOT / "scripts" / "write_operations.py", "--check"]
    assert subprocess.run(command, check=False).returncode == 0


@pytest.mark.parametrize("code", BLOCKS["python"])
def test_the_code_runs(code, replay):
    exec(code, {"__name__": "__main__"})


@pytest.mark.parametrize("lines", BLOCKS["sh"])
def test_the_command_lines_run(lines, replay, capsys):
    clidriver = pytest.importorskip("awscli.clidriver", reason="the AWS CLI is not installed")
    for line in re.split(r"^(?=aws )", lines.replace("$(uuidgen)", str(uuid4())), flags=re.M)[1:]:
        assert clidriver.create_clidriver().main(shlex.split(line)[1:]) == 0, capsys.readouterr()


def read_values(kind, rules):
    """The values that a row of the table allows; None: any."""
    if "enum" not in kind:
        return None
    listed = next(each for each in rules.split("; ") if not each.startswith(("required", "also")))
    return {*listed.split(", "), *re.findall(r"(\S+) means", rules)}


@pytest.mark.parametrize("operation", SECTIONS)
def test_an_example_sends_what_the_table_names(operation):
    section = SECTIONS[operation]
    allowed = {}
    for name, kind, rules in ROW.findall(section):
        also = re.search(r"also sent as ([^;]+)", rules)
        for each in [name, *(also[1].split(", ") if also else [])]:
            allowed[each] = read_values(kind, rules)
    sent = SENT.search(section)
    for name, value in re.findall(r"^([\w.]+)=(.*)$", sent[1] if sent else "", re.MULTILINE):
        top = name.partition(".")[0]
        assert top in allowed
        assert allowed[top] is None or value in allowed[top], name
