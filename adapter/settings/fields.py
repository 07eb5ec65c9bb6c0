"""Every setting but the accounts: its name, type, limits and default."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import NoDecode

from adapter.clock import read_time
from adapter.model import Environment
from adapter.settings.bind import split_bind
from adapter.settings.resources import folder
from adapter.text import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

_HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")
STORES = ("redis", "rediss", "valkey", "valkeys", "unix")
LIVE_NAMES = tuple(each.value for each in Environment)
SIDES = ("next", "none")
OURS = ("replay", "marketplace")
"""Upstreams that need nobody else."""


def _bind(text: str) -> str:
    split_bind(text)
    return text


def _side(text: str) -> str:
    return text if text in SIDES else _bind(text)


def _upstream(text: str) -> str:
    return text if text in OURS else _live(text, (*OURS, *LIVE_NAMES))


def _live(text: str, names: Sequence[str] = LIVE_NAMES) -> str:
    if text in LIVE_NAMES or _is_address(text):
        return text
    wanted = f"{', '.join(names)} or an http(s) URL without query and user name"
    raise ValueError(f"expected {wanted}{did_you_mean(text, names)}")


def _is_address(text: str) -> bool:
    """Whether it is an http(s) URL of a service; one with a password in it would be logged."""
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(whole) and not (parts.query or parts.fragment or "@" in parts.netloc)


def _check_list_cache(place: SecretStr) -> SecretStr:
    text = place.get_secret_value()
    scheme = text.partition(":")[0]
    if text == "memory" or (scheme in STORES and _is_store(text)):
        return place
    names = ", ".join(f"{each}://" for each in STORES)
    raise ValueError(
        f"expected memory, or the URL of a Redis or Valkey with one of {names}, such as "
        "redis://HOST:6379/0 or unix:///run/redis.sock, its password percent-encoded"
        + ("" if scheme in STORES else did_you_mean(scheme, STORES))
    )


def _is_store(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.path if parts.scheme == "unix" else parts.hostname) and parts.port != 0
    except ValueError:
        return False


def has_password(url: SecretStr) -> bool:
    """Whether the URL of a store holds a secret."""
    parts = urlsplit(url.get_secret_value())
    return bool(parts.password) or "password=" in parts.query


def _split(value: object) -> object:
    """Names separated by commas, as a variable holds them; anything else as it is."""
    if not isinstance(value, str):
        return value
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError("expected a host name or address, without http:// and without a port")
    return text.lower()


def _clock(value: object) -> object:
    return read_time(str(value)) if isinstance(value, str | datetime) else value


def default_database() -> str:
    """The marketplace's where none is named: a file in the user's data folder."""
    return f"sqlite:///{user_data_path('mturk-adapter', appauthor=False) / 'marketplace.db'}"


Location = Annotated[Path, Field(strict=False), AfterValidator(Path.expanduser)]
Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(gt=0)]


class Fields(BaseModel):
    """The settings, whichever way they come.

    Attributes:
        bind: where to listen, HOST:PORT.
        upstream: who answers: replay, marketplace, production, sandbox, or a current API's URL.
        database: the marketplace's, an SQLAlchemy URL of SQLite or PostgreSQL.
        seed: files that the marketplace loads when it starts.
        opening_balance: what an account of the marketplace begins with, in dollars.
        side: where health and metrics are; `next` is this machine alone, at the port after
            `bind`'s, and `none` nowhere.
        tls: where to listen for the same over TLS; None: nowhere.
        tls_oldest: the oldest version of TLS that is spoken.
        proxy: where to be a proxy that answers for Amazon's hosts; None: nowhere.
        proxy_others: what the proxy does for other hosts; tunnel is the only way that anything but
            upstream is dialled.
        clock: the time that it is when serving starts; None: what the machine's clock says.
        replay: recorded cases, for `upstream` replay.
        record: where answered calls are recorded; None: nowhere.
        record_overwrite: whether a case recorded before may be replaced.
        on_miss: what becomes of a call that nothing recorded answers.
        forward_to: production, sandbox or a URL, for missed calls.
        strict: whether unknown parameters are refused.
        hosts: Host names accepted beside loopback's and Amazon's while signatures are not verified.
        accept_any_key_from_anywhere: whether to listen beyond loopback without verification.
        body_limit_bytes: a longer request body is refused unread. 4 MiB: the largest call carries
            a Test and an AnswerKey of 64 KB each, three times that when percent-encoded.
        threads: how many calls are answered at once.
        in_flight: how many may be answered or wait for it; one more is told to come again. None:
            four for each thread.
        max_upstream_answer_bytes: of one answer's body; a longer one is given up and not asked for
            again.
        max_list_items: the most items of one upstream list.
        paging: kept cuts the pages of a list from what its first page saw; live reads each afresh.
        list_cache_seconds: how long a list is kept after it was last used.
        list_cache_bytes: of all lists that are kept together; in Redis, of one list.
        list_cache: memory, or the URL of a Redis or Valkey that several adapters share.
        connect_seconds: for a connection to upstream.
        read_seconds: for each answer of upstream.
        call_seconds: for a legacy call as a whole.
        stop_seconds: how long a stop waits for calls in flight.
        trust_folder: where our authority and its certificates are.
        tls_certificate: a PEM file to show instead of ours; None: ours.
        tls_key: the PEM file with its key; None: it is in the same file.
        log_format: auto is text on a terminal and JSON elsewhere.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    bind: Annotated[str, AfterValidator(_bind)] = "127.0.0.1:8080"
    side: Annotated[str, AfterValidator(_side)] = "next"
    tls: Annotated[str, AfterValidator(_bind)] | None = None
    tls_oldest: Literal["1.0", "1.1", "1.2", "1.3"] = "1.2"
    proxy: Annotated[str, AfterValidator(_bind)] | None = None
    proxy_others: Literal["refuse", "tunnel"] = "refuse"
    upstream: Annotated[str, AfterValidator(_upstream)] = "marketplace"
    database: Annotated[str, Field(min_length=1, repr=False)] = Field(
        default_factory=default_database
    )
    seed: Annotated[
        tuple[Location, ...], NoDecode, BeforeValidator(_split), Field(strict=False)
    ] = ()
    opening_balance: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$")] = "10000.00"
    clock: Annotated[datetime | None, BeforeValidator(_clock)] = None
    replay: Location = Field(default_factory=lambda: folder("fixtures"))
    record: Location | None = None
    record_overwrite: bool = False
    on_miss: Literal["refuse", "forward", "record"] = "refuse"
    forward_to: Annotated[str, AfterValidator(_live)] | None = None
    strict: bool = False
    hosts: Annotated[
        tuple[Annotated[str, AfterValidator(_host)], ...],
        NoDecode,
        BeforeValidator(_split),
        Field(strict=False),
    ] = ()
    accept_any_key_from_anywhere: bool = False
    body_limit_bytes: Count = 4 * 1024 * 1024
    threads: Annotated[int, Field(gt=0, le=1024)] = 64
    in_flight: Count | None = None
    max_upstream_answer_bytes: Count = 256 * 1024 * 1024
    max_list_items: Count = 200_000
    paging: Literal["kept", "live"] = "kept"
    list_cache_seconds: Seconds = 300
    list_cache_bytes: Count = 256 * 1024 * 1024
    list_cache: Annotated[SecretStr, AfterValidator(_check_list_cache)] = SecretStr("memory")
    connect_seconds: Seconds = 5
    read_seconds: Seconds = 20
    call_seconds: Seconds = 90
    stop_seconds: Seconds = 95
    trust_folder: Location = Field(
        default_factory=lambda: user_data_path("mturk-adapter", appauthor=False) / "trust"
    )
    tls_certificate: Location | None = None
    tls_key: Location | None = None
    log_format: Literal["auto", "text", "json"] = "auto"
