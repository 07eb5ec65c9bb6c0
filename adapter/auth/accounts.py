"""The accounts that calls of both APIs may be made for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapter.auth.web_pages import raise_for_marked_page, raise_for_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.model import Account, HttpRequest

DEMO = "demo"
"""The account of calls that name no key, where any key is accepted."""

NO_SECRET = "no account has this secret"  # noqa: S105
"""Stands in for the secret of an unknown key, so that refusing it costs the same time."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who may call; `authenticate` of `auth.legacy.verify` and of `auth.sigv4.verify` use it.

    Attributes:
        by_key: by access key; every signature is verified. None: any key is an account.
        hosts: names that the adapter is reached under, besides loopback's and Amazon's; they
            matter only where `by_key` is None.
    """

    by_key: Mapping[str, Account] | None = None
    hosts: frozenset[str] = frozenset()

    def check_page(self, http: HttpRequest) -> None:
        """Raise a FrontError if a web page may have sent the call.

        Where signatures are verified nothing is checked: a page cannot sign.
        """
        if self.by_key is None:
            raise_for_page(http, self.hosts)

    def check_document(self, http: HttpRequest) -> None:
        """Raise a FrontError if a web page says that it asked for WSDL or schema."""
        if self.by_key is None:
            raise_for_marked_page(http, self.hosts)
