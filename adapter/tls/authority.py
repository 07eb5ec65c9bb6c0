"""The private authority in its folder: created once, checked at each use.

FOLDER/authority.pem   the authority's key and certificate in one file, so that they match; private
FOLDER/ca.pem          the authority's certificate, for clients to trust
FOLDER/leaf-HOST.pem   a host's key and certificate, and the authority's certificate; private
FOLDER/unnamed.pem     the same for all names together, for clients that send no name; private
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature

from adapter.errors import StartError
from adapter.tls.certificates import (
    KeyPair,
    covers,
    create_authority,
    create_leaf,
    encode_certificate,
    is_for,
    is_valid,
    read_key_pair,
)
from adapter.tls.files import (
    ensure_private_folder,
    read_owned,
    read_private,
    write_atomically,
    write_once,
)
from adapter.tls.names import Names

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

PRIVATE, PUBLIC, UNNAMED = "authority.pem", "ca.pem", "unnamed.pem"
_RENEW_BEFORE = timedelta(days=30)
_REMEDY = (
    "`mturk-adapter trust remove` and `mturk-adapter trust init` make another, which programs "
    "have to trust again"
)


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority that is valid now.

    Attributes:
        folder: the folder of its files.
        names: the names that it may sign for.
        pair: its certificate and key.
    """

    folder: Path
    names: Names
    pair: KeyPair

    @property
    def file(self) -> Path:
        """Return the file of the certificate that clients have to trust."""
        return self.folder / PUBLIC


def open_authority(folder: Path, names: Names, now: datetime) -> Authority:
    """Return the authority of the folder; create it if there is none.

    Raises:
        StartError: the authority cannot be used, or not for these names.
    """
    ensure_private_folder(folder)
    private = folder / PRIVATE
    content = read_private(private)
    if content is None:
        others = [each.name for each in folder.iterdir() if each.suffix in (".pem", ".p12")]
        # Our own files exist only beside the authority, which another process may have created now.
        if others and not private.exists():
            text = (
                f"{others[0]} is in it, and no {PRIVATE}; name another folder with --trust-folder"
            )
            raise StartError(str(folder), text)
        # Of two processes that start together, the second uses the first one's file.
        write_once(private, create_authority(names, now).encode())
        content = read_private(private) or b""
    authority = Authority(folder, names, _read_usable(private, content, names, now))
    public = encode_certificate(authority.pair.certificate)
    found = read_owned(authority.file)
    if found is None:
        write_atomically(authority.file, public, mode=0o644)
    elif found != public:
        text = f"it is not the certificate in {PRIVATE} beside it; remove the file that is wrong"
        raise StartError(str(authority.file), text)
    return authority


def ensure_leaf_file(authority: Authority, host: str | None, now: datetime) -> Path:
    """Return the file of a host's key and certificate; write it if it is not valid for 30 days.

    Args:
        authority: signs the certificate.
        host: the host of the certificate; None: all names, with the first host as the common name.
            Only that certificate has addresses, as mono does not verify one with addresses.
        now: the current time, aware.

    Raises:
        StartError: the file can neither be used nor written.
    """
    file = authority.folder / (UNNAMED if host is None else f"leaf-{host}.pem")
    names = authority.names if host is None else Names((host,), ())
    if not _is_usable(read_private(file), authority.pair, names, now):
        leaf = create_leaf(authority.pair, names, now)
        write_atomically(file, leaf.encode(authority.pair.certificate))
    return file


def _read_usable(file: Path, content: bytes, names: Names, now: datetime) -> KeyPair:
    try:
        pair = read_key_pair(content)
    except ValueError as error:
        raise StartError(str(file), f"{error}; {_REMEDY}") from error
    certificate = pair.certificate
    if not is_valid(certificate, now):
        begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        text = f"it is valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d}, and today is {now:%Y-%m-%d}"
        raise StartError(str(file), f"{text}; {_REMEDY}")
    if not covers(certificate, names):
        raise StartError(str(file), f"it was not made for all of {names}; {_REMEDY}")
    return pair


def _is_usable(content: bytes | None, authority: KeyPair, names: Names, now: datetime) -> bool:
    """Return whether a leaf is whole, of this authority, for these names and valid long enough."""
    if content is None:
        return False
    try:
        leaf = read_key_pair(content).certificate
        leaf.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return is_for(leaf, names) and is_valid(leaf, now, _RENEW_BEFORE)
