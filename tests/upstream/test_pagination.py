import itertools

import pytest

from adapter.errors import ThrottledError, UnavailableError
from adapter.model import ModernCall
from adapter.queries import Walk
from adapter.upstream.pagination import EMPTY_PAGES, read_list

WALK = Walk("ListHITs", {"HITTypeId": "T"}, "HITs", "HITId")


def hits(*names):
    return [{"HITId": name} for name in names]


def pages(*answers):
    """Sends the answers in turn; gives the send and the list of what it was asked."""
    asked, left = [], iter(answers)

    def send(call):
        asked.append(call)
        return next(left)

    return send, asked


def test_one_page_without_a_token_is_the_whole_list():
    send, asked = pages({"HITs": hits("a", "b")})
    assert read_list(send, WALK, 10) == tuple(hits("a", "b"))
    assert asked == [ModernCall("ListHITs", {"HITTypeId": "T", "MaxResults": 100})]


def test_tokens_are_followed_with_the_same_parameters():
    send, asked = pages({"HITs": hits("a"), "NextToken": "1"}, {"HITs": hits("b")})
    assert read_list(send, WALK, 10) == tuple(hits("a", "b"))
    assert asked[1].params == {"HITTypeId": "T", "MaxResults": 100, "NextToken": "1"}


@pytest.mark.parametrize("token", [None, ""])
def test_a_null_or_empty_token_ends_the_walk(token):
    send, asked = pages({"HITs": hits("a"), "NextToken": token})
    assert read_list(send, WALK, 10) == tuple(hits("a"))
    assert len(asked) == 1


def test_an_empty_list_is_empty():
    send, _ = pages({"HITs": []})
    assert read_list(send, WALK, 10) == ()


def test_an_empty_page_with_a_token_is_no_end():
    send, _ = pages(
        {"HITs": hits("a"), "NextToken": "1"}, {"HITs": [], "NextToken": "2"}, {"HITs": hits("b")}
    )
    assert read_list(send, WALK, 10) == tuple(hits("a", "b"))


def test_the_same_item_counts_once_and_where_it_came_first():
    send, _ = pages(
        {"HITs": hits("a", "b"), "NextToken": "1"},
        {"HITs": hits("b", "c"), "NextToken": "2"},
        {"HITs": [{"HITId": "a", "Title": "changed"}, {"HITId": "d"}]},
    )
    assert read_list(send, WALK, 10) == tuple(hits("a", "b", "c", "d"))


def test_equal_items_without_an_identity_stay_unless_the_page_before_had_them():
    send, _ = pages(
        {"HITs": [{"n": 1}, {"n": 1}], "NextToken": "1"},
        {"HITs": [{"n": 1}, {"n": 2}], "NextToken": "2"},
        {"HITs": [{"n": 3}], "NextToken": "3"},
        {"HITs": [{"n": 1}]},
    )
    found = ({"n": 1}, {"n": 1}, {"n": 2}, {"n": 3}, {"n": 1})
    assert read_list(send, WALK, 10) == found


@pytest.mark.parametrize("tokens", [["1", "1"], ["1", "2", "1"]])
def test_a_token_that_came_before_is_a_fault(tokens):
    answers = [{"HITs": hits(str(n)), "NextToken": token} for n, token in enumerate(tokens)]
    send, asked = pages(*answers)
    with pytest.raises(UnavailableError, match=r"ListHITs leads back.*Try again later\."):
        read_list(send, WALK, 10)
    assert len(asked) == len(tokens)


@pytest.mark.parametrize("page", [[], hits("a")])
def test_a_walk_that_brings_nothing_new_ends(page):
    numbers = itertools.count()

    def send(_call):
        return {"HITs": page, "NextToken": str(next(numbers))}

    with pytest.raises(UnavailableError, match=f"more than {EMPTY_PAGES} pages in a row"):
        read_list(send, WALK, 10)
    assert next(numbers) <= EMPTY_PAGES + 2


def test_as_many_empty_pages_as_allowed_are_walked_through():
    empty = [{"HITs": [], "NextToken": str(n)} for n in range(EMPTY_PAGES)]
    send, asked = pages(*empty, {"HITs": hits("a")})
    assert read_list(send, WALK, 10) == tuple(hits("a"))
    assert len(asked) == EMPTY_PAGES + 1


def test_a_list_as_long_as_the_ceiling_passes_and_a_longer_one_does_not():
    answers = [{"HITs": hits("a", "b"), "NextToken": "1"}, {"HITs": hits("c")}]
    assert len(read_list(pages(*answers)[0], WALK, 3)) == 3
    with pytest.raises(UnavailableError, match="holds more than 2 items"):
        read_list(pages(*answers)[0], WALK, 2)


def test_an_answer_without_its_list_is_no_empty_list():
    send, _ = pages({"NumResults": 0})
    with pytest.raises(UnavailableError, match="without its list"):
        read_list(send, WALK, 10)


def test_what_send_raises_passes_through():
    def send(_call):
        raise ThrottledError("busy")

    with pytest.raises(ThrottledError):
        read_list(send, WALK, 10)
