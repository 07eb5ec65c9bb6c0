"""The navigation of every page."""

import re

from support.work import make


def read_count(person):
    """What stands beside "Queue"."""
    found = re.search('>Queue(?: <span class="count">([0-9]+)<)?', person.open("/").text)
    return found[1]


def test_the_queue_has_its_number_as_long_as_something_is_in_it(market, ann):
    assert read_count(ann) is None
    hit_id = make(market)
    group = market("GetHIT", HITId=hit_id)["HIT"]["HITGroupId"]
    preview = f"/projects/{group}/tasks"
    work = ann.send(f"{preview}/accept_random", on=preview, hit_id=hit_id).location
    assert read_count(ann) == "1"
    assignment_id = re.search("assignment_id=([A-Z0-9]+)", ann.open(work).location)[1]
    ann.send(f"/tasks/{assignment_id}/return", on="/me")
    assert read_count(ann) is None
