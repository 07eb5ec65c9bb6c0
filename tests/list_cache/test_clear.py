"""Every list forgotten at once, as when a test of somebody's begins again."""

from support.lists import item

from adapter.list_cache.codec import encode
from adapter.list_cache.store import Key

LIST = encode([item("ListQualificationRequests", number) for number in range(20)], 10)


def test_a_cleared_store_has_no_list_and_takes_new_ones(stores):
    store = stores.open_store()
    for account in ("ME", "OTHER"):
        store.put(Key(account, "A"), LIST, store.read_version(account))
    store.clear()
    assert store.find(Key("ME", "A"), 0, 10) is None
    assert store.find(Key("OTHER", "A"), 0, 10) is None
    store.put(Key("ME", "A"), LIST, store.read_version("ME"))
    assert len(store.find(Key("ME", "A"), 10, 10).rows) == 10
