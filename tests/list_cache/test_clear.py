"""Every list forgotten at once, as when a test of somebody's begins again."""

from support.lists import item

from adapter.list_cache.codec import encode
from adapter.list_cache.store import Key

LIST = encode([item("ListQualificationRequests", number) for number in range(20)], 10)


def test_a_cleared_shelf_has_no_list_and_takes_new_ones(shelves):
    shelf = shelves.shelf()
    for account in ("ME", "OTHER"):
        shelf.put(Key(account, "A"), LIST, shelf.read_version(account))
    shelf.clear()
    assert shelf.find(Key("ME", "A"), 0, 10) is None
    assert shelf.find(Key("OTHER", "A"), 0, 10) is None
    shelf.put(Key("ME", "A"), LIST, shelf.read_version("ME"))
    assert len(shelf.find(Key("ME", "A"), 10, 10).rows) == 10
