"""People's pages as they are shipped: two adapters, one database and one Redis behind TLS."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import requests
from support.boto3_client import client
from support.browser import PATIENCE_MS, chromium
from support.certificates import AUTHORITY
from support.deployment import KEY, SECRET, Adapter, adapter, compose_environment, haproxy
from support.postgres import binaries, server
from support.redis_server import RedisServer
from support.study import html_question

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

SITE, TASKS = "work.lab.example", "lab-tasks.example"
PASSWORD = ("lab", "secret")
FORM = "<form><input name='colour' aria-label='Colour'><button>Hand in</button></form>"


@dataclass(frozen=True)
class Deployment:
    """Two adapters, and HAProxy before them, without a password and with one."""

    adapters: list[Adapter]
    environment: dict[str, str]
    authority: Path
    port: int
    locked_port: int

    def send(
        self, method: str, host: str, path: str, *, locked: bool = False, **options: Any
    ) -> requests.Response:
        """The answer at one of the two names."""
        url = f"https://localhost:{self.locked_port if locked else self.port}{path}"
        headers = {"Host": host, **options.pop("headers", {})}
        with requests.Session() as session:
            session.verify, session.trust_env = str(self.authority), False
            return session.request(
                method, url, headers=headers, allow_redirects=False, timeout=30, **options
            )

    def run(self, *arguments: str) -> str:
        """What a command prints beside the adapters, where it finds their settings."""
        command = [sys.executable, "-m", "adapter", *arguments]
        environment = {**os.environ, **self.environment}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def invite(self) -> str:
        """The path of a new link by which somebody joins."""
        return urlsplit(json.loads(self.run("invite", "--json"))[0]["url"]).path

    def join(self) -> dict[str, str]:
        """The headers of a new person's browser."""
        path = self.invite()
        page = self.send("GET", SITE, path)
        form = dict(re.findall(r'name="(csrf_token|form)" value="([^"]+)"', page.text))
        headers = {**read_cookie(page), "Origin": f"https://{SITE}"}
        headers["Referer"] = f"https://{SITE}{path}"
        joined = self.send("POST", SITE, path, data={**form, "as": "other"}, headers=headers)
        assert joined.status_code == 303
        return read_cookie(joined)


def read_cookie(answer: requests.Response) -> dict[str, str]:
    """The header by which a browser sends back the cookie that it got."""
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-people=")
    assert "Secure" in cookie
    return {"Cookie": cookie.partition(";")[0]}


def read_environment(folder: Path, database: str) -> dict[str, str]:
    """What compose.yaml gives an adapter, but for where things are."""
    ours = dict.fromkeys(("DATABASE_PASSWORD", "LIST_CACHE_PASSWORD"), "")
    environment = compose_environment("adapter-1", SITE_HOST=SITE, TASKS_HOST=TASKS, **ours)
    environment["MTURK_ADAPTER_CONFIG"] = str(folder / "adapter.toml")
    return {**environment, "MTURK_ADAPTER_DATABASE": database}


@contextmanager
def people_adapter(
    folder: Path, store: str, environment: dict[str, str]
) -> Iterator[tuple[Adapter, str]]:
    """One of the two, and where its pages are."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        pages = f"127.0.0.1:{free.getsockname()[1]}"
    with adapter(folder, store, "--people", pages, **environment) as started:
        yield started, pages


@pytest.fixture(scope="module")
def deployment(tmp_path_factory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("people")
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    chain = AUTHORITY.issue_cert("localhost", SITE, TASKS).private_key_and_cert_chain_pem
    chain.write_to_path(folder / "chain")
    AUTHORITY.cert_pem.write_to_path(folder / "authority")
    crypt = subprocess.run(
        ["openssl", "passwd", "-6", PASSWORD[1]], capture_output=True, text=True, check=True
    )
    with ExitStack() as opened:
        store = RedisServer()
        opened.callback(store.close)
        database = f"{opened.enter_context(server(programs))}/postgres"
        environment = read_environment(folder, database)
        pair = [
            opened.enter_context(people_adapter(folder, store.url, environment)) for _ in range(2)
        ]
        variables = {"CERTIFICATE": str(folder / "chain")}
        for number, (started, pages) in enumerate(pair, 1):
            variables[f"PEOPLE_{number}"] = pages
            variables[f"ADMIN_{number}"] = str(urlsplit(started.side).port)
        locked = {**variables, "PASSWORD_HASH": crypt.stdout.strip(), "SITE_HOST": SITE}
        yield Deployment(
            [each for each, _ in pair],
            environment,
            folder / "authority",
            opened.enter_context(haproxy("people.cfg", **variables)),
            opened.enter_context(haproxy("people.cfg", **locked)),
        )


def test_whoever_joins_is_known_to_both_adapters(deployment):
    headers = deployment.join()
    pages = [deployment.send("GET", SITE, "/me", headers=headers) for _ in range(4)]
    assert {each.status_code for each in pages} == {200}
    [worker_id] = {re.search(r"A[A-Z2-7]{13}", each.text)[0] for each in pages}
    assert worker_id
    assert deployment.send("GET", SITE, "/me").status_code == 303


def test_a_command_beside_the_adapters_prints_the_requesters_link(deployment):
    link = urlsplit(deployment.run("desk").strip())
    assert link.netloc == SITE
    assert deployment.send("GET", SITE, f"{link.path}?{link.query}").status_code == 200


def test_a_task_is_handed_in_without_a_cookie(deployment):
    fields = {"assignmentId": "3NONE", "colour": "blue"}
    for locked in (False, True):
        page = deployment.send("POST", TASKS, "/mturk/externalSubmit", data=fields, locked=locked)
        assert "This task is not known" in page.text
        assert "Set-Cookie" not in page.headers


def test_another_name_is_refused(deployment):
    assert deployment.send("GET", "elsewhere.example", "/").status_code == 421


def test_browsers_come_back_by_https_alone(deployment):
    page = deployment.send("GET", SITE, "/sign-in")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_site_asks_for_a_password_where_there_is_one(deployment):
    assert deployment.send("GET", SITE, "/sign-in", locked=True).status_code == 401
    assert deployment.send("GET", SITE, "/sign-in", locked=True, auth=PASSWORD).status_code == 200


def test_both_adapters_count_tries_together_by_the_browsers_address(deployment):
    page = deployment.send("GET", SITE, "/desk/sign-in")
    [token] = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
    shared = {**read_cookie(page), "Origin": f"https://{SITE}", "Referer": f"https://{SITE}/"}

    def guess(number):
        data = {"csrf_token": token, "access_key_id": f"AKID{number}", "secret": "a guess"}
        # What the browser says of itself stands before what the proxy saw, and counts for nothing.
        headers = {**shared, "X-Forwarded-For": f"192.0.2.{number}"}
        page = deployment.send("POST", SITE, "/desk/sign-in", data=data, headers=headers)
        return page.status_code

    assert [guess(number) for number in range(31)] == [403] * 30 + [429]


def open_page(opened: ExitStack, deployment: Deployment) -> Page:
    """A tab of a browser that finds both names here."""
    names = ",".join(f"MAP {each}:443 127.0.0.1:{deployment.port}" for each in (SITE, TASKS))
    browser = opened.enter_context(chromium(f"--host-resolver-rules={names}"))
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(PATIENCE_MS)
    opened.callback(context.close)
    return context.new_page()


def test_a_task_is_done_in_a_browser_while_a_program_waits_at_another_adapter(deployment):
    first, second = (client(each.address, KEY, SECRET) for each in deployment.adapters)
    hit = first.create_hit(
        Title="Colours",
        Description="Name a colour",
        Reward="0.50",
        LifetimeInSeconds=3600,
        AssignmentDurationInSeconds=600,
        Question=html_question(FORM),
    )["HIT"]
    with ExitStack() as opened:
        page = open_page(opened, deployment)
        page.goto(f"https://{SITE}{deployment.invite()}")
        page.get_by_role("button", name="Join").click()
        page.get_by_text("You have joined").wait_for()
        page.goto(f"https://{SITE}/projects/{hit['HITGroupId']}/tasks")
        page.get_by_role("button", name="Accept", exact=True).click()
        frame = page.frame_locator("iframe.task")
        frame.get_by_label("Colour").fill("blue")
        assert page.frames[1].url.startswith(f"https://{TASKS}/")
        frame.get_by_role("button", name="Hand in").click()
        page.get_by_text("Nothing more is left").wait_for()
    [done] = second.list_assignments_for_hit(HITId=hit["HITId"])["Assignments"]
    assert "<FreeText>blue</FreeText>" in done["Answer"]


def test_people_go_on_when_one_adapter_has_died(deployment):
    headers = deployment.join()
    deployment.adapters[0].process.kill()
    deployment.adapters[0].process.wait()
    pages = [deployment.send("GET", SITE, "/me", headers=headers) for _ in range(4)]
    assert {each.status_code for each in pages} == {200}
