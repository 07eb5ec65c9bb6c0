"""The accounts: the access keys that may call, and the key pairs for calls to the current API."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from adapter.errors import SettingError
from adapter.model import Account, AwsKeys
from adapter.settings.fields import Location  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Sequence

ProfileKeys = Callable[[str], AwsKeys | None]
"""The key pair of an AWS profile; None if there is none."""

_Name = Annotated[str, Field(min_length=1)]
_Key = Annotated[str, Field(pattern=r"^[!-~]+$")]

_SECRETS = ("secret_access_key", "secret_env", "secret_file", "aws_profile")
_UPSTREAM_SECRETS = ("upstream_secret_access_key", "upstream_secret_env", "upstream_secret_file")


class Entry(BaseModel):
    """One `[[accounts]]` table, as written.

    Attributes:
        access_key_id: the access key that the old program signs with.
        secret_access_key: the secret of this key; or one of the next three.
        secret_env: the name of the variable that has the secret.
        secret_file: the file that has the secret.
        aws_profile: the AWS profile that has the secret, and that calls to the current API use.
        upstream_profile: the AWS profile that the current API is called with.
        upstream_access_key_id: the key that it is called with, with one of the next three.
        upstream_secret_access_key: its secret.
        upstream_secret_env: name of the variable that holds its secret.
        upstream_secret_file: the file that holds its secret.
        clock_limit_seconds: how far the old program's clock may be off, either way.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    access_key_id: _Key
    secret_access_key: SecretStr | None = None
    secret_env: _Name | None = None
    secret_file: Location | None = None
    aws_profile: _Name | None = None
    upstream_profile: _Name | None = None
    upstream_access_key_id: _Key | None = None
    upstream_secret_access_key: SecretStr | None = None
    upstream_secret_env: _Name | None = None
    upstream_secret_file: Location | None = None
    clock_limit_seconds: Annotated[int, Field(gt=0)] = 900

    @property
    def variables(self) -> tuple[str, ...]:
        """Return the names of the variables that hold its secrets."""
        return tuple(name for name in (self.secret_env, self.upstream_secret_env) if name)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that hold its secrets."""
        return tuple(file for file in (self.secret_file, self.upstream_secret_file) if file)

    @property
    def spells_secrets(self) -> bool:
        """Return whether the settings themselves hold a secret."""
        return bool(self.secret_access_key or self.upstream_secret_access_key)


def read_accounts(
    entries: Sequence[Entry], place: str, profile_keys: ProfileKeys
) -> tuple[Account, ...]:
    """Return the accounts, with their secrets read.

    Args:
        entries: the tables of the settings.
        place: the setting's name for messages, without index.
        profile_keys: returns the key pair of a profile that `aws_profile` names.

    Raises:
        SettingError: a secret cannot be read, or two accounts have the same access key.
    """
    _check_distinct(entries, place)
    return tuple(
        _build_account(entry, f"{place}[{index}]", profile_keys)
        for index, entry in enumerate(entries)
    )


def describe_remedy(profile: str) -> str:
    """Return what to do about an AWS profile that is not there."""
    return f"write it with `aws configure --profile {profile}`, or name another one"


def is_readable_by_others(file: Path) -> bool:
    """Return whether other users of this machine may read the file; False on Windows."""
    shared = stat.S_IRWXG | stat.S_IRWXO
    return os.name == "posix" and bool(file.stat().st_mode & shared)


def _check_distinct(entries: Sequence[Entry], place: str) -> None:
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        first = seen.setdefault(entry.access_key_id, index)
        if first != index:
            text = f"accounts[{first}] has this access key already"
            raise SettingError(f"{place}[{index}].access_key_id", text)


def _build_account(entry: Entry, place: str, profile_keys: ProfileKeys) -> Account:
    secret = _read_signing_secret(entry, place, profile_keys)
    keys, profile = _read_upstream_keys(entry, secret, place)
    return Account(entry.access_key_id, secret, entry.clock_limit_seconds, keys, profile)


def _read_signing_secret(entry: Entry, place: str, profile_keys: ProfileKeys) -> str:
    name = _find_only(entry, _SECRETS, place)
    if name != "aws_profile":
        return read_secret(getattr(entry, name), f"{place}.{name}")
    keys = profile_keys(entry.aws_profile or "")
    if keys is None:
        raise SettingError(
            f"{place}.{name}",
            f"the account {entry.access_key_id} needs the AWS profile {entry.aws_profile}, and no "
            f"profile of this name has a key pair; {describe_remedy(entry.aws_profile or '')}",
        )
    if keys.access_key_id != entry.access_key_id:
        text = f"the AWS profile {entry.aws_profile} has another key than access_key_id says"
        raise SettingError(f"{place}.{name}", text)
    return keys.secret_access_key


def _read_upstream_keys(entry: Entry, secret: str, place: str) -> tuple[AwsKeys | None, str | None]:
    """Return the keys or the profile that the current API is called with; the other is None."""
    if entry.upstream_access_key_id:
        if entry.upstream_profile:
            text = "expected upstream_access_key_id or upstream_profile; there are both"
            raise SettingError(place, text)
        name = _find_only(entry, _UPSTREAM_SECRETS, place)
        stored = read_secret(getattr(entry, name), f"{place}.{name}")
        return AwsKeys(entry.upstream_access_key_id, stored), None
    for name in _list_used(entry, _UPSTREAM_SECRETS):
        raise SettingError(f"{place}.{name}", "it needs upstream_access_key_id too")
    profile = entry.upstream_profile or entry.aws_profile
    return (None, profile) if profile else (AwsKeys(entry.access_key_id, secret), None)


def _list_used(entry: Entry, names: Sequence[str]) -> list[str]:
    return [name for name in names if getattr(entry, name) is not None]


def _find_only(entry: Entry, names: Sequence[str], place: str) -> str:
    """Return the one of these settings that is used; raise a SettingError unless it is one."""
    used = _list_used(entry, names)
    if len(used) == 1:
        return used[0]
    found = f"there are {' and '.join(used)}" if used else "there is none"
    raise SettingError(place, f"expected one of {', '.join(names)}; {found}")


def read_secret(where: SecretStr | str | Path, place: str) -> str:
    """Return the secret itself: the text, or that of the variable or the file."""
    match where:
        case SecretStr():
            secret, name = where.get_secret_value(), "it"
        case Path():
            secret, name = _read_text(where, place), f"the file {where}"
        case _:
            secret, name = os.environ.get(where, ""), f"the variable {where}"
    if not secret.strip():
        raise SettingError(place, f"{name} is empty or not there")
    return secret.strip()


def _read_text(file: Path, place: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingError(place, f"the file {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        # Not chained: the error holds the bytes.
        raise SettingError(place, f"the file {file} is not text") from None
