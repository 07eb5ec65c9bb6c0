"""The settings: one frozen object from flags, variables and a file, in order of precedence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import InstanceOf  # noqa: TC002

from adapter.errors import SettingError
from adapter.model import Account, AwsKeys
from adapter.settings.accounts import ProfileKeys, is_readable_by_others, read_accounts
from adapter.settings.fields import OURS, Fields, has_password, is_loopback
from adapter.settings.sources import RawSettings, Sources, read, sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_BROKEN = ("1.0", "1.1")

__all__ = ["DefaultKeys", "ProfileKeys", "Settings", "load"]

_OF_REPLAY = {"replay", "on_miss", "forward_to"}

DefaultKeys = Callable[[], AwsKeys | None]
"""The key pair of AWS's standard credential chain; None when there is none."""


class Settings(Fields):
    """The settings of this process, with secrets read.

    Attributes:
        accounts: whose signatures are accepted; none: any key is.
        warnings: settings that are allowed but risky, for the log.
    """

    accounts: tuple[InstanceOf[Account], ...]
    warnings: tuple[str, ...]

    @property
    def verifies(self) -> bool:
        """Whether signatures are verified."""
        return bool(self.accounts)


def load(
    flags: Mapping[str, Any],
    *,
    profile_keys: ProfileKeys,
    default_keys: DefaultKeys,
    config: Path | None = None,
) -> Settings:
    """Return the settings of this process.

    Args:
        flags: by setting; None and an empty tuple mean that the flag was not used.
        profile_keys: returns the key pair of an AWS profile that an account names.
        default_keys: returns the pair of the standard chain, for a live upstream without accounts.
        config: the settings file; None: the one that MTURK_ADAPTER_CONFIG names, if any.

    Raises:
        SettingError: a setting cannot be used; names flag, variable or place in the file.
    """
    given = sources(flags, config)
    written = _implied(read(given))
    _check(written, given)
    accounts = read_accounts(written.accounts, given.place("accounts"), profile_keys)
    if not accounts and _reaches_live(written):
        accounts = (_standard_account(written, given, default_keys),)
    _check_reach(written, given, verifies=bool(accounts))
    fields = {name: getattr(written, name) for name in Fields.model_fields}
    warnings = tuple(_warnings(written, given, verifies=bool(accounts)))
    return Settings(**fields, accounts=accounts, warnings=warnings)


def _implied(written: RawSettings) -> RawSettings:
    """Return the settings with `upstream` replay where a setting of a replay is used."""
    given = written.model_fields_set
    if "upstream" in given or not given & _OF_REPLAY:
        return written
    return written.model_copy(update={"upstream": "replay"})


def _reaches_live(written: RawSettings) -> bool:
    """Return whether any call can reach a live service."""
    return written.upstream not in OURS or written.forward_to is not None


def _check(written: RawSettings, given: Sources) -> None:
    """Raise a SettingError for settings that contradict each other."""
    rules = (
        *_rules_of_misses(written),
        *_rules_of_folders(written),
        *_rules_of_addresses(written),
        *_rules_of_time(written),
    )
    for wrong, name, text in rules:
        if wrong:
            raise SettingError(given.place(name), text)


def _rules_of_misses(written: RawSettings) -> Iterator[tuple[bool, str, str]]:
    """Yield for each rule whether it is broken, the setting and the message."""
    on_miss, to = written.on_miss, written.forward_to
    if on_miss == "refuse":
        yield to is not None, "forward_to", "nothing is forwarded unless on_miss says so"
        return
    text = f"only replay can miss a call, and upstream is {written.upstream}"
    yield written.upstream != "replay", "on_miss", text
    text = f"{on_miss} needs forward_to: production, sandbox or an http(s) URL"
    yield to is None, "on_miss", text
    text = "record needs the folder to record in: `--record DIR`"
    yield on_miss == "record" and written.record is None, "on_miss", text


def _rules_of_folders(written: RawSettings) -> Iterator[tuple[bool, str, str]]:
    """Yield for each rule whether it is broken, the setting and the message."""
    source, target = written.replay, written.record
    # Where misses are recorded, the folder is made by the first of them.
    replays = written.upstream == "replay" and written.on_miss != "record"
    yield replays and not source.is_dir(), "replay", f"there is no folder {source}"
    taken = target is not None and target.exists() and not target.is_dir()
    yield taken, "record", f"{target} is no folder"


def _rules_of_addresses(written: RawSettings) -> Iterator[tuple[bool, str, str]]:
    """Yield for each rule whether it is broken, the setting and the message."""
    tunnels, proxy = written.proxy_other_hosts == "tunnel", written.proxy
    yield tunnels and proxy is None, "proxy_other_hosts", "it needs proxy too"
    text = (
        f"with {proxy}, which others can reach, it would carry anybody's bytes anywhere; let the "
        "proxy listen on 127.0.0.1, or refuse other hosts"
    )
    yield tunnels and proxy is not None and not is_loopback(proxy), "proxy_other_hosts", text
    alone = written.tls_key is not None and written.tls_certificate is None
    yield alone, "tls_key", "it needs tls_certificate too"


def _rules_of_time(written: RawSettings) -> Iterator[tuple[bool, str, str]]:
    """Yield for each rule whether it is broken, the setting and the message."""
    text = "calls go to a live service, which has a clock of its own"
    yield written.clock is not None and _reaches_live(written), "clock", text


def _standard_account(written: RawSettings, given: Sources, default_keys: DefaultKeys) -> Account:
    """The one account there is when none is written and calls reach a live service."""
    keys = default_keys()
    if keys is None:
        raise SettingError(
            given.place("forward_to" if written.forward_to else "upstream"),
            "it needs credentials: write [[accounts]] into the settings file, or set "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
    return Account(keys.access_key_id, keys.secret_access_key)


def _check_reach(written: RawSettings, given: Sources, *, verifies: bool) -> None:
    if verifies or written.accept_any_key_from_anywhere:
        return
    for name, bind in _reached_by_others(written):
        raise SettingError(
            given.place(name),
            f"{bind} can be reached by others, and without [[accounts]] any access key is "
            "accepted; write accounts, listen on 127.0.0.1, or say --accept-any-key-from-anywhere",
        )


def _reached_by_others(written: RawSettings) -> Iterator[tuple[str, str]]:
    """The settings of addresses that not only this machine can reach, and the addresses."""
    for name, bind in (("bind", written.bind), ("tls", written.tls), ("proxy", written.proxy)):
        if bind is not None and not is_loopback(bind):
            yield name, bind


def _warnings(written: RawSettings, given: Sources, *, verifies: bool) -> Iterator[str]:
    files = [file for entry in written.accounts for file in entry.files]
    if given.file and _spells_secrets(written, given):
        files.append(given.file)
    for file in files:
        if is_readable_by_others(file):
            yield f"{file} holds a secret and other users may read it; `chmod 600` it"
    for _, bind in () if verifies else _reached_by_others(written):
        yield f"anyone who can reach {bind} is answered, whatever key is sent"
    if written.tls_min_version in _BROKEN:
        yield (
            f"TLS {written.tls_min_version} is accepted for old clients, and it is broken: "
            "somebody between them and this machine can read and change calls"
        )


def _spells_secrets(written: RawSettings, given: Sources) -> bool:
    """Whether a secret stands in the settings file itself."""
    in_file = given.place("list_cache").startswith(f"{given.file}:")
    url = in_file and has_password(written.list_cache)
    return url or any(entry.spells_secrets for entry in written.accounts)
