"""The variables: what is set, and what a user's own environment keeps."""

import ast
import os
from configparser import ConfigParser
from shutil import which
from subprocess import run

import pytest
from support.authorities import NAMES

from adapter.auth.environments import AMAZON_HOSTS
from adapter.tls.client_files import DATA, write_client_files
from adapter.tls.environment import build_variables

PROXY = "http://127.0.0.1:3128"


@pytest.fixture
def files(authority):
    return write_client_files(authority, authority.folder, {}, PROXY)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def made(files, **before):
    return build_variables(PROXY, files, before, NAMES.hosts)


def test_others_are_trusted_too_and_ours_once(authority, files):
    ours = authority.file.read_bytes()
    bundle = files.bundle.read_bytes()
    assert (bundle.count(ours), bundle.count(b"BEGIN CERT") > 100) == (1, True)
    again = write_client_files(
        authority, authority.folder, {"SSL_CERT_FILE": str(files.bundle)}, PROXY
    )
    assert again.bundle.read_bytes() == bundle


def test_what_the_environment_trusts_is_trusted_still(authority, tmp_path):
    (tmp_path / "own.pem").write_bytes(b"those of an institute\n")
    before = {
        "SSL_CERT_FILE": str(tmp_path / "gone.pem"),
        "CURL_CA_BUNDLE": str(tmp_path / "own.pem"),
    }
    bundle = write_client_files(authority, authority.folder, before, PROXY).bundle.read_bytes()
    assert bundle == b"those of an institute\n\n" + authority.file.read_bytes()


@pytest.mark.skipif(not which("keytool"), reason="there is no Java here")
def test_java_reads_the_truststore(files):
    command = ["keytool", "-list", "-keystore", str(files.truststore), "-storepass", "changeit"]
    listed = run(command, capture_output=True, text=True, timeout=60)
    assert listed.stdout.count("trustedCertEntry") > 100


def test_boto_is_told_of_the_proxy(home, files):
    config = ConfigParser(interpolation=None)
    config.read(made(files)["BOTO_CONFIG"])
    assert dict(config["Boto"]) == {
        "is_secure": "False",
        "proxy": "127.0.0.1",
        "proxy_port": "3128",
        "ca_certificates_file": str(files.bundle),
    }


def test_botos_own_settings_are_read_before_ours(home, files):
    (home / ".boto").write_text("[Credentials]\naws_access_key_id = MINE\n")
    (home / "other.cfg").write_text("[Credentials]\naws_access_key_id = OTHER\n")
    found = made(files)
    assert (found["BOTO_CONFIG"], found["BOTO_PATH"]) == (None, f"~/.boto{os.pathsep}{files.boto}")
    for name in ("BOTO_CONFIG", "BOTO_PATH"):
        found = made(files, **{name: str(home / "other.cfg")})
        assert found["BOTO_PATH"] == f"{home / 'other.cfg'}{os.pathsep}{files.boto}"
    again = made(files, BOTO_PATH=found["BOTO_PATH"])
    assert again["BOTO_PATH"] == found["BOTO_PATH"]


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("", ""),
        ("internal.example,10.0.0.0/8", ",internal.example,10.0.0.0/8"),
        ("*", ""),
        (".amazonaws.com, amazonaws.com,*.amazonaws.com, com,internal", ",internal"),
        (
            f"{NAMES.hosts[0]}:443,mechanicalturk.amazonaws.com.example",
            ",mechanicalturk.amazonaws.com.example",
        ),
        ("localhost,127.0.0.1,azonaws.com", ",azonaws.com"),
        ("internal amazonaws.com\tother", ",internal,other"),
    ],
)
def test_no_proxy_keeps_what_does_not_take_our_hosts_out(home, files, before, kept):
    assert made(files, NO_PROXY=before)["NO_PROXY"] == f"localhost,127.0.0.1,::1{kept}"


def test_options_that_were_set_are_kept_and_ours_are_not_doubled(home, files):
    mine = {"NODE_OPTIONS": "--max-old-space-size=99", "JAVA_TOOL_OPTIONS": "-Xmx99m"}
    mine |= {"PHP_INI_SCAN_DIR": "/mine", "R_PROFILE_USER": "/mine/profile", "PYTHONPATH": "/mine"}
    once = made(files, **mine)
    assert once["NODE_OPTIONS"].startswith("--max-old-space-size=99 --require ")
    assert once["JAVA_TOOL_OPTIONS"].startswith('-Xmx99m "-Dhttp.proxyHost=127.0.0.1"')
    assert once["PHP_INI_SCAN_DIR"] == f"/mine{os.pathsep}{files.php}"
    assert once["PYTHONPATH"] == f"{files.python}{os.pathsep}/mine"
    assert once["R_PROFILE_USER_BEFORE"] == "/mine/profile"
    twice = made(files, **{name: value for name, value in once.items() if value is not None})
    assert {**once, **twice} == once


def test_python_is_led_to_the_hosts_that_the_proxy_takes():
    tree = ast.parse((DATA / "sitecustomize.py").read_text())
    [hosts] = (
        each.value
        for each in tree.body
        if isinstance(each, ast.Assign) and each.targets[0].id == "HOSTS"
    )
    assert set(ast.literal_eval(hosts)) == AMAZON_HOSTS.keys()
