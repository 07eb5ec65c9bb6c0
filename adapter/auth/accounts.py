"""The accounts of callers, and the checks that apply where no signature is verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.auth.web_pages import raise_for_embedding, raise_for_marked_page, raise_for_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import Account, HttpRequest

DEMO = "demo"
"""The account of calls that name no key, if every key is accepted."""

NO_SECRET = "no account has this secret"  # noqa: S105
"""Replaces the secret of an unknown key, so that refusing the call takes the same time."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts that may call the adapter.

    Attributes:
        by_key: the accounts by access key, whose signatures are verified; None: every key is an
            account, and no signature is verified.
        hosts: the adapter's own host names besides loopback's and Amazon's; used only if `by_key`
            is None.
    """

    by_key: Mapping[str, Account] | None = None
    hosts: frozenset[str] = frozenset()

    def check_page(self, http: HttpRequest) -> None:
        """Raise a ProtocolError if a web page may have sent the call.

        If signatures are verified, nothing is checked, since a page cannot sign.
        """
        if self.by_key is None:
            raise_for_page(http, self.hosts)

    def check_visit(self, http: HttpRequest) -> None:
        """Raise a ProtocolError if another page loads the page for visitors."""
        if self.by_key is None:
            raise_for_embedding(http, self.hosts)

    def check_document(self, http: HttpRequest) -> None:
        """Raise a ProtocolError if the headers show that a web page requests a document."""
        if self.by_key is None:
            raise_for_marked_page(http, self.hosts)
