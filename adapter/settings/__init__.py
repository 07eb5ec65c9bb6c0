"""The settings: one frozen object from flags, variables and a file, in order of precedence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import InstanceOf, SecretStr

from adapter.auth.environments import WORKER_HOSTS
from adapter.errors import SettingError
from adapter.model import Account, AwsKeys
from adapter.settings.accounts import ProfileKeys, is_readable_by_others, read_accounts, read_secret
from adapter.settings.fields import OURS, Fields, has_password, is_loopback, is_loopback_host
from adapter.settings.sources import RawSettings, Sources, find_sources, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_BROKEN_TLS = ("1.0", "1.1")

__all__ = ["DefaultKeys", "ProfileKeys", "Settings", "load"]

_REPLAY_SETTINGS = {"replay", "on_miss", "forward_to"}

DefaultKeys = Callable[[], AwsKeys | None]
"""The key pair of AWS's standard credential chain; None if there is none."""


class Settings(Fields):
    """The settings of this process, and its accounts with their secrets.

    Attributes:
        accounts: the accounts that may call; without any, every key is accepted.
        warnings: settings that are allowed but risky, for the log.
        oidc_secret: the adapter's secret at the OpenID provider; None: it has none.
    """

    accounts: tuple[InstanceOf[Account], ...]
    warnings: tuple[str, ...]
    oidc_secret: SecretStr | None = None

    @property
    def verifies(self) -> bool:
        """Return whether signatures are verified."""
        return bool(self.accounts)


def load(
    flags: Mapping[str, Any],
    *,
    profile_keys: ProfileKeys,
    default_keys: DefaultKeys,
    config: Path | None = None,
    listens: bool = True,
) -> Settings:
    """Return the settings of this process.

    Args:
        flags: by setting; None and an empty tuple mean that the flag was not used.
        profile_keys: returns the key pair of an AWS profile that an account names.
        default_keys: returns the pair of the standard chain, for a live upstream without accounts.
        config: the settings file; None: the one that MTURK_ADAPTER_CONFIG names, if any.
        listens: whether this process listens at the addresses, so that they have to be safe.

    Raises:
        SettingError: a setting cannot be used; it names the flag, the variable or the place.
    """
    sources = find_sources(flags, config)
    raw = read_settings(sources)
    # A setting of a replay implies the upstream, unless another one is set.
    if "upstream" not in raw.model_fields_set and raw.model_fields_set & _REPLAY_SETTINGS:
        raw = raw.model_copy(update={"upstream": "replay"})
    _check_rules(raw, sources)
    accounts = read_accounts(raw.accounts, sources.find_place("accounts"), profile_keys)
    if not accounts and _can_reach_live(raw):
        accounts = (_find_default_account(raw, sources, default_keys),)
    is_safe = bool(accounts) or not listens
    if not is_safe and not raw.accept_any_key_from_anywhere:
        _check_exposure(raw, sources)
    fields = {name: getattr(raw, name) for name in Fields.model_fields}
    warnings = tuple(_list_warnings(raw, sources, is_safe=is_safe))
    secret = _read_oidc_secret(raw, sources) if listens else None
    return Settings(**fields, accounts=accounts, warnings=warnings, oidc_secret=secret)


def _read_oidc_secret(raw: RawSettings, sources: Sources) -> SecretStr | None:
    if raw.oidc_secret_env is None:
        return None
    return SecretStr(read_secret(raw.oidc_secret_env, sources.find_place("oidc_secret_env")))


def _can_reach_live(raw: RawSettings) -> bool:
    """Return whether any call can reach a live service."""
    return raw.upstream not in OURS or raw.forward_to is not None


def _check_rules(raw: RawSettings, sources: Sources) -> None:
    """Raise a SettingError for settings that contradict each other."""
    rules = (
        *_list_miss_rules(raw),
        *_list_folder_rules(raw),
        *_list_server_rules(raw),
    )
    for wrong, name, text in rules:
        if wrong:
            raise SettingError(sources.find_place(name), text)


def _list_miss_rules(raw: RawSettings) -> Iterator[tuple[bool, str, str]]:
    """Yield for each rule whether it is broken, the setting and the message."""
    on_miss, to = raw.on_miss, raw.forward_to
    if on_miss == "refuse":
        yield to is not None, "forward_to", "nothing is forwarded unless on_miss says so"
        return
    text = f"only replay can miss a call, and upstream is {raw.upstream}"
    yield raw.upstream != "replay", "on_miss", text
    text = f"{on_miss} needs forward_to: production, sandbox or an http(s) URL"
    yield to is None, "on_miss", text
    text = "record needs the folder to record in: `--record DIR`"
    yield on_miss == "record" and raw.record is None, "on_miss", text


def _list_folder_rules(raw: RawSettings) -> Iterator[tuple[bool, str, str]]:
    """Yield for each rule whether it is broken, the setting and the message."""
    source, target = raw.replay, raw.record
    # If misses are recorded, the first of them creates the folder.
    replays = raw.upstream == "replay" and raw.on_miss != "record"
    yield replays and not source.is_dir(), "replay", f"there is no folder {source}"
    taken = target is not None and target.exists() and not target.is_dir()
    yield taken, "record", f"{target} is no folder"
    faults = raw.faults
    yield faults is not None and not faults.is_file(), "faults", f"there is no file {faults}"


def _list_server_rules(raw: RawSettings) -> Iterator[tuple[bool, str, str]]:
    """Yield for each rule whether it is broken, the setting and the message."""
    tunnels, proxy = raw.proxy_other_hosts == "tunnel", raw.proxy
    yield tunnels and proxy is None, "proxy_other_hosts", "it needs proxy too"
    text = (
        f"with {proxy}, which others can reach, it would carry anybody's bytes anywhere; let the "
        "proxy listen on 127.0.0.1, or refuse other hosts"
    )
    yield tunnels and proxy is not None and not is_loopback(proxy), "proxy_other_hosts", text
    alone = raw.tls_key is not None and raw.tls_certificate is None
    yield alone, "tls_key", "it needs tls_certificate too"
    yield from _list_people_rules(raw)
    text = "calls go to a live service, which has a clock of its own"
    yield raw.clock is not None and _can_reach_live(raw), "clock", text


def _list_people_rules(raw: RawSettings) -> Iterator[tuple[bool, str, str]]:
    """Yield for each rule whether it is broken, the setting and the message."""
    named = "people" in raw.model_fields_set and raw.people != "none"
    text = f"people work at the marketplace, and upstream is {raw.upstream}"
    yield named and raw.upstream != "marketplace", "people", text
    pages = raw.upstream == "marketplace" and raw.people != "none"
    text = "it needs proxy too, and the pages of the marketplace, to which it leads (people)"
    yield raw.proxy_people and (raw.proxy is None or not pages), "proxy_people", text
    needed = raw.oidc_issuer is not None and raw.oidc_client is not None
    yield raw.access == "oidc" and not needed, "access", "oidc needs oidc_issuer and oidc_client"
    for name in ("oidc_issuer", "oidc_client", "oidc_secret_env"):
        unused = getattr(raw, name) is not None and raw.access != "oidc"
        yield unused, name, 'it is for access = "oidc"'
    text = "browsers elsewhere need tasks_url too, best with a host name of another domain"
    alone = raw.people_url is not None and raw.tasks_url is None
    yield alone and not is_loopback_host(_find_host(raw.people_url)), "people_url", text


def _find_host(url: str | None) -> str:
    return urlsplit(url or "").hostname or ""


def _find_default_account(raw: RawSettings, sources: Sources, default_keys: DefaultKeys) -> Account:
    """Return the account of the standard credential chain; raise a SettingError without one."""
    keys = default_keys()
    if keys is None:
        raise SettingError(
            sources.find_place("forward_to" if raw.forward_to else "upstream"),
            "it needs credentials: write [[accounts]] into the settings file, or set "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
    return Account(keys.access_key_id, keys.secret_access_key)


def _check_exposure(raw: RawSettings, sources: Sources) -> None:
    """Raise a SettingError if other machines can reach an address of the adapter."""
    for name, bind in _find_exposed(raw):
        raise SettingError(
            sources.find_place(name),
            f"{bind} can be reached by others, and without [[accounts]] any access key is "
            "accepted; write accounts, listen on 127.0.0.1, or say --accept-any-key-from-anywhere",
        )


def _find_exposed(raw: RawSettings) -> Iterator[tuple[str, str]]:
    """Yield the settings whose addresses other machines can reach, with the addresses."""
    for name, bind in (("bind", raw.bind), ("tls", raw.tls), ("proxy", raw.proxy)):
        if bind is not None and not is_loopback(bind):
            yield name, bind


def _list_warnings(raw: RawSettings, sources: Sources, *, is_safe: bool) -> Iterator[str]:
    files = [file for entry in raw.accounts for file in entry.files]
    if sources.file and _spells_secrets(raw, sources):
        files.append(sources.file)
    for file in files:
        if is_readable_by_others(file):
            yield f"{file} holds a secret and other users may read it; `chmod 600` it"
    for _, bind in () if is_safe else _find_exposed(raw):
        yield f"anyone who can reach {bind} is answered, whatever key is sent"
    if raw.faults is not None:
        yield f"calls fail on purpose, as {raw.faults} says; leave faults out to have none"
    yield from _list_people_warnings(raw)
    if raw.tls_min_version in _BROKEN_TLS:
        yield (
            f"TLS {raw.tls_min_version} is accepted for old clients, and it is broken: "
            "somebody between them and this machine can read and change calls"
        )


def _list_people_warnings(raw: RawSettings) -> Iterator[str]:
    if raw.people_url and _find_host(raw.people_url) == _find_host(raw.tasks_url):
        yield (
            "people_url and tasks_url have one host name, so requesters' HTML is shown without "
            "cookies and storage; give tasks_url another one"
        )
    if raw.proxy_people:
        yield (
            f"the proxy answers for {', '.join(WORKER_HOSTS)} too, and the authority may sign for "
            "them: whatever trusts it believes that this machine is Amazon's website"
        )


def _spells_secrets(raw: RawSettings, sources: Sources) -> bool:
    """Return whether the settings file itself holds a secret."""
    in_file = sources.find_place("list_cache").startswith(f"{sources.file}:")
    url = in_file and has_password(raw.list_cache)
    return url or any(entry.spells_secrets for entry in raw.accounts)
