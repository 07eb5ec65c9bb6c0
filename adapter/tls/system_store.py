"""Add the authority to the system's list of trusted authorities, or remove it."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from adapter.errors import StartError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Command = tuple[str, ...]

_KEYCHAIN = "/Library/Keychains/System.keychain"
_SECONDS = 120


@dataclass(frozen=True, slots=True)
class LinuxStore:
    """A folder for local authorities, and the commands that reload it.

    Attributes:
        folder: the folder of the authorities' files.
        update: the command to run after a file is added.
        clean: the command to run after a file is removed; without --fresh a dangling link stays.
    """

    folder: str
    update: Command
    clean: Command


_LINKS = (("update-ca-certificates",), ("update-ca-certificates", "--fresh"))
_EXTRACTS = (("update-ca-trust", "extract"), ("update-ca-trust", "extract"))
LINUX: Mapping[str, LinuxStore] = {
    "SUSE": LinuxStore("/etc/pki/trust/anchors", *_LINKS),
    "Debian, Ubuntu or Alpine": LinuxStore("/usr/local/share/ca-certificates", *_LINKS),
    "Red Hat or Fedora": LinuxStore("/etc/pki/ca-trust/source/anchors", *_EXTRACTS),
    "Arch": LinuxStore("/etc/ca-certificates/trust-source/anchors", *_EXTRACTS),
}


@dataclass(frozen=True, slots=True)
class Steps:
    """The commands that change a system's store.

    Attributes:
        system: the name of the system.
        install: the commands that add the authority, in order.
        remove: the commands that remove it, in order.
        is_installed: a command that fails unless the authority is in the store.
    """

    system: str
    install: tuple[Command, ...]
    remove: tuple[Command, ...]
    is_installed: Command


def build_steps(ca: Path, platform: str, stores: Mapping[str, LinuxStore] = LINUX) -> Steps:
    """Return the commands that install and remove this authority.

    Args:
        ca: the file of the authority's certificate.
        platform: the name of the platform, as `sys.platform`.
        stores: the stores of Linux distributions, by distribution.

    Raises:
        StartError: there is no authority, or the store of this system is not known.
    """
    fingerprint, name = _identify(ca)
    match platform:
        case "darwin":
            return _build_mac_steps(str(ca), fingerprint)
        case "win32":
            return _build_windows_steps(str(ca), fingerprint)
    for system, store in stores.items():
        if Path(store.folder).is_dir() and shutil.which(store.update[0], path=_list_folders()):
            return _build_linux_steps(system, store, str(ca), name)
    text = "this system's store is not known; `mturk-adapter trust show` says how each program does"
    raise StartError("trust install", text)


def run_commands(commands: Sequence[Command]) -> None:
    """Run the commands; raise a StartError with the output of the first that fails."""
    for command in commands:
        try:
            result = subprocess.run(  # noqa: S603 (built above)
                command,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
                env={**os.environ, "PATH": _list_folders()},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StartError(command[0], f"it cannot be run: {error}") from error
        if result.returncode != 0:
            output = (result.stderr or result.stdout).strip()
            raise StartError(" ".join(command), f"exit code {result.returncode}: {output}")


def is_installed(steps: Steps) -> bool:
    """Return whether the authority is in the store."""
    try:
        run_commands([steps.is_installed])
    except StartError:
        return False
    return True


def is_administrator() -> bool:
    """Return whether this process may change the store; Windows asks the user when it is tried."""
    return os.name != "posix" or os.geteuid() == 0


def _list_folders() -> str:
    """Return where the system's tools are; an ordinary user's PATH lacks the last two on Debian."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


def _identify(ca: Path) -> tuple[str, str]:
    """Return the certificate's SHA-1 fingerprint, its key in stores, and a name for its file."""
    try:
        certificate = x509.load_pem_x509_certificate(ca.read_bytes())
    except (OSError, ValueError) as error:
        text = "there is no authority here; `mturk-adapter trust init` makes one"
        raise StartError(str(ca), text) from error
    fingerprint = certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303
    return fingerprint, f"mturk-adapter-{fingerprint[:8].lower()}.crt"


def _build_linux_steps(system: str, store: LinuxStore, ca: str, name: str) -> Steps:
    file = f"{store.folder}/{name}"
    return Steps(
        system,
        (("install", "-m", "644", ca, file), store.update),
        (("rm", "-f", file), store.clean),
        ("test", "-e", file),
    )


def _build_mac_steps(ca: str, fingerprint: str) -> Steps:
    trust = ("security", "add-trusted-cert", "-d", "-r", "trustRoot", "-k", _KEYCHAIN, ca)
    return Steps(
        "macOS",
        (trust,),
        (("security", "delete-certificate", "-t", "-Z", fingerprint, _KEYCHAIN),),
        ("sh", "-c", f"security find-certificate -a -Z {_KEYCHAIN} | grep -q {fingerprint}"),
    )


def _build_windows_steps(ca: str, fingerprint: str) -> Steps:
    return Steps(
        "Windows",
        (("certutil", "-addstore", "-f", "Root", ca),),
        (("certutil", "-delstore", "Root", fingerprint),),
        ("certutil", "-store", "Root", fingerprint),
    )
