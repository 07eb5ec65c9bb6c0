"""A call meant for one of Amazon's markets never reaches the other."""

from __future__ import annotations

import pytest

from adapter.auth.environments import check_market, market_of, name_of
from adapter.errors import FrontError
from adapter.model import Market


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost", "localhost"),
        ("LocalHost:8080", "localhost"),
        ("example.org.:80", "example.org"),
        ("[::1]:8080", "[::1]"),
        ("[::1]", "[::1]"),
        ("host:", "host"),
        ("my_service:80", "my_service"),
        ("", ""),
        ("::1", ""),
        ("a:b", ""),
        ("a:80:80", ""),
        ("user@localhost", ""),
        ("localhost/x", ""),
        (" localhost", ""),
        ("localhost, evil.example", ""),
        ("mechanicalturk.amazonaws.com\n", ""),
        ("mechanicaltur\N{KELVIN SIGN}.amazonaws.com", ""),
    ],
)
def test_name_of(host, name):
    assert name_of(host) == name


@pytest.mark.parametrize(
    ("host", "market"),
    [
        ("mechanicalturk.amazonaws.com", Market.PRODUCTION),
        ("MechanicalTurk.AmazonAWS.com:80", Market.PRODUCTION),
        ("mechanicalturk.sandbox.amazonaws.com:443", Market.SANDBOX),
        ("mechanicalturk.sandbox.amazonaws.com.", Market.SANDBOX),
        ("mturk-requester.us-east-1.amazonaws.com", Market.PRODUCTION),
        ("mturk-requester-sandbox.us-east-1.amazonaws.com", Market.SANDBOX),
        ("127.0.0.1:8080", None),
        ("amazonaws.com", None),
        ("mechanicalturk.amazonaws.com.evil.example", None),
        ("", None),
    ],
)
def test_market_of(host, market):
    assert market_of(host) is market


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("mechanicalturk.amazonaws.com", Market.PRODUCTION),
        ("mechanicalturk.sandbox.amazonaws.com", Market.SANDBOX),
        ("mechanicalturk.amazonaws.com", None),
        ("mechanicalturk.sandbox.amazonaws.com", None),
        ("127.0.0.1:8080", Market.PRODUCTION),
        ("", Market.SANDBOX),
    ],
)
def test_calls_that_fit(host, served):
    assert check_market(host, served) is None


@pytest.mark.parametrize(
    ("host", "served", "advice"),
    [
        (
            "mechanicalturk.sandbox.amazonaws.com",
            Market.PRODUCTION,
            "Set the program to production, or start the adapter with --upstream sandbox.",
        ),
        (
            "mturk-requester.us-east-1.amazonaws.com:443",
            Market.SANDBOX,
            "Set the program to sandbox, or start the adapter with --upstream production.",
        ),
    ],
)
def test_calls_for_the_other_market(host, served, advice):
    with pytest.raises(FrontError) as refused:
        check_market(host, served)
    (problem,) = refused.value.problems
    assert (refused.value.status, problem.code) == (403, "Forbidden")
    assert problem.message.endswith(advice)
