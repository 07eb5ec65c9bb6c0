"""Every fenced block of README and docs does what it says, in a fresh folder.

CONTRIBUTING, "Blocks in documentation", says how a page marks one that cannot be run.
"""

import json
import re
import shutil
import subprocess

import pytest
import yaml
from lxml import etree
from support.pages import read_sections
from support.shell import PATHS, Ports, Step, reserve_ports, run_steps

from adapter.marketplace import seeds
from adapter.marketplace.seeds.parse import LISTS
from adapter.model import AwsKeys
from adapter.settings import load

# test_operations.py runs that page's blocks against the recorded cases that they are made from.
SECTIONS = [each for each in read_sections() if each.page != "docs/operations.md"]
# What needs an adapter that is being served, at the ports of the pages.
CALLS_SERVER = re.compile(r"\b808[01]\b|mturk-adapter (?:env|call|worker)\b")
STARTS_SERVER = re.compile(r"^(?:\$ )?mturk-adapter serve", re.MULTILINE)

SHELL = {"sh", "bash", "console"}
DATA = {"json", "toml", "yaml", "xml"}
# What is there to be read only.
TEXT = {"text"}
KEYS = AwsKeys("KEY", "SECRET")
SEED_MEMBERS = {"Account", *(each.name for each in LISTS)}
# How to find out whether what a page needs is there, if it is no program on the path.
PROBES = {
    "boto": "python -c 'import boto'",
    "php-curl": "php -r 'curl_init();'",
    "LWP::Protocol::https": "perl -MLWP::Protocol::https -e1",
    "MTurkR": "Rscript -e 'library(MTurkR)'",
    "Net::Amazon::MechanicalTurk": "perl -MNet::Amazon::MechanicalTurk -e1",
    "R's curl": "Rscript -e 'library(curl)'",
    "rturk": "ruby -rrturk -e1",
    "the gem mturk": "ruby -rmturk -e1",
}

RUN = [
    section
    for section in SECTIONS
    if any(each.language in SHELL | {"python"} and not each.not_run for each in section.blocks)
]
BLOCKS = [(section, block) for section in SECTIONS for block in section.blocks if not block.not_run]
FILES = [(section, block) for section, block in BLOCKS if block.language in DATA]


def name_block(each):
    return f"{each[0].page}:{each[1].line}"


def is_there(program):
    if program in PROBES:
        probe = subprocess.run(["bash", "-c", PROBES[program]], capture_output=True, env=PATHS)
        return probe.returncode == 0
    return shutil.which(program, path=PATHS["PATH"]) is not None


def read_steps(block):
    """The commands of a block; of `console` each with what it shows."""
    if block.language == "console":
        for prompt in re.finditer(r"^\$ (.*(?:\n> .*)*)\n((?:(?!\$ ).*\n)*)", block.body, re.M):
            line = block.line + block.body.count("\n", 0, prompt.start()) + 1
            yield Step(line, prompt[1].replace("\n> ", "\n"), prompt[2] or None)
    elif block.language in SHELL and not block.name:
        yield Step(block.line, block.body)
    elif block.language == "python" and not block.name:
        file = f"block_{block.line}.py"
        tool = "pytest -q -p no:cacheprovider" if "\ndef test_" in block.body else ""
        yield Step(block.line, f"python {f'-m {tool}' if tool else ''} {file}")


def write_files(section, folder, ports):
    folder.mkdir()
    for block in section.blocks:
        name = block.name or (f"block_{block.line}.py" if block.language == "python" else "")
        if name:
            (folder / name).write_text(ports.replace(block.body), encoding="utf-8")


def run_section(steps, section, folder, ports):
    write_files(section, folder / "work", ports)
    failure = run_steps(steps, folder, ports)
    if failure:
        pytest.fail(f"{section.page}:{failure.step.line}: {failure.step.command}\n{failure.why}")


@pytest.mark.parametrize("section", RUN, ids=lambda each: f"{each.page}: {each.heading}")
def test_the_blocks_of_a_section_run(section, tmp_path):
    blocks = [block for block in section.blocks if not block.not_run]
    missing = {need for block in blocks for need in block.needs if not is_there(need)}
    blocks = [block for block in blocks if not missing & set(block.needs)]
    steps = [step for block in blocks for step in read_steps(block)]
    text = "".join(block.body for block in blocks)
    serves = STARTS_SERVER.search(text)
    if CALLS_SERVER.search(text) and not serves:
        steps.insert(0, Step(0, "mturk-adapter serve"))
    if serves or CALLS_SERVER.search(text):
        with reserve_ports() as ports:
            run_section(steps, section, tmp_path, ports)
    elif steps:
        run_section(steps, section, tmp_path, Ports())
    if missing:
        pytest.skip(f"{section.page} needs {', '.join(sorted(missing))}")


@pytest.mark.parametrize("each", FILES, ids=name_block)
def test_a_file_is_read_by_the_program_that_it_is_for(each, tmp_path, market, monkeypatch):
    _, block = each
    file = tmp_path / f"block.{block.language}"
    file.write_text(block.body, encoding="utf-8")
    match block.language:
        case "toml":
            for name in ("OLD_SECRET", "LAB_OIDC_SECRET"):
                monkeypatch.setenv(name, "secret")
            load({}, config=file, profile_keys=lambda _: KEYS, default_keys=lambda: KEYS)
        case "json" if SEED_MEMBERS.issuperset(json.loads(block.body)):
            seeds.load(market.service, block.body, file.name)
        case "yaml":
            assert [*yaml.safe_load_all(block.body)]
        case "xml":
            etree.fromstring(block.body.encode())


@pytest.mark.parametrize("each", BLOCKS, ids=name_block)
def test_a_block_says_what_runs_it(each):
    section, block = each
    if block.name:
        others = "".join(each.body for each in section.blocks if each != block)
        assert block.name.rpartition(".")[0] in others, "nothing uses this file"
    else:
        assert block.language in SHELL | DATA | TEXT | {"python"}, "nothing can run this"
