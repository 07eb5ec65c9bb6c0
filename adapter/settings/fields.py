"""Every setting but the accounts: its name, type, limits and default."""

from __future__ import annotations

import ipaddress
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
from adapter.settings.database import default_database, parse_database
from adapter.settings.resources import find_data_folder
from adapter.text import suggest_name

if TYPE_CHECKING:
    from collections.abc import Sequence

FREE = "`--bind 127.0.0.1:0` takes any free port"

_FORM = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s\[\]:*/]+)):(?P<port>[0-9]{1,5})")

_HOST = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")

_TOPIC = re.compile(r"arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}(\.fifo)?")

STORES = ("redis", "rediss", "valkey", "valkeys", "unix")

LIVE_NAMES = tuple(each.value for each in Environment)

OPTIONAL_NAMES = ("next", "none")

Access = Literal["open", "invited", "oidc"]
"""Who gets in at people's pages."""

OURS = ("replay", "marketplace")
"""Upstreams inside this process."""


def split_bind(text: str) -> tuple[str, int]:
    """Return the host, without brackets, and the port of an address to listen on.

    Raises:
        ValueError: the text is not HOST:PORT.
    """
    form = _FORM.fullmatch(text)
    if not form or int(form["port"]) > 65535:
        raise ValueError(
            "expected HOST:PORT such as 127.0.0.1:8080, [::1]:8080, or 0.0.0.0:8080 for every "
            f"address of this machine; {FREE}"
        )
    return form["six"] or form["host"], int(form["port"])


def is_loopback(bind: str) -> bool:
    """Return whether only this machine can reach the address."""
    host, _ = split_bind(bind)
    return is_loopback_host(host)


def is_loopback_host(host: str) -> bool:
    """Return whether the host, without brackets, is this machine's for itself alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_bind(text: str) -> str:
    split_bind(text)
    return text


def _check_optional_bind(text: str) -> str:
    return text if text in OPTIONAL_NAMES else _check_bind(text)


def _check_upstream(text: str) -> str:
    return text if text in OURS else _check_live(text, (*OURS, *LIVE_NAMES))


def _check_live(text: str, names: Sequence[str] = LIVE_NAMES) -> str:
    if text in LIVE_NAMES or _is_address(text):
        return text
    wanted = f"{', '.join(names)} or an http(s) URL without query and user name"
    raise ValueError(f"expected {wanted}{suggest_name(text, names)}")


def _is_address(text: str) -> bool:
    """Return whether the text is an http(s) URL without a password, which would be logged."""
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
        + ("" if scheme in STORES else suggest_name(scheme, STORES))
    )


def _is_store(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.path if parts.scheme == "unix" else parts.hostname) and parts.port != 0
    except ValueError:
        return False


def has_password(url: SecretStr) -> bool:
    """Return whether the URL of a list cache holds a secret."""
    parts = urlsplit(url.get_secret_value())
    return bool(parts.password) or "password=" in parts.query


def _split_names(value: object) -> object:
    """Split names separated by commas, as a variable holds them; leave other values as they are."""
    if not isinstance(value, str):
        return value
    return tuple(name.strip() for name in value.split(",") if name.strip())


def _check_host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError("expected a host name or address, without http:// and without a port")
    return text.lower()


def _check_subscription(text: str) -> str:
    topic, _, url = text.partition("=")
    if not (_TOPIC.fullmatch(topic) and urlsplit(url).scheme in ("http", "https")):
        raise ValueError("expected TOPIC-ARN=URL, such as arn:aws:sns:us-east-1:123456789012:t=…")
    return text


def _check_public_url(text: str) -> str:
    if not _is_address(text):
        raise ValueError("expected an http(s) URL without query and user name")
    return f"{text.rstrip('/')}/"


def _check_issuer(text: str) -> str:
    """Return the URL as it is: the provider compares it character by character."""
    parts = urlsplit(text)
    if not _is_address(text) or (
        parts.scheme != "https" and not is_loopback_host(parts.hostname or "")
    ):
        raise ValueError("expected the https URL by which the provider names itself")
    return text


def _parse_clock(value: object) -> object:
    return read_time(str(value)) if isinstance(value, str | datetime) else value


Location = Annotated[Path, Field(strict=False), AfterValidator(Path.expanduser)]


Hosts = Annotated[
    tuple[Annotated[str, AfterValidator(_check_host)], ...],
    NoDecode,
    BeforeValidator(_split_names),
    Field(strict=False),
]


Seconds = Annotated[float, Field(gt=0)]


Count = Annotated[int, Field(gt=0)]


class Fields(BaseModel):
    """The settings, from whichever source.

    Attributes:
        bind: the address to listen on, HOST:PORT.
        admin: the address of health, metrics and controls for tests, HOST:PORT; `next` is loopback
            at the port after `bind`'s, `none` turns them off.
        people: the address of the pages where people work, HOST:PORT; `next` is loopback at the
            port after `admin`'s if the marketplace is the upstream, `none` turns them off.
        people_url: where browsers reach the pages; None: at `people`.
        tasks_url: where they reach requesters' tasks, which need another host name; None: at
            localhost and the port of `people`.
        reverse_proxies: how many reverse proxies stand between browsers and people's pages; each
            appends the address that it was reached from to X-Forwarded-For.
        access: who may work: with `open` whoever types a name, with `invited` whoever has a link,
            with `oidc` also whoever signs in at `oidc_issuer`.
            None: `open` if only this machine reaches the pages, else `invited`.
        keep_people_days: after how many days people who did not come again are forgotten; None:
            never.
        oidc_issuer: the URL of an OpenID provider, exactly as it names itself.
        oidc_client: how the provider knows the adapter.
        oidc_secret_env: the variable with the adapter's secret at the provider; None: it has none.
        tls: the address to listen on with TLS; None: no TLS.
        tls_min_version: the oldest version of TLS that is accepted.
        proxy: the address of a proxy that answers for Amazon's hosts; None: no proxy.
        proxy_other_hosts: what the proxy does for other hosts. Only with `tunnel` does it connect
            to anything but the upstream. None: `run` tunnels, `serve` refuses.
        proxy_people: whether the proxy answers for the hosts of Amazon's website for workers too,
            for which the authority has to be made.
        upstream: what answers calls: replay, marketplace, production, sandbox, or the URL of a
            current API.
        database: the database of the marketplace, as an SQLAlchemy URL; given as one, as a file,
            or as `memory`.
        allow_reset: whether the admin address may reset the state and set the clock, although the
            database outlasts this process.
        seed: files that the marketplace loads at the start.
        opening_balance: the dollars that an account of the marketplace begins with.
        notifications: whether the marketplace sends its notifications, or only stores them.
        notification_hosts: the hosts that they may be sent to, besides loopback.
        sns_subscriptions: the address that subscribes to each topic, as TOPIC-ARN=URL.
        public_url: where receivers reach the adapter; None: at `bind`.
        clock: the time at the start; None: the time of the machine.
        replay: the folder of recorded cases, for `upstream` replay.
        record: the folder in which answered calls are recorded; None: none are.
        record_overwrite: whether a new recording of a call replaces the old ones.
        on_miss: what happens to a call that is not recorded.
        forward_to: production, sandbox or a URL, for calls that are not recorded.
        faults: a file of calls that fail on purpose; None: none do.
        strict: whether unknown parameters are refused.
        hosts: Host names accepted in addition to loopback's and Amazon's while signatures are not
            verified.
        accept_any_key_from_anywhere: whether to listen beyond loopback without verification.
        body_limit_bytes: the maximum size of a request body. The largest call has a Test and an
            AnswerKey of 64 KB each, which percent-encoding makes three times as long.
        upload_bytes: the maximum size of a file that a worker uploads as an answer.
        threads: how many calls are answered at once.
        max_in_flight: how many calls are answered or wait for a thread; one more is refused with
            503. None: four for each thread.
        max_upstream_answer_bytes: the maximum size of an upstream answer's body; a larger one is
            a failure that is not tried again.
        max_list_items: the maximum number of items in an upstream list.
        paging: `cached` cuts a list's pages from what its first page saw; `live` reads each afresh.
        list_cache_seconds: how long a list is stored after its last use.
        list_cache_bytes: the maximum size of all lists in memory; in Redis, of one list.
        list_cache: memory, or the URL of a Redis or Valkey that several adapters share; sign-ins
            are counted there too.
        connect_seconds: the limit for a connection to the upstream.
        read_seconds: the limit for each answer of the upstream.
        call_seconds: the limit for a legacy call as a whole.
        shutdown_seconds: how long a stop waits for calls in flight.
        trust_folder: the folder of our authority and its certificates.
        tls_certificate: the PEM file of a certificate to use instead; None: one of our authority.
        tls_key: the PEM file with its key; None: the key is in the same file.
        log_format: `auto` is text on a terminal and JSON elsewhere.
        log_level: the lowest level that is logged; None: info, and for `run` warning.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    bind: Annotated[str, AfterValidator(_check_bind)] = "127.0.0.1:8080"
    admin: Annotated[str, AfterValidator(_check_optional_bind)] = "next"
    people: Annotated[str, AfterValidator(_check_optional_bind)] = "next"
    people_url: Annotated[str, AfterValidator(_check_public_url)] | None = None
    tasks_url: Annotated[str, AfterValidator(_check_public_url)] | None = None
    reverse_proxies: Annotated[int, Field(ge=0, le=10)] = 0
    access: Access | None = None
    oidc_issuer: Annotated[str, AfterValidator(_check_issuer)] | None = None
    oidc_client: Annotated[str, Field(min_length=1)] | None = None
    oidc_secret_env: Annotated[str, Field(min_length=1)] | None = None
    keep_people_days: Count | None = Field(default=None, examples=[365])
    tls: Annotated[str, AfterValidator(_check_bind)] | None = None
    tls_min_version: Literal["1.0", "1.1", "1.2", "1.3"] = "1.2"
    proxy: Annotated[str, AfterValidator(_check_bind)] | None = None
    proxy_other_hosts: Literal["refuse", "tunnel"] | None = None
    proxy_people: bool = False
    upstream: Annotated[str, AfterValidator(_check_upstream)] = "marketplace"
    database: Annotated[str, AfterValidator(parse_database), Field(repr=False)] = Field(
        default_factory=default_database
    )
    allow_reset: bool = False
    seed: Annotated[
        tuple[Location, ...], NoDecode, BeforeValidator(_split_names), Field(strict=False)
    ] = ()
    opening_balance: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$")] = "10000.00"
    notifications: Literal["deliver", "keep"] = "deliver"
    notification_hosts: Hosts = ()
    sns_subscriptions: Annotated[
        tuple[Annotated[str, AfterValidator(_check_subscription)], ...],
        NoDecode,
        BeforeValidator(_split_names),
        Field(strict=False),
    ] = ()
    public_url: Annotated[str, AfterValidator(_check_public_url)] | None = None
    clock: Annotated[datetime | None, BeforeValidator(_parse_clock)] = None
    replay: Location = Field(default_factory=lambda: find_data_folder("fixtures"))
    record: Location | None = None
    record_overwrite: bool = False
    on_miss: Literal["refuse", "forward", "record"] = "refuse"
    forward_to: Annotated[str, AfterValidator(_check_live)] | None = None
    faults: Location | None = None
    strict: bool = False
    hosts: Hosts = ()
    accept_any_key_from_anywhere: bool = False
    body_limit_bytes: Count = 4 * 1024 * 1024
    upload_bytes: Count = 20 * 1024 * 1024
    threads: Annotated[int, Field(gt=0, le=1024)] = 64
    max_in_flight: Count | None = Field(default=None, examples=[256])
    max_upstream_answer_bytes: Count = 256 * 1024 * 1024
    max_list_items: Count = 200_000
    paging: Literal["cached", "live"] = "cached"
    list_cache_seconds: Seconds = 300
    list_cache_bytes: Count = 256 * 1024 * 1024
    list_cache: Annotated[SecretStr, AfterValidator(_check_list_cache)] = SecretStr("memory")
    connect_seconds: Seconds = 5
    read_seconds: Seconds = 20
    call_seconds: Seconds = 90
    shutdown_seconds: Seconds = 95
    trust_folder: Location = Field(
        default_factory=lambda: user_data_path("mturk-adapter", appauthor=False) / "trust"
    )
    tls_certificate: Location | None = None
    tls_key: Location | None = None
    log_format: Literal["auto", "text", "json"] = "auto"
    log_level: Literal["debug", "info", "warning", "error"] | None = None
