"""The AWS CLI as a process of its own, against the adapter at its address."""

from __future__ import annotations

from functools import partial

import pytest
from support import aws_cli
from support.backends import caching_backend
from support.exchanges import case, listing, page
from support.serving import serving

from adapter.auth.accounts import Accounts
from adapter.model import ModernCall
from adapter.recordings import RecordedCall
from adapter.translation.current_lists import cut_pages
from adapter.upstream.replay import ReplayUpstreams

pytestmark = aws_cli.INSTALLED

IDS = [f"3R{n:03}" for n in range(250)]
RECORDED = case(
    "GetQualificationRequests/all",
    listing(page(*IDS[:100], token="a"), MaxResults=100),
    listing(page(*IDS[100:200], token="b"), MaxResults=100, NextToken="a"),
    listing(page(*IDS[200:]), MaxResults=100, NextToken="b"),
    RecordedCall(ModernCall("GetAccountBalance", {}), {"AvailableBalance": "10.00"}),
)


@pytest.fixture(scope="module")
def url():
    kept = caching_backend(ReplayUpstreams([RECORDED]))
    with serving(kept, converse=cut_pages) as url:
        yield url


@pytest.fixture
def aws(tmp_path, url):
    return partial(aws_cli.aws, tmp_path, url)


def ids(answer):
    return [each["QualificationRequestId"] for each in answer["QualificationRequests"]]


LIST = "list-qualification-requests"


def test_a_whole_list_is_read_to_its_end(aws):
    code, answer, errors = aws(LIST, "--page-size", "7")
    assert (code, errors) == (0, "")
    assert ids(answer) == IDS
    assert "NextToken" not in answer


def test_max_items_and_starting_token_cut_it_where_one_likes(aws):
    # Its token counts items of a page, so the page size has to stay, whoever answers.
    size = ("--page-size", "20")
    _, first, _ = aws(LIST, *size, "--max-items", "33")
    assert ids(first) == IDS[:33]
    more = ("--starting-token", first["NextToken"])
    _, second, _ = aws(LIST, *size, "--max-items", "200", *more)
    assert ids(second) == IDS[33:233]
    _, last, _ = aws(LIST, *size, "--starting-token", second["NextToken"])
    assert ids(last) == IDS[233:]
    assert "NextToken" not in last


def test_one_page_by_the_services_own_parameters(aws):
    _, answer, _ = aws(LIST, "--no-paginate", "--max-results", "3")
    assert ids(answer) == IDS[:3]
    assert answer["NumResults"] == 3
    more = ("--no-paginate", "--max-results", "2", "--next-token", answer["NextToken"])
    assert ids(aws(LIST, *more)[1]) == IDS[3:5]


def test_the_address_may_stand_on_the_command_line(aws, url):
    arguments = ("get-account-balance", "--endpoint-url", url)
    code, answer, _ = aws(*arguments, AWS_ENDPOINT_URL_MTURK="http://127.0.0.1:9/")
    assert (code, answer) == (0, {"AvailableBalance": "10.00"})


def test_a_refusal_is_told_by_its_code(aws):
    code, _, errors = aws("get-hit", "--hit-id", "3H")
    assert code != 0
    assert "An error occurred (RequestError) when calling the GetHIT operation" in errors
    assert "Nothing recorded answers GetHIT" in errors


def test_a_wrong_secret_is_refused(aws):
    code, _, errors = aws("get-account-balance", AWS_SECRET_ACCESS_KEY="another")
    assert code != 0
    assert "(InvalidSignatureException)" in errors
    assert "The Canonical String for this request should have been" in errors


def test_where_any_key_is_accepted_it_need_not_sign(aws):
    with serving(ReplayUpstreams([RECORDED]), accounts=Accounts()) as url:
        arguments = ("get-account-balance", "--no-sign-request", "--endpoint-url", url)
        assert aws(*arguments)[1] == {"AvailableBalance": "10.00"}
