"""Build the environment of programs that call Amazon's hosts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from adapter.application.listeners import build_url
from adapter.auth.accounts import DEMO
from adapter.auth.environments import AMAZON_HOSTS, REGION
from adapter.current_api.environment import TEST_SECRET
from adapter.current_api.model import data_path
from adapter.errors import SettingError
from adapter.settings.fields import split_bind
from adapter.tls.client_files import write_client_files
from adapter.tls.environment import build_variables, find_boto_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapter.tls import Authority

    Variables = Mapping[str, str | None]

_TEST_KEYS = {"AWS_ACCESS_KEY_ID": DEMO, "AWS_SECRET_ACCESS_KEY": TEST_SECRET}
_KEY_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_CREDENTIAL_FILE")


def read_proxy_url(text: str) -> str:
    """Return the URL of a proxy that is written as HOST:PORT, with or without http://.

    Raises:
        SettingError: it is something else.
    """
    try:
        host, port = split_bind(text.removeprefix("http://").removesuffix("/"))
    except ValueError as error:
        raise SettingError(f"--proxy {text}", "expected HOST:PORT, as serve prints it") from error
    if port == 0:
        raise SettingError(f"--proxy {text}", "expected the port that serve prints, not 0")
    return build_url("http", host, port)


def build_proxy_environment(
    authority: Authority, folder: Path, proxy: str, environ: Mapping[str, str]
) -> Variables:
    """Return the variables that send programs to the adapter's proxy; None: unset the variable.

    Args:
        authority: signs the proxy's certificates.
        folder: where the files for these programs are written.
        proxy: http://HOST:PORT/.
        environ: the current environment, from which lists of paths and hosts are extended.

    Raises:
        StartError: the folder cannot be written to.
    """
    address = proxy.removesuffix("/")
    files = write_client_files(authority, folder, environ, address)
    ours, before = str(data_path()), environ.get("AWS_DATA_PATH", "")
    paths = [each for each in before.split(os.pathsep) if each not in ("", ours)]
    return {
        # `mturk-adapter env` may have set it, and it takes precedence over the proxy.
        "AWS_ENDPOINT_URL_MTURK": None,
        "AWS_DATA_PATH": os.pathsep.join([*paths, ours]),
        "AWS_DEFAULT_REGION": environ.get("AWS_DEFAULT_REGION") or REGION,
        **build_variables(address, files, environ, tuple(AMAZON_HOSTS)),
    }


def choose_test_keys(environ: Mapping[str, str]) -> Variables:
    """Return test keys for a program that has none; empty if it may have its own."""
    own = any(environ.get(name) for name in _KEY_VARIABLES)
    stored = Path(environ.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")).expanduser()
    return {} if own or stored.is_file() or find_boto_files(environ) else _TEST_KEYS
