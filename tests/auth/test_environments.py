"""A call for one of Amazon's environments never reaches the other."""

from __future__ import annotations

import pytest

from adapter.auth.environments import check_environment, find_environment, normalize_host
from adapter.errors import ProtocolError
from adapter.model import Environment


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
def test_normalize_host(host, name):
    assert normalize_host(host) == name


@pytest.mark.parametrize(
    ("host", "environment"),
    [
        ("mechanicalturk.amazonaws.com", Environment.PRODUCTION),
        ("MechanicalTurk.AmazonAWS.com:80", Environment.PRODUCTION),
        ("mechanicalturk.sandbox.amazonaws.com:443", Environment.SANDBOX),
        ("mechanicalturk.sandbox.amazonaws.com.", Environment.SANDBOX),
        ("mturk-requester.us-east-1.amazonaws.com", Environment.PRODUCTION),
        ("mturk-requester-sandbox.us-east-1.amazonaws.com", Environment.SANDBOX),
        ("127.0.0.1:8080", None),
        ("amazonaws.com", None),
        ("mechanicalturk.amazonaws.com.evil.example", None),
        ("", None),
    ],
)
def test_find_environment(host, environment):
    assert find_environment(host) is environment


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("mechanicalturk.amazonaws.com", Environment.PRODUCTION),
        ("mechanicalturk.sandbox.amazonaws.com", Environment.SANDBOX),
        ("mechanicalturk.amazonaws.com", None),
        ("mechanicalturk.sandbox.amazonaws.com", None),
        ("127.0.0.1:8080", Environment.PRODUCTION),
        ("", Environment.SANDBOX),
    ],
)
def test_calls_that_fit(host, served):
    assert check_environment(find_environment(host), served) is None


@pytest.mark.parametrize(
    ("host", "served", "advice"),
    [
        (
            "mechanicalturk.sandbox.amazonaws.com",
            Environment.PRODUCTION,
            "Set the program to production, or start the adapter with --upstream sandbox.",
        ),
        (
            "mturk-requester.us-east-1.amazonaws.com:443",
            Environment.SANDBOX,
            "Set the program to sandbox, or start the adapter with --upstream production.",
        ),
    ],
)
def test_calls_for_the_other_environment(host, served, advice):
    with pytest.raises(ProtocolError) as refused:
        check_environment(find_environment(host), served)
    (problem,) = refused.value.problems
    assert (refused.value.status, problem.code) == (403, "Forbidden")
    assert problem.message.endswith(advice)
