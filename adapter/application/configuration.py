"""Read the settings of this process, and the AWS credentials that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adapter.errors import SettingError
from adapter.settings import load
from adapter.settings.accounts import describe_remedy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapter.model import AwsKeys
    from adapter.settings import Settings


def read_settings(
    flags: Mapping[str, Any], config: Path | None, *, listens: bool = True
) -> Settings:
    """Return the settings of this process.

    Args:
        flags: values by setting; None and an empty tuple mean that the flag was not given.
        config: the settings file; None: the one that MTURK_ADAPTER_CONFIG names, if any.
        listens: whether the command listens at the addresses, so that they have to be safe.

    Raises:
        SettingError: a setting cannot be used.
    """
    settings = load(
        flags,
        profile_keys=_profile_keys,
        default_keys=_default_keys,
        config=config,
        listens=listens,
    )
    profiles = {each.access_key_id: each.profile for each in settings.accounts if each.profile}
    known = _profiles() if profiles else frozenset()
    for access_key_id, profile in profiles.items():
        if profile not in known:
            text = f"there is no AWS profile {profile}; {describe_remedy(profile)}"
            raise SettingError(f"the account {access_key_id}", text)
    return settings


def _profile_keys(profile: str) -> AwsKeys | None:
    from adapter.upstream.live import credentials  # noqa: PLC0415 (boto3)

    return credentials.read_profile_keys(profile)


def _default_keys() -> AwsKeys | None:
    from adapter.upstream.live import credentials  # noqa: PLC0415 (boto3)

    return credentials.read_default_keys()


def _profiles() -> frozenset[str]:
    from adapter.upstream.live import credentials  # noqa: PLC0415 (boto3)

    return credentials.list_profiles()
