"""`mturk-adapter trust`, `env --proxy` and `check --hosts` as a person runs them."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from adapter.application.certificates import build_names
from adapter.auth.environments import AMAZON_HOSTS, WORKER_HOSTS
from adapter.cli import main
from adapter.cli.hosts import check_hosts
from adapter.current_api import model as current
from adapter.errors import StartError
from adapter.tls import open_authority
from adapter.tls.system_store import LinuxStore, build_steps, is_installed, run_commands


def ran(*arguments, **options):
    return CliRunner().invoke(main, arguments, **options)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MTURK_ADAPTER_TRUST_FOLDER", str(tmp_path / "my trust"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "my trust"


def test_init_prints_the_file_and_is_repeated_without_change(folder):
    first = ran("trust", "init")
    assert (first.exit_code, first.stdout) == (0, f"{folder / 'ca.pem'}\n")
    public = (folder / "ca.pem").read_bytes()
    assert ran("trust", "init").stdout == first.stdout
    assert (folder / "ca.pem").read_bytes() == public
    leaves = {each.name for each in folder.glob("leaf-*.pem")}
    assert leaves >= {f"leaf-{name}.pem" for name in AMAZON_HOSTS}


def test_the_flag_and_the_settings_file_name_the_folder_too(tmp_path, folder):
    config = tmp_path / "adapter.toml"
    config.write_text(f'trust_folder = "{tmp_path / "c"}"\nhosts = ["mturk.example"]\n')
    assert ran("trust", "init", "--trust-folder", str(tmp_path / "b")).exit_code == 0
    # The variable is stronger than the file.
    assert ran("trust", "init", "--config", str(config), env={"MTURK_ADAPTER_TRUST_FOLDER": ""})
    assert (tmp_path / "b" / "ca.pem").exists()
    assert (tmp_path / "c" / "leaf-mturk.example.pem").exists()
    assert not folder.exists()


def test_names_that_were_added_need_another_authority(folder):
    ran("trust", "init")
    again = ran("trust", "init", "--host", "mturk.example")
    assert again.exit_code == 1
    assert "trust remove" in again.output
    assert ran("trust", "remove").exit_code == 0
    assert ran("trust", "init", "--host", "mturk.example").exit_code == 0
    assert "mturk.example" in ran("trust", "show", "--host", "mturk.example").output


def test_the_website_for_workers_needs_another_authority_too(folder):
    ran("trust", "init")
    flags = ("--bind", "127.0.0.1:0", "--proxy", "127.0.0.1:0", "--proxy-people")
    for command in (("trust", "init", "--proxy-people"), ("serve", *flags)):
        refused = ran(*command)
        assert (refused.exit_code, "trust remove" in refused.output) == (1, True)
        assert "www.mturk.com" in refused.output
    assert ran("trust", "remove").exit_code == 0
    assert ran("trust", "init", "--proxy-people").exit_code == 0
    assert {f"leaf-{name}.pem" for name in WORKER_HOSTS} <= {each.name for each in folder.iterdir()}
    assert ran("trust", "init").exit_code == 0


def test_show_says_what_to_do_for_every_language(folder):
    assert ran("trust", "show").exit_code == 1
    assert "trust init" in ran("trust", "show").output
    ran("trust", "init")
    shown = ran("trust", "show").stdout
    assert shown.startswith(f"authority: {folder / 'ca.pem'}\n")
    for language in ("requests", "boto", "R:", "Ruby", "Perl", "Java", ".NET", "Node", "PHP", "Go"):
        assert language in shown


def lines_shown():
    """Each language and its line."""
    parts = ran("trust", "show").stdout.split("\n\n")[1:]
    return dict(part.strip().split(":\n    ") for part in parts)


def test_each_line_is_one_that_a_shell_understands(folder):
    ran("trust", "init")
    for language, line in lines_shown().items():
        subprocess.run(["sh", "-n", "-c", line], check=True)
        words = [part for word in shlex.split(line) for part in (word, *word.split('"'))]
        named = {word.rpartition("=")[2].strip('":') for word in words}
        files = {each for each in named if each.startswith(str(folder)) and "\n" not in each}
        assert all(Path(each).exists() for each in files), line
        assert files or language not in ("Ruby", "Java, this shell", "PHP"), line


@pytest.mark.skipif(not shutil.which("keytool"), reason="there is no Java here")
def test_javas_keytool_takes_the_authority(folder, tmp_path):
    ran("trust", "init")
    line = lines_shown()["Java, its keystore"].replace("-cacerts", f"-keystore {tmp_path}/store")
    subprocess.run(["sh", "-c", line], check=True, capture_output=True, timeout=60)
    assert (tmp_path / "store").exists()


def test_remove_takes_what_is_ours_and_keeps_the_rest(folder):
    ran("trust", "init")
    ran("env", "--proxy")
    # What Python 3 and 2 write beside the file that they load.
    (folder / "python" / "__pycache__").mkdir()
    (folder / "python" / "__pycache__" / "sitecustomize.cpython-311.pyc").touch()
    (folder / "python" / "sitecustomize.pyc").touch()
    (folder / "notes.txt").write_text("mine")
    assert "would remove" in ran("trust", "remove", "--dry-run").output
    assert (folder / "authority.pem").exists()
    removed = ran("trust", "remove")
    assert f"removed {folder / 'authority.pem'}\n" in removed.stdout
    assert [each.name for each in folder.iterdir()] == ["notes.txt"]
    assert "not ours" in removed.output
    (folder / "notes.txt").unlink()
    assert ran("trust", "remove").exit_code == 0
    assert not folder.exists()
    assert ran("trust", "remove").exit_code == 0


def test_a_folder_of_others_is_left_as_it_is(folder, tmp_path):
    folder.mkdir(mode=0o700)
    theirs = {"ca.pem": "x", "bundle.pem": "y", "leaf-mine.pem": "z"}
    for name, text in theirs.items():
        (folder / name).write_text(text)
    assert ran("trust", "remove").exit_code == 0
    (folder / "ca.pem").unlink()
    refused = ran("trust", "init")
    assert (refused.exit_code, "--trust-folder" in refused.output) == (1, True)
    assert {each.name: each.read_text() for each in folder.iterdir()} == {
        name: text for name, text in theirs.items() if name != "ca.pem"
    }


def test_a_removal_that_was_cut_short_can_be_repeated(folder):
    ran("trust", "init")
    (folder / "authority.pem").unlink()
    assert ran("trust", "remove").exit_code == 0
    assert not folder.exists()


def test_what_others_may_have_put_there_is_not_installed(folder, tmp_path):
    ran("trust", "init")
    ran("trust", "init", "--trust-folder", str(tmp_path / "stranger"))
    (folder / "ca.pem").write_bytes((tmp_path / "stranger" / "ca.pem").read_bytes())
    refused = ran("trust", "install", "--dry-run")
    assert (refused.exit_code, "it is not the certificate in" in refused.output) == (1, True)


def test_install_says_what_it_would_do_and_does_nothing_else(folder):
    assert "trust init" in ran("trust", "install", "--dry-run").output
    ran("trust", "init")
    told = ran("trust", "install", "--dry-run")
    if told.exit_code == 0:
        assert f"'{folder / 'ca.pem'}'" in told.output
        assert "would change" in told.output
    else:
        assert "store is not known" in told.output


@pytest.fixture
def store(tmp_path):
    """A system's store in a folder of the test, whose command counts how often it ran."""
    (tmp_path / "anchors").mkdir()
    update = tmp_path / "update"
    update.write_text(f"#!/bin/sh\necho ran $* >> '{tmp_path}/log'\n")
    update.chmod(0o755)
    return {"Test": LinuxStore(str(tmp_path / "anchors"), (str(update),), (str(update), "--fresh"))}


def test_what_is_installed_is_taken_out_again(folder, store, tmp_path):
    ran("trust", "init")
    steps = build_steps(folder / "ca.pem", "linux", store)
    assert not is_installed(steps)
    for _ in range(2):
        run_commands(steps.install)
    [installed] = (tmp_path / "anchors").iterdir()
    assert installed.read_bytes() == (folder / "ca.pem").read_bytes()
    assert is_installed(steps)
    run_commands(steps.remove)
    assert not is_installed(steps)
    assert not list((tmp_path / "anchors").iterdir())
    assert (tmp_path / "log").read_text() == "ran\n" * 2 + "ran --fresh\n"


def test_a_command_that_fails_is_told_in_its_own_words(tmp_path):
    with pytest.raises(StartError, match=r"exit code 3: no room"):
        run_commands([("sh", "-c", "echo no room >&2; exit 3")])
    with pytest.raises(StartError, match="it cannot be run"):
        run_commands([(str(tmp_path),)])


@pytest.mark.parametrize(
    ("platform", "program"), [("darwin", "security"), ("win32", "certutil"), ("plan9", None)]
)
def test_other_systems_have_commands_of_their_own(folder, platform, program):
    ran("trust", "init")
    if program is None:
        with pytest.raises(StartError, match="store is not known"):
            build_steps(folder / "ca.pem", platform, {})
        return
    steps = build_steps(folder / "ca.pem", platform, {})
    assert {command[0] for command in (*steps.install, *steps.remove)} == {program}


@contextmanager
def nobody(monkeypatch):
    """Run as a user without rights, who may be unable to read what is imported late."""
    with tempfile.TemporaryDirectory() as name, monkeypatch.context() as patch:
        patch.setenv("MTURK_ADAPTER_TRUST_FOLDER", name)
        ran("trust", "init")
        ran("trust", "install", "--help")
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.root
def test_who_may_not_is_told_the_commands(monkeypatch):
    with tempfile.TemporaryDirectory() as name:
        monkeypatch.setenv("MTURK_ADAPTER_TRUST_FOLDER", name)
        os.chown(name, 65534, -1)
        with nobody(monkeypatch):
            ran("trust", "init")
            told = ran("trust", "install")
    if "store is not known" in told.output:
        pytest.skip("this system's store is not known")
    assert told.exit_code == 1
    assert "only the system administrator" in told.output
    assert f"sudo install -m 644 {name}/ca.pem" in told.output


@pytest.mark.root
@pytest.mark.parametrize("command", ["init", "show", "install"])
def test_a_folder_of_somebody_else_is_said_so(monkeypatch, command):
    with tempfile.TemporaryDirectory() as name:
        monkeypatch.setenv("MTURK_ADAPTER_TRUST_FOLDER", name)
        with nobody(monkeypatch):
            told = ran("trust", command)
    assert (told.exit_code, name in told.stderr) == (1, True)


@pytest.mark.parametrize("proxy", [[], ["127.0.0.1:9"], ["http://127.0.0.1:9"], ["[::1]:9"]])
def test_env_names_the_proxy_and_files_that_are_there(folder, proxy):
    result = ran("env", "--proxy", *proxy)
    lines = result.stdout.splitlines()
    assert "unset AWS_ENDPOINT_URL_MTURK" in lines
    exports = [line for line in lines if line.startswith("export ")]
    exported = dict(shlex.split(line)[1].split("=", 1) for line in exports)
    address = (proxy or ["127.0.0.1:3128"])[0].removeprefix("http://")
    assert {exported[name] for name in ("HTTPS_PROXY", "http_proxy")} == {f"http://{address}"}
    assert exported["AWS_DATA_PATH"] == str(current.data_path())
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE", "BOTO_CONFIG"):
        assert Path(exported[name]).is_file()
    assert "AWS_ACCESS_KEY_ID" not in exported


@pytest.mark.parametrize("shell", ["sh", "fish", "powershell"])
def test_env_unsets_what_stands_in_the_way(folder, shell):
    config = folder.parent / "own.cfg"
    config.write_text("[Boto]\n")
    told = ran("env", "--proxy", "--shell", shell, env={"BOTO_CONFIG": str(config)}).stdout
    unset = {"sh": "unset ", "fish": "set -e ", "powershell": "Remove-Item Env:"}
    assert f"{unset[shell]}BOTO_CONFIG" in told
    assert f"{config}{os.pathsep}" in told


def test_env_with_a_proxy_can_be_evaluated_by_a_shell_twice(folder):
    line = 'eval "$("$0" -m adapter env --proxy)"; '
    shown = "$PYTHONPATH|$NODE_OPTIONS|$PHP_INI_SCAN_DIR|$R_PROFILE_USER_BEFORE"
    script = f'{line * 2}printf "%s" "{shown}"'
    command = ["sh", "-c", script, sys.executable]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert output.startswith(f"{folder}/python")
    assert output.count(f"{folder}/python") == 1
    assert output.count("--require") == 1
    assert output.endswith(f":{folder}/php|")


@pytest.mark.parametrize("proxy", ["x", "127.0.0.1:0", "127.0.0.1", "https://127.0.0.1:1"])
def test_a_proxy_that_is_none_is_refused(folder, proxy):
    result = ran("env", "--proxy", proxy)
    assert (result.exit_code, "--proxy" in result.output) == (2, True)


def test_hosts_without_an_authority_says_what_to_do(folder):
    result = ran("check", "--hosts")
    assert (result.exit_code, "trust init" in result.output) == (1, True)


def test_hosts_says_where_each_name_leads(folder, capsys):
    ran("trust", "init")
    led = {name: ("192.0.2.7",) if "sandbox" in name else () for name in AMAZON_HOSTS}
    summary, wrong = check_hosts(None, 443, led.__getitem__)
    told = capsys.readouterr().out
    assert summary == "0 of 4 lead to the adapter"
    assert "mechanicalturk.sandbox.amazonaws.com: 192.0.2.7 (another machine" in told
    assert "mechanicalturk.amazonaws.com: no address (nowhere)" in told
    remedy = "it does not lead here; write into the hosts file: 127.0.0.1"
    assert wrong == [f"{name}: {remedy} {name}" for name in AMAZON_HOSTS]


def spoil_expired(folder):
    shutil.rmtree(folder)
    open_authority(folder, build_names(()), datetime.now(UTC) - timedelta(days=3651))


def spoil_cut(folder):
    file = folder / "authority.pem"
    file.write_bytes(file.read_bytes()[:2000])


def spoil_open(folder):
    (folder / "authority.pem").chmod(0o644)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (spoil_expired, "`mturk-adapter trust remove` and `mturk-adapter trust init`"),
        (spoil_cut, "`mturk-adapter trust remove` and `mturk-adapter trust init`"),
        (spoil_open, "chmod 600"),
    ],
)
@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["serve", "--bind", "127.0.0.1:0", "--tls", "127.0.0.1:0"], 1),
        (["serve", "--bind", "127.0.0.1:0", "--proxy", "127.0.0.1:0"], 1),
        (["run", "--", "true"], 125),
        (["env", "--proxy"], 1),
        (["trust", "init"], 1),
        (["trust", "show"], 1),
    ],
)
def test_an_authority_that_cannot_be_used_stops_every_start_with_advice(
    folder, spoil, says, command, code
):
    ran("trust", "init")
    spoil(folder)
    result = ran(*command)
    assert (result.exit_code, result.stdout) == (code, "")
    assert says in result.stderr
    assert str(folder) in result.stderr


@pytest.mark.skipif(not Path("/sbin/ldconfig").exists(), reason="there is no /sbin/ldconfig")
def test_the_systems_tools_are_found_in_sbin(folder, tmp_path, monkeypatch):
    ran("trust", "init")
    monkeypatch.setenv("PATH", str(tmp_path))
    tool = ("ldconfig", "--version")
    stores = {"Ours": LinuxStore(str(tmp_path), tool, tool)}
    assert build_steps(folder / "ca.pem", "linux", stores).system == "Ours"
    run_commands([tool])


@pytest.mark.parametrize("host", ["a..b", "a b", "*.example", "../x", "x" * 64])
def test_a_host_that_is_none_is_refused(folder, host):
    for command in (["serve", "--bind", "127.0.0.1:0", "--tls", "127.0.0.1:0"], ["trust", "init"]):
        result = ran(*command, "--host", host)
        assert (result.exit_code, "--host" in result.output) == (2, True)
    assert not list(folder.glob("leaf-*"))
