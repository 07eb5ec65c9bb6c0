"""Who tries to get in too often is told when to try again."""

import pytest
from support.people import SITE
from support.recruiting import add_link
from support.redis_server import RedisServer

from adapter.list_cache.redis import build_client
from adapter.web.people import PeopleServices, create_people_app
from adapter.web.people.limits import ARRIVE, Action, Limits, TooManyRequests

THREE = Action("test", by_address=3, by_subject=2)


@pytest.fixture
def redis():
    server = RedisServer()
    yield server
    server.close()


def count_allowed(app, limits, subjects, **request):
    """How many tries are let through before the first refusal."""
    for count, subject in enumerate(subjects):
        with app.test_request_context(**request):
            try:
                limits.check(THREE, subject)
            except TooManyRequests:
                return count
    return len(subjects)


def test_the_page_says_when_to_try_again(browser):
    for _ in range(20):
        browser.sign_in("Ann")
        browser.send("/sign-out", on="/me")
    answer = browser.send("/sign-in", on="/sign-in", name="ANN")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert "<h1>Too many tries</h1>" in answer.text
    assert "Try again in" in answer.text
    assert browser.open("/").status_code == 303
    browser.sign_in("Bea")


def test_arrivals_are_counted_and_links_that_are_guessed(market, browser):
    path = f"/go/{add_link(market).id}?PROLIFIC_PID=5f1c&STUDY_ID=s&SESSION_ID=t"
    codes = [browser.open(path).status_code for _ in range(ARRIVE.by_subject + 1)]
    assert codes == [303] * ARRIVE.by_subject + [429]
    left = ARRIVE.by_address - len(codes)
    codes = [browser.open(f"/go/3{number}").status_code for number in range(left + 1)]
    assert codes == [404] * left + [429]


def test_tries_are_counted_by_address_and_by_what_is_named(app):
    limits = Limits()
    assert count_allowed(app, limits, ["a", "a", "a"]) == 2
    assert count_allowed(app, limits, ["a"], environ_base={"REMOTE_ADDR": "192.0.2.9"}) == 0
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}
    assert count_allowed(app, limits, ["b", "c", "d", "e"], **elsewhere) == 3


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    ],
)
def test_all_addresses_of_an_ipv6_network_are_one(app, first, second, one):
    limits = Limits()
    count_allowed(app, limits, "abcd", environ_base={"REMOTE_ADDR": first})
    allowed = count_allowed(app, limits, "e", environ_base={"REMOTE_ADDR": second})
    assert allowed == (0 if one else 1)


@pytest.mark.parametrize(("proxies", "allowed"), [(0, 3), (1, 6)])
def test_the_address_is_the_proxys_unless_it_is_trusted(market, proxies, allowed):
    app = create_people_app(PeopleServices(market.service, reverse_proxies=proxies))
    limits, count = Limits(), 0

    @app.get("/try/<subject>")
    def try_once(subject):
        limits.check(THREE, subject)
        return ""

    client = app.test_client()
    for number in range(6):
        # What the browser itself sent stands before what the proxy appended.
        forwarded = {"X-Forwarded-For": f"198.51.100.1, 192.0.2.{number % 2}"}
        answer = client.get(f"/try/{number}", base_url=SITE, headers=forwarded)
        count += answer.status_code == 200
    assert count == allowed


def test_adapters_with_one_redis_count_together(app, redis):
    first, second = (Limits(b"key", build_client(redis.url).connection_pool) for _ in range(2))
    other = Limits(b"another", build_client(redis.url).connection_pool)
    assert count_allowed(app, first, ["ann"]) == 1
    assert count_allowed(app, second, ["ann", "ann"]) == 1
    assert count_allowed(app, other, ["ann", "ann"]) == 2
    names = b" ".join(build_client(redis.url).scan_iter())
    assert names
    assert b"ann" not in names


def test_without_redis_each_adapter_counts(app, redis):
    limits = Limits(b"key", build_client(redis.url).connection_pool)
    redis.kill()
    assert count_allowed(app, limits, ["ann"] * 4) == 2
