"""Signatures: the known vectors, and that nothing else passes."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from adapter.auth.legacy.signature import (
    build_service_text,
    build_v1_text,
    is_digest,
    is_valid,
    sign,
)
from adapter.model import Claims

# Machines that test several things at once are slow now and then.
UNHURRIED = settings(deadline=None)

# goamz, exp/mturk/sign_test.go
GOAMZ = ("b/TnvzrdeD/L/EyzdFrznPXhido=", build_service_text("CreateHIT", "2012-02-16T20:30:47Z"))

V1_PAIRS = {
    "SortProperty": "SubmitTime",
    "AWSAccessKeyId": "AKIDEXAMPLE",
    "Operation": "GetQualificationRequests",
    "PageNumber": "1",
    "PageSize": "10",
    "QualificationTypeId": "3QUALTYPEEXAMPLE",
    "Signature": "whatever",
    "SignatureVersion": "1",
    "SortDirection": "Ascending",
    "Timestamp": "2016-01-02T03:04:05Z",
    "Version": "2014-08-15",
}
V1 = ("yK82AP76eBvieCcgCARls8StLbE=", build_v1_text(V1_PAIRS.items()))


def claims(signature, *texts):
    return Claims("KEY", signature, "2016-01-02T03:04:05Z", texts)


@pytest.mark.parametrize(("signature", "text"), [GOAMZ, V1])
def test_vectors(signature, text):
    assert sign("secret", text) == signature
    assert is_valid("secret", claims(signature, text))
    assert not is_valid("other", claims(signature, text))
    assert not is_valid("secret", claims(signature, text + " "))


def test_names_sort_without_regard_to_case():
    pairs = [("b", "1"), ("AssignmentDurationInSeconds", "2"), ("AWSAccessKeyId", "3"), ("B", "4")]
    assert build_v1_text(pairs) == "AssignmentDurationInSeconds2AWSAccessKeyId3b1B4"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_any_text_may_be_the_right_one(place):
    texts = ["one", "two", "three"]
    assert is_valid("secret", claims(sign("secret", texts[place]), *texts))


def test_without_a_text_nothing_is_right():
    assert not is_valid("secret", claims(sign("secret", "")))


@pytest.mark.parametrize(
    "signature",
    [
        None,
        "",
        "None",
        "b/TnvzrdeD/L/EyzdFrznPXhido",
        "b/TnvzrdeD/L/EyzdFrznPXhido==",
        "b/TnvzrdeD/L/EyzdFrznPXhido=\n",
        "b/TnvzrdeD L EyzdFrznPXhido=",
        "B/TNVZRDED/L/EYZDFRZNPXHIDO=",
        "6ff4e7bf3add783fcbfc4cb3745af39cf5e189da",
        "é" * 28,
        "====",
    ],
)
def test_what_is_no_signature_is_no_match(signature):
    assert not is_valid("secret", claims(signature, GOAMZ[1]))


def test_what_can_be_a_signature():
    assert is_digest(GOAMZ[0])
    assert not is_digest(base64.b64encode(b"x" * 32).decode())
    assert not is_digest(None)


@UNHURRIED
@given(some.text(), some.text(), some.text())
def test_any_secret_signs_any_text(secret, text, other):
    assert is_valid(secret, claims(sign(secret, text), other, text))
    assert not is_valid(secret + "x", claims(sign(secret, text), text))


@UNHURRIED
@given(some.text())
def test_any_signature_is_judged(signature):
    assert not is_valid("secret", claims(signature, "text"))
