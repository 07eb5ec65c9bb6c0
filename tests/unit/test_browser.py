"""What a web page could send is refused; what programs send is not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from adapter.auth.web_pages import check_browser
from adapter.errors import FrontError
from adapter.model import HttpRequest

# Machines that test several things at once are slow now and then.
UNHURRIED = settings(deadline=None)

HOSTS = frozenset({"turk.lab.example:8080", "Other.Example"})


def call(host="127.0.0.1:8080", **headers):
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return HttpRequest("GET", host, "/", b"Operation=GrantBonus", named, b"")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "localhost",
        "LOCALHOST:1",
        "localhost.",
        "turk.localhost:8080",
        "127.0.0.1",
        "127.9.8.7:8080",
        "[::1]",
        "[::1]:8080",
        "[0:0:0:0:0:0:0:1]:8080",
        "mechanicalturk.amazonaws.com",
        "mechanicalturk.sandbox.amazonaws.com:443",
        "mturk-requester.us-east-1.amazonaws.com",
        "mturk-requester-sandbox.us-east-1.amazonaws.com",
        "turk.lab.example",
        "turk.lab.example:9999",
        "other.example",
    ],
)
def test_hosts_that_programs_call(host):
    assert check_browser(call(host), HOSTS) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evillocalhost",
        "127.0.0.1@evil.example",
        "evil.example:80@localhost",
        "128.0.0.1",
        "0.0.0.0:8080",
        "10.0.0.7",
        "192.168.1.2",
        "[::]",
        "[fe80::1]",
        "[::ffff:10.0.0.1]",
        "::1",
        "127.1",
        "2130706433",
        "mechanicalturk.amazonaws.com.evil.example",
        "localhost, evil.example",
        " ",
        "loc\nalhost",
    ],
)
def test_hosts_that_a_page_may_have_pointed_here(host):
    with pytest.raises(FrontError) as refused:
        check_browser(call(host), HOSTS)
    (problem,) = refused.value.problems
    assert (refused.value.status, problem.code) == (403, "Forbidden")
    assert "use 127.0.0.1 or localhost" in problem.message
    assert "Call it from a program" in problem.message
    assert "\n" not in problem.message


@pytest.mark.parametrize("site", ["none", "same-origin", "None "])
def test_a_person_who_types_the_address(site):
    assert check_browser(call(sec_fetch_site=site), HOSTS) is None


@pytest.mark.parametrize(
    "headers",
    [
        # an image, a script or a link in a page
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": ""},
        {"sec_fetch_site": "none, cross-site"},
        # a form, in a browser with and without fetch metadata
        {"origin": "https://evil.example", "sec_fetch_site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        # another port of this computer is another origin
        {"origin": "http://127.0.0.1:3000", "sec_fetch_site": "same-site"},
        {"origin": "http://127.0.0.1:8080", "sec_fetch_site": "same-origin"},
    ],
)
def test_headers_that_give_a_page_away(headers):
    with pytest.raises(FrontError) as refused:
        check_browser(call(**headers), HOSTS)
    assert refused.value.status == 403


@UNHURRIED
@given(some.text())
def test_any_host_is_judged(host):
    with suppress(FrontError):
        assert check_browser(call(host), HOSTS) is None
