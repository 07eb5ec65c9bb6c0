"""One-time links to the desk, for who starts the adapter or may open its database."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from adapter.application.marketplace import choose_account
from adapter.auth.accounts import DEMO
from adapter.errors import SettingError
from adapter.marketplace import ServiceFault
from adapter.marketplace.desk_links import add_desk_link
from adapter.marketplace.seeds import list_access_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapter.marketplace import Marketplace
    from adapter.settings import Settings


def build_desk_link(marketplace: Marketplace, account: str, site_url: str) -> str:
    """Return a link that signs the account in to the desk once; raises a ServiceFault.

    Args:
        marketplace: whose desk.
        account: the access key.
        site_url: where browsers reach people's pages.
    """
    token = add_desk_link(marketplace, account)
    return f"{_build_address(site_url)}?{urlencode({'key': token})}"


def build_first_link(settings: Settings, marketplace: Marketplace, site_url: str) -> str:
    """Return a one-time link if it is clear for which account, otherwise the desk's address.

    Raises:
        StartError: the database failed.
    """
    try:
        known = _list_configured(settings) or list_access_keys(marketplace) or [DEMO]
        if len(known) > 1:
            return _build_address(site_url)
        return build_desk_link(marketplace, known[0], site_url)
    except ServiceFault as error:
        raise SettingError("database", marketplace.database.explain(error.reason)) from None


def choose_requester(settings: Settings, marketplace: Marketplace, account: str | None) -> str:
    """Return the account that a link is for.

    Args:
        settings: they have the accounts, unless every key is one.
        marketplace: whose.
        account: the access key; None: the only one there is.

    Raises:
        StartError: it is not known which one, or there is no such account.
        ServiceFault: the database failed.
    """
    known = _list_configured(settings)
    chosen = choose_account(settings, marketplace, account)
    if known and chosen not in known:
        raise SettingError("--account", f"{chosen} is not configured; there are {', '.join(known)}")
    return chosen


def _list_configured(settings: Settings) -> Sequence[str]:
    return [each.access_key_id for each in settings.accounts]


def _build_address(site_url: str) -> str:
    return f"{site_url.rstrip('/')}/desk/sign-in"
