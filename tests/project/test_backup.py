"""A backup that is made and restored as docs/upgrade.md says holds people and sessions too."""

import re
import shutil
import subprocess

import pytest
from support.market import Market
from support.pages import read_sections
from support.people import Browser
from support.postgres import binaries, server

from adapter.web.people import PeopleServices, create_people_app

COOKIE, DOMAIN = "people", "127.0.0.1"


def read_blocks(heading):
    [section] = [
        each
        for each in read_sections()
        if (each.page, each.heading) == ("docs/upgrade.md", heading)
    ]
    return [each.body for each in section.blocks]


def open_pages(market):
    return Browser(create_people_app(PeopleServices(market.service)).test_client())


def sign_in(market, name):
    """The cookie of a person's session."""
    browser = open_pages(market).sign_in(name)
    return browser.client.get_cookie(COOKIE, domain=DOMAIN).value


def find_worker(url, cookie):
    """The WorkerId of whose session it is; None: nobody's."""
    market = Market(url)
    browser = open_pages(market)
    browser.client.set_cookie(COOKIE, cookie, domain=DOMAIN)
    found = re.search(r"A[A-Z2-7]{13}", browser.open("/me").text)
    market.service.close()
    return found and found[0]


def run(command, folder):
    subprocess.run(["bash", "-euc", command], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("program", ["python3", "sqlite3"])
def test_a_copy_of_sqlite_that_is_made_while_it_is_open(tmp_path, program):
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program} here")
    page = "\n".join(read_blocks("Backup of SQLite, while it runs"))
    [command] = re.findall(rf"^{program} .*market\.db.*$", page, re.MULTILINE)
    market = Market(f"sqlite:///{tmp_path / 'market.db'}")
    ann = sign_in(market, "Ann")
    run(command, tmp_path)
    bea = sign_in(market, "Bea")
    market.service.close()
    copy = f"sqlite:///{tmp_path / 'backup.db'}"
    assert find_worker(copy, ann) == find_worker(market.url, ann) is not None
    assert find_worker(copy, bea) is None


@pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed")
def test_a_dump_of_postgresql_that_is_made_while_it_is_open(tmp_path):
    dump, restore = read_blocks("Backup of PostgreSQL, while it runs")
    with server(binaries()) as url:
        run(f"createdb --maintenance-db {url}/postgres market", tmp_path)
        market = Market(f"{url}/market")
        ann = sign_in(market, "Ann")
        run(dump.replace("postgresql://adapter@db", url), tmp_path)
        bea = sign_in(market, "Bea")
        known = find_worker(market.url, ann)
        market.service.close()
        run(restore.replace("postgresql://adapter@db", url), tmp_path)
        assert known is not None
        for name in ("market", "restored"):
            assert find_worker(f"{url}/{name}", ann) == known
            assert find_worker(f"{url}/{name}", bea) is None
