"""What a web page could send is refused; what programs send is not."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from adapter.auth.web_pages import raise_for_host, raise_for_marked_page, raise_for_page
from adapter.errors import ProtocolError
from adapter.model import HttpRequest

# Machines that test several things at once are slow now and then.
UNHURRIED = settings(deadline=None)

HOSTS = frozenset({"turk.lab.example:8080", "Other.Example"})
NAMES = ["127.0.0.1:8080", "turk.lab.example:8080", "mechanicalturk.amazonaws.com"]
CAPTURES = sorted((Path(__file__).parents[1] / "captures").glob("*.jsonl"))

CHROMIUM = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/16.3 Safari/605.1.15"
)
EXPLORER = "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)"
LANGUAGE = "en-US,en;q=0.9"

# What programs send beside Host and Content-Length: those of docs/clients.md that have no file in
# tests/captures, then those that are nearest to a browser.
PROGRAMS = {
    "PHP file_get_contents": {"connection": "close"},
    "PHP curl": {"accept": "*/*"},
    "Guzzle": {"user-agent": "Guzzle/5.3.0 curl/7.58.0 PHP/7.2.24"},
    "PHP with a browser's oldest name": {"accept": "*/*", "user-agent": EXPLORER},
    "Ruby Net::HTTP": {
        "accept-encoding": "gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
        "accept": "*/*",
        "user-agent": "Ruby",
    },
    "rest-client": {"accept": "*/*; q=0.5, application/xml", "accept-encoding": "gzip, deflate"},
    "Go": {"user-agent": "Go-http-client/1.1", "accept-encoding": "gzip"},
    "Python urllib": {"accept-encoding": "identity", "user-agent": "Python-urllib/2.7"},
    "Python requests": {
        "user-agent": "python-requests/2.6.0 CPython/2.7.9 Linux/3.16.0",
        "accept-encoding": "gzip, deflate",
        "accept": "*/*",
        "connection": "keep-alive",
    },
    "RCurl and httr": {"user-agent": "libcurl/7.88.1 r-curl/5.0.0 httr/1.4.5", "accept": "*/*"},
    "Java HttpURLConnection": {
        "user-agent": "Java/1.8.0_292",
        "accept": "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        "connection": "keep-alive",
    },
    "node-soap": {
        "user-agent": "node-soap/0.16.0",
        "accept": "text/html,application/xhtml+xml,application/xml,text/xml;q=0.9,*/*;q=0.8",
        "accept-encoding": "none",
        "accept-charset": "utf-8",
        "connection": "close",
    },
    ".NET": {
        "user-agent": "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol "
        "4.0.30319.42000)",
        "expect": "100-continue",
        "soapaction": '"http://soap.amazon.com"',
    },
    "PowerShell": {
        "user-agent": "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1"
    },
    "Node fetch": {
        "accept": "*/*",
        "accept-language": "*",
        "sec-fetch-mode": "cors",
        "user-agent": "node",
        "accept-encoding": "gzip, deflate",
    },
    "Deno fetch": {"accept": "*/*", "accept-language": "*", "user-agent": "Deno/2.1.0"},
    "Qt": {"accept-language": "en-US,*", "user-agent": "Mozilla/5.0"},
}


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
    assert raise_for_page(call(host), HOSTS) is None


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
    with pytest.raises(ProtocolError) as refused:
        raise_for_page(call(host), HOSTS)
    (problem,) = refused.value.problems
    assert (refused.value.status, problem.code) == (403, "Forbidden")
    assert "use 127.0.0.1 or localhost" in problem.message
    assert "Call it from a program" in problem.message
    assert "\n" not in problem.message


@pytest.mark.parametrize("site", ["none", "same-origin", "None "])
def test_a_person_who_types_the_address(site):
    typed = call(
        sec_fetch_site=site,
        user_agent=CHROMIUM,
        accept_language=LANGUAGE,
        upgrade_insecure_requests="1",
    )
    assert raise_for_page(typed, HOSTS) is None


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
    with pytest.raises(ProtocolError) as refused:
        raise_for_page(call(**headers), HOSTS)
    assert refused.value.status == 403


@pytest.mark.parametrize("host", NAMES)
@pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.stem)
def test_recorded_programs_are_let_in(capture, host):
    lines = capture.read_text(encoding="utf-8").splitlines()
    sent = {tuple(map(tuple, json.loads(line)["headers"])) for line in lines}
    for headers in sent:
        known = {name.lower(): text.replace("HOST", host) for name, text in headers}
        assert raise_for_page(HttpRequest("POST", host, "/", b"", known, b""), HOSTS) is None
    assert sent


@pytest.mark.parametrize("host", NAMES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_other_programs_are_let_in(program, host):
    assert raise_for_page(call(host, **PROGRAMS[program]), HOSTS) is None


@pytest.mark.parametrize("host", NAMES)
@pytest.mark.parametrize(
    ("headers", "named"),
    [
        # An image and a frame in a page over plain http.
        ({"user_agent": CHROMIUM, "accept_language": LANGUAGE}, "User-Agent"),
        ({"user_agent": FIREFOX, "accept_language": LANGUAGE}, "User-Agent"),
        ({"user_agent": CHROMIUM, "upgrade_insecure_requests": "1"}, "User-Agent"),
        # A page's script chose the languages; Firefox's pings have none.
        ({"user_agent": CHROMIUM, "accept_language": ""}, "User-Agent"),
        ({"user_agent": CHROMIUM, "accept_language": "*"}, "User-Agent"),
        ({"user_agent": FIREFOX}, "User-Agent"),
        # Safari before 16.4 sends no Sec-Fetch headers anywhere; media and icons have other names.
        ({"user_agent": SAFARI, "accept_language": "en-GB,en;q=0.9"}, "User-Agent"),
        ({"user_agent": "AppleCoreMedia/1.0.0.20E", "accept_language": "en_us"}, "Accept-Language"),
        ({"user_agent": "Safari/1 CFNetwork/1 Darwin/22", "accept_language": "en"}, "Accept-Lang"),
        ({"user_agent": EXPLORER, "accept_language": "de"}, "Accept-Language"),
        ({"user_agent": "Lynx/2.8.9", "accept_language": "en"}, "Accept-Language"),
        # A browser that hides its name and languages.
        ({"accept_language": ""}, "Accept-Language"),
        ({"upgrade_insecure_requests": "1"}, "Upgrade-Insecure-Requests"),
        ({"referer": "http://evil.example/"}, "Referer"),
    ],
)
def test_a_browser_that_does_not_say_who_sent_it_is_refused(headers, named, host):
    with pytest.raises(ProtocolError, match=f"browser's {named}") as refused:
        raise_for_page(call(host, **headers), HOSTS)
    assert "typed the address" in str(refused.value.problems[0].message)


def test_documents_are_given_to_browsers_unless_they_name_a_page():
    typed = {"user_agent": CHROMIUM, "accept_language": LANGUAGE, "upgrade_insecure_requests": "1"}
    assert raise_for_marked_page(call("turk.lab.example", **typed), HOSTS) is None
    for asked in (call(origin="null"), call(sec_fetch_site="cross-site"), call("evil.example")):
        with pytest.raises(ProtocolError, match="web page"):
            raise_for_marked_page(asked, HOSTS)


def test_what_tells_no_secret_is_given_to_links_at_the_adapters_names():
    clicked = call("turk.lab.example", user_agent=CHROMIUM, sec_fetch_site="cross-site")
    assert raise_for_host(clicked, HOSTS) is None
    with pytest.raises(ProtocolError, match=r"--host evil\.example") as refused:
        raise_for_host(call("evil.example"), HOSTS)
    assert refused.value.status == 403


@UNHURRIED
@given(some.text())
def test_any_host_is_judged(host):
    with suppress(ProtocolError):
        assert raise_for_page(call(host), HOSTS) is None
