"""The authority in its folder: made once, checked whenever it is used.

FOLDER/authority.pem   its certificate and key, one file, so that they can never part; private
FOLDER/ca.pem          its certificate, for clients to trust
FOLDER/leaf-HOST.pem   a host's key and certificate, and the authority's; private
FOLDER/unnamed.pem     the same for all names at once, for clients that do not say which they want
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature

from adapter.errors import StartError
from adapter.tls.certificates import (
    Pair,
    certificate_pem,
    covers,
    is_for,
    lasts,
    new_authority,
    new_leaf,
    read_pair,
)
from adapter.tls.files import private_folder, read_own, read_private, write_first, write_whole
from adapter.tls.names import Names

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

PRIVATE, PUBLIC, UNNAMED = "authority.pem", "ca.pem", "unnamed.pem"
_RENEW_BEFORE = timedelta(days=30)
_ANEW = (
    "`mturk-adapter trust remove` and `mturk-adapter trust init` make another, which programs have "
    "to be told to trust again"
)


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority that can sign now.

    Attributes:
        folder: where it is.
        names: what its certificates are for.
        pair: its certificate and key.
    """

    folder: Path
    names: Names
    pair: Pair

    @property
    def file(self) -> Path:
        """What clients are told to trust."""
        return self.folder / PUBLIC


def open_authority(folder: Path, names: Names, now: datetime) -> Authority:
    """The authority of the folder, made if there is none yet.

    Raises:
        StartError: it cannot be used, or not for these names; says what to do.
    """
    private_folder(folder)
    private = folder / PRIVATE
    content = read_private(private)
    if content is None:
        _check_free(folder)
        # Of two processes that start at once, the second takes what the first has made.
        write_first(private, new_authority(names, now).pem())
        content = read_private(private) or b""
    authority = Authority(folder, names, _usable(private, content, names, now))
    _publish(authority)
    return authority


def leaf_file(authority: Authority, host: str | None, now: datetime) -> Path:
    """A key and certificate: the one there is, or a new one when that ends soon.

    Args:
        authority: signs it.
        host: whom it is for; None: for all names, the first host's as the common one. Addresses are
            in that one alone, as mono's verifier fails where an authority is limited to some.
        now: the time now.

    Raises:
        StartError: it can neither be used nor written.
    """
    file = authority.folder / (UNNAMED if host is None else f"leaf-{host}.pem")
    names = authority.names if host is None else Names((host,), ())
    if not _is_good(read_private(file), authority.pair, names, now):
        leaf = new_leaf(authority.pair, names, now)
        write_whole(file, leaf.pem(authority.pair.certificate))
    return file


def _check_free(folder: Path) -> None:
    """Looks that no certificates of others are there, which might be written over."""
    others = [each.name for each in folder.iterdir() if each.suffix in (".pem", ".p12")]
    # Ours are there only when the authority is; then another process has just begun with it.
    if others and not (folder / PRIVATE).exists():
        text = f"{others[0]} is in it, and no {PRIVATE}; name another folder with --trust-folder"
        raise StartError(str(folder), text)


def _usable(file: Path, content: bytes, names: Names, now: datetime) -> Pair:
    try:
        pair = read_pair(content)
    except ValueError as error:
        raise StartError(str(file), f"{error}; {_ANEW}") from error
    certificate = pair.certificate
    if not lasts(certificate, now):
        begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        text = f"it is valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d}, and today is {now:%Y-%m-%d}"
        raise StartError(str(file), f"{text}; {_ANEW}")
    if not covers(certificate, names):
        raise StartError(str(file), f"it was not made for all of {names}; {_ANEW}")
    return pair


def _publish(authority: Authority) -> None:
    public = certificate_pem(authority.pair.certificate)
    found = read_own(authority.file)
    if found is None:
        write_whole(authority.file, public, mode=0o644)
    elif found != public:
        text = f"it is not the certificate in {PRIVATE} beside it; remove the file that is wrong"
        raise StartError(str(authority.file), text)


def _is_good(content: bytes | None, authority: Pair, names: Names, now: datetime) -> bool:
    """Whether a leaf can be used as it is; one cut short or of an older authority cannot."""
    if content is None:
        return False
    try:
        leaf = read_pair(content).certificate
        leaf.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return is_for(leaf, names) and lasts(leaf, now, _RENEW_BEFORE)
