"""What is built and installed: the wheel's contents, the locks, the Makefile and the Dockerfile."""

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("runtime", "dev", "docs", "build")
PIN = re.compile(
    r"^([a-z0-9._-]+)==([^ ]+)(?: ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+$", re.M
)


def lock(name):
    return (ROOT / f"requirements/{name}.lock").read_text()


def pins(name):
    return {found[1]: found[2] for found in PIN.finditer(lock(name))}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The names in the source archive, and in the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    (archive,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    with tarfile.open(archive) as tar, zipfile.ZipFile(wheel) as zipped:
        inner = {name.partition("/")[2] for name in tar.getnames()}
        return inner, set(zipped.namelist())


def files(folder):
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_carries_code_mappings_and_fixtures(built):
    _, wheel = built
    assert files("adapter") <= wheel
    assert files("mappings")
    assert {f"adapter/data/{name}" for name in files("mappings") | files("fixtures")} <= wheel


def test_the_wheel_carries_nothing_else(built):
    _, wheel = built
    assert {name.partition("/")[0] for name in wheel} == {
        "adapter",
        f"mturk_adapter-{PROJECT['project']['version']}.dist-info",
    }


def test_pytest_finds_the_plugin():
    assert PROJECT["project"]["entry-points"] == {
        "pytest11": {"mturk_adapter": "adapter.pytest_plugin"}
    }


def test_the_source_archive_builds_the_same(built):
    archive, _ = built
    assert files("adapter") | files("mappings") | files("fixtures") <= archive
    assert {"pyproject.toml", "README.md"} <= archive


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_and_hashes_everything(name):
    text = lock(name)
    assert len(PIN.findall(text)) == len(re.findall(r"^[a-z]", text, re.M)) > 0


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry_and_no_folder(name):
    assert "make lock" in lock(name)
    assert not re.search(r"://|--(?!hash=)\w|^-|\(/|@ ", lock(name), re.M)


@pytest.mark.parametrize(
    ("name", "requirements"),
    [
        ("runtime", PROJECT["project"]["dependencies"]),
        ("dev", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
        ("docs", PROJECT["dependency-groups"]["docs"]),
        ("build", PROJECT["build-system"]["requires"]),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(name, requirements):
    pinned = pins(name)
    for requirement in map(Requirement, requirements):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement} is not in {name}.lock: make lock"
        assert requirement.specifier.contains(version), f"{requirement}, but {version}: make lock"


def test_the_locks_agree():
    dev = pins("dev")
    assert pins("runtime").items() <= dev.items()
    assert {name: dev.get(name, version) for name, version in pins("build").items()} == pins(
        "build"
    )


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_says_what_there_is_to_make():
    made = subprocess.run(["make", "-C", ROOT, "-s"], capture_output=True, text=True, check=True)
    told = re.findall(r"^make (\w+)", made.stdout, re.M)
    assert told == re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.M)[1].split()


@pytest.fixture
def checkout(tmp_path):
    """A folder in which `make` plans as in a checkout, with nothing to install."""
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("pyproject.toml", "requirements/runtime.lock", "requirements/build.lock"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize("version", ["3.9", "3.10", "2.7", None])
def test_make_says_which_python_is_needed(checkout, version):
    python = checkout / "python"
    if version:
        python.write_text(f"#!/bin/sh\necho {version}\n")
        python.chmod(0o755)
    command = ["make", "-C", checkout, "-s", "serve", f"PYTHON={python}"]
    made = subprocess.run(command, capture_output=True, text=True)
    first = made.stderr.splitlines()[0]
    assert "Python 3.11 or later is needed" in first
    assert f"the version of {python} is {version or 'none'}; name another: make serve" in first
    assert made.returncode != 0


def test_make_makes_the_environment_anew_for_another_python(checkout):
    old = checkout / ".venv" / ".runtime-installed"
    old.parent.mkdir()
    (old.parent / ".python-3.1").touch()
    old.touch()
    planned = ["make", "-C", checkout, "-n", "serve", f"PYTHON={sys.executable}"]
    made = subprocess.run(planned, capture_output=True, text=True, check=True)
    assert "-m venv --clear .venv" in made.stdout
    assert made.stdout.count("install --require-hashes") == 2


def test_the_image_takes_what_the_build_needs_and_no_more():
    kept = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    assert {"adapter", "mappings", "fixtures", "requirements", "pyproject.toml"} <= kept
    assert {PROJECT["project"]["readme"]} <= kept
    assert not kept & {".venv", ".git", "tests"}
