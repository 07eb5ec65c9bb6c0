"""Every list forgotten at once, as when a test of somebody's begins again."""

from support.lists import item

from adapter.list_cache.packing import pack
from adapter.list_cache.shelf import Key

LIST = pack([item("ListQualificationRequests", number) for number in range(20)], 10)


def test_a_cleared_shelf_has_no_list_and_takes_new_ones(shelves):
    shelf = shelves.shelf()
    for account in ("ME", "OTHER"):
        shelf.keep(Key(account, "A"), LIST, shelf.stamp(account))
    shelf.clear()
    assert shelf.find(Key("ME", "A"), 0, 10) is None
    assert shelf.find(Key("OTHER", "A"), 0, 10) is None
    shelf.keep(Key("ME", "A"), LIST, shelf.stamp("ME"))
    assert len(shelf.find(Key("ME", "A"), 10, 10).items) == 10
