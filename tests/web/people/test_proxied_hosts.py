"""The hosts of Amazon's website for workers, for which the proxy answers if it is asked to."""

import re

import pytest
import requests
from support.people_proxy import people_proxy

from adapter.auth.environments import WORKER_HOSTS

PATHS = ("/", "/mturk/preview?groupId=3GROUP", "/projects/3GROUP/tasks?assignment_id=3A", "/tasks")


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    with people_proxy(tmp_path_factory.mktemp("trust") / "trust") as running:
        yield running


def accept(site, group):
    """The AssignmentId of the HIT that a person who signs in accepts."""
    with requests.Session() as browser:

        def send(path, on, **fields):
            html = browser.get(f"{site}{on}").text
            token = re.search('name="csrf_token" value="([^"]+)"', html)[1]
            return browser.post(f"{site}{path}", data={"csrf_token": token, **fields})

        send("/sign-in", on="/sign-in", name="Ann")
        page = f"/projects/{group}/tasks"
        hit_id = re.search('name="hit_id" value="([^"]+)"', browser.get(f"{site}{page}").text)[1]
        work = send(f"{page}/accept_random", on=page, hit_id=hit_id)
        return work.url.partition("assignment_id=")[2]


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("host", WORKER_HOSTS)
def test_a_path_of_the_site_leads_to_ours(proxied, host, scheme):
    for path in PATHS:
        status, location, _ = proxied.curl(f"{scheme}://{host}{path}")
        assert (status, location) == (302, f"{proxied.site}{path}")


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/projects/3GROUP/tasks/accept_random"])
def test_nothing_of_the_site_is_changed_there(proxied, path):
    assert proxied.curl("-d", "name=Ann", f"https://www.mturk.com{path}")[0] == 404


@pytest.mark.parametrize("path", ["/dynamic/hit?hitId=3HIT", "/files/3F", "/no-such-page"])
def test_nothing_else_of_the_tasks_host_is_there(proxied, path):
    assert proxied.curl(f"https://www.mturk.com{path}")[0] == 404


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_the_api_answers_at_the_other_hosts_as_ever(proxied, scheme):
    call = f"{scheme}://mechanicalturk.amazonaws.com/?Operation=GetAccountBalance"
    _, _, body = proxied.curl(call, f"{scheme}://www.mturk.com/", call)
    assert body.count("<GetAccountBalanceResponse>") == 2


def test_other_hosts_of_amazon_are_refused_as_ever(proxied):
    answer = proxied.curl("http://s3.amazonaws.com/mturk-public/externalHIT_v1.js")
    assert (answer[0], "is another" in answer[2]) == (403, True)


@pytest.mark.parametrize("host", WORKER_HOSTS)
@pytest.mark.parametrize("sends", [("-d",), ("-G", "-d")])
def test_a_task_is_submitted_there(proxied, host, sends):
    hit_id, type_id = proxied.make_hit("https://lab.example/")
    assignment_id = accept(proxied.site, type_id)
    fields = f"assignmentId={assignment_id}&colour=blue"
    status, _, body = proxied.curl(*sends, fields, f"https://{host}/mturk/externalSubmit")
    assert (status, "You have submitted it" in body) == (200, True)
    proxied.mturk.expire_hit(hit_id)
    assert proxied.read_answers(hit_id) == {"colour": "blue"}
