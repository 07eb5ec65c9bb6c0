"""What the pages need of a sign-in elsewhere, such as the one of a university."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from werkzeug.wrappers import Response


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in elsewhere.

    Attributes:
        subject: identifies the person at the provider for ever.
        name: None if the provider tells none.
    """

    subject: str
    name: str | None


class IdentityError(Exception):
    """Nobody was signed in.

    Attributes:
        reason: why: the provider or the person refused, the sign-in was not begun in this browser
            or takes too long, the answer is not the provider's for us, or there is none.
    """

    def __init__(self, reason: Literal["refused", "out of date", "not verified", "down"]) -> None:
        super().__init__(reason)
        self.reason = reason


class IdentityProvider(Protocol):
    """Signs people in."""

    @property
    def issuer(self) -> str:
        """Return the URL that identifies the provider."""

    def begin(self, callback_url: str) -> Response:
        """Return a redirect to the provider, which comes back to the URL; raises IdentityError."""

    def finish(self) -> Identity:
        """Return who signed in, from the request that came back; raises an IdentityError."""

    def build_end_url(self, back_url: str) -> str | None:
        """Return where one signs out of the provider; None: nowhere. Raises an IdentityError."""
