"""The one shell line by which each language trusts the authority."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from adapter.tls.client_files import DATA, PASSWORD, java_options, java_trust

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adapter.tls.client_files import ClientFiles


def lines(ca: Path, files: ClientFiles) -> Mapping[str, str]:
    """Return the lines for a POSIX shell, by client.

    Args:
        ca: our authority's certificate, where it is added to those a program trusts.
        files: the bundle with the others in it, where a program takes one file only.
    """
    ours, bundle = quote(str(ca)), quote(str(files.bundle))
    keystore = f"keytool -importcert -noprompt -cacerts -storepass {PASSWORD}"
    profile = quote(str(DATA / "profile.R"))
    return {
        "Python, requests": f"export REQUESTS_CA_BUNDLE={bundle}",
        "Python, boto 2": rf"printf '[Boto]\nca_certificates_file = %s\n' {bundle} >> ~/.boto",
        "Python, boto3; AWS CLI": f"export AWS_CA_BUNDLE={bundle}",
        "R: RCurl, curl, httr": f"export CURL_CA_BUNDLE={bundle} R_PROFILE_USER={profile}",
        "Ruby": f"export SSL_CERT_FILE={bundle}",
        "Perl, LWP": f"export PERL_LWP_SSL_CA_FILE={bundle}",
        "Java, this shell": f"export JAVA_TOOL_OPTIONS={quote(java_options(java_trust(files)))}",
        "Java, its keystore": f"{keystore} -alias mturk-adapter -file {ours}",
        ".NET on mono": f"cert-sync --user {bundle}",
        "Node": f"export NODE_EXTRA_CA_CERTS={ours}",
        "PHP": f"export PHP_INI_SCAN_DIR=:{quote(str(files.php))}",
        "Go": f"export SSL_CERT_FILE={bundle}",
        "curl": f"export CURL_CA_BUNDLE={bundle}",
    }
