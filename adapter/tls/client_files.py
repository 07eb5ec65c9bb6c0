"""The files from which programs of each language learn the proxy and trust its certificates.

`remove_folder` removes these files and the authority's, and no others.
"""

from __future__ import annotations

import os
import re
import warnings
from configparser import ConfigParser
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from adapter.errors import StartError
from adapter.tls.authority import PRIVATE, PUBLIC, UNNAMED
from adapter.tls.certificates import encode_certificate, is_our_authority
from adapter.tls.files import PREFIX, ensure_private_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapter.tls.authority import Authority

DATA = Path(__file__).parent / "data"

BUNDLE, TRUSTSTORE, PHP, PYTHON = "bundle.pem", "truststore.p12", "php", "python"
_PYTHON_CACHE = f"{PYTHON}/__pycache__"

PASSWORD = "changeit"  # noqa: S105 (Java's default; the file has certificates only)

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

_PUBLIC = 0o644

_NAMED_BY = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

_OURS = (
    *("leaf-*.pem", "boto-*.cfg", f"{PHP}/mturk-adapter.ini", f"{PREFIX}*", f"{PHP}/{PREFIX}*"),
    *(f"{PYTHON}/sitecustomize.py*", f"{_PYTHON_CACHE}/sitecustomize.*", f"{PYTHON}/{PREFIX}*"),
    # `remove_folder` finds its folder by the last two, so a removal that fails can be repeated.
    *(UNNAMED, BUNDLE, TRUSTSTORE, PRIVATE, PUBLIC),
)


@dataclass(frozen=True, slots=True)
class ClientFiles:
    """Where the files are.

    Attributes:
        bundle: the authorities that programs trust already, and ours.
        truststore: the same for Java.
        php: a folder with settings for PHP.
        python: a folder with what Python loads at its start.
        boto: settings for boto 2; None: no proxy is known.
    """

    bundle: Path
    truststore: Path
    php: Path
    python: Path
    boto: Path | None


def write_bundle(authority: Authority, folder: Path, environ: Mapping[str, str]) -> Path:
    """Write the bundle and return its path.

    The bundle has all other authorities, too, so that programs still reach other hosts.

    Args:
        authority: our authority.
        folder: the folder to write into.
        environ: the environment, which may name the bundle that the user's programs trust.
    """
    ensure_private_folder(folder)
    ours, others = encode_certificate(authority.pair.certificate), _read_roots(environ)
    # The environment may name a bundle that this function wrote before.
    whole = others if ours in others else others + b"\n" + ours
    write_atomically(folder / BUNDLE, whole, _PUBLIC)
    return folder / BUNDLE


def write_client_files(
    authority: Authority, folder: Path, environ: Mapping[str, str], proxy: str | None
) -> ClientFiles:
    """Write all files and return their paths.

    Args:
        authority: our authority.
        folder: the folder to write into.
        environ: the environment, which may name the bundle that the user's programs trust.
        proxy: the proxy's address, http://HOST:PORT; None without one.

    Raises:
        StartError: a file cannot be written.
    """
    bundle = write_bundle(authority, folder, environ)
    write_atomically(folder / TRUSTSTORE, _build_truststore(bundle.read_bytes()), _PUBLIC)
    ensure_private_folder(folder / PHP)
    settings = {
        "openssl.cafile": bundle,
        "curl.cainfo": bundle,
        "auto_prepend_file": DATA / "prepend.php",
    }
    php = "".join(f'{name}="{value}"{os.linesep}' for name, value in settings.items())
    write_atomically(folder / PHP / "mturk-adapter.ini", php.encode(), _PUBLIC)
    ensure_private_folder(folder / PYTHON)
    # A copy, as Python writes its compiled form beside it.
    loaded = (DATA / "sitecustomize.py").read_bytes()
    write_atomically(folder / PYTHON / "sitecustomize.py", loaded, _PUBLIC)
    boto = None
    if proxy is not None:
        boto = folder / f"boto-{urlsplit(proxy).port}.cfg"
        write_atomically(boto, _write_boto_settings(proxy, bundle).encode(), _PUBLIC)
    return ClientFiles(bundle, folder / TRUSTSTORE, folder / PHP, folder / PYTHON, boto)


def build_java_properties(files: ClientFiles) -> Mapping[str, str]:
    """Return the properties by which Java reads its authorities from our truststore."""
    return {
        "javax.net.ssl.trustStore": str(files.truststore),
        "javax.net.ssl.trustStorePassword": PASSWORD,
        "javax.net.ssl.trustStoreType": "PKCS12",
    }


def format_java_options(properties: Mapping[str, str]) -> str:
    """Return the properties as a value of JAVA_TOOL_OPTIONS."""
    return " ".join(f'"-D{name}={value}"' for name, value in properties.items())


def _read_roots(environ: Mapping[str, str]) -> bytes:
    """Return the bundle that the environment names, or else Mozilla's."""
    named = [Path(environ[name]) for name in _NAMED_BY if environ.get(name)]
    for file in (*named, Path(certifi.where())):
        if file.is_file():
            return file.read_bytes()
    raise StartError(certifi.where(), "it is not there; install certifi again")


def _build_truststore(bundle: bytes) -> bytes:
    """Return the bundle in the form that Java reads from version 6 on."""
    entries = [
        pkcs12.PKCS12Certificate(each, f"{place}".encode())
        for place, each in enumerate(_parse_certificates(bundle))
    ]
    form = (
        PrivateFormat.PKCS12.encryption_builder()
        .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        .hmac_hash(hashes.SHA1())  # noqa: S303 (nothing in it is secret)
        .build(PASSWORD.encode())
    )
    return pkcs12.serialize_java_truststore(entries, form)


def _parse_certificates(bundle: bytes) -> Iterator[x509.Certificate]:
    """Yield the certificates that can be read; a system's list may hold malformed ones."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in _PEM.findall(bundle):
            with suppress(ValueError, Warning):
                yield x509.load_pem_x509_certificate(text)


def _write_boto_settings(proxy: str, bundle: Path) -> str:
    """Return boto's settings: plain HTTP, as boto 2 on Python 3 fails at TLS through a proxy."""
    address = urlsplit(proxy)
    config = ConfigParser(interpolation=None)
    config["Boto"] = {
        "is_secure": "False",
        "proxy": address.hostname or "",
        "proxy_port": str(address.port),
        "ca_certificates_file": str(bundle).replace("%", "%%"),
    }
    text = StringIO()
    config.write(text)
    return text.getvalue()


def remove_folder(folder: Path) -> tuple[Path, ...]:
    """Remove our files, and the folder if it is empty then; return the paths that were removed.

    Nothing is removed from a folder without our authority, as the files may be another program's.

    Raises:
        StartError: a file cannot be removed.
    """
    try:
        ours = any(_is_our_certificate(folder / name) for name in (PRIVATE, PUBLIC))
        return tuple(_remove_files(folder)) if ours or not any(folder.glob("*")) else ()
    except OSError as error:
        text = f"it cannot be removed: {error.strerror}"
        raise StartError(str(error.filename or folder), text) from error


def _remove_files(folder: Path) -> Iterator[Path]:
    for pattern in _OURS:
        for file in sorted(folder.glob(pattern)):
            file.unlink()
            yield file
    for empty in (folder / PHP, folder / _PYTHON_CACHE, folder / PYTHON, folder):
        if empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()
            yield empty


def _is_our_certificate(file: Path) -> bool:
    try:
        return is_our_authority(x509.load_pem_x509_certificate(file.read_bytes()))
    except (FileNotFoundError, ValueError):
        return False
