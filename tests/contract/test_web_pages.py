"""What a hostile page in a real Chromium gets done at each of the adapter's names: nothing."""

import json
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import requests
from lxml import etree
from support.browser import chromium
from support.hostile_page import Tap, hostile_site, running
from support.process import adapter_process
from support.sockets import wait_until

OURS, AMAZON = "turk.lab.example", "mechanicalturk.amazonaws.com"
PLACES = ["loopback", "localhost", "a --host name", "Amazon by hosts", "Amazon by proxy"]
WSDL = "/AWSMechanicalTurk/AWSMechanicalTurkRequester.wsdl"


@dataclass(frozen=True)
class Around:
    """An adapter, taps before its address and its proxy, and a browser that finds them by name."""

    address: str
    api: Tap
    proxy: Tap
    browser: object


@dataclass(frozen=True)
class Place:
    """One name of the adapter, as a browser in a profile of its own finds it."""

    url: str
    tap: Tap
    browser: object


@pytest.fixture(scope="module")
def around(tmp_path_factory):
    database = f"sqlite:///{tmp_path_factory.mktemp('pages') / 'market.db'}"
    flags = ("--host", OURS, "--proxy", "127.0.0.1:0", "--admin", "127.0.0.1:0")
    with ExitStack() as stack:
        process, address = stack.enter_context(adapter_process(*flags, "--database", database))
        side = port_of(logged(process, "admin_started"))
        api, proxy = Tap(port_of(address)), Tap(port_of(logged(process, "proxy_started")))
        names = {"evil.test": stack.enter_context(running(hostile_site())), "rebound.test": side}
        names |= dict.fromkeys((OURS, AMAZON), stack.enter_context(running(api)))
        stack.enter_context(running(proxy))
        browser = stack.enter_context(chromium("--disable-popup-blocking", rules(names)))
        yield Around(address, api, proxy, browser)


@pytest.fixture(params=PLACES)
def place(around, request):
    url, tap, options = {
        "loopback": (f"http://127.0.0.1:{around.api.port}", around.api, {}),
        "localhost": (f"http://localhost:{around.api.port}", around.api, {}),
        "a --host name": (f"http://{OURS}", around.api, {}),
        "Amazon by hosts": (f"http://{AMAZON}", around.api, {}),
        "Amazon by proxy": (f"http://{AMAZON}", around.proxy, by_proxy(around.proxy.port)),
    }[request.param]
    tap.passed.clear()
    context = around.browser.new_context(**options)
    yield Place(url, tap, context)
    context.close()


def rules(names):
    """Chromium's flag by which these names lead to ports of this machine."""
    mapped = ",".join(f"MAP {name} 127.0.0.1:{port}" for name, port in names.items())
    return f"--host-resolver-rules={mapped}"


def by_proxy(port):
    return {"proxy": {"server": f"http://127.0.0.1:{port}", "bypass": "evil.test"}}


def port_of(address):
    return urlsplit(address).port


def logged(process, event):
    """The address that the log names for what is served there."""
    return next(json.loads(line)["address"] for line in process.stderr if event in line)


def types_of_demo(around):
    """How many qualification types a call without a key would have made."""
    params = {"Operation": "SearchQualificationTypes", "MustBeRequestable": "false"}
    answer = requests.get(around.address, params, timeout=20)
    return etree.fromstring(answer.content).findtext(".//TotalNumResults")


def test_a_page_changes_nothing(around, place):
    before = types_of_demo(around)
    page = place.browser.new_page()
    page.goto(f"http://evil.test/hostile_page.html?{place.url}")
    # The browser itself keeps a page from asking another site by this mode.
    sent = set(page.evaluate("Object.keys(ways)")) - {"fetch-same-origin"}
    wait_until(lambda: sent <= place.tap.statuses().keys())
    statuses = place.tap.statuses()
    assert {way: codes for way, codes in statuses.items() if codes != {403}} == {}
    assert types_of_demo(around) == before


def test_a_program_is_answered_there(around, place):
    from support.boto_249 import MTurkConnection, hang_up  # noqa: PLC0415 (not on every Python)

    boto = MTurkConnection(
        "demo",
        "any secret",
        is_secure=False,
        host=urlsplit(place.url).hostname,
        port=urlsplit(place.url).port,
        proxy="127.0.0.1",
        proxy_port=place.tap.port,
    )
    before = types_of_demo(around)
    boto.create_qualification_type(f"By boto, {place.url} {place.tap.port}", "d", "Active")
    hang_up(boto)
    assert int(types_of_demo(around)) == int(before) + 1


def test_a_person_who_types_an_address(place):
    page = place.browser.new_page()
    answer = page.goto(f"{place.url}/?Operation=GetAccountBalance")
    if urlsplit(place.url).hostname in {"127.0.0.1", "localhost"}:
        assert answer.status == 200
    else:
        assert answer.status == 403
        assert "a person who typed the address" in answer.text()
    assert page.goto(place.url + WSDL).status == 200


def test_a_name_that_a_page_has_led_here_reads_no_counters(around):
    page = around.browser.new_page()
    assert page.goto("http://rebound.test/metrics").status == 403
    page.close()
