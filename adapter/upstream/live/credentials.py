"""Key pairs that AWS's own files and variables hold, for accounts that name them."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError
from botocore.session import Session

from adapter.model import Keys


def profile_keys(profile: str) -> Keys | None:
    """The key pair of an AWS profile; None when there is none or it cannot be had."""
    return _keys(Session(profile=profile))


def profiles() -> frozenset[str]:
    """The names of the AWS profiles that there are."""
    return frozenset(Session().available_profiles)


def default_keys() -> Keys | None:
    """The key pair of the standard credential chain; None when there is none."""
    return _keys(Session())


def _keys(session: Session) -> Keys | None:
    try:
        credentials = session.get_credentials()
        frozen = credentials.get_frozen_credentials() if credentials is not None else None
    except BotoCoreError:
        return None
    if frozen is None or frozen.access_key is None or frozen.secret_key is None:
        return None
    return Keys(frozen.access_key, frozen.secret_key)
