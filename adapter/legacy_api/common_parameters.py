"""The parameters that every operation takes, by REST and by SOAP."""

from __future__ import annotations

from adapter.auth.legacy.signature import SERVICE

COMMON_PARAMETERS = frozenset(
    (
        "Service",
        "Operation",
        "Version",
        "AWSAccessKeyId",
        "Timestamp",
        "Signature",
        "Validate",
        "Credential",
    )
)
"""The names that no operation has for a parameter of its own."""

SIGN_SERVICE_ADVICE = f"It fits operation and timestamp alone: sign {SERVICE} in front of them."
"""What to change in a program whose signature leaves out the service's name."""

_TRUE = ("true", "1", "t")


def is_true(text: str | None) -> bool:
    """Return whether the text of Validate asks for it; None, for an absent one, does not."""
    return (text or "").lower() in _TRUE
