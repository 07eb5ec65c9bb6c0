"""The environment variables and shell lines that make programs use the proxy and trust it."""

from __future__ import annotations

import os
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adapter.tls.client_files import DATA, PASSWORD, build_java_properties, format_java_options
from adapter.tls.names import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adapter.tls.client_files import ClientFiles

    Variables = Mapping[str, str | None]

_BUNDLES = (
    "SSL_CERT_FILE",  # OpenSSL, and so Ruby, Perl, PHP and Python's ssl; Go
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "AWS_CA_BUNDLE",
    "HTTPLIB2_CA_CERTS",
    "NODE_EXTRA_CA_CERTS",
    "PERL_LWP_SSL_CA_FILE",
    "HTTPS_CA_FILE",  # Crypt::SSLeay, which older Perl has
)

_BOTO_PLACES = ("/etc/boto.cfg", "~/.boto")


def build_variables(
    proxy: str, files: ClientFiles, before: Mapping[str, str], hosts: Sequence[str]
) -> Variables:
    """Return the variables to set, by name; a variable with None is to be unset.

    Args:
        proxy: the proxy's address, http://HOST:PORT.
        files: the files that were written for this proxy.
        before: the environment now, whose values are kept where programs need them.
        hosts: the hosts that programs have to call through the proxy.
    """
    bypassed = ",".join([*LOOPBACK, *_find_bypassed(before, hosts)])
    address = urlsplit(proxy)
    java = format_java_options(
        {
            **dict.fromkeys(("http.proxyHost", "https.proxyHost"), address.hostname or ""),
            **dict.fromkeys(("http.proxyPort", "https.proxyPort"), str(address.port)),
            **build_java_properties(files),
        }
    )
    # An empty part means the folder that PHP reads by default, so it is kept.
    php = [
        each
        for each in before.get("PHP_INI_SCAN_DIR", "").split(os.pathsep)
        if each != str(files.php)
    ]
    return {
        **dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), proxy),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), bypassed),
        **dict.fromkeys(_BUNDLES, str(files.bundle)),
        "PERL_LWP_ENV_PROXY": "1",
        "NODE_OPTIONS": _append_option(
            before.get("NODE_OPTIONS"), f'--require "{DATA / "node.cjs"}"'
        ),
        "JAVA_TOOL_OPTIONS": _append_option(before.get("JAVA_TOOL_OPTIONS"), java),
        "PYTHONPATH": _prepend_folder(before.get("PYTHONPATH", ""), str(files.python)),
        "PHP_INI_SCAN_DIR": os.pathsep.join([*php, str(files.php)]),
        **_build_r_variables(before),
        **_build_boto_variables(before, files),
    }


def find_boto_files(before: Mapping[str, str]) -> list[str]:
    """Return the settings files that boto 2 reads in this environment."""
    if "BOTO_CONFIG" in before:
        named = [before["BOTO_CONFIG"]]
    else:
        named = before.get("BOTO_PATH", os.pathsep.join(_BOTO_PLACES)).split(os.pathsep)
    return [each for each in named if each and Path(each).expanduser().is_file()]


def _find_bypassed(before: Mapping[str, str], hosts: Sequence[str]) -> list[str]:
    """Return the hosts in NO_PROXY, without those for which programs would bypass our proxy."""
    named = before.get("NO_PROXY") or before.get("no_proxy") or ""
    # curl accepts blanks as separators, too.
    return [
        each
        for each in named.replace(",", " ").split()
        if each.strip("*.") and each not in LOOPBACK and not _covers(each.strip("*."), hosts)
    ]


def _covers(name: str, hosts: Sequence[str]) -> bool:
    domain = name.rpartition(":")[0] or name
    return any(f".{host}".endswith(f".{domain}") for host in hosts)


def _append_option(before: str | None, more: str) -> str:
    """Return a variable's value with an option appended, which it then has once."""
    return " ".join([*([before.replace(more, "").strip()] if before else []), more]).strip()


def _prepend_folder(before: str, folder: str) -> str:
    """Return the list of folders with ours as the first."""
    kept = [each for each in before.split(os.pathsep) if each not in ("", folder)]
    return os.pathsep.join([folder, *kept])


def _build_r_variables(before: Mapping[str, str]) -> Variables:
    ours, mine = str(DATA / "profile.R"), before.get("R_PROFILE_USER", "")
    if mine in ("", ours):
        return {"R_PROFILE_USER": ours}
    return {"R_PROFILE_USER": ours, "R_PROFILE_USER_BEFORE": mine}


def _build_boto_variables(before: Mapping[str, str], files: ClientFiles) -> Variables:
    """Return the variables that name our file, after the user's files, which have their keys."""
    if files.boto is None:
        return {}
    ours = str(files.boto)
    others = [each for each in find_boto_files(before) if each != ours]
    if not others:
        return {"BOTO_CONFIG": ours}
    return {"BOTO_CONFIG": None, "BOTO_PATH": os.pathsep.join([*others, ours])}


def list_trust_lines(ca: Path, files: ClientFiles) -> Mapping[str, str]:
    """Return the line for a POSIX shell that makes a client trust the authority, by client.

    Args:
        ca: our authority's certificate, for clients that add it to those they trust.
        files: the files for clients, with the bundle for those that read one file only.
    """
    ours, bundle = quote(str(ca)), quote(str(files.bundle))
    keystore = f"keytool -importcert -noprompt -cacerts -storepass {PASSWORD}"
    profile = quote(str(DATA / "profile.R"))
    java = format_java_options(build_java_properties(files))
    return {
        "Python, requests": f"export REQUESTS_CA_BUNDLE={bundle}",
        "Python, boto 2": rf"printf '[Boto]\nca_certificates_file = %s\n' {bundle} >> ~/.boto",
        "Python, boto3; AWS CLI": f"export AWS_CA_BUNDLE={bundle}",
        "R: RCurl, curl, httr": f"export CURL_CA_BUNDLE={bundle} R_PROFILE_USER={profile}",
        "Ruby": f"export SSL_CERT_FILE={bundle}",
        "Perl, LWP": f"export PERL_LWP_SSL_CA_FILE={bundle}",
        "Java, this shell": f"export JAVA_TOOL_OPTIONS={quote(java)}",
        "Java, its keystore": f"{keystore} -alias mturk-adapter -file {ours}",
        ".NET on mono": f"cert-sync --user {bundle}",
        "Node": f"export NODE_EXTRA_CA_CERTS={ours}",
        "PHP": f"export PHP_INI_SCAN_DIR=:{quote(str(files.php))}",
        "Go": f"export SSL_CERT_FILE={bundle}",
        "curl": f"export CURL_CA_BUNDLE={bundle}",
    }
