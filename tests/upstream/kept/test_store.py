"""Lists in a real store that several adapters share, and that may be gone at any time."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from structlog.testing import capture_logs
from support.lists import ME, OTHER, PAGED, holding, item, names, page, page_of
from support.redis_server import RedisServer
from support.shelves import InStore

from adapter.errors import SettingError
from adapter.list_cache.packing import pack
from adapter.list_cache.shelf import Key
from adapter.list_cache.store import StoreShelf, _spelled
from adapter.model import ModernCall

LIST = "GetQualificationRequests"
KEY = Key("AKIAME", "view")
CHANGE = ModernCall("DeleteHIT", {"HITId": "H"})


def packed(count, first=0):
    return pack([item("ListQualificationRequests", first + n) for n in range(count)], 10)


def ids(found):
    return [each["QualificationRequestId"] for each in found.items]


@pytest.fixture
def mortal():
    """A store of the test's own, to be killed."""
    server = RedisServer()
    shelves = InStore(server)
    yield shelves
    shelves.close()
    server.close()


@pytest.mark.parametrize("operation", sorted(PAGED))
def test_each_page_may_be_answered_by_another_replica(store, operation):
    inner = holding(operation, 25)
    replicas = [store.kept(inner) for _ in range(4)]
    found = [page(replicas[number - 1], operation, number) for number in (1, 2, 3, 4)]
    whole = names(operation, page(holding(operation, 25), operation, 1, size=100))
    assert [name for each in found for name in names(operation, each)] == whole
    assert {each.total for each in found} == {25}
    assert inner.walks == 1


def test_a_page_fetches_the_one_block_it_stands_in(store):
    shelf = store.shelf()
    shelf.keep(KEY, packed(5_000), 1)
    with store.client as client:
        before = client.info("stats")["total_net_output_bytes"]
        assert ids(shelf.find(KEY, 3210, 10)) == [f"{number:05}" for number in range(3210, 3220)]
        sent = client.info("stats")["total_net_output_bytes"] - before
        whole = sum(map(len, packed(5_000).blocks))
    assert sent < whole / 20


def test_the_store_killed_in_mid_walk_costs_fresh_walks_and_one_warning(mortal):
    inner = holding(LIST, 250)
    upstreams = mortal.kept(inner)
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
    assert [each["log_level"] for each in logs] == ["warning", "info"]
    assert inner.walks < 10


def recovered(upstreams):
    """Waits until the store is used again."""
    shelf = upstreams._lists.shelf
    for _ in range(200):
        if shelf.stamp("anybody") is not None:
            return
        threading.Event().wait(0.05)
    raise AssertionError("the store is not used again")


def test_without_a_store_nobody_shares_and_everybody_is_answered(mortal):
    inner = holding(LIST, 25)
    upstreams = mortal.kept(inner)
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
        shelves = InStore(Mute(f"unix://{path}"))
        upstreams = shelves.kept(holding(LIST, 25))
        assert [page(upstreams, LIST, number).total for number in (1, 2, 3)] == [25] * 3
        shelves.close()


class Mute:
    def __init__(self, url):
        self.url = url


def test_a_list_that_could_not_be_replaced_is_never_read_on_from(mortal):
    """The store lives on and was out of reach while page 1 was read again."""
    inner = holding(LIST, 25)
    upstreams = mortal.kept(inner)
    page(upstreams, LIST, 1)
    with mortal.client as client:
        client.config_set("maxmemory", 1)
        inner.lists["ListQualificationRequests"] = inner.lists["ListQualificationRequests"][5:]
        assert page(upstreams, LIST, 1).total == 20
        client.config_set("maxmemory", 0)
    assert page(upstreams, LIST, 2).total == 20


def test_a_list_that_could_not_be_kept_takes_the_older_one_away_too(mortal):
    shelf = mortal.shelf()
    shelf.keep(KEY, packed(10), 1)
    with mortal.client as client:
        client.config_set("maxmemory", 1)
        shelf.keep(KEY, packed(20), 1)
        client.config_set("maxmemory", 0)
    assert shelf.find(KEY, 0, 10) is None


def test_a_change_that_could_not_be_told_is_told_before_anything_is_shared(mortal):
    shelf = mortal.shelf()
    before = shelf.stamp("ME")
    with mortal.client as client:
        client.config_set("maxmemory", 1)
        shelf.changed("ME")
        client.config_set("maxmemory", 0)
    elsewhere = mortal.shelf()
    shelf.find(KEY, 0, 10)
    assert elsewhere.stamp("ME") != before


def test_a_store_that_forgot_everything_never_gives_a_stamp_again(mortal):
    shelf = mortal.shelf()
    stamps = [shelf.stamp("ME")]
    for _ in range(3):
        with mortal.client as client:
            client.flushall()
        stamps.append(shelf.stamp("ME"))
    assert len({*stamps}) == 4


def test_a_list_read_before_a_change_does_not_replace_one_read_after_it(store):
    here, there = store.shelf(), store.shelf()
    early = here.stamp("AKIAME")
    there.changed("AKIAME")
    there.keep(KEY, packed(30), there.stamp("AKIAME"))
    here.keep(KEY, packed(40), early)
    assert here.find(KEY, 0, 10).total == 30
    here.keep(KEY, packed(50), here.stamp("AKIAME"))
    assert there.find(KEY, 0, 10).total == 50


def test_what_was_replaced_is_gone_soon(store):
    shelf = store.shelf()
    for count in (10, 20, 30):
        shelf.keep(KEY, packed(count), 1)
    shelf.keep(KEY, packed(40), 0)  # older than what is kept
    assert sum(b"blocks" in name for name in store.names()) == 4
    store.pass_time(10)
    assert sum(b"blocks" in name for name in store.names()) == 1
    assert shelf.find(KEY, 0, 10).total == 30


def test_everything_in_the_store_ends_by_itself(store):
    upstreams = store.kept(holding(LIST, 25))
    page(upstreams, LIST, 1)
    upstreams.open(ME).send(CHANGE)
    page(upstreams, LIST, 2)
    with store.client as client:
        assert all(client.ttl(name) > 0 for name in store.names())


def damage(text):
    return text[:-1] + bytes([text[-1] ^ 1])


@pytest.mark.parametrize(
    "how", [damage, lambda text: text[:-5], lambda text: b"", lambda text: b"x"]
)
@pytest.mark.parametrize("kind", ["list", "blocks"])
def test_a_value_that_cannot_be_read_is_as_good_as_none(store, kind, how):
    inner = holding(LIST, 25)
    upstreams = store.kept(inner)
    page(upstreams, LIST, 1)
    [name] = [each for each in store.names() if kind in each.decode()]
    with store.client as client, capture_logs() as logs:
        for field, text in client.hgetall(name).items():
            if field in (b"head", b"0"):
                client.hset(name, field, how(text))
        found = page(upstreams, LIST, 2)
    assert names(LIST, found) == [f"{number:05}" for number in range(10, 20)]
    assert inner.walks == 2
    assert logs == []


@pytest.mark.parametrize("kind", ["list", "blocks", "changes"])
def test_a_key_of_another_type_is_as_good_as_none(store, kind):
    inner = holding(LIST, 25)
    upstreams = store.kept(inner)
    page(upstreams, LIST, 1)
    with store.client as client:
        for name in [each for each in store.names() if kind in each.decode()]:
            client.delete(name)
            client.lpush(name, "x")
    for number in (2, 1, 3):
        assert page(upstreams, LIST, number).total == 25


def test_a_stamp_that_is_no_number_is_as_good_as_none(store):
    shelf = store.shelf()
    shelf.stamp("ME")
    [name] = store.names()
    with store.client as client, capture_logs():
        client.set(name, "word")
        assert shelf.stamp("ME") is None
    assert shelf.stamp("ME") is not None


@pytest.mark.parametrize(
    "url", ["redis://:word@h?db=x", "redis://:word@h?nothing=1", "unix:///s?socket_timeout=x"]
)
def test_a_url_that_the_client_cannot_use_is_refused_at_the_start(url):
    with pytest.raises(SettingError, match="walks") as refused:
        StoreShelf(url, "", 60, 1_000)
    assert "word" not in str(refused.value)


def test_another_versions_list_is_as_good_as_none(store, monkeypatch):
    inner = holding(LIST, 25)
    upstreams = store.kept(inner)
    monkeypatch.setattr("adapter.list_cache.sealed._FORMAT", 0)
    page(upstreams, LIST, 1)
    monkeypatch.undo()
    assert page(upstreams, LIST, 2).total == 25
    assert inner.walks == 2


def test_another_upstreams_lists_are_others(store):
    one, two = store.shelf(scope="sandbox"), store.shelf(scope="production")
    one.keep(KEY, packed(10), 1)
    assert two.find(KEY, 0, 10) is None
    assert one.find(KEY, 0, 10).total == 10


def test_no_key_tells_whose_it_is_or_what_was_asked_for(store):
    upstreams = store.kept(holding(LIST, 25))
    page(upstreams, LIST, 1, QualificationTypeId="SECRETTYPE")
    page_of(upstreams, OTHER, LIST, 1)
    upstreams.open(ME).send(CHANGE)
    everything = b" ".join(store.names())
    assert b"mturk-adapter:walks:" in everything
    for word in (b"AKIA", b"SECRETTYPE", LIST.encode(), b"upstream"):
        assert word not in everything


def test_a_large_list_goes_in_parts(store):
    shelf = store.shelf(most_bytes=100_000_000)
    many = [
        {"QualificationRequestId": f"{number:05}", "Answer": f"{number:05}" * 100}
        for number in range(20_000)
    ]
    shelf.keep(KEY, pack(many, 100), 1)
    assert ids(shelf.find(KEY, 19_900, 100)) == [f"{number:05}" for number in range(19_900, 20_000)]


def test_many_threads_at_once_read_what_was_kept(store):
    shelf = store.shelf()
    shelf.keep(KEY, packed(1_000), 1)

    def read(number):
        start = number % 100 * 10
        return ids(shelf.find(KEY, start, 10)) == [f"{start + n:05}" for n in range(10)]

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(read, range(400)))


def test_valkeys_name_means_the_same(server):
    assert _spelled("valkey://:p@h:1/2") == "redis://:p@h:1/2"
    assert _spelled("valkeys://h") == "rediss://h"
    assert redis.Redis.from_url(_spelled(server.url)).ping()
