"""Lists in a real store that several adapters share, and that may be gone at any time."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import redis
from structlog.testing import capture_logs
from support.list_stores import InRedis
from support.lists import ME, OTHER, PAGED, item, lists_with, names, page, read_page_of
from support.redis_server import RedisServer

from adapter.errors import SettingError
from adapter.list_cache.codec import encode
from adapter.list_cache.redis import RedisStore, _translate_scheme
from adapter.list_cache.store import Key
from adapter.model import ModernCall

LIST = "GetQualificationRequests"
KEY = Key("AKIAME", "view")
CHANGE = ModernCall("DeleteHIT", {"HITId": "H"})


def packed(count, first=0):
    return encode([item("ListQualificationRequests", first + n) for n in range(count)], 10)


def ids(found):
    return [each["QualificationRequestId"] for each in found.rows]


@pytest.fixture
def mortal():
    """A store of the test's own, to be killed."""
    server = RedisServer()
    stores = InRedis(server)
    yield stores
    stores.close()
    server.close()


@pytest.mark.parametrize("operation", sorted(PAGED))
def test_each_page_may_be_answered_by_another_replica(redis_stores, operation):
    inner = lists_with(operation, 25)
    replicas = [redis_stores.build_backend(inner) for _ in range(4)]
    found = [page(replicas[number - 1], operation, number) for number in (1, 2, 3, 4)]
    whole = names(operation, page(lists_with(operation, 25), operation, 1, size=100))
    assert [name for each in found for name in names(operation, each)] == whole
    assert {each.total for each in found} == {25}
    assert inner.walks == 1


def test_a_page_fetches_the_one_block_it_stands_in(redis_stores):
    store = redis_stores.open_store()
    store.put(KEY, packed(5_000), 1)
    with redis_stores.client as client:
        before = client.info("stats")["total_net_output_bytes"]
        assert ids(store.find(KEY, 3210, 10)) == [f"{number:05}" for number in range(3210, 3220)]
        sent = client.info("stats")["total_net_output_bytes"] - before
        whole = sum(map(len, packed(5_000).blocks))
    assert sent < whole / 20


def test_the_store_killed_in_mid_walk_costs_fresh_walks_and_one_warning(mortal):
    inner = lists_with(LIST, 250)
    upstreams = mortal.build_backend(inner)
    with capture_logs() as logs:
        found = [page(upstreams, LIST, number) for number in (1, 2)]
        mortal.server.kill()
        found += [page(upstreams, LIST, number) for number in (3, 4, 5)]
        upstreams.open(ME).send(CHANGE)
        mortal.server.start()
        recovered(upstreams)
        found += [page(upstreams, LIST, number) for number in range(6, 27)]
    offered = [name for each in found for name in names(LIST, each)]
    assert offered == [f"{number:05}" for number in range(250)]
    assert {each.total for each in found} == {250}
    assert [each["event"] for each in logs] == ["list_cache_unavailable"]
    assert inner.walks < 10


def recovered(upstreams):
    """Waits until the store is used again."""
    store = upstreams.list_cache._store
    for _ in range(200):
        if store.read_version("anybody") is not None:
            return
        threading.Event().wait(0.05)
    raise AssertionError("the store is not used again")


def test_without_a_store_nobody_shares_and_everybody_is_answered(mortal):
    inner = lists_with(LIST, 25)
    upstreams = mortal.build_backend(inner)
    mortal.server.kill()
    with ThreadPoolExecutor(8) as pool, capture_logs() as logs:
        found = list(pool.map(lambda _: page(upstreams, LIST, 1).total, range(8)))
    assert found == [25] * 8
    assert inner.walks == 8
    assert len(logs) == 1


def test_a_store_that_accepts_and_never_answers_is_a_store_that_is_gone(tmp_path):
    path = tmp_path / "mute"
    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(path))
        mute.listen()
        stores = InRedis(Mute(f"unix://{path}"))
        upstreams = stores.build_backend(lists_with(LIST, 25))
        assert [page(upstreams, LIST, number).total for number in (1, 2, 3)] == [25] * 3
        stores.close()


class Mute:
    def __init__(self, url):
        self.url = url


def test_a_list_that_could_not_be_replaced_is_never_read_on_from(mortal):
    """The store lives on and was out of reach while page 1 was read again."""
    inner = lists_with(LIST, 25)
    upstreams = mortal.build_backend(inner)
    page(upstreams, LIST, 1)
    with mortal.client as client:
        client.config_set("maxmemory", 1)
        inner.lists["ListQualificationRequests"] = inner.lists["ListQualificationRequests"][5:]
        assert page(upstreams, LIST, 1).total == 20
        client.config_set("maxmemory", 0)
    assert page(upstreams, LIST, 2).total == 20


@contextmanager
def read_only(mortal):
    """A store that answers and takes nothing."""
    with mortal.client as client:
        client.execute_command("ACL", "SETUSER", "default", "-@write")
        yield
        client.execute_command("ACL", "SETUSER", "default", "+@all")


def test_a_list_that_could_not_be_deleted_is_not_read_again(mortal):
    store = mortal.open_store()
    store.put(KEY, packed(10), 1)
    with read_only(mortal):
        store.put(KEY, packed(20), 1)
    assert store.find(KEY, 0, 10) is None
    store.put(KEY, packed(30), 1)
    assert store.find(KEY, 0, 10).total == 30


def test_lists_that_could_not_be_cleared_are_not_read_again(mortal):
    store = mortal.open_store()
    store.put(KEY, packed(10), 1)
    with read_only(mortal):
        store.clear()
    assert store.find(KEY, 0, 10) is None


def test_a_list_that_could_not_be_kept_takes_the_older_one_away_too(mortal):
    store = mortal.open_store()
    store.put(KEY, packed(10), 1)
    with mortal.client as client:
        client.config_set("maxmemory", 1)
        store.put(KEY, packed(20), 1)
        client.config_set("maxmemory", 0)
    assert store.find(KEY, 0, 10) is None


def test_a_change_that_could_not_be_stored_still_counts_here(mortal):
    store = mortal.open_store()
    before = store.read_version("ME")
    with mortal.client as client:
        client.config_set("maxmemory", 1)
        store.record_change("ME")
        client.config_set("maxmemory", 0)
    assert store.read_version("ME") > before


def test_a_store_that_forgot_everything_never_gives_a_stamp_again(mortal):
    store = mortal.open_store()
    stamps = [store.read_version("ME")]
    for _ in range(3):
        with mortal.client as client:
            client.flushall()
        stamps.append(store.read_version("ME"))
    assert len({*stamps}) == 4


def test_a_list_read_before_a_change_does_not_replace_one_read_after_it(redis_stores):
    here, there = redis_stores.open_store(), redis_stores.open_store()
    early = here.read_version("AKIAME")
    there.record_change("AKIAME")
    there.put(KEY, packed(30), there.read_version("AKIAME"))
    here.put(KEY, packed(40), early)
    assert here.find(KEY, 0, 10).total == 30
    here.put(KEY, packed(50), here.read_version("AKIAME"))
    assert there.find(KEY, 0, 10).total == 50


def test_a_list_is_replaced_as_a_whole(redis_stores):
    store = redis_stores.open_store()
    for count in (300, 20):
        store.put(KEY, packed(count), 1)
    store.put(KEY, packed(40), 0)  # older than what is stored
    [name] = redis_stores.names()
    with redis_stores.client as client:
        assert sorted(client.hgetall(name)) == [b"0", b"total", b"version"]
    assert store.find(KEY, 0, 10).total == 20


def test_everything_in_the_store_ends_by_itself(redis_stores):
    upstreams = redis_stores.build_backend(lists_with(LIST, 25))
    page(upstreams, LIST, 1)
    upstreams.open(ME).send(CHANGE)
    page(upstreams, LIST, 2)
    with redis_stores.client as client:
        assert all(client.ttl(name) > 0 for name in redis_stores.names())


@pytest.mark.parametrize(
    "written",
    [
        *({"0": b""}, {"0": b"x"}, {"0": encode([{"A": "a"}] * 5, 10).blocks[0]}),
        *({"total": b"x"}, {"total": b"-1"}, {"total": b"9" * 40}, {"total": b"2500"}),
    ],
)
def test_a_value_that_was_not_written_by_us_is_as_good_as_none(redis_stores, written):
    inner = lists_with(LIST, 25)
    upstreams = redis_stores.build_backend(inner)
    page(upstreams, LIST, 1)
    [name] = [each for each in redis_stores.names() if b"list:" in each]
    with redis_stores.client as client, capture_logs() as logs:
        client.hset(name, mapping=written)
        found = page(upstreams, LIST, 3)
    assert names(LIST, found) == [f"{number:05}" for number in range(20, 25)]
    assert inner.walks == 2
    assert logs == []


@pytest.mark.parametrize("kind", ["list", "version"])
def test_a_key_of_another_type_is_as_good_as_none(redis_stores, kind):
    inner = lists_with(LIST, 25)
    upstreams = redis_stores.build_backend(inner)
    page(upstreams, LIST, 1)
    with redis_stores.client as client:
        for name in [each for each in redis_stores.names() if kind in each.decode()]:
            client.delete(name)
            client.lpush(name, "x")
    for number in (2, 1, 3):
        assert page(upstreams, LIST, number).total == 25


def test_a_stamp_that_is_no_number_is_as_good_as_none(redis_stores):
    store = redis_stores.open_store()
    store.read_version("ME")
    [name] = redis_stores.names()
    with redis_stores.client as client, capture_logs():
        client.set(name, "word")
        assert store.read_version("ME") is None
    assert store.read_version("ME") is not None


@pytest.mark.parametrize(
    "url", ["redis://:word@h?db=x", "redis://:word@h?nothing=1", "unix:///s?socket_timeout=x"]
)
def test_a_url_that_the_client_cannot_use_is_refused_at_the_start(url):
    with pytest.raises(SettingError, match="list_cache") as refused:
        RedisStore(url, "", 60, 1_000)
    assert "word" not in str(refused.value)


def test_another_versions_list_is_as_good_as_none(redis_stores, monkeypatch):
    inner = lists_with(LIST, 25)
    upstreams = redis_stores.build_backend(inner)
    monkeypatch.setattr("adapter.list_cache.redis._PREFIX", "mturk-adapter:lists:2")
    page(upstreams, LIST, 1)
    monkeypatch.undo()
    assert page(upstreams, LIST, 2).total == 25
    assert inner.walks == 2


def test_another_upstreams_lists_are_others(redis_stores):
    one, two = redis_stores.open_store(scope="sandbox"), redis_stores.open_store(scope="production")
    one.put(KEY, packed(10), 1)
    assert two.find(KEY, 0, 10) is None
    assert one.find(KEY, 0, 10).total == 10


def test_no_key_tells_whose_it_is_or_what_was_asked_for(redis_stores):
    upstreams = redis_stores.build_backend(lists_with(LIST, 25))
    page(upstreams, LIST, 1, QualificationTypeId="SECRETTYPE")
    read_page_of(upstreams, OTHER, LIST, 1)
    upstreams.open(ME).send(CHANGE)
    everything = b" ".join(redis_stores.names())
    assert b"mturk-adapter:lists:" in everything
    for word in (b"AKIA", b"SECRETTYPE", LIST.encode(), b"upstream"):
        assert word not in everything


def test_a_large_list_goes_in_parts(redis_stores):
    store = redis_stores.open_store(most_bytes=100_000_000)
    many = [
        {"QualificationRequestId": f"{number:05}", "Answer": f"{number:05}" * 100}
        for number in range(20_000)
    ]
    store.put(KEY, encode(many, 100), 1)
    assert ids(store.find(KEY, 19_900, 100)) == [f"{number:05}" for number in range(19_900, 20_000)]


def test_many_threads_at_once_read_what_was_kept(redis_stores):
    store = redis_stores.open_store()
    store.put(KEY, packed(1_000), 1)

    def read(number):
        start = number % 100 * 10
        return ids(store.find(KEY, start, 10)) == [f"{start + n:05}" for n in range(10)]

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(read, range(400)))


def test_valkeys_name_means_the_same(server):
    assert _translate_scheme("valkey://:p@h:1/2") == "redis://:p@h:1/2"
    assert _translate_scheme("valkeys://h") == "rediss://h"
    assert redis.Redis.from_url(_translate_scheme(server.url)).ping()
