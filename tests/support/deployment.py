"""What deploy/ ships: its files, and adapters and HAProxy that run with them."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from ruamel.yaml import YAML
from support.process import adapter_process

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPLOY = Path(__file__).parents[2] / "deploy"
SETTINGS = tomllib.loads((DEPLOY / "adapter.toml").read_text(encoding="utf-8"))
[KEY] = [each["access_key_id"] for each in SETTINGS["accounts"]]
SECRET = "secret-of-the-test"
HAPROXY = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")


def documents(name: str) -> list[Any]:
    """The YAML documents of a file."""
    return list(YAML(typ="safe", pure=True).load_all((DEPLOY / name).read_text(encoding="utf-8")))


def compose_environment(service: str, **variables: str) -> dict[str, str]:
    """The environment that compose.yaml gives a service, with these variables of its reader."""
    [compose] = documents("compose.yaml")
    return {
        name: re.sub(r"\$\{(\w+):\?[^}]+\}", lambda found: variables[found[1]], text)
        for name, text in compose["services"][service]["environment"].items()
    }


@dataclass(frozen=True)
class Adapter:
    """One of two behind a balancer: its process, and where its counters are."""

    process: subprocess.Popen[str]
    address: str
    side: str

    def count(self, name: str) -> float:
        """The sum of all of its counters of this name."""
        text = requests.get(f"{self.side}metrics", timeout=10).text
        lines = re.findall(rf"^mturk_adapter_{name}(?:\{{.*\}})? (\S+)$", text, re.MULTILINE)
        return sum(map(float, lines))


@contextmanager
def adapter(folder: Path, store_url: str, *flags: str, **environment: str) -> Iterator[Adapter]:
    """One that is started as deploy/adapter.toml says, but for where things are."""
    config, secret = folder / "adapter.toml", folder / "old_secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    text = (DEPLOY / "adapter.toml").read_text(encoding="utf-8")
    config.write_text(text.replace(SETTINGS["accounts"][0]["secret_file"], str(secret)))
    here = ("--config", str(config), "--admin", "127.0.0.1:0", "--list-cache", store_url)
    with adapter_process(*here, *flags, **environment) as (process, address):
        assert process.stderr is not None
        told = next(line for line in process.stderr if "admin_started" in line)
        yield Adapter(process, address, json.loads(told)["address"])


@contextmanager
def haproxy(file: str, **variables: str) -> Iterator[int]:
    """The port of HAProxy with the configuration that is shipped."""
    if HAPROXY is None:
        pytest.skip("haproxy is not installed")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = listening.fileno()
        process = subprocess.Popen(
            [HAPROXY, "-db", "-f", DEPLOY / file],
            env={**variables, "BIND": f"fd@{number}"},
            pass_fds=[number],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield listening.getsockname()[1]
        finally:
            process.kill()
            process.wait()
