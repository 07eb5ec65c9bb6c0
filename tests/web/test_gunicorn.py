"""The application under another server: gunicorn, two workers, one database, one store of lists."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests
from support.postgres import binaries, server
from support.redis_server import RedisServer
from support.sockets import read_to_end, wait_until

KEY = "AWSAccessKeyId=A3GUNICORN"
TYPE = "Description=D&QualificationTypeStatus=Active"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Settings by variables and by a file, as an operator writes them."""
    programs = binaries()
    if programs is None:
        pytest.skip("there is no PostgreSQL here")
    store = RedisServer()
    folder = tmp_path_factory.mktemp("gunicorn")
    (folder / "adapter.toml").write_text('upstream = "marketplace"\nlog_format = "json"\n')
    kept = {name: text for name, text in os.environ.items() if not name.startswith("MTURK_")}
    with server(programs) as url:
        yield kept | {
            "MTURK_ADAPTER_CONFIG": str(folder / "adapter.toml"),
            "MTURK_ADAPTER_DATABASE": f"{url}/postgres",
            "MTURK_ADAPTER_LIST_CACHE": store.url,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
    store.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return opened.getsockname()[1]


@contextmanager
def running(environment, command):
    """A server of the application, when it answers."""
    port = free_port()
    command = [each.format(port=port) for each in command]
    url = f"http://127.0.0.1:{port}/"
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_until(lambda: answers(url, process), 120)
            yield url
        finally:
            process.terminate()


def answers(url, process):
    assert process.poll() is None
    try:
        return requests.get(url, timeout=20).status_code == 400
    except (requests.ConnectionError, requests.Timeout):  # a busy machine starts it slowly
        return False


GUNICORN = ["gunicorn", "--workers=2", "--threads=2", "--bind=127.0.0.1:{port}"]


@pytest.fixture(scope="module")
def gunicorn(environment):
    with running(environment, [*GUNICORN, "adapter.web:create_app()"]) as url:
        yield url


def called(url, operation, parameters=""):
    # A connection each, so that both workers answer.
    query = f"?Operation={operation}&{KEY}&{parameters}"
    answer = requests.get(url + query, timeout=30, headers={"Connection": "close"})
    assert answer.status_code == 200
    assert "<IsValid>True</IsValid>" in answer.text
    return answer.text


def test_both_workers_answer_from_one_database_and_cut_pages_from_one_list(gunicorn):
    for number in range(25):
        called(gunicorn, "CreateQualificationType", f"{TYPE}&Name=N{number}&Keywords=k")
    asked = "MustBeOwnedByCaller=true&MustBeRequestable=false&PageSize=5&PageNumber="
    for _ in range(4):
        pages = [called(gunicorn, "SearchQualificationTypes", asked + str(n)) for n in range(1, 6)]
        assert all("<TotalNumResults>25</TotalNumResults>" in page for page in pages)
        names = {name.partition("<")[0] for page in pages for name in page.split("<Name>")[1:]}
        assert len(names) == 25


def test_a_body_cut_short_is_never_carried_out(gunicorn):
    before = called(gunicorn, "GetAccountBalance")
    form = f"Operation=CreateQualificationType&{KEY}&{TYPE}&Name=Cut".encode()
    head = (
        f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(form) + 10}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    host, port = gunicorn.removeprefix("http://").strip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(head.encode() + form)
        connection.shutdown(socket.SHUT_WR)
        assert b"<IsValid>True</IsValid>" not in read_to_end(connection)
    listed = called(
        gunicorn,
        "SearchQualificationTypes",
        "MustBeOwnedByCaller=true&MustBeRequestable=false&Query=Cut&PageSize=5",
    )
    assert "<Name>Cut</Name>" not in listed
    assert "<AvailableBalance>" in before


def test_flask_runs_it_by_its_module(environment):
    command = ["flask", "--app=adapter.web", "run", "--port={port}"]
    with running(environment, command) as url:
        assert "<AvailableBalance>" in called(url, "GetAccountBalance")
