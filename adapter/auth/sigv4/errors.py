"""Errors for current calls that fail authentication.

The codes and the first sentences are AWS's, as quoted in public issues; the advice is ours.
"""

from __future__ import annotations

from adapter.errors import AuthenticationError, Problem
from adapter.redaction import Redactor
from adapter.text import shorten

WRONG_SIGNATURE = "InvalidSignatureException"
WRONG_KEY = "UnrecognizedClientException"

# A message shows every header that programs sign, and still has a bounded size.
_LONGEST_LINE = 300
_MOST_LINES = 40


def build_refusal(code: str, message: str) -> AuthenticationError:
    """Return the error with a code of AWS's."""
    return AuthenticationError([Problem(code, message)])


def build_incomplete(message: str) -> AuthenticationError:
    """Return the error for a signature that lacks a part."""
    return build_refusal("IncompleteSignatureException", message)


def build_wrong_signature(
    canonical_request: str, string_to_sign: str, secret: str
) -> AuthenticationError:
    """Return the error for a wrong signature.

    Args:
        canonical_request: the canonical request that the signature should cover.
        string_to_sign: the string to sign that follows from it.
        secret: the account's secret; the message does not repeat it.
    """
    canonical = _shorten_lines(canonical_request, secret)
    text = _shorten_lines(string_to_sign, secret)
    return build_refusal(
        WRONG_SIGNATURE,
        "The request signature we calculated does not match the signature you provided. Check "
        "your AWS Secret Access Key and signing method. Consult the service documentation for "
        "details. If the key is right, a header or the body was changed on the way; look at the "
        f"host first.\n\nThe Canonical String for this request should have been\n'{canonical}'\n\n"
        f"The String-to-Sign should have been\n'{text}'\n",
    )


def _shorten_lines(text: str, secret: str) -> str:
    """Return the first lines of a text, each shortened, without the secret."""
    lines = Redactor([secret], "(secret)").text(text).split("\n")
    more = ["…"] if len(lines) > _MOST_LINES else []
    return "\n".join([shorten(line, _LONGEST_LINE) for line in lines[:_MOST_LINES]] + more)
