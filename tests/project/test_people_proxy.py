"""The proxy that is shipped for people's pages: TLS, two host names, a password for one of them."""

import json
import re
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from support.certificates import AUTHORITY
from support.process import adapter_process

FILE = Path(__file__).parents[2] / "deploy" / "people.cfg"
HAPROXY = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
SITE, TASKS = "work.lab.example", "lab-tasks.example"
PASSWORD = ("lab", "secret")
FLAGS = ("--access", "open", "--database", "memory", "--admin", "127.0.0.1:0")
URLS = ("--people-url", f"https://{SITE}", "--tasks-url", f"https://{TASKS}")


@contextmanager
def proxy(variables):
    """The port of HAProxy with the file that is shipped."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = listening.fileno()
        process = subprocess.Popen(
            [HAPROXY, "-db", "-f", FILE],
            env={"BIND": f"fd@{number}", "SITE_HOST": SITE, **variables},
            pass_fds=[number],
            stdout=subprocess.DEVNULL,
        )
        try:
            yield listening.getsockname()[1]
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def get(tmp_path_factory):
    """Asks for a page at one of the names, through the proxy; or posts a form."""
    if HAPROXY is None:
        pytest.skip("haproxy is not installed")
    folder = tmp_path_factory.mktemp("proxy")
    AUTHORITY.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(folder / "crt")
    AUTHORITY.cert_pem.write_to_path(folder / "authority")
    crypt = ["openssl", "passwd", "-6", PASSWORD[1]]
    variables = {
        "CERTIFICATE": str(folder / "crt"),
        "PASSWORD_HASH": subprocess.run(crypt, capture_output=True, text=True).stdout.strip(),
    }
    with socket.create_server(("127.0.0.1", 0)) as free:
        pages = f"127.0.0.1:{free.getsockname()[1]}"
    with adapter_process(*FLAGS, *URLS, "--people", pages) as (process, _):
        line = next(each for each in process.stderr if "admin_started" in each)
        admin = str(urlsplit(json.loads(line)["address"]).port)
        variables |= dict.fromkeys(("ADMIN_1", "ADMIN_2"), admin)
        variables |= dict.fromkeys(("PEOPLE_1", "PEOPLE_2"), pages)
        with proxy(variables) as port, requests.Session() as session:
            session.verify, session.trust_env = str(folder / "authority"), False

            def send(path, host, data=None, **options):
                headers = {"Host": host, **options.pop("headers", {})}
                return session.request(
                    "GET" if data is None else "POST",
                    f"https://localhost:{port}{path}",
                    headers=headers,
                    data=data,
                    allow_redirects=False,
                    timeout=30,
                    **options,
                )

            yield send


def test_the_site_asks_for_a_password(get):
    assert get("/sign-in", SITE).status_code == 401


def test_whoever_has_it_signs_in_by_a_cookie_of_this_host_alone(get):
    page = get("/sign-in", SITE, auth=PASSWORD)
    assert page.headers["Set-Cookie"].startswith("__Host-people=")
    token = re.search('name="csrf_token" value="([^"]+)"', page.text)[1]
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    headers = {"Cookie": cookie, "Origin": f"https://{SITE}", "Referer": f"https://{SITE}/sign-in"}
    form = {"name": "Ann", "csrf_token": token}
    signed_in = get("/sign-in", SITE, form, auth=PASSWORD, headers=headers)
    assert (signed_in.status_code, signed_in.headers["Location"]) == (303, "/")


def test_a_task_is_handed_in_without_a_password_or_a_cookie(get):
    page = get("/mturk/externalSubmit", TASKS, {"assignmentId": "3NONE", "colour": "blue"})
    assert "This task is not known" in page.text
    assert "Set-Cookie" not in page.headers


def test_another_name_is_refused(get):
    assert get("/", "elsewhere.example").status_code == 421
