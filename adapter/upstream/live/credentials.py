"""Read key pairs from AWS's configuration files and environment variables."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError
from botocore.session import Session

from adapter.model import AwsKeys


def read_profile_keys(profile: str) -> AwsKeys | None:
    """Return the key pair of an AWS profile; None if there is none or it cannot be read."""
    return _read_keys(Session(profile=profile))


def list_profiles() -> frozenset[str]:
    """Return the names of all AWS profiles."""
    return frozenset(Session().available_profiles)


def read_default_keys() -> AwsKeys | None:
    """Return the key pair of the standard credential chain; None if there is none."""
    return _read_keys(Session())


def _read_keys(session: Session) -> AwsKeys | None:
    try:
        credentials = session.get_credentials()
        frozen = credentials.get_frozen_credentials() if credentials is not None else None
    except BotoCoreError:
        return None
    if frozen is None or frozen.access_key is None or frozen.secret_key is None:
        return None
    return AwsKeys(frozen.access_key, frozen.secret_key)
